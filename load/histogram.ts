// Times in buckets that can be added up across workers and subtracted across moments: a plain array of counts. A bucket is
// one microsecond wide up to 64 us, and above that a 32nd of a power of two: what is read from it is right within 1.6 %.

/** How many of each bucket were recorded. */
export type Counts = Uint32Array;

/** Some buckets together, from and up to so many milliseconds. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** A histogram as it is reported. Percentiles are 0 where nothing was recorded. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of about equal widths on a logarithmic scale, from the first that is not empty to the last. */
  readonly bars: readonly Bar[];
}

const EXACT_US = 64;
const EXACT_BITS = 6;
const PARTS_BITS = 5;
const PARTS = 2 ** PARTS_BITS;
/** 35 minutes: longer times are counted as that. */
const US_MAX = 2 ** 31 - 1;
const BUCKETS = EXACT_US + (31 - EXACT_BITS) * PARTS;
const BARS_PER_OCTAVE = 8;
const BUCKETS_PER_BAR = PARTS / BARS_PER_OCTAVE;

export function emptyCounts(): Counts {
  return new Uint32Array(BUCKETS);
}

/** @param ms 0 or more */
export function recordMs(counts: Counts, ms: number): void {
  counts[bucketOf(Math.min(US_MAX, Math.max(0, Math.round(ms * 1000))))]!++;
}

export function sumOfCounts(all: readonly Counts[]): Counts {
  const sum = emptyCounts();
  for (const counts of all) for (let i = 0; i < BUCKETS; i++) sum[i]! += counts[i]!;
  return sum;
}

/** What was recorded between two moments. */
export function countsBetween(before: Counts, after: Counts): Counts {
  return after.map((count, i) => count - before[i]!);
}

export function distributionOf(counts: Counts): Distribution {
  const count = counts.reduce((sum, each) => sum + each, 0);
  const at = (percent: number) => percentileMs(counts, count, percent);
  return { count, p50: at(50), p99: at(99), max: at(100), bars: barsOf(counts) };
}

function bucketOf(us: number): number {
  if (us < EXACT_US) return us;
  const octave = 31 - Math.clz32(us);
  return EXACT_US + (octave - EXACT_BITS) * PARTS + ((us >>> (octave - PARTS_BITS)) & (PARTS - 1));
}

/** Where a bucket begins. */
function startMs(bucket: number): number {
  if (bucket < EXACT_US) return bucket / 1000;
  const above = bucket - EXACT_US;
  return ((PARTS + (above % PARTS)) * 2 ** (Math.floor(above / PARTS) + 1)) / 1000;
}

function percentileMs(counts: Counts, total: number, percent: number): number {
  if (total === 0) return 0;
  const rank = Math.ceil((total * percent) / 100);
  let seen = 0;
  const bucket = counts.findIndex((count) => (seen += count) >= rank);
  return (startMs(bucket) + startMs(bucket + 1)) / 2;
}

function barsOf(counts: Counts): Bar[] {
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  const bars: Bar[] = [];
  for (let from = first - (first % BUCKETS_PER_BAR); from <= last; from += BUCKETS_PER_BAR) {
    const count = counts.subarray(from, from + BUCKETS_PER_BAR).reduce((sum, each) => sum + each, 0);
    bars.push({ fromMs: startMs(from), toMs: startMs(from + BUCKETS_PER_BAR), count });
  }
  return bars;
}
