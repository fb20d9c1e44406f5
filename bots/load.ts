// `packetman load`: many headless clients against one server. A client is in load-client.ts, those of one process in
// crowd.ts, all processes in load-workers.ts, what is measured in load-figures.ts and load-series.ts, how it reads in
// load-report.ts and load-page.ts.

import type { Share } from './crowd.ts';
import { distributionOf } from './histogram.ts';
import { figuresBetween, sumOfFigures } from './load-figures.ts';
import { check, MEASURES, type Expectation } from './load-measures.ts';
import { writeReports, type LoadStep } from './load-page.ts';
import {
  isBottleneck,
  lostCount,
  reportLines,
  trafficBetween,
  type LoadReport,
  type WorkerReport,
} from './load-report.ts';
import { LoadSeries } from './load-series.ts';
import { LoadWorkers, sumOfShares, WORKER_PROGRAM, type WorkersPlan } from './load-workers.ts';
import { startProgress } from './progress.ts';
import { fetchServerStats, type ServerStats } from './server-stats.ts';
import { passed, stopSignal } from './stop-signal.ts';

export interface LoadOptions extends WorkersPlan {
  /** How many clients, 1 or more; at most, where a limit is looked for. */
  readonly clients: number;
  /** Length of the measured window, which begins when all are connected. */
  readonly seconds: number;
  /** The server's admin port, such as http://127.0.0.1:1981. */
  readonly adminUrl: string;
  /** What must hold for the test to succeed. */
  readonly expect: readonly Expectation[];
  /** Whether to add clients step by step until an expectation does not hold. */
  readonly findLimit: boolean;
  /** A folder that gets report.json and report.html. */
  readonly out?: string | undefined;
  /** Ends the test early, as SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal | undefined;
}

type Print = (line: string) => void;

/** The first step of a search, and by how much each next one is larger. */
const LIMIT_CLIENTS_MIN = 100;
const LIMIT_GROWTH = 1.5;

/**
 * Runs a load test and prints its progress and its report.
 * @param print takes a line without its end
 * @param program what a worker process runs
 * @returns an exit code: 0, or 1 when a client was lost or never came in, a worker died, or an expectation did not hold.
 * A search for the limit is 0 when it came to an end with all its workers.
 */
export async function runLoad(options: LoadOptions, print: Print, program = WORKER_PROGRAM): Promise<number> {
  const failed = new AbortController();
  const stop = stopSignal(undefined, AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]));
  const died = (text: string) => {
    print(`packetman: ${text}, and its clients with it`);
    failed.abort();
  };
  const idle = await fetchServerStats(options.adminUrl);
  const run = new LoadRun(options, print, stop.signal, idle, new LoadWorkers(options, program, died));
  try {
    const exitCode = await (options.findLimit ? findLimit : measureOnce)(run, options, print);
    return failed.signal.aborted ? 1 : exitCode;
  } finally {
    await run.end();
    stop.dispose();
  }
}

async function measureOnce(run: LoadRun, options: LoadOptions, print: Print): Promise<number> {
  const report = await run.step(options.clients);
  for (const line of reportLines(report)) print(line);
  const isAsExpected = printVerdicts(options.expect, report, print);
  await save(options, [{ clients: options.clients, report, ok: isAsExpected }], run, print);
  return lostCount(report) === 0 && isAsExpected ? 0 : 1;
}

/** Grows the crowd until an expectation breaks, the generator cannot go on, or all are there. */
async function findLimit(run: LoadRun, options: LoadOptions, print: Print): Promise<number> {
  const steps: LoadStep[] = [];
  for (let clients = Math.min(LIMIT_CLIENTS_MIN, options.clients); ;) {
    const report = await run.step(clients);
    const ok = options.expect.every((expectation) => check(expectation, report).ok);
    steps.push({ clients, report, ok });
    print(stepLine(clients, report, ok));
    if (!ok || isBottleneck(report) || run.isStopped || clients === options.clients) break;
    clients = Math.min(options.clients, Math.ceil(clients * LIMIT_GROWTH));
  }
  const limit = limitLine(steps);
  print(limit);
  await save(options, steps, run, print, limit);
  return 0;
}

function stepLine(clients: number, report: LoadReport, ok: boolean): string {
  const value = (name: string) => `${name} ${valueText(name, MEASURES[name]!.read(report))}`;
  const figures = ['cpu', 'memory', 'tick_p99', 'tick_lateness_p99', 'input_latency_p99'].map(value).join(', ');
  return `${String(clients).padStart(6)} clients: ${figures}${ok ? '' : '  (not as expected)'}`;
}

function limitLine(steps: readonly LoadStep[]): string {
  const last = steps.at(-1)!;
  const good = steps.findLast(({ ok }) => ok)?.clients ?? 0;
  if (!last.ok) return `The limit is between ${good} and ${last.clients} clients.`;
  if (isBottleneck(last.report)) return `The generator is the limit, at ${last.clients} clients: the server has more.`;
  return `No limit up to ${good} clients.`;
}

function printVerdicts(expected: readonly Expectation[], report: LoadReport, print: Print): boolean {
  const verdicts = expected.map((expectation) => ({ expectation, ...check(expectation, report) }));
  for (const { expectation, value, ok } of verdicts) {
    print(`${ok ? 'as expected' : 'NOT AS EXPECTED'}: ${expectation.text}, was ${valueText(expectation.name, value)}`);
  }
  return verdicts.every(({ ok }) => ok);
}

function valueText(name: string, value: number | null): string {
  if (value === null) return 'not measured';
  return `${value.toFixed(value < 10 ? 2 : 0)} ${MEASURES[name]!.unit}`.trim();
}

async function save(
  { out, expect }: LoadOptions,
  steps: readonly LoadStep[],
  run: LoadRun,
  print: Print,
  limit?: string,
): Promise<void> {
  if (out === undefined) return;
  const path = await writeReports(out, { steps, samples: run.samples, expect, limit });
  print(`report: ${path}`);
}

/** The clients of one test and what is measured of them, in one window or several. */
class LoadRun {
  private readonly options: LoadOptions;
  private readonly print: Print;
  private readonly signal: AbortSignal;
  private readonly idle: ServerStats | null;
  private readonly workers: LoadWorkers;
  private readonly series: LoadSeries;

  constructor(options: LoadOptions, print: Print, signal: AbortSignal, idle: ServerStats | null, workers: LoadWorkers) {
    this.options = options;
    this.print = print;
    this.signal = signal;
    this.idle = idle;
    this.workers = workers;
    this.series = new LoadSeries(options.adminUrl, () => sumOfShares(workers.shares));
  }

  get isStopped(): boolean {
    return this.signal.aborted;
  }

  get samples() {
    return this.series.samples;
  }

  /** Brings the crowd to this size, and measures it. */
  async step(clients: number): Promise<LoadReport> {
    const { workers, idle } = this;
    const { adminUrl, rate } = this.options;
    const arriving = startProgress(this.print, () => {
      const share = sumOfShares(workers.shares);
      return `connecting: ${share.connected} of ${clients}${lostSoFar(share)}`;
    });
    const sharesEarlier = await workers.tell();
    await workers.growTo(clients, this.signal);
    arriving.end();
    const before = await fetchServerStats(adminUrl, { reset: true });
    const sharesBefore = await workers.tell();
    const seconds = await this.watch(sharesBefore);
    const after = await fetchServerStats(adminUrl);
    const sharesAfter = await workers.tell();
    const { connected, resumed, lost, traffic } = sumOfShares(sharesAfter);
    const figures = figuresOf(sharesBefore, sharesAfter);
    return {
      ...{ clients, rate, seconds, connected, resumed, lost },
      traffic: trafficBetween(sumOfShares(sharesBefore).traffic, traffic),
      workers: sharesAfter.map((share, i) => workerReport(sharesBefore[i]!, share)),
      connectMs: distributionOf(figuresOf(sharesEarlier, sharesAfter).connect),
      snapshotIntervalMs: distributionOf(figures.snapshotInterval),
      inputToSnapshotMs: distributionOf(figures.inputToSnapshot),
      server: { idle, before, after },
    };
  }

  async end(): Promise<void> {
    this.series.stop();
    await this.workers.close();
  }

  /** Lets the window go by. @returns its length in seconds. */
  private async watch(sharesBefore: readonly Share[]): Promise<number> {
    const { workers } = this;
    const startMs = performance.now();
    const elapsedSeconds = () => (performance.now() - startMs) / 1000;
    const measuring = startProgress(this.print, () => {
      const { p50, p99 } = distributionOf(figuresOf(sharesBefore, workers.shares).inputToSnapshot);
      const latency = `input to snapshot p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
      const lost = lostSoFar(sumOfShares(workers.shares));
      return `measuring: ${elapsedSeconds().toFixed(0)} of ${this.options.seconds} s, ${latency}${lost}`;
    });
    if (sumOfShares(sharesBefore).connected > 0) await passed(this.options.seconds, this.signal);
    measuring.end();
    return elapsedSeconds();
  }
}

/** Of all workers together, between two moments. */
function figuresOf(before: readonly Share[], after: readonly Share[]) {
  return sumOfFigures(after.map(({ figures }, i) => figuresBetween(before[i]!.figures, figures)));
}

function workerReport(before: Share, after: Share): WorkerReport {
  const { loopLag, loopActiveMs, loopIdleMs } = figuresBetween(before.figures, after.figures);
  return {
    clients: after.present,
    loopLagMsP99: distributionOf(loopLag).p99,
    loopUtilization: loopActiveMs / Math.max(1, loopActiveMs + loopIdleMs),
  };
}

function lostSoFar(share: Pick<Share, 'lost'>): string {
  const count = lostCount(share);
  return count === 0 ? '' : `, ${count} lost`;
}
