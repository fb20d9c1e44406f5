// `packetman load`: many headless clients against one server. A client is in load-client.ts, those of one process in
// clients.ts, all processes in workers.ts, what is measured in run.ts, figures.ts and series.ts, the
// reports in report.ts and page.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLimit, limitText } from './limit-search.ts';
import { check, markText, MEASURES, valueText, type Expectation } from './report/measures.ts';
import { writeReports, type LoadStep } from './report/page.ts';
import { makeReportFolder } from './report/report-folder.ts';
import { faultCount, lostCount, reportLines, type LoadReport } from './report/report.ts';
import { LoadRun, type WindowPlan } from './run.ts';
import { LoadWorkers, WORKER_PROGRAM, type WorkersPlan } from './workers.ts';
import { Cluster } from './cluster/cluster.ts';
import { AWAY_MS, NodeEnds, nodeOfPidFile, nodesOf } from './cluster/node-ends.ts';
import type { Channel } from './hosts/channel.ts';
import { HostLink } from './hosts/host-link.ts';
import { Progress } from './progress.ts';
import { fetchServerStats } from './server-stats.ts';
import { stopSignal } from '../bots/stop-signal.ts';

export interface LoadOptions extends WorkersPlan, WindowPlan {
  /** How many clients, 1 or more; at most, where a limit is looked for. */
  readonly clients: number;
  readonly rate: WorkersPlan['rate'];
  /** What must hold for the test to succeed. */
  readonly expect: readonly Expectation[];
  /** Nodes to start for the test, instead of servers that run already: how many, and their Redis. */
  readonly ownNodes?: { readonly count: number; readonly redisUrl: string } | undefined;
  /** Kills a node each so many seconds: one of `ownNodes`, or one whose process id is in one of these files. */
  readonly killNodeEvery?: number | undefined;
  /** Ends a node of `ownNodes` with SIGTERM each so many seconds, and starts it again. Not together with kills. */
  readonly restartNodeEvery?: number | undefined;
  readonly pidFiles?: readonly string[] | undefined;
  /** What the workers on other machines know too. */
  readonly secret?: string | undefined;
  /** A folder that gets report.json and report.html. */
  readonly out?: string | undefined;
  /** Ends the test early, as SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal | undefined;
}

/** The command, of which nodes are started. */
const MAIN = fileURLToPath(new URL('../cli/main.js', import.meta.url));

type Print = (line: string) => void;

/**
 * Runs a load test and prints its progress and its report.
 * @param print takes a line without its end
 * @param program what a worker process runs
 * @returns an exit code: 0, or 1 when a client was lost or never got a seat, a hash of the match log differed, a worker died, or
 * an expectation did not hold.
 * A search for the limit is 0 when it ended with all its workers. A test that is stopped is judged by what it has measured.
 * @throws when the report cannot be written to its folder
 */
export async function runLoad(options: LoadOptions, print: Print, program = WORKER_PROGRAM): Promise<number> {
  const { ownNodes } = options;
  if (ownNodes === undefined) return await runOn(options, null, print, program);
  const folder = mkdtempSync(join(tmpdir(), 'packetman-load-'));
  const { count: nodes, redisUrl } = ownNodes;
  const cluster = await Cluster.start({ main: MAIN, folder, nodes, redisUrl }).catch((error: unknown) => {
    print(`packetman: ${(error as Error).message}`);
    return null;
  });
  if (cluster === null) return 1;
  const targets = cluster.nodes.map(({ host, port, name }) => ({ host, port, node: name }));
  const adminUrls = cluster.nodes.map(({ adminUrl }) => adminUrl);
  try {
    return await runOn({ ...options, nodes: targets, adminUrls }, cluster, print, program);
  } finally {
    await cluster.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOn(options: LoadOptions, cluster: Cluster | null, print: Print, program: URL): Promise<number> {
  // A folder that cannot be written to is an error before the test rather than after it.
  if (options.out !== undefined) makeReportFolder(options.out);
  const failed = new AbortController();
  const stop = stopSignal(undefined, AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]));
  const progress = new Progress(print);
  const died = (text: string) => {
    progress.print(`packetman: ${text}, and its clients with it`);
    failed.abort();
  };
  const idle = await Promise.all(options.adminUrls.map(fetchServerStats));
  const silent = idle.indexOf(null);
  const unmeasured = silent < 0 ? null : unmeasurable(options, options.adminUrls[silent]!);
  if (unmeasured !== null) {
    print(`packetman: ${unmeasured}`);
    stop.dispose();
    return 1;
  }
  const channels = await dialHosts(options, print);
  if (channels === null) {
    stop.dispose();
    return 1;
  }
  const run = new LoadRun(options, new LoadWorkers(options, program, channels, died), progress, stop.signal, idle);
  const ends = endsFor(options, cluster, run, progress);
  try {
    const exitCode = await (options.findLimit ? searchLimit : measureOnce)(run, options, print);
    return failed.signal.aborted ? 1 : exitCode;
  } finally {
    await ends?.stop();
    await run.end();
    stop.dispose();
  }
}

/** Null where no node is to be killed or restarted. */
function endsFor(
  { killNodeEvery, restartNodeEvery, pidFiles = [] }: LoadOptions,
  cluster: Cluster | null,
  run: LoadRun,
  progress: Progress,
): NodeEnds | null {
  const isKill = killNodeEvery !== undefined;
  const everySeconds = killNodeEvery ?? restartNodeEvery;
  if (everySeconds === undefined) return null;
  const signal = isKill ? 'SIGKILL' : 'SIGTERM';
  const nodes = cluster === null ? pidFiles.map(nodeOfPidFile) : nodesOf(cluster, signal);
  const begun = (name: string) => {
    progress.print(`packetman: ${isKill ? 'kills' : 'restarts'} node ${name}`);
    run.nodeEnds(isKill);
  };
  return new NodeEnds(
    nodes,
    everySeconds,
    () => run.isMeasuring,
    begun,
    ({ message }) => progress.print(`packetman: ${message}`),
    isKill ? AWAY_MS : 0,
  );
}

/** Null when one of the hosts cannot be had, which is printed. */
async function dialHosts({ hosts = [], secret = '' }: LoadOptions, print: Print): Promise<Channel[] | null> {
  const dialled = await Promise.allSettled(hosts.map((host) => HostLink.dial(host, secret)));
  const channels = dialled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const failed = dialled.flatMap((each) => (each.status === 'rejected' ? (each.reason as Error) : []));
  if (failed.length === 0) return channels;
  for (const { message } of failed) print(`packetman: ${message}`);
  for (const channel of channels) channel.destroy();
  return null;
}

/** Why the expectations cannot be checked without this admin port, in a sentence; null where they can. */
function unmeasurable({ expect }: LoadOptions, adminUrl: string): string | null {
  const expectation = expect.find(({ name }) => MEASURES[name]!.isOfServer);
  if (expectation === undefined) return null;
  return `${expectation.name} is asked of the server's admin port, and ${adminUrl} does not answer (--admin-url)`;
}

async function measureOnce(run: LoadRun, options: LoadOptions, print: Print): Promise<number> {
  const report = await run.step(options.clients);
  for (const line of reportLines(report)) print(line);
  const isAsExpected = printVerdicts(options.expect, report, print);
  await save(options, [{ clients: options.clients, report, ok: isAsExpected }], run, print);
  const isRight = report.hashesWrong === 0 && faultCount(report) === 0;
  return lostCount(report) === 0 && isRight && isAsExpected ? 0 : 1;
}

async function searchLimit(run: LoadRun, options: LoadOptions, print: Print): Promise<number> {
  const steps = await findLimit(run, options.clients, options.expect, print);
  const limit = limitText(steps, run.isStopped);
  print(limit);
  await save(options, steps, run, print, limit);
  return 0;
}

function printVerdicts(expected: readonly Expectation[], report: LoadReport, print: Print): boolean {
  const verdicts = expected.map((expectation) => ({ expectation, ...check(expectation, report) }));
  for (const { expectation, value, ok } of verdicts) {
    const mark = markText(expectation.name, report);
    const was = `${valueText(expectation.name, value)}${mark && `, ${mark}`}`;
    print(`${ok ? 'as expected' : 'NOT AS EXPECTED'}: ${expectation.text}, was ${was}`);
  }
  return verdicts.every(({ ok }) => ok);
}

async function save(
  { out, expect }: LoadOptions,
  steps: readonly LoadStep[],
  run: LoadRun,
  print: Print,
  limit?: string,
): Promise<void> {
  if (out === undefined) return;
  const path = await writeReports(out, { steps, samples: run.samples, gaps: run.gaps, expect, limit });
  print(`report: ${path}`);
}
