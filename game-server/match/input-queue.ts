// The wishes of one seat that wait for their tick, in the order of their sequences. No tick in it is before the one in
// front. That a sequence never counts twice is what makes it safe to send wishes again after a lost connection.

import assert from 'node:assert/strict';
import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import { NONE, type Direction, type Input } from '#simulation';
import { INPUT_QUEUE_PER_SEAT_MAX } from '../rooms/room-rules.ts';

type QueuedWish = Input & { readonly kind: 'wish'; readonly dueTick: number };

/** Due when nothing is: the last tick that a World can count. */
const NEVER = 0x7fff_ffff;

export class InputQueue {
  private readonly seat: number;
  private readonly queue: QueuedWish[] = [];
  private sequence = 0;
  /** When the one in front is due. Asked for every seat at every tick, when there is seldom one. */
  private firstDueTick = 0;

  /** Begins with no wish, sequence 0: what the last driver wanted and was acknowledged is not the new one's. */
  constructor(seat: number) {
    this.seat = seat;
    this.queue.push({ kind: 'wish', seat, sequence: 0, direction: NONE, dueTick: 0 });
  }

  /**
   * Keeps a wish until its tick; one for a tick that is past counts for the next.
   * @param tick what it is meant for, 0 for the next.
   * @param nextTick the tick that is stepped next.
   * @returns how many older wishes had to go because the queue was full.
   */
  push(sequence: number, tick: number, direction: Direction, nextTick: number): number {
    if (sequence <= this.sequence) return 0;
    this.sequence = sequence;
    const meant = Math.min(Math.max(tick, nextTick), nextTick + INPUT_LEAD_TICKS_MAX);
    const dueTick = Math.max(meant, this.queue.at(-1)?.dueTick ?? 0);
    this.queue.push({ kind: 'wish', seat: this.seat, sequence, direction, dueTick });
    const dropped = this.queue.length > INPUT_QUEUE_PER_SEAT_MAX ? 1 : 0;
    if (dropped > 0) this.queue.shift();
    assert(this.queue.length <= INPUT_QUEUE_PER_SEAT_MAX, 'a queue of inputs keeps to its maximum');
    this.firstDueTick = this.queue[0]!.dueTick;
    return dropped;
  }

  /** Moves the wishes that are due at this tick into a list. */
  takeDue(tick: number, into: Input[]): void {
    while (this.firstDueTick <= tick) {
      into.push(this.queue.shift()!);
      this.firstDueTick = this.queue[0]?.dueTick ?? NEVER;
    }
  }

  /** Forgets what waits, but not which sequences were used: a new match begins. */
  clear(): void {
    this.queue.length = 0;
    this.firstDueTick = NEVER;
  }
}
