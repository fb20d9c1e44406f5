// Our copy of the world, run ahead of the server: the newest snapshot, plus our inputs that it has not applied yet,
// stepped up to the present. AI seats are steered as on the server, all other actors are stepped with their last wish.
// server-clock.ts says when the present is.

import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import { cloneWorld, copyWorld, Events, hashWorld, step, type Direction, type Input, type World } from '#simulation';
import type { PredictedWishes } from './predicted-wishes.ts';

/** An input of ours, and the tick that it is meant for. */
export interface PendingInput {
  readonly sequence: number;
  readonly tick: number;
  readonly direction: Direction;
  /** When it was sent, and the newest tick that had been received by then. */
  readonly sentMs: number;
  readonly seenTick: number;
}

/** An input that the server has not applied yet. */
interface Pending extends PendingInput {
  readonly seat: number;
  /** The tick in which the server is expected to apply it. */
  readonly dueTick: number;
}

/** Ticks predicted beyond the newest snapshot. Past it the picture stands still: the connection is in trouble. */
export const PREDICTION_TICKS_MAX = 60;
/** Inputs that wait for the server. Past this the oldest is dropped, which a newer one has replaced anyway. */
const PENDING_MAX = 64;
/** Predicted ticks whose hashes are kept: a power of two, more than are predicted. */
const HASHES = 64;

export class Prediction {
  /** The world as the server last described it. */
  readonly confirmed: World;
  /** The world at the present, and as it was one tick before. */
  readonly predicted: World;
  readonly before: World;
  private readonly seat: number;
  private readonly wishes: PredictedWishes;
  private pending: Pending[] = [];
  private readonly due: Input[] = [];
  private readonly events = new Events();
  private stale = false;
  /** Hashes of the predicted worlds by tick; the first of them that is valid. */
  private readonly hashes = new Uint32Array(HASHES);
  private firstHashTick: number;
  /** The last tick whose events were handed out: a tick is stepped many times, but happens once. */
  private newestTick: number;

  /**
   * @param confirmed the world of the keyframe we joined with; owned by the prediction from now on.
   * @param seat our own; -1 for a watcher
   * @param wishes what others will do
   */
  constructor(confirmed: World, seat: number, wishes: PredictedWishes) {
    this.confirmed = confirmed;
    this.predicted = cloneWorld(confirmed);
    this.before = cloneWorld(confirmed);
    this.seat = seat;
    this.wishes = wishes;
    this.firstHashTick = confirmed.tick + 1;
    this.newestTick = confirmed.tick;
  }

  /** The newest of our inputs that the server has applied. */
  get applied(): number {
    return this.appliedOf(this.seat);
  }

  hasInputFor(tick: number): boolean {
    return this.pending.some(({ dueTick }) => dueTick === tick);
  }

  /**
   * Takes an input for this tick, or for the next one that can still be predicted.
   * @param seat our own, or that of another player at this screen, whose inputs have sequences of their own
   * @returns what to send
   */
  steer(direction: Direction, sequence: number, forTick: number, sentMs: number, seat = this.seat): PendingInput {
    // The server applies the inputs of a seat in their order: one behind another that waits for its tick waits as well.
    const before = this.pending.findLast((each) => each.seat === seat);
    const tick = Math.max(this.predicted.tick + 1, forTick, before?.dueTick ?? 0);
    const input = { sequence, tick, direction, sentMs, seenTick: this.confirmed.tick };
    this.pending.push({ ...input, seat, dueTick: tick });
    if (this.pending.length > PENDING_MAX) this.pending.shift();
    return input;
  }

  /** Drops the inputs of a seat whose connection is lost: the server may never apply them. */
  dropInputs(seat: number): void {
    const kept = this.pending.filter((each) => each.seat !== seat);
    if (kept.length === this.pending.length) return;
    this.pending = kept;
    this.outdate();
  }

  /** `confirmed` has changed. Cheap: a hidden tab may receive thousands of snapshots before it draws. */
  confirmedChanged(): void {
    this.stale = true;
  }

  /** What was predicted is not what we would predict now, whatever the server says. */
  outdate(): void {
    this.stale = true;
    this.firstHashTick = Infinity;
  }

  /**
   * Reconciliation: the server's world, with the inputs it has not applied replayed, at the tick we were at. Where the server
   * has come to the world that was predicted, all that follows from it stands.
   */
  reconcile(): void {
    if (!this.stale) return;
    this.stale = false;
    this.dropApplied();
    if (this.wasPredicted()) return;
    const shownTick = this.predicted.tick;
    this.firstHashTick = this.confirmed.tick + 1;
    copyWorld(this.predicted, this.confirmed);
    copyWorld(this.before, this.confirmed);
    this.advance(shownTick);
  }

  /** Back to the confirmed world: the server's stands still there. */
  rewind(): void {
    this.reconcile();
    this.firstHashTick = this.confirmed.tick + 1;
    copyWorld(this.predicted, this.confirmed);
    copyWorld(this.before, this.confirmed);
  }

  /**
   * The server moves up inputs that are meant for a later tick than it takes them for, as after it stood still.
   * @param arrivalTick the tick at which the server receives what was sent at a time, as far as is known now
   */
  retime(arrivalTick: (sentMs: number) => number): void {
    for (const [i, input] of this.pending.entries()) {
      const arrivedAt = Math.max(input.seenTick, Math.floor(arrivalTick(input.sentMs)));
      const dueTick = Math.min(input.tick, arrivedAt + 1 + INPUT_LEAD_TICKS_MAX);
      if (dueTick === input.dueTick) continue;
      this.pending[i] = { ...input, dueTick };
      this.outdate();
    }
  }

  /** Back to an earlier tick: the server is not as far as was assumed. */
  setBack(tick: number): void {
    this.rewind();
    this.advance(tick);
  }

  /**
   * Steps the predicted world up to a tick, at most `PREDICTION_TICKS_MAX` beyond the confirmed one.
   * @param happened gets the events of every tick that is reached for the first time.
   */
  advance(toTick: number, happened?: (events: Events) => void): void {
    const lastTick = Math.min(toTick, this.confirmed.tick + PREDICTION_TICKS_MAX);
    while (this.predicted.tick < lastTick) {
      const tick = this.predicted.tick + 1;
      copyWorld(this.before, this.predicted);
      step(this.predicted, this.inputsDue(tick), this.events);
      this.hashes[tick % HASHES] = hashWorld(this.predicted);
      if (tick <= this.newestTick) continue;
      this.newestTick = tick;
      happened?.(this.events);
    }
  }

  /** The pending inputs for one tick. One that missed its tick counts for the first tick after the snapshot. */
  private inputsDue(tick: number): readonly Input[] {
    this.due.length = 0;
    this.wishes.add(this.predicted, this.due);
    for (const { seat, sequence, dueTick, direction } of this.pending) {
      if (Math.max(dueTick, this.confirmed.tick + 1) !== tick) continue;
      this.due.push({ kind: 'wish', seat, sequence, direction });
    }
    return this.due;
  }

  private appliedOf(seat: number): number {
    return this.confirmed.seatInput[seat] ?? 0;
  }

  /** Drops the inputs that the confirmed world contains. */
  private dropApplied(): void {
    const { pending } = this;
    let kept = 0;
    for (const each of pending) if (each.sequence > this.appliedOf(each.seat)) pending[kept++] = each;
    pending.length = kept;
  }

  /** Whether the confirmed world is one that we have predicted. */
  private wasPredicted(): boolean {
    const { tick } = this.confirmed;
    if (tick < this.firstHashTick || tick > this.predicted.tick) return false;
    return this.hashes[tick % HASHES] === hashWorld(this.confirmed);
  }
}
