// Accepts each ticket once, and none that has expired. Each process counts for itself: a ticket can be used once at each
// server with the same key. Nodes of one server also ask Redis.

import { TICKET_LIFE_MS, type Ticket } from './ticket.ts';

/** Used tickets that are remembered: as many as 160 a second make until they expire. */
const USED_MAX = 100_000;

export class UsedTickets {
  /** When each ticket expires, by its nonce, in the order of use. */
  private readonly expiries = new Map<string, number>();
  private readonly usedMax: number;
  /**
   * Tickets that expire before this are refused. At the start it refuses those that an earlier process may have accepted,
   * and later those that were dropped here: a ticket that is not remembered is never accepted again.
   */
  private refusedBeforeMs: number;

  /** @param startMs of this process: tickets made before it are refused */
  constructor(startMs: number, usedMax = USED_MAX) {
    this.refusedBeforeMs = startMs + TICKET_LIFE_MS;
    this.usedMax = usedMax;
  }

  get size(): number {
    return this.expiries.size;
  }

  /** Uses a ticket. @returns false if it has expired or was used before */
  use({ nonce, expiresMs }: Ticket, nowMs: number): boolean {
    if (expiresMs <= nowMs || expiresMs < this.refusedBeforeMs || this.expiries.has(nonce)) return false;
    this.forget(nowMs);
    this.expiries.set(nonce, expiresMs);
    return true;
  }

  /** Drops the oldest ones as far as they have expired, and one more if there are too many. */
  private forget(nowMs: number): void {
    for (const [nonce, expiresMs] of this.expiries) {
      const isDue = expiresMs <= nowMs;
      if (!isDue && this.expiries.size < this.usedMax) return;
      this.expiries.delete(nonce);
      if (!isDue) this.refusedBeforeMs = Math.max(this.refusedBeforeMs, expiresMs + 1);
    }
  }
}
