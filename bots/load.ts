// `packetman load`: many headless clients against one server, in this one process. A client is in load-client.ts, all of
// them in crowd.ts, what is measured in load-figures.ts, how it reads in load-report.ts.

import type { SnapshotRate } from '#protocol';
import type { ServerAddress } from './connection.ts';
import { Crowd } from './crowd.ts';
import { LoadFigures } from './load-figures.ts';
import { lostCount, reportLines, trafficBetween } from './load-report.ts';
import { startProgress } from './progress.ts';
import { fetchServerStats } from './server-stats.ts';
import { passed, stopSignal } from './stop-signal.ts';

export interface LoadOptions extends ServerAddress {
  /** How many clients, 1 or more. */
  readonly clients: number;
  /** Length of the measured window, which begins when all are connected. */
  readonly seconds: number;
  readonly rate: SnapshotRate;
  /** The server's admin port, such as http://127.0.0.1:1981. */
  readonly adminUrl: string;
  /** Seed of all random walks. */
  readonly seed: number;
  /** Ends the test early, as SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a load test and prints its progress and its report.
 * @param print takes a line without its end
 * @returns an exit code: 0, or 1 when a client was lost or never came in.
 */
export async function runLoad(options: LoadOptions, print: (line: string) => void): Promise<number> {
  const { clients, seconds, rate, adminUrl, seed } = options;
  const stop = stopSignal(undefined, options.signal);
  const figures = new LoadFigures();
  const crowd = new Crowd(options, rate, figures);
  const idleStats = await fetchServerStats(adminUrl);

  const arriving = startProgress(print, () => `connecting: ${crowd.connected} of ${clients}${lostSoFar(crowd)}`);
  await crowd.bringIn(clients, seed, stop.signal);
  arriving.end();

  const statsBefore = await fetchServerStats(adminUrl, { reset: true });
  const trafficBefore = crowd.traffic();
  figures.reset();
  const startMs = performance.now();
  const elapsedSeconds = () => (performance.now() - startMs) / 1000;
  const measuring = startProgress(print, () => {
    const { p50, p99 } = figures.inputToSnapshotMs;
    const latency = `input to snapshot p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    return `measuring: ${elapsedSeconds().toFixed(0)} of ${seconds} s, ${latency}${lostSoFar(crowd)}`;
  });
  if (crowd.connected > 0) await passed(seconds, stop.signal);
  measuring.end();

  const report = {
    clients,
    rate,
    connected: crowd.connected,
    resumed: crowd.resumed,
    lost: new Map(crowd.lost),
    seconds: elapsedSeconds(),
    traffic: trafficBetween(trafficBefore, crowd.traffic()),
    generator: { loopLagMsP99: figures.loopLagMsP99, loopUtilization: figures.loopUtilization },
    snapshotIntervalMs: figures.snapshotIntervalMs,
    inputToSnapshotMs: figures.inputToSnapshotMs,
    server: { idle: idleStats, before: statsBefore, after: await fetchServerStats(adminUrl) },
  };
  crowd.close();
  figures.stop();
  stop.dispose();
  for (const line of reportLines(report)) print(line);
  return lostCount(report) === 0 ? 0 : 1;
}

function lostSoFar(crowd: Crowd): string {
  const count = lostCount(crowd);
  return count === 0 ? '' : `, ${count} lost`;
}
