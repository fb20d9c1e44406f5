import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../tools/set-up.js';
import { end, passwordFile, signIn, snapshotOf } from '../bridge/status/support.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');

beforeAll(ensureBuilt, 120_000);

interface LogLine {
  msg: string;
  [field: string]: unknown;
}

interface Processes {
  readonly command: ChildProcessByStdio<null, Readable, null>;
  readonly port: number;
  readonly admin: string;
  readonly pids: readonly number[];
  /** The next line of the log with this message that was not yet asked for. */
  logged(message: string): Promise<LogLine>;
  /** The sum of all series of a metric. */
  metric(name: string): Promise<number>;
}

async function startProcesses(...args: string[]): Promise<Processes> {
  const all = ['bridge', '--processes', '2', '--admin', '127.0.0.1:0', ...args];
  const command = spawn(process.execPath, [PACKETMAN, ...all], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Its processes end with it.
  onTestFinished(() => void command.kill('SIGKILL'));
  const lines: LogLine[] = [];
  const wakes: (() => void)[] = [];
  const add = (line: LogLine): void => {
    lines.push(line);
    for (const wake of wakes.splice(0)) wake();
  };
  createInterface(command.stdout)
    .on('line', (line) => add(JSON.parse(line) as LogLine))
    .on('close', () => add({ msg: 'the end' }));
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const at = lines.findIndex(({ msg }) => msg === message);
      if (at >= 0) return lines.splice(at, 1)[0]!;
      if (lines.some(({ msg }) => msg === 'the end')) throw new Error(`the log ended without "${message}"`);
      await new Promise<void>((resolve) => void wakes.push(resolve));
    }
  };
  const { port, adminPort } = await logged('processes listen');
  // The lines of two processes may come in either order.
  const listening = [await logged('bridge listens'), await logged('bridge listens')];
  const pids = [1, 2].map((number) => listening.find((line) => line['process'] === number)?.['pid']);
  const admin = `http://127.0.0.1:${String(adminPort)}`;
  const metric = async (name: string) => {
    const text = await (await fetch(`${admin}/metrics`)).text();
    const series = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
    return series.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  return { command, port: port as number, admin, pids: pids as number[], logged, metric };
}

async function openEcho(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'packetman-processes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A WebSocket that has had an answer of the target. */
async function open(url: string, client?: string): Promise<WebSocket> {
  const socket = new WebSocket(url, client === undefined ? {} : { headers: { 'X-Forwarded-For': client } });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send('x');
  await once(socket, 'message');
  return socket;
}

/** The status with which a handshake is refused, 101 for one that is not. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers });
    onTestFinished(() => socket.terminate());
    socket.on('error', () => {});
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.on('open', () => resolve(101));
  });
}

test('[C95] tunnels are spread over processes, and counted for all of them; all drain at SIGTERM', async () => {
  const bridge = await startProcesses('0', await openEcho());
  const url = `ws://127.0.0.1:${bridge.port}/`;
  const sockets: WebSocket[] = [];
  for (let index = 0; index < 6; index++) sockets.push(await open(url));
  // A process that does not answer within two seconds is counted as it was before.
  await expect.poll(() => bridge.metric('bridge_tunnels')).toBe(6);
  await expect.poll(() => bridge.metric('bridge_handshakes_total')).toBe(6);
  await expect.poll(() => bridge.metric('bridge_target_connect_seconds_count')).toBe(6);
  expect(await bridge.metric('bridge_processes')).toBe(2);
  expect((await fetch(`${bridge.admin}/readyz`)).status).toBe(200);
  expect((await fetch(`${bridge.admin}/healthz`)).status).toBe(200);

  const closed = sockets.map(async (socket) => (await once(socket, 'close'))[0] as number);
  bridge.command.kill('SIGTERM');
  expect(new Set(await Promise.all(closed))).toEqual(new Set([1001]));
  expect(await once(bridge.command, 'exit')).toEqual([0, null]);
  const by = await Promise.all(sockets.map(async () => (await bridge.logged('tunnel ended'))['process']));
  expect([1, 2].map((process) => by.filter((each) => each === process).length)).toEqual([3, 3]);
});

test('[C95] the status page shows the sessions of all processes, and ends any of them', async () => {
  const bridge = await startProcesses(
    ...['--status', '/status', '--status-passwords', await passwordFile()],
    ...['0', await openEcho()],
  );
  const url = `ws://127.0.0.1:${bridge.port}/`;
  const sockets = [await open(url), await open(url), await open(url), await open(url)];
  const cookie = await signIn(bridge);
  // Each request is a connection of its own, which comes to the next process. One that does not answer it in time is left out.
  const look = async () => (await snapshotOf(bridge, cookie)).rows.map(({ id }) => id).toSorted();
  const looks = async () => [await look(), await look()];
  await expect.poll(async () => (await looks()).map(({ length }) => length)).toEqual([4, 4]);
  const ids = await looks();
  expect(ids[1]).toEqual(ids[0]);
  const closed = sockets.map(async (socket) => (await once(socket, 'close'))[0] as number);
  for (const id of ids[0]!) expect((await end(bridge, cookie, id)).status).toBe(200);
  expect(await Promise.all(closed)).toEqual([1008, 1008, 1008, 1008]);
  for (let index = 0; index < 4; index++) await bridge.logged('tunnel ended');
  const left = async () => {
    const { sessions, ended } = await snapshotOf(bridge, cookie);
    return [sessions, ended.map(({ id }) => id).toSorted()];
  };
  await expect.poll(left).toEqual([0, ids[0]]);
  expect((await end(bridge, cookie, ids[0]![0]!)).status).toBe(404);
});

test('[C95] a process that is killed takes its tunnels with it, and no others; another one takes its place', async () => {
  const bridge = await startProcesses('0', await openEcho());
  const url = `ws://127.0.0.1:${bridge.port}/`;
  const sockets = [await open(url), await open(url), await open(url), await open(url)];
  await expect.poll(() => bridge.metric('bridge_handshakes_total')).toBe(4);
  const lost: WebSocket[] = [];
  const two = new Promise<void>((resolve) => {
    for (const socket of sockets) socket.once('close', () => lost.push(socket) === 2 && resolve());
  });
  process.kill(bridge.pids[0]!, 'SIGKILL');
  await two;
  expect(await bridge.logged('process ended')).toMatchObject({ process: 1, how: 'SIGKILL', tunnelsLost: 2 });
  expect(await bridge.logged('bridge listens')).toMatchObject({ process: 1, port: bridge.port });
  for (const socket of sockets.filter((each) => !lost.includes(each))) {
    socket.send('still');
    await once(socket, 'message');
  }
  expect(lost).toHaveLength(2);
  await open(url);
  await open(url);
  await expect.poll(() => bridge.metric('bridge_tunnels')).toBe(4);
  // What the process had counted is not lost, so the sum never goes back.
  await expect.poll(() => bridge.metric('bridge_handshakes_total')).toBe(6);
  expect(await bridge.metric('bridge_process_ends_total')).toBe(1);
});

test('[C95] when all processes are killed at once, others listen on the same port', async () => {
  const bridge = await startProcesses('127.0.0.1:0', await openEcho());
  for (const pid of bridge.pids) process.kill(pid, 'SIGKILL');
  for (let index = 0; index < 2; index++) {
    expect(await bridge.logged('bridge listens')).toMatchObject({ port: bridge.port });
  }
  await open(`ws://127.0.0.1:${bridge.port}/`);
});

test('[C95] limits hold for all processes together, and places of a killed one are free again', async () => {
  const limits = ['--tunnels', '5', '--tunnels-per-address', '3', '--trust', '127.0.0.1'];
  const bridge = await startProcesses(...limits, '0', await openEcho());
  const url = `ws://127.0.0.1:${bridge.port}/`;
  const asking = async (client: string) => statusOf(url, { 'X-Forwarded-For': client });
  for (let index = 0; index < 3; index++) await open(url, '192.0.2.1');
  expect(await asking('192.0.2.1')).toBe(429);
  expect(await asking('192.0.2.1')).toBe(429);
  for (let index = 0; index < 2; index++) await open(url, '192.0.2.2');
  expect(await asking('192.0.2.3')).toBe(503);
  expect(await asking('192.0.2.3')).toBe(503);
  process.kill(bridge.pids[0]!, 'SIGKILL');
  const { tunnelsLost } = await bridge.logged('process ended');
  await bridge.logged('bridge listens');
  for (let index = 0; index < (tunnelsLost as number); index++) expect(await asking('192.0.2.4')).toBe(101);
  expect(await asking('192.0.2.5')).toBe(503);
});

test('[C95] guesses of secrets are counted for all processes', async () => {
  const folder = await openFolder();
  const tokens = join(folder, 'tokens');
  await writeFile(tokens, `right: ${await openEcho()}\n`);
  const config = join(folder, 'bridge.json');
  await writeFile(config, JSON.stringify({ handshakesPerSecondMax: 1000, trust: ['127.0.0.1'], tokens, listen: '0' }));
  const bridge = await startProcesses('--config', config);
  const asking = (token: string) =>
    statusOf(`ws://127.0.0.1:${bridge.port}/?token=${token}`, { 'X-Forwarded-For': '192.0.2.1' });
  const answers: number[] = [];
  // Whichever process has it: from the fifth on each guess has to wait, for twice as long as the one before.
  while (answers.length < 20 && !(answers.at(-1) === 429 && answers.at(-2) === 429)) {
    answers.push(await asking(`wrong-${answers.length}`));
  }
  expect(answers.slice(0, 5)).toEqual([404, 404, 404, 404, 404]);
  expect(answers.slice(-2)).toEqual([429, 429]);
  const wrong = answers.filter((status) => status === 404).length;
  // Each alone would have let pass five.
  expect(wrong).toBeLessThan(10);
  await expect.poll(() => bridge.metric('bridge_wrong_secrets_total')).toBe(wrong);
});

test('[C95] SIGHUP: all processes read the settings again, and each records its tunnels', async () => {
  const folder = await openFolder();
  const file = join(folder, 'bridge.json');
  const write = async (target: string) => writeFile(file, JSON.stringify({ listen: '0', target }));
  await write(await openEcho());
  const bridge = await startProcesses('--config', file, '--record', folder);
  const server = createServer((socket) => socket.on('error', () => {}).end('after')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await write(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  bridge.command.kill('SIGHUP');
  // Each may read it twice: the changed file is noticed without the signal, too.
  const by = new Set<unknown>();
  while (by.size < 2) by.add((await bridge.logged('configuration read again'))['process']);
  expect(by).toEqual(new Set([1, 2]));
  for (let index = 0; index < 2; index++) {
    const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/`);
    expect(String((await once(socket, 'message'))[0])).toBe('after');
    await once(socket, 'close');
    await bridge.logged('tunnel ended');
  }
  // One recording for each tunnel, whichever process had it.
  expect((await readdir(folder)).filter((name) => name !== 'bridge.json')).toHaveLength(2);
});

test('[C95] settings that no process accepts are not those of a process that is started again', async () => {
  const folder = await openFolder();
  const [file, key] = [join(folder, 'bridge.json'), join(folder, 'key')];
  const settings = { listen: '127.0.0.1:0', target: await openEcho() };
  await writeFile(file, JSON.stringify(settings));
  await writeFile(key, generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }));
  const bridge = await startProcesses('--config', file);
  await writeFile(file, JSON.stringify({ ...settings, auth: { jwtKey: key } }));
  bridge.command.kill('SIGHUP');
  for (let index = 0; index < 2; index++) await bridge.logged('configuration left as it was');
  process.kill(bridge.pids[0]!, 'SIGKILL');
  expect(await bridge.logged('bridge listens')).toMatchObject({ process: 1, port: bridge.port });
  // It tries them too, as they may be right now.
  await bridge.logged('configuration left as it was');
  await open(`ws://127.0.0.1:${bridge.port}/`);
  await open(`ws://127.0.0.1:${bridge.port}/`);
});

test('[C95] a log file that was moved away is opened again by all processes', async () => {
  const folder = await openFolder();
  const [logFile, moved] = [join(folder, 'log'), join(folder, 'log.1')];
  const args = ['bridge', '--processes', '2', '--log-file', logFile, '--admin', '127.0.0.1:0', '0', await openEcho()];
  const command = spawn(process.execPath, [PACKETMAN, ...args], { stdio: 'ignore' });
  onTestFinished(() => void command.kill('SIGKILL'));
  const lines = (path: string, message: string, count: number) =>
    vi.waitUntil(
      async () => {
        const text = existsSync(path) ? await readFile(path, 'utf8') : '';
        return text.split('\n').filter((line) => line.includes(`"msg":"${message}"`)).length === count;
      },
      { timeout: 60_000 },
    );
  await lines(logFile, 'processes listen', 1);
  await rename(logFile, moved);
  command.kill('SIGHUP');
  await lines(logFile, 'configuration read again', 2);
  command.kill('SIGTERM');
  await once(command, 'exit');
  await lines(logFile, 'bridge drained', 2);
});

test('[C95] a unix socket, --idle-timeout, and one line for what does not work', async () => {
  const folder = await openFolder();
  const path = join(folder, 'bridge.sock');
  const bridge = spawn(process.execPath, [
    // It counts from the start, too: time enough to come.
    ...[PACKETMAN, 'bridge', '--processes', '2', '--idle-timeout', '12', '--unix-listen', path, await openEcho()],
  ]);
  onTestFinished(() => void bridge.kill('SIGKILL'));
  const ended = once(bridge, 'exit');
  for await (const line of createInterface(bridge.stdout)) if (line.includes('processes listen')) break;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const socket = await open(`ws+unix:${path}:/`);
  socket.close();

  const run = (...args: string[]) => spawnSync(process.execPath, [PACKETMAN, 'bridge', ...args], { encoding: 'utf8' });
  const single = run('--processes', '2', '--run-once', '0', '1980');
  expect([single.status, single.stderr]).toEqual([2, expect.stringMatching(/^error: --run-once [^\n]+\n$/)]);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const busy = run('--processes', '2', `127.0.0.1:${(taken.address() as AddressInfo).port}`, '1980');
  expect([busy.status, busy.stderr]).toEqual([1, expect.stringMatching(/^packetman: [^\n]*EADDRINUSE[^\n]*\n$/)]);
  const printed = run('--processes', '2', '--print-config', '0', '1980');
  expect([printed.status, JSON.parse(printed.stdout)]).toEqual([0, expect.objectContaining({ tunnelsMax: 4096 })]);
  expect(await ended).toEqual([0, null]);
});
