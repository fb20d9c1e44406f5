// The clock of a server in lockstep: it stands still until its owner moves it to the next timer.

import type { Clock } from '../clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly call: () => void;
}

export class SteppedClock implements Clock {
  private ms = 0;
  /** A few at most: the ticker's, and none of clients. */
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.ms;
  }

  date(): number {
    return Date.now();
  }

  after(ms: number, call: () => void): () => void {
    const timer = { dueMs: this.ms + ms, call };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Moves on to the timer that is due next, and calls it. Of several at one moment, the one that was set first. */
  step(): void {
    let next: Timer | null = null;
    for (const timer of this.timers) if (next === null || timer.dueMs < next.dueMs) next = timer;
    if (next === null) return;
    this.timers.delete(next);
    this.ms = Math.max(this.ms, next.dueMs);
    next.call();
  }
}
