// Times in fixed buckets whose counts only go up: any number of readers take the difference of two reads without
// disturbing each other. Recording is one search and one increment. Readers compute percentiles.

import type { DelayCounts } from '#protocol';

/** Ten steps to a power of ten: a value is known within a third, and the common bounds (8, 50, 200 ms) are exact. */
const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
/** Finer where most waits for a tick, of 16.7 ms, end: a coarse bucket would hide by how much they exceed one. */
const NEAR_A_TICK_MS = [16, 17, 18];
/** 0.01 ms to 8 s, then 10, 20, 40 and 60 s. */
const BOUNDS_MS: readonly number[] = [
  ...[-2, -1, 0, 1, 2, 3].flatMap((power) => STEPS.map((step) => Number((step * 10 ** power).toPrecision(3)))),
  ...NEAR_A_TICK_MS,
  ...[10_000, 20_000, 40_000, 60_000],
].sort((a, b) => a - b);

export class DelayHistogram {
  private readonly counts = new Float64Array(BOUNDS_MS.length + 1);
  private sumMs = 0;

  /** @param ms 0 or more; less counts as 0 */
  record(ms: number): void {
    this.counts[bucketOf(ms)]!++;
    this.sumMs += Math.max(0, ms);
  }

  /**
   * Records `count` times that fall by `stepMs` from `largestMs`, as those of everything that was due during a stall.
   * Costs as much as there are buckets, however long the stall was.
   */
  recordFalling(largestMs: number, stepMs: number, count: number): void {
    const upTo = (boundMs: number) => {
      const above = Math.max(0, Math.ceil((largestMs - boundMs) / stepMs));
      return count - Math.min(count, above);
    };
    let below = 0;
    for (const [i, boundMs] of BOUNDS_MS.entries()) {
      const all = upTo(boundMs);
      this.counts[i]! += all - below;
      below = all;
    }
    this.counts[BOUNDS_MS.length]! += count - below;
    this.sumMs += count * (largestMs - ((count - 1) * stepMs) / 2);
  }

  /** A copy as it is now. */
  now(): DelayCounts {
    return { boundsMs: BOUNDS_MS, counts: [...this.counts], sumMs: this.sumMs };
  }

  /** The samples of a Prometheus histogram of this name, in seconds. */
  samples(name: string) {
    let below = 0;
    const buckets = [...this.counts].map((count, i) => {
      const le = i < BOUNDS_MS.length ? BOUNDS_MS[i]! / 1000 : '+Inf';
      return { metricName: `${name}_bucket`, labels: { le }, value: (below += count) };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, value: this.sumMs / 1000 },
      { metricName: `${name}_count`, labels: {}, value: below },
    ];
  }
}

function bucketOf(ms: number): number {
  let from = 0;
  let to = BOUNDS_MS.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ms <= BOUNDS_MS[middle]!) to = middle;
    else from = middle + 1;
  }
  return from;
}
