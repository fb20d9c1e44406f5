// The wishes of one seat that wait for their ticks, ordered by sequence and by tick. Each sequence counts only once, so a
// client may repeat wishes after a lost connection.

import assert from 'node:assert/strict';
import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import { NONE, type Direction, type Input } from '#simulation';
import { INPUT_QUEUE_PER_SEAT_MAX } from '../rooms/room-rules.ts';

type QueuedWish = Input & { readonly kind: 'wish'; readonly dueTick: number };

/** The due tick of an empty queue: the last tick that a World can count. */
const NEVER = 0x7fff_ffff;

export class InputQueue {
  private seat: number;
  private readonly queue: QueuedWish[] = [];
  private sequence = 0;
  /** When the first wish is due. Read for every seat at every tick, though there seldom is a wish. */
  private firstDueTick = 0;

  /** Begins with an empty wish of sequence 0, which replaces the wish and the acknowledgement of the previous driver. */
  constructor(seat: number) {
    this.seat = seat;
    this.queue.push({ kind: 'wish', seat, sequence: 0, direction: NONE, dueTick: 0 });
  }

  /** The tick at which the first wish is due; beyond all ticks if there is none. */
  get nextDueTick(): number {
    return this.firstDueTick;
  }

  /**
   * The queue of a seat in a match that goes on in another process. Wishes that were waiting are lost: no client has
   * seen them applied.
   * @param isUntouched whether the World has not taken the empty wish yet
   * @param sequence the newest that the World has taken
   */
  static restore(seat: number, isUntouched: boolean, sequence: number): InputQueue {
    const queue = new InputQueue(seat);
    if (!isUntouched) queue.clear();
    queue.sequence = isUntouched ? 0 : sequence;
    return queue;
  }

  /** Whether the empty wish that it began with still waits. */
  get isUntouched(): boolean {
    return this.queue[0]?.sequence === 0;
  }

  /**
   * Keeps a wish until its tick. A wish for a past tick counts for the next.
   * @param tick the tick that it is meant for, 0 for the next.
   * @param nextTick the tick that is stepped next.
   * @returns how many older wishes were dropped because the queue was full.
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

  /** Its player has another seat in the next match. */
  moveTo(seat: number): void {
    this.clear();
    this.seat = seat;
  }

  /** A new match begins: drops waiting wishes. Used sequences stay used. */
  clear(): void {
    this.queue.length = 0;
    this.firstDueTick = NEVER;
  }
}
