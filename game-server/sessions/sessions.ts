// All stays on this server: by name, by token, and those that wait for their player to come back, oldest first.

import type { ClientKind } from '#protocol';
import type { Rng } from '../clock.ts';
import { nameKey } from './names.ts';
import { GRACE_TICKS } from '../rooms/room-rules.ts';
import { digestOf, newToken } from './secret.ts';
import { Session, type SessionParts } from './session.ts';

export class Sessions {
  private readonly parts: SessionParts;
  private readonly chance: Rng;
  private readonly byName = new Map<string, Session>();
  /** By the digest of a token. */
  private readonly byToken = new Map<string, Session>();
  /** Digests of the tokens of each stay, newest last: one, or two until it is known that the newest has arrived. */
  private readonly tokens = new Map<Session, readonly string[]>();
  /** Until which tick a stay waits; in the order of these ticks. */
  private readonly absent = new Map<Session, number>();
  private tickNow = 0;
  private made = 0;

  constructor(parts: SessionParts, chance: Rng) {
    this.parts = parts;
    this.chance = chance;
  }

  /** Those who said hello and have not gone, the absent included. */
  get count(): number {
    return this.byName.size;
  }

  get absentCount(): number {
    return this.absent.size;
  }

  get tokenCount(): number {
    return this.byToken.size;
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.byName.values();
  }

  named(name: string): Session | null {
    return this.byName.get(nameKey(name)) ?? null;
  }

  withToken(token: string): Session | null {
    return this.byToken.get(digestOf(token)) ?? null;
  }

  /** A new stay under a name, with a suffix where it is taken. @returns null when the name may not be used. */
  begin(name: string, kind: ClientKind, address: string): Session | null {
    const claimed = this.parts.names.claim(name);
    if (claimed === null) return null;
    const session = new Session(++this.made, claimed, kind, address, this.parts, this);
    this.byName.set(nameKey(claimed), session);
    return session;
  }

  /**
   * A token that has never been used. The one that was used to get it stays good until `confirmToken`: the new one may be
   * lost together with the connection it is sent over.
   */
  renewToken(session: Session, usedToken: string): string {
    const used = digestOf(usedToken);
    this.forgetTokens(session, used);
    this.returned(session);
    const token = newToken(this.chance);
    const digest = digestOf(token);
    this.byToken.set(digest, session);
    this.tokens.set(session, this.byToken.has(used) ? [used, digest] : [digest]);
    return token;
  }

  /** The client has its new token; every other is worth nothing from now on. */
  confirmToken(session: Session): void {
    const token = this.tokens.get(session)!.at(-1)!;
    this.forgetTokens(session, token);
    this.tokens.set(session, [token]);
  }

  /** The player of a session has lost the connection: it waits for them. Of too many the oldest is given up. */
  lost(session: Session): void {
    const { disconnectedSessionsMax, disconnectedSessionsPerAddressMax } = this.parts.config;
    this.absent.set(session, this.tickNow + GRACE_TICKS);
    session.caller.absent++;
    if (session.caller.absent > disconnectedSessionsPerAddressMax) this.oldestAbsent(session)!.end();
    if (this.absent.size > disconnectedSessionsMax) this.oldestAbsent(null)!.end();
  }

  /** @param like whose caller it must have; null for any. */
  private oldestAbsent(like: Session | null): Session | null {
    for (const session of this.absent.keys()) if (like === null || session.caller === like.caller) return session;
    return null;
  }

  private returned(session: Session): void {
    if (this.absent.delete(session)) session.caller.absent--;
  }

  ended(session: Session): void {
    this.parts.names.release(session.name);
    this.byName.delete(nameKey(session.name));
    this.forgetTokens(session, '');
    this.tokens.delete(session);
    this.returned(session);
  }

  private forgetTokens(session: Session, except: string): void {
    for (const token of this.tokens.get(session) ?? []) if (token !== except) this.byToken.delete(token);
  }

  /** A tick of the server has gone by: whoever was away too long is not waited for any more. */
  tick(serverTick: number): void {
    this.tickNow = serverTick;
    for (const [session, untilTick] of this.absent) {
      if (untilTick > serverTick) return;
      session.end();
    }
  }

  /** Says bye to everybody. */
  end(reason: string): void {
    for (const session of this.byName.values()) session.bye(reason);
  }
}
