// One measurement: new clients come to a server, play until all matches are running, and are measured for some seconds.

import { setTimeout as wait } from 'node:timers/promises';
import { percentileBetween, type DelayCounts } from '#protocol';
import { startClients, type Server } from './contestants.ts';
import { busyPercent, CLIENT_CORE, coreTimes, SERVER_CORE } from './processes.ts';

const CORES = [SERVER_CORE, CLIENT_CORE];

export interface Plan {
  readonly clients: number;
  /** Length of the measured window. */
  readonly seconds: number;
  /** Between the arrival of the last client and the window: a match begins with a countdown of three seconds. */
  readonly settleSeconds: number;
}

/** Figures of one window. What a server or a machine does not tell is null. */
export interface Measurement {
  /** Of the server's process, in percent of a core. */
  readonly cpuPercent: number;
  /** Of the two cores, with all that runs on them; null where processes are not pinned. */
  readonly serverCorePercent: number | null;
  readonly clientCorePercent: number | null;
  /** A second and client. */
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly inputs: number;
  readonly ticksDropped: number;
  readonly latenessMsP99: number | null;
  readonly inputToWireMsP99: number | null;
}

/** @param rate of the stream that all clients ask for: 0 for the log, else snapshots a second */
export async function measure(server: Server, rate: number, plan: Plan): Promise<Measurement> {
  const { clients, seconds, settleSeconds } = plan;
  const group = await startClients(server, clients, [rate]);
  await wait(settleSeconds * 1000);
  const [before, countsBefore] = [await server.usage(), await group.counts()];
  const coresBefore = CORES.map(coreTimes);
  const startMs = performance.now();
  await wait(seconds * 1000);
  const [after, countsAfter] = [await server.usage(), await group.counts()];
  const measuredSeconds = (performance.now() - startMs) / 1000;
  const perClient = (name: keyof typeof countsAfter) =>
    (countsAfter[name] - countsBefore[name]) / measuredSeconds / clients;
  const [serverCorePercent, clientCorePercent] = CORES.map((core, i) => busyPercent(coresBefore[i]!, coreTimes(core)));
  const measurement = {
    cpuPercent: ((after.cpuSeconds - before.cpuSeconds) * 100) / measuredSeconds,
    serverCorePercent: serverCorePercent!,
    clientCorePercent: clientCorePercent!,
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

function p99(before: DelayCounts | undefined, after: DelayCounts | undefined): number | null {
  return before === undefined || after === undefined ? null : percentileBetween(before, after, 99);
}
