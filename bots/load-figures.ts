// What one process of a load test measures on its own side: three histograms, and how busy it was itself. All of it only
// grows: what a window had is the difference of two moments, and what all processes had the sum.

import { performance } from 'node:perf_hooks';
import { countsBetween, emptyCounts, recordMs, sumOfCounts, type Counts } from './histogram.ts';

/** How often the event loop is asked to be on time. */
const LAG_INTERVAL_MS = 10;

/** Figures at one moment, since the start. */
export interface Figures {
  readonly connect: Counts;
  readonly snapshotInterval: Counts;
  readonly inputToSnapshot: Counts;
  /** How late the process's own timers were. */
  readonly loopLag: Counts;
  /** Milliseconds that its event loop was at work, and was not. */
  readonly loopActiveMs: number;
  readonly loopIdleMs: number;
}

export class LoadFigures {
  private readonly connect = emptyCounts();
  private readonly snapshotInterval = emptyCounts();
  private readonly inputToSnapshot = emptyCounts();
  private readonly loopLag = emptyCounts();
  private readonly lagTimer: NodeJS.Timeout;
  private dueMs = performance.now() + LAG_INTERVAL_MS;

  constructor() {
    this.lagTimer = setInterval(() => this.recordLag(), LAG_INTERVAL_MS);
  }

  recordSnapshotInterval(ms: number): void {
    recordMs(this.snapshotInterval, ms);
  }

  recordInputToSnapshot(ms: number): void {
    recordMs(this.inputToSnapshot, ms);
  }

  /** From the first byte to the seat. */
  recordConnect(ms: number): void {
    recordMs(this.connect, ms);
  }

  stop(): void {
    clearInterval(this.lagTimer);
  }

  /** A copy of all as it is now. */
  now(): Figures {
    const { active, idle } = performance.eventLoopUtilization();
    return {
      connect: this.connect.slice(),
      snapshotInterval: this.snapshotInterval.slice(),
      inputToSnapshot: this.inputToSnapshot.slice(),
      loopLag: this.loopLag.slice(),
      loopActiveMs: active,
      loopIdleMs: idle,
    };
  }

  private recordLag(): void {
    const nowMs = performance.now();
    recordMs(this.loopLag, Math.max(0, nowMs - this.dueMs));
    this.dueMs = nowMs + LAG_INTERVAL_MS;
  }
}

export function emptyFigures(): Figures {
  return sumOfFigures([]);
}

export function figuresBetween(before: Figures, after: Figures): Figures {
  return {
    connect: countsBetween(before.connect, after.connect),
    snapshotInterval: countsBetween(before.snapshotInterval, after.snapshotInterval),
    inputToSnapshot: countsBetween(before.inputToSnapshot, after.inputToSnapshot),
    loopLag: countsBetween(before.loopLag, after.loopLag),
    loopActiveMs: after.loopActiveMs - before.loopActiveMs,
    loopIdleMs: after.loopIdleMs - before.loopIdleMs,
  };
}

export function sumOfFigures(all: readonly Figures[]): Figures {
  return {
    connect: sumOfCounts(all.map(({ connect }) => connect)),
    snapshotInterval: sumOfCounts(all.map(({ snapshotInterval }) => snapshotInterval)),
    inputToSnapshot: sumOfCounts(all.map(({ inputToSnapshot }) => inputToSnapshot)),
    loopLag: sumOfCounts(all.map(({ loopLag }) => loopLag)),
    loopActiveMs: all.reduce((sum, { loopActiveMs }) => sum + loopActiveMs, 0),
    loopIdleMs: all.reduce((sum, { loopIdleMs }) => sum + loopIdleMs, 0),
  };
}
