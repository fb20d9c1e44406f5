// A clock that stands still until a test moves it.

import type { Clock } from '../../game-server/clock.ts';

interface Due {
  readonly dueMs: number;
  readonly call: () => void;
}

export class VirtualClock implements Clock {
  private ms = 0;
  /** The timer that is due next is last; of several at one moment, the one that was set first. */
  private readonly timers: Due[] = [];

  now(): number {
    return this.ms;
  }

  /** It began at the end of November 2023. */
  date(): number {
    return 1_701_300_000_000 + Math.floor(this.ms);
  }

  after(ms: number, call: () => void): () => void {
    const timer = { dueMs: this.ms + ms, call };
    let place = this.timers.length;
    while (place > 0 && this.timers[place - 1]!.dueMs <= timer.dueMs) place--;
    this.timers.splice(place, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  /** When the next timer is due; null without one. */
  get nextDueMs(): number | null {
    return this.timers.at(-1)?.dueMs ?? null;
  }

  /** Moves time on, calling each timer at its own moment. */
  advance(ms: number): void {
    const endMs = this.ms + ms;
    for (let next = this.timers.at(-1); next !== undefined && next.dueMs <= endMs; next = this.timers.at(-1)) {
      this.timers.pop();
      this.ms = Math.max(this.ms, next.dueMs);
      next.call();
    }
    this.ms = Math.max(this.ms, endMs);
  }

  /** Moves time on without calling timers, as if the process had been stopped; the next `advance` calls them late. */
  stall(ms: number): void {
    this.ms += ms;
  }
}
