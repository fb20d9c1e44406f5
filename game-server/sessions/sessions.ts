// All sessions of this server: by name, by token, and the disconnected ones, oldest first.

import assert from 'node:assert/strict';
import { isReserved, isSameIdentity, nameKey, readIdentity } from '#handover';
import {
  nameFault,
  NODES_MAX,
  readName,
  type ClientKind,
  type NodeAddress,
  type Refusal,
  type ServerMessage,
} from '#protocol';
import type { Rng } from '../clock.ts';
import type { Account, Checked, Identification } from '../directory/identification.ts';
import type { Connection } from '../net/connection.ts';
import type { HelloAnswer } from '../net/greeting.ts';
import { GRACE_TICKS } from '../rooms/room-rules.ts';
import type { Names } from './names.ts';
import type { NameTaker, OtherNodes } from './other-nodes.ts';
import { Quota, type QuotaParts } from './quota.ts';
import type { SentRequest } from './room-request.ts';
import type { SessionData } from './session-data.ts';
import { Session, type Hello, type SessionKeeper, type SessionParts } from './session.ts';
import { Tokens } from './tokens.ts';

export interface SessionsParts extends SessionParts, QuotaParts {
  readonly names: Names;
  readonly rng: Rng;
  readonly identification: Identification;
  /** A player has another name. @param key of the name */
  readonly renamed: (oldKey: string, key: string) => void;
  readonly records: SessionRecords;
  /** Sessions get ids above this one. */
  readonly firstId: number;
  readonly others: OtherNodes | null;
}

/** Sessions that one process can number: each node of several has a block of ids of its own. */
export const SESSION_BLOCK = 2 ** 32;

/** Where sessions are recorded, so that a later process can go on with them. */
export interface SessionRecords {
  /** Its data is to be recorded before anything more is sent to clients. */
  sessionChanged(session: Session): void;
  sessionEnded(session: Session): void;
  /** Another process has it: nothing more is recorded of it here. */
  sessionLetGo(session: Session): void;
}

/** Names that sessions of other nodes have, of those that are tried for one session. */
const TAKEN_ELSEWHERE_MAX = 20;

export class Sessions implements SessionKeeper {
  private readonly parts: SessionsParts;
  private readonly byName = new Map<string, Session>();
  private readonly byId = new Map<number, Session>();
  private readonly tokens: Tokens<Session>;
  /** The tick until which each disconnected session is kept, in this order. */
  private readonly waiting = new Map<Session, number>();
  /**
   * The same for sessions of an earlier process. Apart from the others, because after a restart all sessions are
   * disconnected, and the limits are not meant for that.
   */
  private readonly restored = new Map<Session, number>();
  private tickNow = 0;
  otherNodes: readonly NodeAddress[] = [];
  /** The newest id. No id is used twice. */
  lastId: number;

  constructor(parts: SessionsParts) {
    this.parts = parts;
    this.lastId = parts.firstId;
    this.tokens = new Tokens(parts.rng);
  }

  /** Sessions that have not ended, the disconnected ones included. */
  get count(): number {
    return this.byName.size;
  }

  get disconnectedCount(): number {
    return this.waiting.size + this.restored.size;
  }

  get tokenCount(): number {
    return this.tokens.count;
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.byName.values();
  }

  named(name: string): Session | null {
    return this.byName.get(nameKey(name)) ?? null;
  }

  /**
   * A new session for a `hello` without a known token, with its first connection. A name that is taken gets a suffix. A
   * ticket that is refused costs nothing but the identity.
   * @param done is called once, unless the connection has closed; on a lone server before this returns
   */
  begin(connection: Connection, hello: Hello, kind: ClientKind, done: (answer: HelloAnswer) => void): void {
    const { address } = connection;
    this.check(hello.ticket, kind, (checked) => {
      const account = checked !== null && 'account' in checked ? checked.account : null;
      const name = account === null || account.claimedName === '' ? readName(hello.name) : account.claimedName;
      if (name === null) return done(refused({ code: 'bad-name', text: nameFault(hello.name)! }));
      const identity = account?.identity ?? null;
      const banOf = (name: string) => this.parts.bans.faultOf({ address, name, identity }, this.parts.clock.date());
      const ban = banOf(name);
      if (ban !== null) return done(refused(ban));
      const id = ++this.lastId;
      this.claim(name, account, id, (claimed) => {
        if (claimed === null) return done(refused('name-reserved'));
        // Either may have happened while other nodes were asked.
        const newBan = banOf(claimed);
        if (newBan !== null || !connection.isOpen) {
          this.release(claimed, id);
          return newBan === null ? undefined : done(refused(newBan));
        }
        const session = this.add(id, claimed, kind, address);
        session.setAccount(account);
        session.begin(connection, hello);
        if (checked !== null && 'error' in checked) session.refuseTicket(checked.error);
        done(TAKEN);
      });
    });
  }

  /** Leads a client of another version of the protocol to a node that speaks it; null if there is none. */
  elsewhere(hello: Hello): ServerMessage | null {
    return this.parts.others?.nodeSpeaking(hello) ?? null;
  }

  /** Continues the session with the token of a `hello`. @param done as above */
  resumeWithToken(connection: Connection, hello: Hello, done: (answer: HelloAnswer) => void): void {
    const session = this.tokens.holderOf(hello.token);
    if (session !== null) return this.resume(session, connection, hello, null, done);
    const { others } = this.parts;
    if (others === null || hello.token === '') return done({ is: 'unknown' });
    others.find(
      hello,
      () => connection.isOpen,
      (found) => {
        if (!connection.isOpen) return;
        if (found.is !== 'here') return done(found);
        this.resume(found.session, connection, hello, found.request, done);
      },
    );
  }

  private resume(
    session: Session,
    connection: Connection,
    hello: Hello,
    request: SentRequest | null,
    done: (answer: HelloAnswer) => void,
  ): void {
    const { identity, name } = session;
    const ban = this.parts.bans.faultOf({ address: connection.address, name, identity }, this.parts.clock.date());
    if (ban !== null) return done(refused(ban));
    session.resume(connection, hello);
    // Before what the client has sent behind `hello`.
    if (request !== null) session.request(request);
    done(TAKEN);
    if (hello.ticket === '') return;
    this.identify(session, hello.ticket, (refusal) => {
      if (refusal !== null) session.refuseTicket(refusal);
    });
  }

  /**
   * Says who a session is.
   * @param ticket '' for nobody
   * @param done why not, or null; on a lone server called before this returns
   */
  identify(session: Session, ticket: string, done: (refusal: Refusal | null) => void): void {
    if (ticket === '') return this.become(session, null, session.name, () => done(null));
    this.check(ticket, session.kind, (checked) => {
      if (checked === null || session.hasEnded) return done(null);
      if ('error' in checked) return done(checked.error);
      const { account } = checked;
      const name = account.claimedName === '' ? session.name : account.claimedName;
      const ban = session.banOf(account, name);
      if (ban !== null) return done(ban);
      this.become(session, account, name, () => done(null));
    });
  }

  /** Gives a guest the name that they ask for. @param done as above */
  rename(session: Session, asked: string, done: (refusal: Refusal | null) => void): void {
    const name = readName(asked);
    if (name === null) return done({ code: 'bad-name', text: nameFault(asked)! });
    if (session.account !== null && session.account.claimedName !== '') return done('name-of-account');
    if (name === session.name) return done(null);
    if (isReserved(name)) return done('name-reserved');
    const ban = session.banOf(session.account, name);
    if (ban !== null) {
      return done({ code: 'name-reserved', text: 'the operator of this server has banned this name' });
    }
    const { names } = this.parts;
    // `ann` and `Ann` are one name, which the session has already.
    const isOwn = names.lookAlikeOf(name) === session.name && names.mayHave(name, null);
    if (!isOwn && !names.isFree(name, null)) return done('name-taken');
    const tooFast = session.takeRename();
    if (tooFast !== null) return done(tooFast);
    names.restore(name);
    this.settle(session, session.account, name, (isSettled) => done(isSettled ? null : 'name-taken'));
  }

  /** Ends the sessions that the operator has banned. */
  endBanned(): void {
    for (const session of this.byName.values()) {
      const ban = session.banOf();
      if (ban !== null) session.banned(ban);
    }
  }

  /**
   * Goes on with a session of an earlier process or of another node. It is disconnected, and ends if nobody resumes it in
   * time. Its name gets a suffix if it is in use here.
   */
  restore(data: SessionData): Session {
    if (this.byId.has(data.id)) throw new Error('it is here already');
    const name = this.nameFor(data);
    this.beginAfter(data.id);
    const session = this.add(data.id, name, data.kind, data.address);
    // Before what follows can throw: it ends in any case.
    this.restored.set(session, this.tickNow + GRACE_TICKS);
    session.restore(data);
    this.tokens.restore(session, data.tokens);
    // Other nodes are to find it here.
    if (this.parts.others !== null) this.changed(session);
    return session;
  }

  withId(id: number): Session | null {
    return this.byId.get(id) ?? null;
  }

  /** The session that a token resumes; null if none here has it. */
  withToken(token: string): Session | null {
    return this.tokens.holderOf(token);
  }

  /** Another process has claimed a session that is still here: it goes without a trace, and its client connects anew. */
  claimedElsewhere(session: Session): void {
    session.leaveRoom();
    this.letGo(session, null);
  }

  /** An earlier process has used the ids up to this one. Ids of another node are in a block of their own. */
  beginAfter(id: number): void {
    const isOwn = Math.floor(id / SESSION_BLOCK) === Math.floor(this.parts.firstId / SESSION_BLOCK);
    if (isOwn && id > this.lastId) this.lastId = id;
  }

  dataOf(session: Session): SessionData {
    return session.data(this.tokens.digestsOf(session));
  }

  changed(session: Session): void {
    this.parts.records.sessionChanged(session);
  }

  renewToken(session: Session, used: string): string {
    return this.tokens.renew(session, used);
  }

  confirmToken(session: Session): void {
    this.tokens.confirm(session);
    this.changed(session);
  }

  connected(session: Session): void {
    this.restored.delete(session);
    if (this.waiting.delete(session)) session.caller.disconnected--;
  }

  /** A session is disconnected. If there are too many, the oldest one ends. */
  disconnected(session: Session): void {
    const { disconnectedSessionsMax, disconnectedSessionsPerAddressMax } = this.parts.config;
    assert(!this.waiting.has(session), 'a session is disconnected once');
    this.waiting.set(session, this.tickNow + GRACE_TICKS);
    session.caller.disconnected++;
    if (session.caller.disconnected > disconnectedSessionsPerAddressMax) this.oldestWaiting(session.caller)!.end();
    if (this.waiting.size > disconnectedSessionsMax) this.oldestWaiting(null)!.end();
  }

  ended(session: Session): void {
    this.release(session.name, session.id);
    this.forget(session);
    this.parts.records.sessionEnded(session);
  }

  /**
   * Another node has the session: nothing of it stays here, and it is not recorded that it has ended.
   * @param last the last message to its client, if that is connected; null to close the connection without one
   */
  letGo(session: Session, last: ServerMessage | null): void {
    session.letGo(last);
    this.parts.names.release(session.name);
    this.forget(session);
    this.parts.records.sessionLetGo(session);
    this.parts.others?.letGo(session);
  }

  private forget(session: Session): void {
    this.byName.delete(nameKey(session.name));
    this.byId.delete(session.id);
    this.tokens.forget(session);
    this.connected(session);
  }

  /** A tick of the server has passed: sessions whose time is over end. */
  tick(serverTick: number): void {
    this.tickNow = serverTick;
    endDue(this.restored, serverTick);
    endDue(this.waiting, serverTick);
  }

  /** Breaks all connections without a word: another node may own the rooms by now. The sessions wait to be resumed. */
  cutOff(): void {
    for (const session of this.byName.values()) {
      // As after a restart, so many are disconnected at once that no limit is meant for it.
      if (session.cutOff()) this.restored.set(session, this.tickNow + GRACE_TICKS);
    }
  }

  /** Another node has taken a room before this one could record who has left it: their connections break too. */
  cutOffLeavers(code: string): void {
    for (const session of this.byName.values()) {
      if (session.awaitsLeaveOf(code) && session.cutOff()) this.restored.set(session, this.tickNow + GRACE_TICKS);
    }
  }

  /** The nodes that clients may connect to instead of this one. Clients learn of each change. */
  nameNodes(nodes: readonly NodeAddress[]): void {
    const named = nodes.slice(0, NODES_MAX);
    if (JSON.stringify(named) === JSON.stringify(this.otherNodes)) return;
    this.otherNodes = named;
    for (const session of this.byName.values()) session.sendNodes();
  }

  /** This process ends, and a later one goes on with all sessions. */
  suspend(): void {
    for (const session of this.byName.values()) session.suspend();
  }

  /** Says bye to all. */
  end(reason: string): void {
    for (const session of this.byName.values()) session.bye(reason);
  }

  /** A user of another node wants a name that is theirs: the session here that has it gets a suffix. */
  giveUpName(name: string, user: string): void {
    this.evict(name, user, null);
  }

  /** A session elsewhere has the name of this one: it gets a suffix. */
  yieldName(session: Session): void {
    this.claimFor(session, session.account, session.name, new Set([session.name]), () => {});
  }

  /** A session is another account, or nobody, under a name, which gets a suffix where it is not free. */
  private become(session: Session, account: Account | null, wanted: string, done: () => void): void {
    const isSame = account !== null && isSameIdentity(account.identity, session.identity);
    // A second session of a person keeps its suffix.
    if (isSame && account.claimedName === session.account?.claimedName) session.become(account, session.name);
    else return this.claimFor(session, account, wanted, new Set(), done);
    done();
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

  /**
   * A session gets a name that was claimed here for it, unless a session of another node has it.
   * @param done whether it has the name now
   */
  private settle(session: Session, account: Account | null, name: string, done: (isSettled: boolean) => void): void {
    const { names, others } = this.parts;
    const { name: oldName } = session;
    const finish = (isOurs: boolean) => {
      const { name: nameNow } = session;
      // It may have ended, or lost its name to the user who has claimed it, while other nodes were asked.
      const isDone = isOurs && nameNow === oldName && !session.hasEnded;
      if (isDone) {
        names.release(oldName);
        names.restore(name);
        this.moveTo(session, name);
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

  /**
   * Takes a name, with a suffix if it is taken. A guest who has that of an account gets a suffix too.
   * @param done null for a reserved name
   */
  private claim(name: string, account: Account | null, id: number, done: (claimed: string | null) => void): void {
    const user = userOf(account);
    if (user !== null) this.evict(name, user, null);
    this.claimFree(name, { id, user }, new Set(), done);
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
    const holder = this.named(names.lookAlikeOf(name) ?? '');
    if (holder === null || holder === taker || userOf(holder.account) === user) return;
    const { name: oldName, account } = holder;
    const suffixed = names.claim(oldName, null);
    if (suffixed === null) return;
    names.release(oldName);
    others?.releaseName(oldName, holder.id, suffixed);
    this.moveTo(holder, suffixed);
    holder.become(account, suffixed);
    others?.reserveName(suffixed, { id: holder.id, user: userOf(account) }, (isOurs) => {
      if (!isOurs && holder.name === suffixed && !holder.hasEnded) this.yieldName(holder);
    });
  }

  /** Checks a ticket. @param done null for '' */
  private check(ticket: string, kind: ClientKind, done: (checked: Checked | null) => void): void {
    if (ticket === '') return done(null);
    this.parts.identification.check(ticket, kind, done);
  }

  /** Nobody here has the name any more. */
  private release(name: string, id: number): void {
    this.parts.names.release(name);
    this.parts.others?.releaseName(name, id, '');
  }

  /** The name of a session of an earlier process or another node. A session here may have it, after Redis was away. */
  private nameFor({ name, account }: SessionData): string {
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

  /** Files a session under another name, which it does not have yet. */
  private moveTo(session: Session, name: string): void {
    const { name: oldName } = session;
    if (name === oldName) return;
    const [oldKey, key] = [nameKey(oldName), nameKey(name)];
    this.byName.delete(oldKey);
    assert(!this.byName.has(key), 'a name belongs to one session');
    this.byName.set(key, session);
    if (key === oldKey) return;
    for (const other of this.byName.values()) if (other !== session) other.otherRenamed(oldKey, key);
    this.parts.renamed(oldKey, key);
  }

  private add(id: number, name: string, kind: ClientKind, address: string): Session {
    const isNode = this.parts.others !== null;
    const quota = new Quota(address, this.parts, isNode ? `session ${id}` : undefined);
    const session = new Session(id, name, kind, quota, this.parts, this);
    if (isNode) session.epoch = this.parts.clock.date();
    assert(!this.byName.has(nameKey(name)), 'a name belongs to one session');
    this.byName.set(nameKey(name), session);
    this.byId.set(id, session);
    return session;
  }

  /** @param caller whose it must be; null for any. */
  private oldestWaiting(caller: Session['caller'] | null): Session | null {
    for (const session of this.waiting.keys()) if (caller === null || session.caller === caller) return session;
    return null;
  }
}

const TAKEN: HelloAnswer = { is: 'taken' };

function refused(refusal: Refusal): HelloAnswer {
  return { is: 'refused', refusal };
}

/** The id of the user whose claimed name an account has; null for a guest. */
function userOf(account: Account | null): string | null {
  if (account === null || account.claimedName === '') return null;
  return account.identity.kind === 'user' ? account.identity.id : null;
}

/** Ends the sessions whose time is over. @param waiting the tick until which each is kept, in this order */
function endDue(waiting: ReadonlyMap<Session, number>, serverTick: number): void {
  for (const [session, untilTick] of waiting) {
    if (untilTick > serverTick) return;
    session.end();
  }
}
