// `npm run soak -- --minutes 10`: a server under clients that join, play, leave and drop at random, and what is left of
// it. Memory may grow by 5 % after the first minute; nothing may stay behind when all have gone; no tick may be dropped.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const PACKETMAN = join(import.meta.dirname, '../cli/main.js');
const GROWTH_MAX = 1.05;
const CHURN_PER_SECOND = 20;
/** Stays of those who were cut off at the end are kept for 30 s. */
const LEAVING_MS_MAX = 45_000;
const MEMORY_SAMPLES = 10;

interface Stats {
  readonly connections: number;
  readonly sessions: number;
  readonly rooms: number;
  readonly rssBytes: number;
  readonly ticksDropped: number;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, clients: { type: 'string', default: '1000' } },
});
const minutes = Number(values.minutes);

const server = start(['server', '--host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--log-level', 'warn']);
const [{ listening }] = (await once(server, 'message')) as [{ listening: { port: number; adminPort: number } }];
const admin = `http://127.0.0.1:${listening.adminPort}`;
// The first question opens the connection that all others are asked over.
await stats();
const descriptorsBefore = descriptors();
const target = ['--host', '127.0.0.1', '--port', String(listening.port), '--admin-url', admin];
const crowd = start([
  ...['load', '--clients', values.clients, '--churn', String(CHURN_PER_SECOND), '--seconds', '86400', ...target],
]);

await wait(60_000);
const early = await memory();
console.log(`after a minute: ${mebibytes(early)}`);
await wait(Math.max(0, minutes - 1) * 60_000);
const late = await memory();
const { ticksDropped } = await stats();
crowd.kill('SIGTERM');
await once(crowd, 'exit');
const left = await emptied();

const checks: [what: string, isFine: boolean][] = [
  [`memory after ${minutes} minutes: ${mebibytes(late)}`, late <= early * GROWTH_MAX],
  [`ticks dropped: ${ticksDropped}`, ticksDropped === 0],
  [`left: ${left.connections} connections, ${left.sessions} stays, ${left.rooms} rooms`, isEmpty(left)],
  [`descriptors: ${descriptorsBefore} before, ${descriptors()} after`, descriptors() <= descriptorsBefore],
];
for (const [what, isFine] of checks) console.log(`${isFine ? 'ok  ' : 'FAIL'}  ${what}`);
server.kill('SIGTERM');
process.exitCode = checks.every(([, isFine]) => isFine) ? 0 : 1;

function start(args: readonly string[]): ChildProcess {
  // A supervised server tells the ports it picked.
  const env = { ...process.env, PACKETMAN_SUPERVISED: '1' };
  return spawn(process.execPath, [PACKETMAN, ...args], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function stats(): Promise<Stats> {
  return (await (await fetch(`${admin}/api/stats`)).json()) as Stats;
}

/** The least of some samples: what is above it is rubbish that waits to be collected. */
async function memory(): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < MEMORY_SAMPLES; i++, await wait(1000)) least = Math.min(least, (await stats()).rssBytes);
  return least;
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

/** Open descriptors of the server, 0 where the system does not tell. */
function descriptors(): number {
  const folder = `/proc/${server.pid}/fd`;
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
