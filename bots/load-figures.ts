// What a load test measures on its own side: two histograms, and how busy the generator itself was.

import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';

const LAG_RESOLUTION_MS = 10;

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export class LoadFigures {
  private readonly snapshotIntervalUs = createHistogram();
  private readonly inputToSnapshotUs = createHistogram();
  private readonly connectUs = createHistogram();
  /** Since the last `takeRecentInputMs`. */
  private readonly recentInputUs = createHistogram();
  private readonly loopDelayNs = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  private utilization = performance.eventLoopUtilization();

  constructor() {
    this.loopDelayNs.enable();
  }

  recordSnapshotInterval(ms: number): void {
    recordMs(this.snapshotIntervalUs, ms);
  }

  recordInputToSnapshot(ms: number): void {
    recordMs(this.inputToSnapshotUs, ms);
    recordMs(this.recentInputUs, ms);
  }

  /** From the first byte to the seat. */
  recordConnect(ms: number): void {
    recordMs(this.connectUs, ms);
  }

  /** Forgets what was recorded, how long connecting took aside: a measured window begins. */
  reset(): void {
    this.snapshotIntervalUs.reset();
    this.inputToSnapshotUs.reset();
    this.loopDelayNs.reset();
    this.utilization = performance.eventLoopUtilization();
  }

  stop(): void {
    this.loopDelayNs.disable();
  }

  get snapshotIntervalMs(): Percentiles {
    return percentiles(this.snapshotIntervalUs, 1000);
  }

  get inputToSnapshotMs(): Percentiles {
    return percentiles(this.inputToSnapshotUs, 1000);
  }

  get connectMs(): Percentiles {
    return percentiles(this.connectUs, 1000);
  }

  /** Input to snapshot since the last call, and of how many inputs. */
  takeRecentInputMs(): Percentiles & { count: number } {
    const recent = { ...percentiles(this.recentInputUs, 1000), count: this.recentInputUs.count };
    this.recentInputUs.reset();
    return recent;
  }

  /** How late this process's own timers were, in milliseconds. */
  get loopLagMsP99(): number {
    return Math.max(0, percentiles(this.loopDelayNs, 1e6).p99 - LAG_RESOLUTION_MS);
  }

  /** Share of the time this process's event loop was at work, 0..1. */
  get loopUtilization(): number {
    return performance.eventLoopUtilization(this.utilization).utilization;
  }
}

type Histogram = ReturnType<typeof createHistogram>;

/** A histogram counts whole numbers from 1 on. */
function recordMs(histogramUs: Histogram, ms: number): void {
  histogramUs.record(Math.max(1, Math.round(ms * 1000)));
}

/** 0 where nothing was recorded. */
function percentiles(histogram: Pick<Histogram, 'count' | 'percentile'>, unit: number): Percentiles {
  if (histogram.count === 0) return { p50: 0, p99: 0 };
  return { p50: histogram.percentile(50) / unit, p99: histogram.percentile(99) / unit };
}
