// Who has which name, over all nodes: claimed with a suffix where it is taken, taken from a guest by its owner, given up.
// names.ts has the names in use here, other-nodes.ts asks for those elsewhere.

import { isSameIdentity, readIdentity } from '#handover';
import type { Account } from '../directory/identification.ts';
import type { Names } from './names.ts';
import type { NameTaker, OtherNodes } from './other-nodes.ts';
import type { SessionData } from './session-data.ts';
import type { Session } from './session.ts';

export interface SessionNamesParts {
  readonly names: Names;
  readonly others: Pick<OtherNodes, 'reserveName' | 'releaseName'> | null;
  /** The session here that has a name. */
  readonly holderOf: (name: string) => Session | null;
  /** A session is found under another name from now on. */
  readonly moved: (session: Session, name: string) => void;
}

/** Names that sessions of other nodes have, of those that are tried for one session. */
const TAKEN_ELSEWHERE_MAX = 20;

export class SessionNames {
  private readonly parts: SessionNamesParts;

  constructor(parts: SessionNamesParts) {
    this.parts = parts;
  }

  /**
   * Takes a name, with a suffix if it is taken. A guest who has that of an account gets a suffix too.
   * @param done null for a reserved name
   */
  claim(name: string, account: Account | null, id: number, done: (claimed: string | null) => void): void {
    const user = userOf(account);
    if (user !== null) this.evict(name, user, null);
    this.claimFree(name, { id, user }, new Set(), done);
  }

  /** Nobody here has the name any more. */
  release(name: string, id: number): void {
    this.parts.names.release(name);
    this.parts.others?.releaseName(name, id, '');
  }

  /** The name of a session of an earlier process or another node. A session here may have it, after Redis was away. */
  restored({ name, account }: SessionData): string {
    const { names } = this.parts;
    if (!names.isInUse(name)) {
      names.restore(name);
      return name;
    }
    const identity = account?.claimedName === name ? readIdentity(account.identity) : null;
    const claimed = names.claim(name, identity?.kind === 'user' ? identity.id : null);
    if (claimed === null) throw new Error('its name is in use');
    return claimed;
  }

  /** A session is another account, or nobody, under a name, which gets a suffix where it is not free. */
  become(session: Session, account: Account | null, wanted: string, done: () => void): void {
    const isSame = account !== null && isSameIdentity(account.identity, session.identity);
    // A second session of a person keeps its suffix.
    if (isSame && account.claimedName === session.account?.claimedName) session.become(account, session.name);
    else return this.claimFor(session, account, wanted, new Set(), done);
    done();
  }

  /**
   * A session gets a name that was claimed here for it, unless a session of another node has it.
   * @param done whether it has the name now
   */
  settle(session: Session, account: Account | null, name: string, done: (isSettled: boolean) => void): void {
    const { names, others } = this.parts;
    const { name: oldName } = session;
    const finish = (isOurs: boolean) => {
      const { name: nameNow } = session;
      // It may have ended, or lost its name to the user who has claimed it, while other nodes were asked.
      const isDone = isOurs && nameNow === oldName && !session.hasEnded;
      if (isDone) {
        names.release(oldName);
        names.restore(name);
        this.parts.moved(session, name);
        if (name !== oldName) others?.releaseName(oldName, session.id, name);
        session.become(account, name);
      } else {
        names.release(name);
        if (!session.hasEnded) names.restore(nameNow);
        if (isOurs && name !== nameNow) others?.releaseName(name, session.id, session.hasEnded ? '' : nameNow);
      }
      done(isDone);
    };
    if (others === null || name === oldName) return finish(true);
    names.restore(name);
    others.reserveName(name, { id: session.id, user: userOf(account) }, finish);
  }

  /** A user of another node wants a name that is theirs: the session here that has it gets a suffix. */
  giveUp(name: string, user: string): void {
    this.evict(name, user, null);
  }

  /** A session elsewhere has the name of this one: it gets a suffix. */
  addSuffix(session: Session): void {
    this.claimFor(session, session.account, session.name, new Set([session.name]), () => {});
  }

  /** @param except names that sessions of other nodes have */
  private claimFor(
    session: Session,
    account: Account | null,
    wanted: string,
    except: Set<string>,
    done: () => void,
  ): void {
    const { names } = this.parts;
    const { name: oldName } = session;
    const user = userOf(account);
    if (user !== null && except.size === 0) this.evict(wanted, user, session);
    // Its own name is free for it.
    names.release(oldName);
    const name = (except.size <= TAKEN_ELSEWHERE_MAX ? names.claim(wanted, user, except) : null) ?? oldName;
    names.restore(oldName);
    this.settle(session, account, name, (isSettled) => {
      if (isSettled || session.hasEnded) return done();
      this.claimFor(session, account, wanted, except.add(name), done);
    });
  }

  /** @param except names that sessions of other nodes have */
  private claimFree(name: string, taker: NameTaker, except: Set<string>, done: (claimed: string | null) => void): void {
    const { names, others } = this.parts;
    const claimed = names.claim(name, taker.user, except);
    if (claimed === null || others === null) return done(claimed);
    others.reserveName(claimed, taker, (isOurs) => {
      if (isOurs) return done(claimed);
      names.release(claimed);
      if (except.size >= TAKEN_ELSEWHERE_MAX) return done(null);
      this.claimFree(name, taker, except.add(claimed), done);
    });
  }

  /**
   * Another session may have had the name before it was claimed. An old ticket takes it from nobody.
   * @param taker the session that gets it; null for one that does not exist here yet
   */
  private evict(name: string, user: string, taker: Session | null): void {
    const { names, others } = this.parts;
    if (!names.mayHave(name, user)) return;
    const holder = this.parts.holderOf(names.lookAlikeOf(name) ?? '');
    if (holder === null || holder === taker || userOf(holder.account) === user) return;
    const { name: oldName, account } = holder;
    const suffixed = names.claim(oldName, null);
    if (suffixed === null) return;
    names.release(oldName);
    others?.releaseName(oldName, holder.id, suffixed);
    this.parts.moved(holder, suffixed);
    holder.become(account, suffixed);
    others?.reserveName(suffixed, { id: holder.id, user: userOf(account) }, (isOurs) => {
      if (!isOurs && holder.name === suffixed && !holder.hasEnded) this.addSuffix(holder);
    });
  }
}

/** The id of the user whose claimed name an account has; null for a guest. */
function userOf(account: Account | null): string | null {
  if (account === null || account.claimedName === '') return null;
  return account.identity.kind === 'user' ? account.identity.id : null;
}
