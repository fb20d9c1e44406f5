// A load test second by second: the data of the charts in its report.

import { percentileBetween } from '#protocol';
import type { Share } from '../clients.ts';
import { countsBetween, distributionOf, emptyCounts } from '../histogram.ts';
import { joined, monotonicMs, type Span } from '../figures.ts';
import { cpuPercent } from './measures.ts';
import { fetchServerStats, isSameServer, type ServerStats } from '../server-stats.ts';

/** A server at one moment. Figures are null where its admin port did not answer within the interval. */
export interface ServerSample {
  readonly cpuPercent: number | null;
  readonly memoryMiB: number | null;
  /** Since the sample before that has it. */
  readonly latenessMsP99: number | null;
}

/** One moment. */
export interface Sample {
  /** Since the first client. */
  readonly seconds: number;
  /** Null where the generator itself stood still. */
  readonly clients: number | null;
  /** Of the inputs that took effect since the sample before; null where there were none. */
  readonly inputMsP50: number | null;
  readonly inputMsP99: number | null;
  /** In the order of the report. */
  readonly servers: readonly ServerSample[];
}

/** In seconds since the first client. */
export interface SeriesGap {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Whether the generator itself stood still; else no client got an update that was due. */
  readonly isOwn: boolean;
}

const INTERVAL_MS = 1000;
/** Samples kept: beyond this every second one is dropped, and the interval doubles. */
const SAMPLES_MAX = 1200;

export class LoadSeries {
  private kept: Sample[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly urls: readonly string[];
  private readonly share: () => Share;
  private readonly startMs = monotonicMs();
  private readonly previous: (ServerStats | null)[];
  private isAsking = false;
  private intervals = 0;
  /** Takes one sample in so many intervals. */
  private every = 1;
  private sampledMs = this.startMs;
  private inputsBefore = emptyCounts();

  /** Begins to take samples. @param share what all clients together had lately */
  constructor(urls: readonly string[], share: () => Share) {
    this.urls = urls;
    this.previous = urls.map(() => null);
    this.share = share;
    this.timer = setInterval(() => {
      if (this.intervals++ % this.every === 0) void this.take();
    }, INTERVAL_MS);
  }

  /** The newest read of each server that came in time. */
  get latest(): readonly (ServerStats | null)[] {
    return this.previous;
  }

  get samples(): readonly Sample[] {
    return this.kept;
  }

  /** Times without updates, and in which the generator stood still, in seconds since the first client. */
  get gaps(): readonly SeriesGap[] {
    const { gaps, stalls } = this.share();
    const seconds = (ms: number) => Math.max(0, (ms - this.startMs) / 1000);
    const named = (spans: readonly Span[], isOwn: boolean) =>
      joined(spans).map(({ fromMs, toMs }) => ({ fromSeconds: seconds(fromMs), toSeconds: seconds(toMs), isOwn }));
    return [...named(gaps, false), ...named(stalls, true)];
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The clients' side as it is now, and the server's where it answers in time: a late answer is of another moment. */
  private async take(): Promise<void> {
    const nowMs = monotonicMs();
    const { playing, figures } = this.share();
    const { p50, p99, count } = distributionOf(countsBetween(this.inputsBefore, figures.inputToUpdate));
    this.inputsBefore = figures.inputToUpdate;
    // Nothing was sampled meanwhile: a line across would hide that.
    if (nowMs - this.sampledMs > 2 * INTERVAL_MS * this.every)
      this.keep(this.unseen((nowMs - this.startMs) / 1000 - 1));
    this.sampledMs = nowMs;
    const sample: Sample = {
      ...this.unseen((nowMs - this.startMs) / 1000),
      clients: playing,
      inputMsP50: count > 0 ? p50 : null,
      inputMsP99: count > 0 ? p99 : null,
    };
    const index = this.keep(sample);
    if (this.isAsking || index < 0) return;
    this.isAsking = true;
    const servers = await Promise.all(this.urls.map((url, i) => this.ask(url, i, nowMs)));
    this.isAsking = false;
    const at = this.kept.indexOf(sample);
    if (at >= 0) this.kept[at] = { ...sample, servers };
  }

  private async ask(url: string, index: number, askedMs: number): Promise<ServerSample> {
    const stats = await fetchServerStats(url);
    if (stats === null || monotonicMs() - askedMs > INTERVAL_MS / 2) return NO_SERVER;
    const previous = this.previous[index]!;
    this.previous[index] = stats;
    return { ...NO_SERVER, ...ofServer(stats, previous) };
  }

  private unseen(seconds: number): Sample {
    const ofClients = { clients: null, inputMsP50: null, inputMsP99: null };
    return { seconds, ...ofClients, servers: this.urls.map(() => NO_SERVER) };
  }

  /** @returns where it is, -1 where it was thinned out at once. */
  private keep(sample: Sample): number {
    this.kept.push(sample);
    if (this.kept.length > SAMPLES_MAX) {
      this.kept = thinned(this.kept);
      this.every *= 2;
    }
    return this.kept.indexOf(sample);
  }
}

const NO_SERVER: ServerSample = { cpuPercent: null, memoryMiB: null, latenessMsP99: null };

function ofServer(stats: ServerStats, previous: ServerStats | null): Partial<ServerSample> {
  const memoryMiB = stats.rssBytes / 2 ** 20;
  if (previous === null || !isSameServer(previous, stats)) return { memoryMiB };
  const latenessMsP99 = percentileBetween(previous.latenessMs, stats.latenessMs, 99);
  return { memoryMiB, cpuPercent: cpuPercent(stats, previous), latenessMsP99 };
}

/** Every second sample; a value that one of two neighbours lacks is left out. */
function thinned(samples: readonly Sample[]): Sample[] {
  return samples
    .filter((_, i) => i % 2 === 0)
    .map((sample, i) => {
      const next = samples[2 * i + 1] ?? sample;
      const servers = sample.servers.map((server, index) => whereBoth(server, next.servers[index]!));
      return { ...whereBoth(sample, next), servers, seconds: sample.seconds };
    });
}

/** The first, without what the second lacks. */
function whereBoth<Values extends object>(one: Values, other: Values): Values {
  const entries = Object.entries(one).map(([key, value]) => [key, other[key as keyof Values] === null ? null : value]);
  return Object.fromEntries(entries) as Values;
}
