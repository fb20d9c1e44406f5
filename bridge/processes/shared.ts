/**
 * What the processes of one bridge have in common. Types only, and none of `ws`: the package exports `startBridge`, whose
 * types name these.
 */
import type { Registry } from 'prom-client';
import type { GuessCounts } from '../routes/secret-guesses.ts';
import type { SharedStatus } from '../status/snapshot.ts';
import type { TunnelPlaces } from '../websocket/limits.ts';

/** What is counted for several processes together. */
export interface SharedCounts {
  readonly places: TunnelPlaces;
  /** @param onWrong called for each wrong secret of this process that counts */
  guesses(onWrong: () => void): GuessCounts;
}

export interface SharedParts extends SharedCounts {
  readonly status: SharedStatus;
}

/** All metrics of a process, as plain data. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;
