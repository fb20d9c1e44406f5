// The report of a load test: its figures, and its lines of text.

import { LOG_RATE, percentileBetween } from '#protocol';
import type { Traffic } from '#client';
import type { Distribution } from '../histogram.ts';
import { SNAPSHOT_RATE_INSTEAD } from '../client-plan.ts';
import { isSameServer, type ServerStats } from '../server-stats.ts';

/** A server's own figures; null where its admin port did not answer. */
export interface ServerReport {
  /** Its admin port. */
  readonly url: string;
  /** Before the first client came. */
  readonly idle: ServerStats | null;
  /** At the beginning and at the end of the measured window. */
  readonly before: ServerStats | null;
  readonly after: ServerStats | null;
}

/** How busy one of the generator's own processes was. */
export interface WorkerReport {
  readonly clients: number;
  readonly loopLagMsP99: number;
  /** Share of the time its event loop was at work, 0..1. */
  readonly loopUtilization: number;
}

/** A time within the window, in seconds since it began. */
export interface WindowSpan {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What clients of several nodes were shown, since the start of the test. All is 0 where one server is tested. */
export interface WatchedReport {
  readonly kills: number;
  readonly restarts: number;
  readonly frames: number;
  /** How many faults, by kind (LN1 to LN4). */
  readonly faults: ReadonlyMap<string, number>;
  readonly firstFault: string;
  /** By client and node that was killed or restarted, the longest time without anything new from then on. */
  readonly gapAfterEndMs: Distribution;
}

export interface LoadReport {
  /** How many clients were wanted. */
  readonly clients: number;
  readonly connected: number;
  /** How often a client lost its connection and went on over another one. */
  readonly resumed: number;
  /** How often a client went on in a new session, since the server no longer had its old one. */
  readonly movedOn: number;
  /** How many were lost or never got a seat, by fault. */
  readonly lost: ReadonlyMap<string, number>;
  /** The error of the first of them; '' where none was lost. */
  readonly firstLoss: string;
  /** Length of the measured window; 0 where there was none: no client got a seat, or the test was stopped before. */
  readonly seconds: number;
  /** What the clients asked for: snapshots a second, or `LOG_RATE` for the match log. */
  readonly rate: number;
  /** How many of the clients got the match log at the end of the window; the others got snapshots. */
  readonly onLog: number;
  /** In the measured window, of all clients together. */
  readonly traffic: Traffic;
  readonly connectMs: Distribution;
  /** Clients whose time of connecting is not in it, since the generator itself stood still meanwhile. */
  readonly connectsLeftOut: number;
  readonly updateIntervalMs: Distribution;
  readonly inputToUpdateMs: Distribution;
  /** Pieces of the log in the window, and the hashes in them that were compared with a World of the generator. */
  readonly pieces: number;
  readonly hashesChecked: number;
  readonly hashesWrong: number;
  /** Times in which no client got an update that was due. */
  readonly gaps: readonly WindowSpan[];
  /** Times in which the generator itself stood still, and how many figures of its clients that has made invalid. */
  readonly stalls: readonly WindowSpan[];
  readonly leftOut: number;
  readonly workers: readonly WorkerReport[];
  readonly watched: WatchedReport;
  /** One, or each node. */
  readonly servers: readonly ServerReport[];
}

/** Beyond either of these the generator measures itself rather than the server. */
const LOOP_LAG_MS_MAX = 20;
const LOOP_UTILIZATION_MAX = 0.85;

/** Without clients there is no bottleneck. */
export function isBottleneck({ connected, workers }: Pick<LoadReport, 'connected' | 'workers'>): boolean {
  return connected > 0 && workers.some(isTooSlow);
}

function isTooSlow({ loopLagMsP99, loopUtilization }: WorkerReport): boolean {
  return loopLagMsP99 > LOOP_LAG_MS_MAX || loopUtilization > LOOP_UTILIZATION_MAX;
}

export function lostCount({ lost }: Pick<LoadReport, 'lost'>): number {
  return [...lost.values()].reduce((sum, count) => sum + count, 0);
}

export function trafficBetween(before: Traffic, after: Traffic): Traffic {
  return {
    messagesIn: after.messagesIn - before.messagesIn,
    bytesIn: after.bytesIn - before.bytesIn,
    messagesOut: after.messagesOut - before.messagesOut,
    bytesOut: after.bytesOut - before.bytesOut,
  };
}

/** The line for `isBottleneck`. */
export const BOTTLENECK_TEXT = 'The generator was the bottleneck: intervals and latencies are its own.';

/** The report as lines of text. */
export function reportLines(report: LoadReport): string[] {
  return [
    line('clients', `${report.connected} of ${report.clients} connected, ${lostText(report)}, ${comebackText(report)}`),
    ...(report.firstLoss === '' ? [] : [line('first loss', report.firstLoss)]),
    ...connectLines(report),
    ...(report.seconds === 0 ? ['Nothing was measured.'] : windowLines(report)),
  ];
}

function comebackText({ resumed, movedOn }: LoadReport): string {
  return `${resumed} resumed${movedOn === 0 ? '' : `, ${movedOn} in new sessions`}`;
}

function connectLines({ connectMs, connectsLeftOut }: LoadReport): string[] {
  if (connectMs.count + connectsLeftOut === 0) return [];
  const times = connectMs.count === 0 ? 'not measured' : percentilesText(connectMs);
  const rest = connectsLeftOut === 0 ? '' : `, without ${connectsLeftOut} while the generator itself stood still`;
  return [line('connecting', times + rest)];
}

function windowLines(report: LoadReport): string[] {
  const { traffic, workers, seconds } = report;
  return [
    line('measured', `${seconds.toFixed(1)} s`),
    line('received', perClient(report, traffic.messagesIn, traffic.bytesIn)),
    line('sent', perClient(report, traffic.messagesOut, traffic.bytesOut)),
    line('stream', streamText(report)),
    ...logLines(report),
    line('update interval', percentilesText(report.updateIntervalMs)),
    line('input to update', percentilesText(report.inputToUpdateMs)),
    ...(report.gaps.length === 0 ? [] : [line('gaps', `no updates ${spansText(report.gaps)}`)]),
    ...watchedLines(report.watched),
    ...serverLines(report),
    ...workers.map((worker, i) => line(workers.length === 1 ? 'generator' : `worker ${i + 1}`, workerText(worker))),
    ...(report.stalls.length === 0 ? [] : [stallText(report)]),
    ...(isBottleneck(report) ? [BOTTLENECK_TEXT] : []),
  ];
}

/** What the clients receive, as the server has decided by their modes. */
export function streamText({ connected, onLog, rate }: Pick<LoadReport, 'connected' | 'onLog' | 'rate'>): string {
  const snapshots = `${rate === LOG_RATE ? SNAPSHOT_RATE_INSTEAD : rate} snapshots a second`;
  if (onLog === 0) return snapshots;
  return onLog >= connected ? 'match log' : `match log for ${onLog} clients, ${snapshots} for the others`;
}

function logLines({ onLog, pieces, hashesChecked, hashesWrong, seconds }: LoadReport): string[] {
  if (onLog === 0) return [];
  return [
    line('log pieces', `${(pieces / onLog / seconds).toFixed(1)} a second and client`),
    line('hashes', `${hashesChecked} checked, ${hashesWrong} wrong`),
  ];
}

/** How many spans are listed one by one. */
const SPANS_LISTED_MAX = 5;

function spansText(spans: readonly WindowSpan[]): string {
  const some = spans.slice(0, SPANS_LISTED_MAX).map(({ fromSeconds, toSeconds }) => {
    return `for ${(toSeconds - fromSeconds).toFixed(1)} s from second ${fromSeconds.toFixed(1)}`;
  });
  const more = spans.length - some.length;
  return some.join(', ') + (more > 0 ? `, and ${more} more times` : '');
}

/** The line for times in which the generator itself stood still. */
export function stallText({ stalls, leftOut }: Pick<LoadReport, 'stalls' | 'leftOut'>): string {
  return `The generator itself stood still ${spansText(stalls)}: ${leftOut} intervals and latencies are left out.`;
}

function serverLines(report: LoadReport): string[] {
  const { servers } = report;
  const [only] = servers;
  return servers.length === 1 ? oneServerLines(only!, report) : servers.map((server) => nodeLine(server));
}

function watchedLines({ kills, restarts, frames, faults, firstFault, gapAfterEndMs }: WatchedReport): string[] {
  if (frames === 0) return [];
  const found = [...faults].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'no fault';
  return [
    line('frames', `${frames} checked, ${found}`),
    ...(firstFault === '' ? [] : [line('first fault', firstFault)]),
    ...(kills === 0 ? [] : [line('killed nodes', `${kills}, ${longestText(gapAfterEndMs)}`)]),
    ...(restarts === 0 ? [] : [line('restarted nodes', `${restarts}, ${longestText(gapAfterEndMs)}`)]),
  ];
}

/** How many faults the checks of frames have found. */
export function faultCount({ watched }: Pick<LoadReport, 'watched'>): number {
  return [...watched.faults.values()].reduce((sum, count) => sum + count, 0);
}

/** A node in one line. */
function nodeLine({ url, before, after }: ServerReport): string {
  const { host } = new URL(url);
  if (before === null || after === null) return line('node', `${host}: its admin port did not answer`);
  if (!isSameServer(before, after)) return line('node', `${host}: restarted while it was measured`);
  const percentile = (name: 'tickMs' | 'latenessMs') => {
    const value = percentileBetween(before[name], after[name], 99);
    return value === null ? 'not measured' : ms(value);
  };
  const cpuShare = (after.cpuSeconds - before.cpuSeconds) / (after.uptimeSeconds - before.uptimeSeconds);
  const times = `tick p99 ${percentile('tickMs')}, lateness p99 ${percentile('latenessMs')}`;
  const dropped = `${after.ticksDropped - before.ticksDropped} ticks dropped`;
  const memory = `${(after.rssBytes / 2 ** 20).toFixed(0)} MiB`;
  const held = `${after.rooms} rooms, ${after.connections} connections`;
  return line('node', `${host}: ${percent(cpuShare)} of one core, ${times}, ${dropped}, ${memory}, ${held}`);
}

function oneServerLines({ idle, before, after }: ServerReport, { connected, onLog }: LoadReport): string[] {
  if (idle === null || before === null || after === null) {
    return [line('server', 'no figures: its admin port did not answer (--admin-url)')];
  }
  if (!isSameServer(before, after)) return [line('server', 'no figures: it was restarted while it was measured')];
  const cpuShare = (after.cpuSeconds - before.cpuSeconds) / (after.uptimeSeconds - before.uptimeSeconds);
  const kibPerClient = Math.max(0, after.rssBytes - idle.rssBytes) / 1024 / connected;
  const growth = isSameServer(idle, after) ? `grown by ${kibPerClient.toFixed(0)} KiB a client` : 'restarted before';
  const percentile = (name: 'tickMs' | 'latenessMs' | 'inputToWireMs', percent: number) => {
    const value = percentileBetween(before[name], after[name], percent);
    return value === null ? 'not measured' : ms(value);
  };
  const dropped = after.ticksDropped - before.ticksDropped;
  return [
    line('server tick', `p50 ${percentile('tickMs', 50)}, p99 ${percentile('tickMs', 99)}`),
    line('server lateness', `p99 ${percentile('latenessMs', 99)}, ${dropped} ticks dropped`),
    ...(onLog === 0 ? [] : [line('server log', `input to wire p99 ${percentile('inputToWireMs', 99)}`)]),
    line('server CPU', `${percent(cpuShare)} of one core, ${after.rooms} rooms, ${after.connections} connections`),
    line('server memory', `${(after.rssBytes / 2 ** 20).toFixed(0)} MiB, ${growth}`),
  ];
}

function workerText({ clients, loopUtilization, loopLagMsP99 }: WorkerReport): string {
  return `${clients} clients, event loop ${percent(loopUtilization)} busy, lag p99 ${ms(loopLagMsP99)}`;
}

function lostText(report: LoadReport): string {
  const count = lostCount(report);
  if (count === 0) return '0 lost';
  const faults = [...report.lost].map(([fault, count]) => `${count} ${fault}`);
  return `${count} lost (${faults.join(', ')})`;
}

function perClient({ connected, seconds }: LoadReport, messages: number, bytes: number): string {
  const share = connected * seconds;
  return `${(messages / share).toFixed(1)} messages and ${(bytes / share).toFixed(0)} bytes a second and client`;
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(18)} ${text}`;
}

function percentilesText({ p50, p99 }: { p50: number; p99: number }): string {
  return `p50 ${ms(p50)}, p99 ${ms(p99)}`;
}

function longestText(gaps: Distribution): string {
  return `longest gap of a client ${percentilesText(gaps)}, max ${ms(gaps.max)}`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
