// How long a program takes to answer.

import type { SeatResult } from '../bots/arena/game-result.ts';

export class ThinkTimes {
  private us = new Float64Array(1024);
  private count = 0;

  /** @param us microseconds. There are as many as a match has ticks at most */
  add(us: number): void {
    if (this.count === this.us.length) {
      const longer = new Float64Array(2 * this.count);
      longer.set(this.us);
      this.us = longer;
    }
    this.us[this.count++] = us;
  }

  /** Whole microseconds; 0 where nothing was added. */
  get summary(): SeatResult['thinkUs'] {
    const sorted = this.us.subarray(0, this.count).toSorted();
    const at = (share: number): number => Math.round(sorted[Math.ceil(share * this.count) - 1] ?? 0);
    return { p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}
