// All sessions of this server: how they begin, resume and end. session-names.ts settles their names, tokens.ts knows the
// tokens that resume them, disconnected.ts ends those that nobody resumes.

import assert from 'node:assert/strict';
import { isReserved, nameKey } from '#handover';
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
import type { Checked, Identification } from '../directory/identification.ts';
import type { Connection } from '../net/connection.ts';
import type { HelloAnswer } from '../net/greeting.ts';
import { Disconnected } from './disconnected.ts';
import type { Names } from './names.ts';
import type { OtherNodes } from './other-nodes.ts';
import { Quota, type QuotaParts } from './quota.ts';
import type { SentRequest } from './room-request.ts';
import type { SessionData } from './session-data.ts';
import { SessionNames } from './session-names.ts';
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

export class Sessions implements SessionKeeper {
  private readonly parts: SessionsParts;
  private readonly byName = new Map<string, Session>();
  private readonly byId = new Map<number, Session>();
  private readonly tokens: Tokens<Session>;
  private readonly waiting: Disconnected;
  /** Who has which name. */
  readonly names: SessionNames;
  otherNodes: readonly NodeAddress[] = [];
  /** The newest id. No id is used twice. */
  lastId: number;

  constructor(parts: SessionsParts) {
    this.parts = parts;
    this.lastId = parts.firstId;
    this.tokens = new Tokens(parts.rng);
    this.waiting = new Disconnected(parts);
    this.names = new SessionNames({
      names: parts.names,
      others: parts.others,
      holderOf: (name) => this.named(name),
      moved: (session, name) => this.moveTo(session, name),
    });
  }

  /** Sessions that have not ended, the disconnected ones included. */
  get count(): number {
    return this.byName.size;
  }

  get disconnectedCount(): number {
    return this.waiting.count;
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
      this.names.claim(name, account, id, (claimed) => {
        if (claimed === null) return done(refused('name-reserved'));
        // Either may have happened while other nodes were asked.
        const newBan = banOf(claimed);
        if (newBan !== null || !connection.isOpen) {
          this.names.release(claimed, id);
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
    if (ticket === '') return this.names.become(session, null, session.name, () => done(null));
    this.check(ticket, session.kind, (checked) => {
      if (checked === null || session.hasEnded) return done(null);
      if ('error' in checked) return done(checked.error);
      const { account } = checked;
      const name = account.claimedName === '' ? session.name : account.claimedName;
      const ban = session.banOf(account, name);
      if (ban !== null) return done(ban);
      this.names.become(session, account, name, () => done(null));
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
    this.names.settle(session, session.account, name, (isSettled) => done(isSettled ? null : 'name-taken'));
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
    const name = this.names.restored(data);
    this.beginAfter(data.id);
    const session = this.add(data.id, name, data.kind, data.address);
    // Before what follows can throw: it ends in any case.
    this.waiting.addCutOff(session);
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
    this.waiting.remove(session);
  }

  disconnected(session: Session): void {
    this.waiting.add(session);
  }

  ended(session: Session): void {
    this.names.release(session.name, session.id);
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
    this.waiting.tick(serverTick);
  }

  /** Breaks all connections without a word: another node may own the rooms by now. The sessions wait to be resumed. */
  cutOff(): void {
    for (const session of this.byName.values()) {
      // As after a restart, so many are disconnected at once that no limit is meant for it.
      if (session.cutOff()) this.waiting.addCutOff(session);
    }
  }

  /** Another node has taken a room before this one could record who has left it: their connections break too. */
  cutOffLeavers(code: string): void {
    for (const session of this.byName.values()) {
      if (session.awaitsLeaveOf(code) && session.cutOff()) this.waiting.addCutOff(session);
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

  /** Checks a ticket. @param done null for '' */
  private check(ticket: string, kind: ClientKind, done: (checked: Checked | null) => void): void {
    if (ticket === '') return done(null);
    this.parts.identification.check(ticket, kind, done);
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
}

const TAKEN: HelloAnswer = { is: 'taken' };

function refused(refusal: Refusal): HelloAnswer {
  return { is: 'refused', refusal };
}
