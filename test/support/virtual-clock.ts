// A clock that stands still until a test moves it.

import type { Clock } from '../../game-server/clock.ts';

export class VirtualClock implements Clock {
  private ms = 0;
  private readonly timers = new Set<{ readonly dueMs: number; readonly call: () => void }>();

  now(): number {
    return this.ms;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { dueMs: this.ms + ms, call };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Moves time on, calling each timer at its own moment. */
  advance(ms: number): void {
    const endMs = this.ms + ms;
    for (let next = this.nextTimer(endMs); next !== null; next = this.nextTimer(endMs)) {
      this.ms = Math.max(this.ms, next.dueMs);
      this.timers.delete(next);
      next.call();
    }
    this.ms = Math.max(this.ms, endMs);
  }

  /** Moves time on without calling anybody, as if the process had been stopped; the next `advance` calls them late. */
  stall(ms: number): void {
    this.ms += ms;
  }

  private nextTimer(untilMs: number) {
    let next: { readonly dueMs: number; readonly call: () => void } | null = null;
    for (const timer of this.timers) {
      if (timer.dueMs <= untilMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
