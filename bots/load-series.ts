// How a load test went, second by second: what the charts of its report are drawn from.

import type { Share } from './crowd.ts';
import { countsBetween, distributionOf, emptyCounts } from './histogram.ts';
import { cpuPercent } from './load-measures.ts';
import { fetchServerStats, type ServerStats } from './server-stats.ts';

/** One moment. Figures of the server are null where its admin port did not answer. */
export interface Sample {
  /** Since the first client. */
  readonly seconds: number;
  readonly clients: number;
  /** Of the inputs that took effect since the sample before; null where there were none. */
  readonly inputMsP50: number | null;
  readonly inputMsP99: number | null;
  readonly cpuPercent: number | null;
  readonly memoryMiB: number | null;
  /** Of the window so far. */
  readonly latenessMsP99: number | null;
}

const INTERVAL_MS = 1000;
/** Samples kept: beyond it every second one is given up, and the interval doubles. */
const SAMPLES_MAX = 1200;

export class LoadSeries {
  private kept: Sample[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly startMs = performance.now();
  private previous: ServerStats | null = null;
  private readonly take: () => Promise<void>;
  private intervals = 0;
  /** Takes one sample in so many intervals. */
  private every = 1;

  private inputsBefore = emptyCounts();

  /** Begins to take samples. @param share what all clients together had lately */
  constructor(adminUrl: string, share: () => Share) {
    this.take = async () => {
      const stats = await fetchServerStats(adminUrl);
      const { present, figures } = share();
      const { p50, p99, count } = distributionOf(countsBetween(this.inputsBefore, figures.inputToSnapshot));
      this.inputsBefore = figures.inputToSnapshot;
      this.keep({
        seconds: (performance.now() - this.startMs) / 1000,
        clients: present,
        inputMsP50: count > 0 ? p50 : null,
        inputMsP99: count > 0 ? p99 : null,
        cpuPercent: stats !== null && this.previous !== null ? cpuPercent(stats, this.previous) : null,
        memoryMiB: stats === null ? null : stats.rssBytes / 2 ** 20,
        latenessMsP99: stats === null ? null : stats.latenessMsP99,
      });
      this.previous = stats;
    };
    this.timer = setInterval(() => {
      if (this.intervals++ % this.every === 0) void this.take();
    }, INTERVAL_MS);
  }

  get samples(): readonly Sample[] {
    return this.kept;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private keep(sample: Sample): void {
    this.kept.push(sample);
    if (this.kept.length <= SAMPLES_MAX) return;
    this.kept = this.kept.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }
}
