// The clients of one load test, and what is measured of them in one or several windows.

import { setTimeout as wait } from 'node:timers/promises';
import type { Share, Watched } from './clients.ts';
import { distributionOf } from './histogram.ts';
import { figuresBetween, monotonicMs, sumOfFigures, type Span } from './figures.ts';
import { lostCount, trafficBetween, type LoadReport, type WatchedReport, type WorkerReport } from './report/report.ts';
import { LoadSeries } from './report/series.ts';
import { sumOfShares, type LoadWorkers } from './workers.ts';
import type { Progress } from './progress.ts';
import { fetchServerStats, type ServerStats } from './server-stats.ts';
import { passed } from '../bots/stop-signal.ts';

export interface WindowPlan {
  /** Length of a measured window. */
  readonly seconds: number;
  /** How many seconds before it, once all are connected: matches begin with a countdown, and machines warm up. */
  readonly settle: number;
  /** Whether windows follow one another, each with more clients. */
  readonly findLimit: boolean;
  readonly rate: number;
  /** The admin port of each server, such as http://127.0.0.1:1981: one or more. */
  readonly adminUrls: readonly string[];
}

/** How long clients that are disconnected at the end of a window have to get back. */
const RETURN_MS_MAX = 5000;
const LOOK_SECONDS = 0.25;
/** An answer of the admin port that took longer belongs to another moment than the question. */
const ANSWER_LATE_MS = 250;

export class LoadRun {
  private readonly plan: WindowPlan;
  private readonly workers: LoadWorkers;
  private readonly progress: Progress;
  private readonly signal: AbortSignal;
  private readonly idle: readonly (ServerStats | null)[];
  private readonly series: LoadSeries;
  private kills = 0;
  private restarts = 0;
  /** Whether a window is being measured. */
  isMeasuring = false;

  /**
   * @param signal ends it early
   * @param idle the servers' figures before the first client
   */
  constructor(
    plan: WindowPlan,
    workers: LoadWorkers,
    progress: Progress,
    signal: AbortSignal,
    idle: readonly (ServerStats | null)[],
  ) {
    this.plan = plan;
    this.workers = workers;
    this.progress = progress;
    this.signal = signal;
    this.idle = idle;
    this.series = new LoadSeries(plan.adminUrls, () => sumOfShares(workers.shares));
  }

  get isStopped(): boolean {
    return this.signal.aborted;
  }

  get samples() {
    return this.series.samples;
  }

  get gaps() {
    return this.series.gaps;
  }

  /** Adds clients up to this number, and measures; for 0 s where none got a seat, or the test is stopped before. */
  async step(clients: number): Promise<LoadReport> {
    const { workers, idle } = this;
    const { adminUrls, rate } = this.plan;
    const noStats = adminUrls.map(() => null);
    const sharesEarlier = await workers.report();
    await this.connect(clients);
    await this.settle();
    const isWorthIt = !this.isStopped && this.hasClients;
    const sharesBefore = await workers.settle();
    const startMs = monotonicMs();
    const before = isWorthIt ? await Promise.all(adminUrls.map((url, i) => this.statsBefore(url, i))) : noStats;
    const seconds = isWorthIt ? await this.watch(sharesBefore, startMs) : 0;
    // Both at once: a server that stands still answers late, but the window ends now.
    const stats = isWorthIt ? Promise.all(adminUrls.map(fetchServerStats)) : noStats;
    const [sharesAfter, after] = await Promise.all([workers.settle(), stats]);
    const all = sumOfShares(sharesAfter);
    const inWindow = (spans: readonly Span[]) => spansIn(spans, startMs, startMs + seconds * 1000);
    const figures = figuresOf(sharesBefore, sharesAfter);
    const arrivals = figuresOf(sharesEarlier, sharesAfter);
    const { connected, resumed, movedOn, lost, firstLoss } = await this.reconnected();
    return {
      ...{ clients, rate, seconds, connected, resumed, movedOn, lost, firstLoss },
      traffic: trafficBetween(sumOfShares(sharesBefore).traffic, sumOfShares(sharesAfter).traffic),
      workers: sharesAfter.map((share, i) => workerReport(sharesBefore[i]!, share)),
      connectMs: distributionOf(arrivals.connect),
      connectsLeftOut: arrivals.connectsLeftOut,
      onLog: all.onLog,
      pieces: figures.pieces,
      hashesChecked: figures.hashesChecked,
      hashesWrong: figures.hashesWrong,
      updateIntervalMs: distributionOf(figures.updateInterval),
      inputToUpdateMs: distributionOf(figures.inputToUpdate),
      leftOut: figures.leftOut,
      gaps: inWindow(all.gaps),
      stalls: inWindow(all.stalls),
      watched: watchedReport(all.watched, this.kills, this.restarts),
      servers: adminUrls.map((url, i) => ({ url, idle: idle[i]!, before: before[i]!, after: after[i]! })),
    };
  }

  /** A stalled server answers when the stall is over: then an earlier read shows the stall. */
  private async statsBefore(url: string, index: number): Promise<ServerStats | null> {
    const askedMs = monotonicMs();
    const stats = await fetchServerStats(url);
    return monotonicMs() - askedMs < ANSWER_LATE_MS ? stats : (this.series.latest[index] ?? this.idle[index] ?? null);
  }

  /** A node is about to be killed, or to be restarted in order. A test has only one of both. */
  nodeEnds(isKill: boolean): void {
    if (isKill) this.kills++;
    else this.restarts++;
    this.workers.mark();
  }

  async end(): Promise<void> {
    this.series.stop();
    await this.workers.close();
  }

  private get hasClients(): boolean {
    const { playing, disconnected } = sumOfShares(this.workers.shares);
    return playing + disconnected > 0;
  }

  private async connect(clients: number): Promise<void> {
    const { workers, progress, plan } = this;
    progress.start(() => {
      const share = sumOfShares(workers.shares);
      return `connecting: ${share.connected} of ${clients}${lostSoFar(share)}`;
    });
    await workers.growTo(clients, this.signal);
    progress.end({ stays: !plan.findLimit });
  }

  private async settle(): Promise<void> {
    const { progress, plan } = this;
    if (plan.settle === 0) return;
    const endMs = performance.now() + plan.settle * 1000;
    progress.start(() => `settling: ${Math.max(0, (endMs - performance.now()) / 1000).toFixed(0)} s to go`);
    await this.waitUntil(endMs);
    progress.end({ stays: false });
  }

  /** Waits for the end of the window. @returns its length in seconds */
  private async watch(sharesBefore: readonly Share[], beganMs: number): Promise<number> {
    const { workers, progress, plan } = this;
    const startMs = performance.now() - (monotonicMs() - beganMs);
    const elapsedSeconds = () => (performance.now() - startMs) / 1000;
    progress.start(() => {
      const share = sumOfShares(workers.shares);
      const { p50, p99 } = distributionOf(figuresOf(sharesBefore, workers.shares).inputToUpdate);
      const here = `${share.playing} clients${lostSoFar(share)}`;
      const latency = `input p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
      return `measuring: ${elapsedSeconds().toFixed(0)} of ${plan.seconds} s, ${here}, ${latency}`;
    });
    this.isMeasuring = true;
    await this.waitUntil(startMs + plan.seconds * 1000);
    this.isMeasuring = false;
    const seconds = elapsedSeconds();
    progress.end({ stays: !plan.findLimit });
    return seconds;
  }

  /** Waits, but not without clients: then nothing is left to measure. */
  private async waitUntil(endMs: number): Promise<void> {
    for (;;) {
      const seconds = (endMs - performance.now()) / 1000;
      if (seconds <= 0 || this.isStopped || !this.hasClients) return;
      await passed(Math.min(seconds, LOOK_SECONDS), this.signal);
    }
  }

  /** Waits for disconnected clients. @returns the share of all then; clients that are still disconnected are lost */
  private async reconnected(): Promise<Share> {
    const { workers, progress } = this;
    const endMs = performance.now() + RETURN_MS_MAX;
    const share = async () => sumOfShares(await workers.report());
    workers.isChurning = false;
    let last = await share();
    if (last.disconnected > 0) progress.start(() => `waiting for ${last.disconnected} clients to reconnect`);
    while (last.disconnected > 0 && performance.now() < endMs) {
      await wait(LOOK_SECONDS * 1000);
      last = await share();
    }
    progress.end({ stays: false });
    workers.isChurning = true;
    return withoutDisconnected(last);
  }
}

function withoutDisconnected(share: Share): Share {
  if (share.disconnected === 0) return share;
  const lost = (share.lost.get('connection-lost') ?? 0) + share.disconnected;
  return {
    ...share,
    lost: new Map(share.lost).set('connection-lost', lost),
    firstLoss: share.firstLoss || 'connection-lost: not back in time',
  };
}

/** What of spans is between two moments, in seconds after the first. */
function spansIn(spans: readonly Span[], startMs: number, endMs: number) {
  const second = (ms: number) => (Math.min(endMs, Math.max(startMs, ms)) - startMs) / 1000;
  return spans
    .map(({ fromMs, toMs }) => ({ fromSeconds: second(fromMs), toSeconds: second(toMs) }))
    .filter(({ fromSeconds, toSeconds }) => toSeconds > fromSeconds);
}

/** Of all workers together, between two moments. */
function figuresOf(before: readonly Share[], after: readonly Share[]) {
  return sumOfFigures(after.map(({ figures }, i) => figuresBetween(before[i]!.figures, figures)));
}

function workerReport(before: Share, after: Share): WorkerReport {
  const { loopLag, loopActiveMs, loopIdleMs } = figuresBetween(before.figures, after.figures);
  return {
    clients: after.playing,
    loopLagMsP99: distributionOf(loopLag).p99,
    loopUtilization: loopActiveMs / Math.max(1, loopActiveMs + loopIdleMs),
  };
}

function watchedReport(
  { frames, faults, firstFault, gapsAfterEnds }: Watched,
  kills: number,
  restarts: number,
): WatchedReport {
  return { kills, restarts, frames, faults, firstFault, gapAfterEndMs: distributionOf(gapsAfterEnds) };
}

function lostSoFar(share: Pick<Share, 'lost'>): string {
  const count = lostCount(share);
  return count === 0 ? '' : `, ${count} lost`;
}
