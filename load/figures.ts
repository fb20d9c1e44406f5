// What one process of a load test measures on its own side: histograms, the times without an update, and how busy it was
// itself. All of it only grows: what a window had is the difference of two moments, and what all processes had the sum.

import { performance } from 'node:perf_hooks';
import { countsBetween, emptyCounts, recordMs, sumOfCounts, type Counts } from './histogram.ts';

/** Interval of the timer that measures the event loop's lag. */
const LAG_INTERVAL_MS = 10;
/** A lag of this process by which its own measurements say nothing about the server. */
const STALL_MS = 100;
/** Without an update for any client of the process for this long, though one was due: a gap. */
const GAP_MS = 400;
const SPANS_MAX = 500;
/** Late intervals that one arrival may stand for. */
const SERIES_MAX = 20_000;

/** On the clock of `monotonicMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Figures at one moment, since the start. */
export interface Figures {
  readonly connect: Counts;
  readonly updateInterval: Counts;
  readonly inputToUpdate: Counts;
  /** How late the timers of this process were. */
  readonly loopLag: Counts;
  /** Pieces of the match log, how many hashes in them were compared with a World of our own, and how many differed. */
  readonly pieces: number;
  readonly hashesChecked: number;
  readonly hashesWrong: number;
  /** Times that were not counted, since the process itself stood still meanwhile. */
  readonly leftOut: number;
  /** The same for times of connecting. */
  readonly connectsLeftOut: number;
  /** Milliseconds in which its event loop was busy, and idle. */
  readonly loopActiveMs: number;
  readonly loopIdleMs: number;
}

/** Milliseconds of a clock that never jumps and is the same in all processes of a machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What one client was due and has not got, which counts whenever the figures are read. */
export interface Timing {
  settle(nowMs: number): void;
}

export class LoadFigures {
  /** Of all clients of the process that are playing. */
  readonly timings = new Set<Timing>();
  private readonly connect = emptyCounts();
  private readonly updateInterval = emptyCounts();
  private readonly inputToUpdate = emptyCounts();
  private readonly loopLag = emptyCounts();
  private pieces = 0;
  private hashesChecked = 0;
  private hashesWrong = 0;
  private leftOut = 0;
  private connectsLeftOut = 0;
  private readonly lagTimer: NodeJS.Timeout;
  private readonly clock: () => number;
  private dueMs: number;
  /** The newest times in which the process stood still, and whether it is reading what arrived meanwhile. */
  private readonly lastStalls: Span[] = [];
  private isCatchingUp = false;
  /** Since when no client has got an update, and for how many one is due. */
  private updateMs = 0;
  private dueCount = 0;
  private readonly endedGaps: Span[] = [];
  private readonly endedStalls: Span[] = [];

  constructor(clock = monotonicMs) {
    this.clock = clock;
    this.dueMs = clock() + LAG_INTERVAL_MS;
    this.lagTimer = setInterval(() => this.look(), LAG_INTERVAL_MS);
  }

  /** An update for any client has arrived. After a stall of our own it is read before timers fire, so a stall is looked for here. */
  updateCame(nowMs: number): void {
    if (nowMs - this.dueMs > STALL_MS) this.look();
    this.endGap(nowMs);
  }

  /** Updates are due to one client more from now on. */
  becameDue(nowMs: number): void {
    if (this.dueCount++ === 0) this.updateMs = nowMs;
  }

  noLongerDue(nowMs: number): void {
    if (this.dueCount === 1) this.endGap(nowMs);
    this.dueCount--;
  }

  /**
   * Intervals between updates that were due every `stepMs` after `fromMs`: each lasts until `toMs`.
   * @param counted how many of the first are not to be counted
   * @param due index up to which they are
   */
  recordIntervals(fromMs: number, toMs: number, stepMs: number, counted: number, due: number): void {
    const last = Math.min(due, counted + SERIES_MAX);
    const ownMs = this.ownMs(fromMs);
    if (this.isOwnDelay(fromMs, toMs)) this.leftOut += Math.max(0, last - counted);
    else for (let i = counted; i < last; i++) recordMs(this.updateInterval, toMs - fromMs - ownMs - i * stepMs);
  }

  /** A piece of the match log has arrived. */
  pieceCame(): void {
    this.pieces++;
  }

  /** The hash of a piece was compared with that of a World here. */
  hashChecked(isRight: boolean): void {
    this.hashesChecked++;
    if (!isRight) this.hashesWrong++;
  }

  recordInputToUpdate(fromMs: number, toMs: number): void {
    if (this.isOwnDelay(fromMs, toMs)) this.leftOut++;
    else recordMs(this.inputToUpdate, toMs - fromMs - this.ownMs(fromMs));
  }

  /** From the first byte to the seat. */
  recordConnect(fromMs: number, toMs: number): void {
    if (this.isOwnDelay(fromMs, toMs)) this.connectsLeftOut++;
    else recordMs(this.connect, toMs - fromMs - this.ownMs(fromMs));
  }

  stop(): void {
    clearInterval(this.lagTimer);
  }

  /** Counts what is due and has not arrived: at the edges of a window. */
  settle(): void {
    this.look();
    const nowMs = this.clock();
    for (const timing of this.timings) timing.settle(nowMs);
  }

  /** Times in which no client got an update, one that goes on included. */
  get gaps(): readonly Span[] {
    const open = this.openGap(this.clock());
    return open === null ? [...this.endedGaps] : [...this.endedGaps, open];
  }

  /** Times in which this process stood still. */
  get stalls(): readonly Span[] {
    return [...this.endedStalls];
  }

  /** A copy of all as it is now. */
  now(): Figures {
    const { active, idle } = performance.eventLoopUtilization();
    return {
      connect: this.connect.slice(),
      updateInterval: this.updateInterval.slice(),
      inputToUpdate: this.inputToUpdate.slice(),
      loopLag: this.loopLag.slice(),
      pieces: this.pieces,
      hashesChecked: this.hashesChecked,
      hashesWrong: this.hashesWrong,
      leftOut: this.leftOut,
      connectsLeftOut: this.connectsLeftOut,
      loopActiveMs: active,
      loopIdleMs: idle,
    };
  }

  /** Measures the lag of the event loop. All that was due in a stall counts, as late as it is. */
  look(): void {
    const nowMs = this.clock();
    const lateMs = Math.max(0, nowMs - this.dueMs);
    const due = Math.min(SERIES_MAX, 1 + Math.floor(lateMs / LAG_INTERVAL_MS));
    for (let i = 0; i < due; i++) recordMs(this.loopLag, lateMs - i * LAG_INTERVAL_MS);
    if (lateMs > STALL_MS) {
      const stall = { fromMs: this.dueMs, toMs: nowMs };
      keep(this.endedStalls, stall);
      this.lastStalls.push(stall);
      if (this.lastStalls.length > SPANS_MAX) this.lastStalls.shift();
      // A gap until now was not ours; another one begins now at the earliest.
      this.endGap(stall.fromMs);
      this.updateMs = nowMs;
      this.isCatchingUp = true;
    }
    // When a timer is on time, everything that arrived in a stall has been read.
    if (lateMs <= STALL_MS) this.isCatchingUp = false;
    this.dueMs = nowMs + LAG_INTERVAL_MS;
  }

  /**
   * Whether a delay is mostly the process's own, or of what it reads now that came while it stood still: all at once, and
   * at no interval. A short stall within a long delay takes only its own time from it.
   */
  private isOwnDelay(fromMs: number, toMs: number): boolean {
    const ownMs = this.ownMs(fromMs);
    return ownMs > 0 ? 2 * ownMs >= toMs - fromMs : this.isCatchingUp;
  }

  /** How long the process has stood still since then. */
  private ownMs(sinceMs: number): number {
    let sum = 0;
    for (let i = this.lastStalls.length - 1; i >= 0 && this.lastStalls[i]!.toMs > sinceMs; i--) {
      const { fromMs, toMs } = this.lastStalls[i]!;
      sum += toMs - Math.max(fromMs, sinceMs);
    }
    return sum;
  }

  private openGap(nowMs: number): Span | null {
    const { updateMs } = this;
    if (this.dueCount === 0 || nowMs - updateMs < GAP_MS) return null;
    return { fromMs: updateMs, toMs: nowMs };
  }

  private endGap(nowMs: number): void {
    const gap = this.openGap(nowMs);
    if (gap !== null) keep(this.endedGaps, gap);
    this.updateMs = nowMs;
  }
}

function keep(spans: Span[], span: Span): void {
  if (spans.length < SPANS_MAX) spans.push(span);
}

/** Spans of several processes as one list: those that overlap are one. */
export function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (last === undefined || span.fromMs > last.toMs) all.push(span);
    else all[all.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return all;
}

export function emptyFigures(): Figures {
  return sumOfFigures([]);
}

export function figuresBetween(before: Figures, after: Figures): Figures {
  return {
    connect: countsBetween(before.connect, after.connect),
    updateInterval: countsBetween(before.updateInterval, after.updateInterval),
    inputToUpdate: countsBetween(before.inputToUpdate, after.inputToUpdate),
    loopLag: countsBetween(before.loopLag, after.loopLag),
    pieces: after.pieces - before.pieces,
    hashesChecked: after.hashesChecked - before.hashesChecked,
    hashesWrong: after.hashesWrong - before.hashesWrong,
    leftOut: after.leftOut - before.leftOut,
    connectsLeftOut: after.connectsLeftOut - before.connectsLeftOut,
    loopActiveMs: after.loopActiveMs - before.loopActiveMs,
    loopIdleMs: after.loopIdleMs - before.loopIdleMs,
  };
}

export function sumOfFigures(all: readonly Figures[]): Figures {
  const sum = (read: (figures: Figures) => number) => all.reduce((total, figures) => total + read(figures), 0);
  return {
    connect: sumOfCounts(all.map(({ connect }) => connect)),
    updateInterval: sumOfCounts(all.map(({ updateInterval }) => updateInterval)),
    inputToUpdate: sumOfCounts(all.map(({ inputToUpdate }) => inputToUpdate)),
    loopLag: sumOfCounts(all.map(({ loopLag }) => loopLag)),
    pieces: sum(({ pieces }) => pieces),
    hashesChecked: sum(({ hashesChecked }) => hashesChecked),
    hashesWrong: sum(({ hashesWrong }) => hashesWrong),
    leftOut: sum(({ leftOut }) => leftOut),
    connectsLeftOut: sum(({ connectsLeftOut }) => connectsLeftOut),
    loopActiveMs: sum(({ loopActiveMs }) => loopActiveMs),
    loopIdleMs: sum(({ loopIdleMs }) => loopIdleMs),
  };
}
