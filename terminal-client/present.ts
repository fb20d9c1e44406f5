// Which tick of the server an input that is sent now arrives in, and the World at that tick: the newest one, with our inputs
// that the server has not applied yet, stepped on. The player's own figure turns at once.

import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import {
  cloneWorld,
  copyWorld,
  Events,
  step,
  TICKS_PER_SECOND,
  type Direction,
  type Input,
  type World,
} from '#simulation';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** Updates by which the quickest arrival is known. */
const ARRIVALS_MAX = 64;
/** Ticks that are shown beyond the newest World at most: after that the connection is in trouble, and the picture stands still. */
const AHEAD_TICKS_MAX = 45;
/** Ticks beyond the round trip, for frames and jitter. */
const SPARE_TICKS = 2;
/** A tick that is shown moves on by so much more or less than time does, as long as it is off by no more ticks than this. */
const SLEW = 0.1;
const JUMP_TICKS = 12;
/** Inputs that wait for the server. A player presses fewer keys in the time of a round trip. */
const PENDING_MAX = 32;

/** The server's tick by our clock. Times are milliseconds of any steady clock. */
export class Present {
  /** By arrival: tick minus time, in ticks. The largest is the least delayed. */
  private offsets: number[] = [];
  private shown: { readonly ms: number; readonly tick: number } | null = null;

  /** A World of this tick has arrived. */
  heard(tick: number, nowMs: number): void {
    this.offsets.push(tick - nowMs * TICKS_PER_MS);
    if (this.offsets.length > ARRIVALS_MAX) this.offsets.shift();
  }

  /** The World has stood still, or another match has begun: what was known does not hold any more. */
  restart(): void {
    this.offsets = [];
    this.shown = null;
  }

  /** @returns the tick to show, a fraction; null before the first arrival */
  tickAt(nowMs: number, roundTripTicks: number): number | null {
    if (this.offsets.length === 0) return null;
    const target = Math.max(...this.offsets) + nowMs * TICKS_PER_MS + roundTripTicks + SPARE_TICKS;
    let tick = target;
    if (this.shown !== null && Math.abs(target - this.shown.tick) < JUMP_TICKS) {
      const passed = Math.max(0, (nowMs - this.shown.ms) * TICKS_PER_MS);
      tick = Math.max(this.shown.tick + passed * (1 - SLEW), Math.min(this.shown.tick + passed * (1 + SLEW), target));
    }
    this.shown = { ms: nowMs, tick };
    return tick;
  }
}

interface Pending {
  readonly sequence: number;
  readonly tick: number;
  readonly direction: Direction;
}

/** The World as it will be when an input that is sent now arrives. */
export class ArrivingWorld {
  private readonly seat: number;
  private readonly ahead: World;
  private readonly events = new Events();
  private pending: Pending[] = [];

  /**
   * @param world one of the match whose Worlds it will be given
   * @param seat our own; -1 for a watcher
   */
  constructor(world: World, seat: number) {
    this.seat = seat;
    this.ahead = cloneWorld(world);
  }

  /**
   * The tick that an input is meant for which is sent while this tick is shown. The server applies the inputs of a seat in
   * their order.
   */
  tickFor(world: World, shownTick: number): number {
    const next = Math.max(Math.ceil(shownTick), world.tick + 1, this.pending.at(-1)?.tick ?? 0);
    return Math.min(next, world.tick + AHEAD_TICKS_MAX + INPUT_LEAD_TICKS_MAX);
  }

  /** An input was sent. */
  sent(sequence: number, tick: number, direction: Direction): void {
    this.pending.push({ sequence, tick, direction });
    if (this.pending.length > PENDING_MAX) this.pending.shift();
  }

  /** The connection was lost, and with it what was under way. */
  forget(): void {
    this.pending = [];
  }

  /**
   * @param world the newest one of the server; not changed
   * @param tick the tick to show
   * @returns the World at that tick, valid until the next call
   * @throws Error if it is no World of the rules
   */
  at(world: World, tick: number): World {
    const { ahead } = this;
    const applied = this.seat < 0 ? 0 : world.seatInput[this.seat]!;
    this.pending = this.pending.filter(({ sequence }) => sequence > applied);
    copyWorld(ahead, world);
    const lastTick = Math.min(Math.round(tick), world.tick + AHEAD_TICKS_MAX);
    while (ahead.tick < lastTick) step(ahead, this.inputsFor(ahead.tick + 1, world.tick), this.events);
    return ahead;
  }

  /** An input that missed its tick counts for the first tick after the newest World. */
  private inputsFor(tick: number, newestTick: number): Input[] {
    return this.pending
      .filter((each) => Math.max(each.tick, newestTick + 1) === tick)
      .map(({ sequence, direction }) => ({ kind: 'wish', seat: this.seat, sequence, direction }));
  }
}
