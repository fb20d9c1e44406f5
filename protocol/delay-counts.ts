// Times in `/api/stats`, and how its readers (load generator, benches, soak test) compute percentiles from them.

/** Times since the server's start, counted in buckets. There is one more count than bounds: times above the last bound. */
export interface DelayCounts {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/**
 * A percentile of the times between two reads, in milliseconds, interpolated within its bucket. For times above the last
 * bound it is that bound.
 * @returns null if there were no times between the reads
 */
export function percentileBetween(before: DelayCounts, after: DelayCounts, percent: number): number | null {
  const counts = after.counts.map((count, i) => count - (before.counts[i] ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = (total * percent) / 100;
  const bucket = counts.findIndex((count) => {
    if (count > 0 && count >= left) return true;
    left -= count;
    return false;
  });
  const { boundsMs } = after;
  const from = boundsMs[bucket - 1] ?? 0;
  const to = boundsMs[bucket] ?? from;
  return from + ((to - from) * left) / counts[bucket]!;
}
