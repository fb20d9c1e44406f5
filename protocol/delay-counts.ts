// How `/api/stats` carries times, and how its readers work out percentiles: server, load generator, bench and soak.

/** Times in buckets since the server's start: one count more than bounds, for what is above the last. */
export interface DelayCounts {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/**
 * The time that so many percent of those between two reads do not exceed, in milliseconds, with even spread in a bucket;
 * null where there were none. Of times above the last bound it is that bound.
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
