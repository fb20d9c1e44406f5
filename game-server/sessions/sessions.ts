// All sessions of this server: by name, by token, and the disconnected ones, oldest first.

import assert from 'node:assert/strict';
import { nameKey } from '#handover';
import type { ClientKind } from '#protocol';
import type { Rng } from '../clock.ts';
import { GRACE_TICKS } from '../rooms/room-rules.ts';
import type { Names } from './names.ts';
import { Quota, type QuotaParts } from './quota.ts';
import { Session, type SessionData, type SessionKeeper, type SessionParts } from './session.ts';
import { Tokens } from './tokens.ts';

export interface SessionsParts extends SessionParts, QuotaParts {
  readonly names: Names;
  readonly rng: Rng;
  readonly records: SessionRecords;
}

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
  lastId = 0;

  constructor(parts: SessionsParts) {
    this.parts = parts;
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

  withToken(token: string): Session | null {
    return this.tokens.holderOf(token);
  }

  /** A new session with a name, with a suffix if it is taken. @returns null if the name is reserved. */
  create(name: string, kind: ClientKind, address: string): Session | null {
    const claimed = this.parts.names.claim(name);
    if (claimed === null) return null;
    return this.add(++this.lastId, claimed, kind, address);
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

  /** An earlier process has used the ids up to this one. */
  beginAfter(id: number): void {
    if (id > this.lastId) this.lastId = id;
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

  /** This process ends, and a later one goes on with all sessions. */
  suspend(): void {
    for (const session of this.byName.values()) session.suspend();
  }

  /** Says bye to all. */
  end(reason: string): void {
    for (const session of this.byName.values()) session.bye(reason);
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

/** Ends the sessions whose time is over. @param waiting the tick until which each is kept, in this order */
function endDue(waiting: ReadonlyMap<Session, number>, serverTick: number): void {
  for (const [session, untilTick] of waiting) {
    if (untilTick > serverTick) return;
    session.end();
  }
}
