// Which tick the server will be at when what we send now arrives: the tick to predict up to.
// Knows arrival times and round trips only; what is done with the tick is left to online-match.ts.

import { TICKS_PER_SECOND } from '#simulation';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** Arrivals remembered: about four seconds at 30 snapshots a second, long enough to have met the usual jitter. */
const ARRIVALS_MAX = 128;
const ROUND_TRIPS_MAX = 8;

/** Share of arrivals whose lateness the lead covers. */
const COVERED_SHARE = 0.97;
/** Ticks of lead beyond round trip and jitter: a key is stamped with the tick of the last frame drawn. */
const SPARE_TICKS = 0.5;
/** Most ticks of jitter covered; far enough below INPUT_LEAD_TICKS_MAX for an early input still to be taken. */
const JITTER_TICKS_MAX = 12;

/** The present is bent towards its target this much faster or slower, so nobody sees time jump ... */
const SLEW_MAX = 0.05;
/** ... unless it is so many ticks off that bending would take seconds. */
const JUMP_TICKS = 15;

/** Times are milliseconds of any steady local clock; ticks are the server's and may be fractions. */
export class ServerClock {
  /** Tick minus local time in ticks, one for each arrival: the largest is the least delayed. */
  private readonly arrivals: number[] = [];
  /** The largest of them. */
  private quickest = 0;
  private readonly roundTripsMs: number[] = [];
  /** Ticks by which nearly all arrivals stay behind the quickest one. */
  private jitterTicks = 0;
  private last: { readonly atMs: number; readonly tick: number } | null = null;

  /** A message that left the server at this tick has arrived. */
  heard(tick: number, nowMs: number): void {
    keep(this.arrivals, tick - nowMs * TICKS_PER_MS, ARRIVALS_MAX);
    const sorted = Float64Array.from(this.arrivals).sort();
    this.quickest = sorted.at(-1)!;
    const late = sorted[Math.ceil((sorted.length - 1) * (1 - COVERED_SHARE))]!;
    const measured = Math.min(this.quickest - late, JITTER_TICKS_MAX);
    // A few arrivals after a restart say little: until there are enough, the line is as it was.
    const isSure = this.arrivals.length === ARRIVALS_MAX;
    this.jitterTicks = isSure ? measured : Math.max(this.jitterTicks, measured);
  }

  /** A ping came back after so long. */
  returned(roundTripMs: number): void {
    keep(this.roundTripsMs, roundTripMs, ROUND_TRIPS_MAX);
  }

  /** Round trip of the quickest of the last pings, in milliseconds; 0 before the first. */
  get roundTripMs(): number {
    return this.roundTripsMs.length === 0 ? 0 : Math.min(...this.roundTripsMs);
  }

  /** By how much the present is before the newest tick heard: the lead of our inputs. */
  get leadTicks(): number {
    return this.roundTripMs * TICKS_PER_MS + this.jitterTicks + SPARE_TICKS;
  }

  /** How far arrivals are apart from steady, in milliseconds. */
  get jitterMs(): number {
    return this.jitterTicks / TICKS_PER_MS;
  }

  /** Forgets all arrivals: another match counts its ticks from 0. What the line is like stays. */
  restart(): void {
    this.arrivals.length = 0;
    this.last = null;
  }

  /**
   * The tick to predict up to, a fraction; moves on steadily from call to call.
   * @throws Error before the first `heard`.
   */
  present(nowMs: number): number {
    if (this.arrivals.length === 0) throw new Error('present before anything was heard');
    const target = nowMs * TICKS_PER_MS + this.quickest + this.leadTicks;
    this.last = { atMs: nowMs, tick: this.steadily(target, nowMs) };
    return this.last.tick;
  }

  private steadily(target: number, nowMs: number): number {
    if (this.last === null) return target;
    const elapsed = (nowMs - this.last.atMs) * TICKS_PER_MS;
    const off = target - (this.last.tick + elapsed);
    if (Math.abs(off) > JUMP_TICKS) return target;
    const bend = elapsed * SLEW_MAX;
    return this.last.tick + elapsed + Math.max(-bend, Math.min(bend, off));
  }
}

function keep(list: number[], value: number, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
