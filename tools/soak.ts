// `npm run soak -- --minutes 10`: runs a server under clients that join, play, leave and drop at random. Memory may grow by
// 5 % after the first minute, nothing may remain when all clients are gone, and no tick may be dropped. The bytes in use
// are read through Node's inspector (inspected.ts) after a collection. Compiled code, which grows by tens of KiB a minute at
// first, counts as resident memory only.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentileBetween, type DelayCounts } from '#protocol';
import { inspect, type Memory } from './inspected.ts';

const PACKETMAN = join(import.meta.dirname, '../cli/main.js');
const GROWTH_MAX = 1.05;
const CHURN_PER_SECOND = 20;
/** Sessions of clients that were cut off at the end are kept for 30 s. */
const LEAVING_MS_MAX = 45_000;
const MINUTE_MS = 60_000;
/** Two readings of the memory differ by up to 5 %: the server runs on between the collection and the reading. */
const READINGS = 6;
const READING_INTERVAL_MS = 2000;

interface Stats {
  readonly connections: number;
  readonly sessions: number;
  readonly rooms: number;
  readonly ticksDropped: number;
  readonly latenessMs: DelayCounts;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, clients: { type: 'string', default: '1000' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 1)) throw new Error('--minutes must be more than 1: memory is compared to that after the first minute');

const data = mkdtempSync(join(tmpdir(), 'packetman-soak-'));
process.once('exit', () => rmSync(data, { recursive: true }));
const server = start(
  ['--inspect=127.0.0.1:0'],
  ['server', '--host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--log-level', 'warn', '--data', data],
);
const [inspected, listening] = await Promise.all([inspect(server.stderr!), portsOf(server)]);
const admin = `http://127.0.0.1:${listening.adminPort}`;
// The first request opens the connection that all later ones use.
await stats();
const descriptorsBefore = descriptors();
const target = ['--host', '127.0.0.1', '--port', String(listening.port), '--admin-url', admin];
const clients = start(
  [],
  ['load', '--clients', values.clients, '--churn', String(CHURN_PER_SECOND), '--seconds', '86400', ...target],
);

await wait(MINUTE_MS);
// A full collection stops the server for longer than a tick: ticks dropped by it do not count.
const { ticksDropped: droppedBefore } = await stats();
const early = await leastMemory();
const { ticksDropped: droppedByReading, latenessMs: latenessBefore } = await stats();
console.log(`after a minute: ${memoryText(early)}`);
await wait((minutes - 1) * MINUTE_MS);
const { ticksDropped, latenessMs } = await stats();
const late = await leastMemory();
if (clients.exitCode !== null || clients.signalCode !== null) throw new Error('the clients have ended by themselves');
clients.kill('SIGTERM');
await once(clients, 'exit');
const left = await emptied();
const latenessMsP99 = percentileBetween(latenessBefore, latenessMs, 99);
const dropped = droppedBefore + ticksDropped - droppedByReading;
inspected.close();

const checks: [what: string, isFine: boolean][] = [
  [`after ${minutes} minutes: ${memoryText(late)}`, isNoMore(late.live, early.live) && isNoMore(late.rss, early.rss)],
  [`ticks dropped: ${dropped}, lateness p99 ${latenessMsP99?.toFixed(1) ?? '-'} ms`, dropped === 0],
  [`left: ${left.connections} connections, ${left.sessions} sessions, ${left.rooms} rooms`, isEmpty(left)],
  [`descriptors: ${descriptorsBefore} before, ${descriptors()} after`, descriptors() <= descriptorsBefore],
];
for (const [what, isFine] of checks) console.log(`${isFine ? 'ok  ' : 'FAIL'}  ${what}`);
server.kill('SIGTERM');
process.exitCode = checks.every(([, isFine]) => isFine) ? 0 : 1;

function start(nodeFlags: readonly string[], args: readonly string[]): ChildProcess {
  // A supervised server sends the ports that it listens on.
  const env = { ...process.env, PACKETMAN_SUPERVISED: '1' };
  const child = spawn(process.execPath, [...nodeFlags, PACKETMAN, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr!.pipe(process.stderr);
  return child;
}

/** Heartbeats come in between. */
function portsOf(child: ChildProcess): Promise<{ port: number; adminPort: number }> {
  return new Promise((resolve) =>
    child.on('message', (sent: { listening?: { port: number; adminPort: number } }) => {
      if (sent.listening !== undefined) resolve(sent.listening);
    }),
  );
}

/** The smallest of several readings: the one with the least garbage in it. */
async function leastMemory(): Promise<Memory> {
  let least = await inspected.memory();
  for (let looks = 1; looks < READINGS; looks++) {
    await wait(READING_INTERVAL_MS);
    const memory = await inspected.memory();
    if (memory.live < least.live) least = memory;
  }
  return least;
}

async function stats(): Promise<Stats> {
  return (await (await fetch(`${admin}/api/stats`)).json()) as Stats;
}

async function emptied(): Promise<Stats> {
  const untilMs = performance.now() + LEAVING_MS_MAX;
  for (;;) {
    const now = await stats();
    if (isEmpty(now) || performance.now() > untilMs) return now;
    await wait(500);
  }
}

function isEmpty({ connections, sessions, rooms }: Stats): boolean {
  return connections === 0 && sessions === 0 && rooms === 0;
}

function isNoMore(late: number, early: number): boolean {
  return late <= early * GROWTH_MAX;
}

/** Open descriptors of the server; 0 where the system has no /proc. */
function descriptors(): number {
  const folder = `/proc/${server.pid}/fd`;
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function memoryText({ live, code, rss }: Memory): string {
  return `${mebibytes(live)} live, ${mebibytes(code)} of compiled code, ${mebibytes(rss)} resident`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
