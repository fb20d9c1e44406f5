// All sessions of this server: by name, by token, and the disconnected ones, oldest first.

import assert from 'node:assert/strict';
import { isReserved, isSameIdentity, nameKey } from '#handover';
import { nameFault, readName, type ClientKind, type Refusal } from '#protocol';
import type { Rng } from '../clock.ts';
import type { Account, Identification } from '../directory/identification.ts';
import type { Connection } from '../net/connection.ts';
import { GRACE_TICKS } from '../rooms/room-rules.ts';
import type { Names } from './names.ts';
import { Quota, type QuotaParts } from './quota.ts';
import { Session, type Hello, type SessionData, type SessionKeeper, type SessionParts } from './session.ts';
import { Tokens } from './tokens.ts';

export interface SessionsParts extends SessionParts, QuotaParts {
  readonly names: Names;
  readonly rng: Rng;
  readonly identification: Identification;
  readonly records: SessionRecords;
  /** Sessions get ids above this one. */
  readonly firstId: number;
}

/** Sessions that one process can number: each node of several has a block of ids of its own. */
export const SESSION_BLOCK = 2 ** 32;

/** Where sessions are recorded, so that a later process can go on with them. */
export interface SessionRecords {
  /** Its data is to be recorded before anything more is sent to clients. */
  sessionChanged(session: Session): void;
  sessionEnded(session: Session): void;
}

export class Sessions implements SessionKeeper {
  private readonly parts: SessionsParts;
  private readonly byName = new Map<string, Session>();
  private readonly tokens: Tokens<Session>;
  /** The tick until which each disconnected session is kept, in this order. */
  private readonly waiting = new Map<Session, number>();
  /**
   * The same for sessions of an earlier process. Apart from the others, because after a restart all sessions are
   * disconnected, and the limits are not meant for that.
   */
  private readonly restored = new Map<Session, number>();
  private tickNow = 0;
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
   * @returns why there is none, or null
   */
  begin(connection: Connection, hello: Hello, kind: ClientKind): Refusal | null {
    const { ticket } = hello;
    const { address } = connection;
    const checked = ticket === '' ? null : this.parts.identification.check(ticket, kind);
    const account = checked !== null && 'account' in checked ? checked.account : null;
    const name = account === null || account.claimedName === '' ? readName(hello.name) : account.claimedName;
    if (name === null) return { code: 'bad-name', text: nameFault(hello.name)! };
    const ban = this.parts.bans.faultOf(
      { address, name, identity: account?.identity ?? null },
      this.parts.clock.date(),
    );
    if (ban !== null) return ban;
    const claimed = this.claim(name, account);
    if (claimed === null) return 'name-reserved';
    const session = this.add(++this.lastId, claimed, kind, address);
    session.setAccount(account);
    session.begin(connection, hello);
    if (checked !== null && 'error' in checked) session.refuseTicket(checked.error);
    return null;
  }

  /** Continues the session with the token of a `hello`. @returns why not, or null; undefined without such a session */
  resumeWithToken(connection: Connection, hello: Hello): Refusal | null | undefined {
    const session = this.tokens.holderOf(hello.token);
    if (session === null) return undefined;
    const { identity, name } = session;
    const ban = this.parts.bans.faultOf({ address: connection.address, name, identity }, this.parts.clock.date());
    if (ban !== null) return ban;
    session.resume(connection, hello);
    const refusal = hello.ticket === '' ? null : this.identify(session, hello.ticket);
    if (refusal !== null) session.refuseTicket(refusal);
    return null;
  }

  /** Says who a session is. @param ticket '' for nobody @returns why not, or null */
  identify(session: Session, ticket: string): Refusal | null {
    if (ticket === '') {
      this.become(session, null, session.name);
      return null;
    }
    const checked = this.parts.identification.check(ticket, session.kind);
    if ('error' in checked) return checked.error;
    const { account } = checked;
    const name = account.claimedName === '' ? session.name : account.claimedName;
    const ban = session.banOf(account, name);
    if (ban !== null) return ban;
    this.become(session, account, name);
    return null;
  }

  /** Gives a guest the name that they ask for. @returns why not, or null */
  rename(session: Session, asked: string): Refusal | null {
    const name = readName(asked);
    if (name === null) return { code: 'bad-name', text: nameFault(asked)! };
    if (session.account !== null && session.account.claimedName !== '') return 'name-of-account';
    if (name === session.name) return null;
    if (isReserved(name)) return 'name-reserved';
    const ban = session.banOf(session.account, name);
    if (ban !== null) return { code: 'name-reserved', text: 'the operator of this server has banned this name' };
    const { names } = this.parts;
    // `ann` and `Ann` are one name, which the session has already.
    const isOwn = names.lookAlikeOf(name) === session.name && names.mayHave(name, null);
    if (!isOwn && !names.isFree(name, null)) return 'name-taken';
    const tooFast = session.takeRename();
    if (tooFast !== null) return tooFast;
    this.become(session, session.account, name);
    return null;
  }

  /** Ends the sessions that the operator has banned. */
  endBanned(): void {
    for (const session of this.byName.values()) {
      const ban = session.banOf();
      if (ban !== null) session.banned(ban);
    }
  }

  /** Goes on with a session of an earlier process. It is disconnected, and ends if nobody resumes it in time. */
  restore(data: SessionData): Session {
    this.parts.names.restore(data.name);
    this.beginAfter(data.id);
    const session = this.add(data.id, data.name, data.kind, data.address);
    // Before what follows can throw: it ends in any case.
    this.restored.set(session, this.tickNow + GRACE_TICKS);
    session.restore(data);
    this.tokens.restore(session, data.tokens);
    return session;
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
    this.parts.names.release(session.name);
    this.byName.delete(nameKey(session.name));
    this.tokens.forget(session);
    this.connected(session);
    this.parts.records.sessionEnded(session);
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

  /** This process ends, and a later one goes on with all sessions. */
  suspend(): void {
    for (const session of this.byName.values()) session.suspend();
  }

  /** Says bye to all. */
  end(reason: string): void {
    for (const session of this.byName.values()) session.bye(reason);
  }

  /** A session is another account, or nobody, under a name, which gets a suffix where it is not free. */
  private become(session: Session, account: Account | null, wanted: string): void {
    const { name: oldName } = session;
    const isSame = account !== null && isSameIdentity(account.identity, session.identity);
    // A second session of a person keeps its suffix.
    if (isSame && account.claimedName === session.account?.claimedName) return session.become(account, oldName);
    const { names } = this.parts;
    names.release(oldName);
    const name = this.claim(wanted, account) ?? oldName;
    names.restore(name);
    this.moveTo(session, name);
    session.become(account, name);
  }

  /** Takes a name. A guest who has that of an account gets a suffix. @returns null for a reserved name */
  private claim(name: string, account: Account | null): string | null {
    const user = account === null || account.claimedName === '' ? null : userOf(account);
    if (user !== null) this.evict(name, user);
    return this.parts.names.claim(name, user);
  }

  /** Another session may have had the name before it was claimed. An old ticket takes it from nobody. */
  private evict(name: string, user: string): void {
    const { names } = this.parts;
    if (!names.mayHave(name, user)) return;
    const holder = this.named(names.lookAlikeOf(name) ?? '');
    if (holder === null || (holder.account !== null && userOf(holder.account) === user)) return;
    const suffixed = names.claim(holder.name, null);
    if (suffixed === null) return;
    names.release(holder.name);
    this.moveTo(holder, suffixed);
    holder.become(holder.account, suffixed);
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
  }

  private add(id: number, name: string, kind: ClientKind, address: string): Session {
    const session = new Session(id, name, kind, new Quota(address, this.parts), this.parts, this);
    assert(!this.byName.has(nameKey(name)), 'a name belongs to one session');
    this.byName.set(nameKey(name), session);
    return session;
  }

  /** @param caller whose it must be; null for any. */
  private oldestWaiting(caller: Session['caller'] | null): Session | null {
    for (const session of this.waiting.keys()) if (caller === null || session.caller === caller) return session;
    return null;
  }
}

/** The id of the user that an account is; null for a guest's device. */
function userOf({ identity }: Account): string | null {
  return identity.kind === 'user' ? identity.id : null;
}

/** Ends the sessions whose time is over. @param waiting the tick until which each is kept, in this order */
function endDue(waiting: ReadonlyMap<Session, number>, serverTick: number): void {
  for (const [session, untilTick] of waiting) {
    if (untilTick > serverTick) return;
    session.end();
  }
}
