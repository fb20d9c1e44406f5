// `npm run bench:server`: what the game server costs beside a server that does nothing, in one run. Each server has one
// core, its clients another, where the system can pin processes. Both are measured in turn several times, since a
// machine is rarely left alone; the ratio is that of the middle.
//
// A first crowd tells what a client takes of a fresh server's memory, and plays for longer than a match: all code has run
// by then, and is compiled. What the server costs is measured with a second crowd, while all of it plays its first match.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const HERE = import.meta.dirname;
const PACKETMAN = join(HERE, '../../../cli/main.js');
const SERVER_CORE = '0';
const CLIENT_CORE = '1';
const SETTLE_SECONDS = 3;
/** A match of random walkers, its result and the next match's beginning. */
const WARM_UP_SECONDS = 45;
const SNAPSHOT_RATE = 20;
/** All have come by then (500 a second do), or gone, or the run is given up. */
const PATIENCE_MS_MAX = 60_000;
/** Above this the clients' core has no time left, and late snapshots say nothing about the server. */
const CLIENT_CORE_PERCENT_MAX = 95;
/** Longer than any run here: the load generator is stopped, not waited for. */
const LOAD_SECONDS = '600';

const clients = Number(process.argv[2] ?? 1000);
const seconds = Number(process.argv[3] ?? 10);
const rounds = Number(process.argv[4] ?? 3);

interface Figures {
  readonly cpuPercent: number;
  readonly kibPerClient: number;
  /** How busy the clients' core was with whatever ran on it; null where processes are not pinned. */
  readonly clientCorePercent: number | null;
}
interface Usage {
  readonly cpuSeconds: number;
  readonly connections: number;
  readonly rssBytes: number;
  readonly ticksDropped: number;
}
interface ServerStats extends Usage {
  readonly sessions: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly latenessMsP99: number;
  readonly bytesOut: number;
}

const pins = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;
console.log(
  `Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}${pins ? ', pinned' : ''}`,
);
console.log(`${clients} clients, ${SNAPSHOT_RATE} snapshots a second, ${rounds} rounds of ${seconds} s\n`);

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const ratios: number[] = [];
for (let round = 0; round < rounds; round++) {
  const nothing = await benchNull();
  row('null server', nothing.figures, nothing.ticksDropped === 0 ? '' : `${nothing.ticksDropped} ticks dropped`);
  const { figures, stats, bytesOutPerClient } = await benchGame();
  const tick = `tick p50 ${stats.tickMsP50.toFixed(2)} p99 ${stats.tickMsP99.toFixed(2)} ms`;
  const lateness = `lateness p99 ${stats.latenessMsP99.toFixed(2)} ms, ${stats.ticksDropped} dropped`;
  row('game server', figures, `${bytesOutPerClient.toFixed(0)} bytes/s a client   ${tick}, ${lateness}`);
  ratios.push(figures.cpuPercent / nothing.figures.cpuPercent);
}
ratios.sort((a, b) => a - b);
console.log(
  `\nCPU, game server to null server: ${ratios[rounds >> 1]!.toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
);

async function benchNull(): Promise<{ figures: Figures; ticksDropped: number }> {
  const server = start(SERVER_CORE, join(HERE, 'null-server.js'), []);
  const { port } = (await message(server)) as { port: number };
  const usage = async (): Promise<Usage> => {
    server.send('usage');
    return (await message(server)) as Usage;
  };
  const idle = await usage();
  const crowd = start(CLIENT_CORE, join(HERE, 'null-clients.js'), [String(port), String(clients)]);
  await arrival(usage);
  const kibPerClient = memoryPerClient(idle, await usage());
  const { first, last, ...cpu } = await measure(usage);
  await end(crowd);
  await end(server);
  return { figures: { ...cpu, kibPerClient }, ticksDropped: last.ticksDropped - first.ticksDropped };
}

async function benchGame(): Promise<{ figures: Figures; stats: ServerStats; bytesOutPerClient: number }> {
  const flags = ['--host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--log-level', 'warn'];
  const server = start(SERVER_CORE, PACKETMAN, ['server', ...flags]);
  const { listening } = (await message(server)) as { listening: { port: number; adminPort: number } };
  const admin = `http://127.0.0.1:${listening.adminPort}`;
  const usage = async (reset = false): Promise<ServerStats> =>
    (await (await fetch(`${admin}/api/stats${reset ? '?reset=1' : ''}`)).json()) as ServerStats;
  const idle = await usage();
  const target = ['--host', '127.0.0.1', '--port', String(listening.port), '--admin-url', admin];
  const load = ['load', '--clients', String(clients), '--seconds', LOAD_SECONDS, ...target];
  const firstCrowd = start(CLIENT_CORE, PACKETMAN, load);
  await arrival(usage);
  const kibPerClient = memoryPerClient(idle, await usage());
  await wait(WARM_UP_SECONDS * 1000);
  await end(firstCrowd, 'SIGTERM');
  await until(async () => (await usage()).sessions === 0, 'the first crowd to be gone');
  const secondCrowd = start(CLIENT_CORE, PACKETMAN, load);
  await arrival(usage);
  const { first, last, ...cpu } = await measure(usage);
  await end(secondCrowd);
  await end(server);
  const bytesOutPerClient = (last.bytesOut - first.bytesOut) / clients / seconds;
  return { figures: { ...cpu, kibPerClient }, stats: last, bytesOutPerClient };
}

/** Looks at what the server uses for some time. */
async function measure<U extends Usage>(
  usage: (reset?: boolean) => Promise<U>,
): Promise<Omit<Figures, 'kibPerClient'> & { first: U; last: U }> {
  const first = await usage(true);
  const startMs = performance.now();
  const coreBefore = clientCore();
  await wait(seconds * 1000);
  const clientCorePercent = busyPercent(coreBefore, clientCore());
  const last = await usage();
  const cpuPercent = ((last.cpuSeconds - first.cpuSeconds) * 100_000) / (performance.now() - startMs);
  return { cpuPercent, clientCorePercent, first, last };
}

function memoryPerClient(idle: Usage, now: Usage): number {
  return (now.rssBytes - idle.rssBytes) / 1024 / clients;
}

async function arrival(usage: () => Promise<Usage>): Promise<void> {
  await until(async () => (await usage()).connections >= clients, `${clients} clients to come`);
  await wait(SETTLE_SECONDS * 1000);
}

/** @throws when it takes too long. */
async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > PATIENCE_MS_MAX)
      throw new Error(`waited ${PATIENCE_MS_MAX / 1000} s for ${what}`);
    await wait(100);
  }
}

interface CoreTimes {
  readonly idleMs: number;
  readonly allMs: number;
}

function clientCore(): CoreTimes | null {
  const times = pins ? cpus()[Number(CLIENT_CORE)]?.times : undefined;
  if (times === undefined) return null;
  return { idleMs: times.idle, allMs: times.user + times.nice + times.sys + times.irq + times.idle };
}

function busyPercent(before: CoreTimes | null, after: CoreTimes | null): number | null {
  if (before === null || after === null || after.allMs === before.allMs) return null;
  return 100 - (100 * (after.idleMs - before.idleMs)) / (after.allMs - before.allMs);
}

function start(core: string, file: string, args: readonly string[]): ChildProcess {
  const command = [process.execPath, file, ...args];
  const [program, ...rest] = pins ? ['taskset', '-c', core, ...command] : command;
  // A supervised server tells the ports it picked.
  const env = { ...process.env, PACKETMAN_SUPERVISED: '1' };
  const child = spawn(program!, rest, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.add(child);
  child.once('exit', (code) => {
    if (code !== null) throw new Error(`${command.join(' ')} ended with ${code}`);
  });
  return child;
}

async function message(child: ChildProcess): Promise<unknown> {
  const [sent] = (await once(child, 'message')) as [unknown];
  return sent;
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  running.delete(child);
  child.removeAllListeners('exit');
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function row(name: string, { cpuPercent, kibPerClient, clientCorePercent }: Figures, more: string): void {
  const core = clientCorePercent === null ? '' : `   clients' core ${clientCorePercent.toFixed(0)} %`;
  console.log(
    `${name.padEnd(12)} CPU ${cpuPercent.toFixed(1).padStart(5)} %   ${kibPerClient.toFixed(1)} KiB a client${core}   ${more}`,
  );
  if (clientCorePercent !== null && clientCorePercent > CLIENT_CORE_PERCENT_MAX) {
    console.log(
      `${' '.repeat(13)}the clients' core is full: they are the limit here, and may send and read less than they should`,
    );
  }
}
