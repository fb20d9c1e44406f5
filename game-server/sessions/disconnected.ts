// The disconnected sessions, which wait to be resumed, oldest first.

import assert from 'node:assert/strict';
import type { GameServerConfig } from '../config.ts';
import { GRACE_TICKS } from '../rooms/room-rules.ts';
import type { Session } from './session.ts';

export class Disconnected {
  private readonly parts: { readonly config: GameServerConfig };
  /** The tick until which each session is kept, in this order. */
  private readonly waiting = new Map<Session, number>();
  /** The same for those that are disconnected all at once, as after a restart: the limits are not meant for that. */
  private readonly cutOff = new Map<Session, number>();
  private tickNow = 0;

  constructor(parts: { readonly config: GameServerConfig }) {
    this.parts = parts;
  }

  get count(): number {
    return this.waiting.size + this.cutOff.size;
  }

  /** If there are too many, the oldest one ends. */
  add(session: Session): void {
    const { disconnectedSessionsMax, disconnectedSessionsPerAddressMax } = this.parts.config;
    assert(!this.waiting.has(session), 'a session is disconnected once');
    this.waiting.set(session, this.tickNow + GRACE_TICKS);
    session.caller.disconnected++;
    if (session.caller.disconnected > disconnectedSessionsPerAddressMax) this.oldest(session.caller)!.end();
    if (this.waiting.size > disconnectedSessionsMax) this.oldest(null)!.end();
  }

  /** One of many that the server has cut off, or an earlier process has left. */
  addCutOff(session: Session): void {
    this.cutOff.set(session, this.tickNow + GRACE_TICKS);
  }

  /** It is connected again, or has ended. Does nothing to another one. */
  remove(session: Session): void {
    this.cutOff.delete(session);
    if (this.waiting.delete(session)) session.caller.disconnected--;
  }

  /** A tick of the server has passed: sessions whose time is over end. */
  tick(serverTick: number): void {
    this.tickNow = serverTick;
    endDue(this.cutOff, serverTick);
    endDue(this.waiting, serverTick);
  }

  /** @param caller whose it must be; null for any. */
  private oldest(caller: Session['caller'] | null): Session | null {
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
