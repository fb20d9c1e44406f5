// One measurement: new clients come to a server, play until all matches are running, and are measured for some seconds.

import { setTimeout as wait } from 'node:timers/promises';
import { percentileBetween, type DelayCounts } from '#protocol';
import { startClients, type Server } from './contestants.ts';

/** Above this share of its core a server cannot make up for a late tick, and clients read and send later than they should. */
const CORE_PERCENT_MAX = 95;

export interface Plan {
  readonly clients: number;
  /** Length of the measured window. */
  readonly seconds: number;
  /** Between the arrival of the last client and the window: a match begins with a countdown of three seconds. */
  readonly settleSeconds: number;
}

/** Figures of one window; null for those that the server or the machine does not report. */
export interface Measurement {
  /** Of the server's process, in percent of a core. */
  readonly cpuPercent: number;
  /** The same of the process that has all clients. */
  readonly clientsCpuPercent: number;
  /** A second and client. */
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly inputs: number;
  readonly ticksDropped: number;
  readonly latenessMsP99: number | null;
  readonly inputToWireMsP99: number | null;
}

/**
 * @param rate of the stream that all clients ask for: 0 for the log, else snapshots a second
 * @param atEdge called when the window begins and when it ends
 */
export async function measure(
  server: Server,
  rate: number,
  plan: Plan,
  atEdge: () => Promise<void> = async () => {},
): Promise<Measurement> {
  const { clients, seconds, settleSeconds } = plan;
  const group = await startClients(server, clients, [rate]);
  await wait(settleSeconds * 1000);
  await atEdge();
  const [before, countsBefore] = [await server.usage(), await group.counts()];
  const startMs = performance.now();
  await wait(seconds * 1000);
  const [after, countsAfter] = [await server.usage(), await group.counts()];
  const measuredSeconds = (performance.now() - startMs) / 1000;
  await atEdge();
  const perClient = (name: keyof typeof countsAfter) =>
    (countsAfter[name] - countsBefore[name]) / measuredSeconds / clients;
  const measurement = {
    cpuPercent: ((after.cpuSeconds - before.cpuSeconds) * 100) / measuredSeconds,
    clientsCpuPercent: ((countsAfter.cpuSeconds - countsBefore.cpuSeconds) * 100) / measuredSeconds,
    framesIn: perClient('frames'),
    bytesIn: perClient('bytes'),
    inputs: perClient('inputs'),
    ticksDropped: after.ticksDropped - before.ticksDropped,
    latenessMsP99: p99(before.latenessMs, after.latenessMs),
    inputToWireMsP99: p99(before.inputToWireMs, after.inputToWireMs),
  };
  await group.end();
  return measurement;
}

export function isServerFull({ cpuPercent }: Measurement): boolean {
  return cpuPercent > CORE_PERCENT_MAX;
}

export function areClientsFull({ clientsCpuPercent }: Measurement): boolean {
  return clientsCpuPercent > CORE_PERCENT_MAX;
}

function p99(before: DelayCounts | undefined, after: DelayCounts | undefined): number | null {
  return before === undefined || after === undefined ? null : percentileBetween(before, after, 99);
}
