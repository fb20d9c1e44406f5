import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../tools/set-up.js';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');

beforeAll(ensureBuilt, 120_000);

interface LogLine {
  msg: string;
  port?: number;
  [field: string]: unknown;
}

/** A TCP server that says its name; the answer is its address. */
async function openNamed(name: string): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).end(name)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface RunningBridge {
  process: ChildProcessByStdio<null, Readable, null>;
  port: number;
  /** The next line of its log with this message. */
  logged(message: string): Promise<LogLine>;
}

async function startBridge(...args: string[]): Promise<RunningBridge> {
  const child = spawn(process.execPath, [PACKETMAN, 'bridge', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the log ended without "${message}"`);
      const line = JSON.parse(value) as LogLine;
      if (line.msg === message) return line;
    }
  };
  const { port = 0 } = await logged('bridge listens');
  return { process: child, port, logged };
}

async function hear(port: number): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const chunks: Buffer[] = [];
  socket.on('message', (data) => chunks.push(data as Buffer));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('[C9] the bridge reads its configuration file, and again at SIGHUP; a flag counts more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packetman-bridge-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bridge.json');
  const write = async (target: string) => writeFile(file, JSON.stringify({ listen: '1', target }));
  await write(await openNamed('before'));
  const bridge = await startBridge('--config', file, '127.0.0.1:0');
  expect(await hear(bridge.port)).toBe('before');

  await writeFile(file, '{');
  bridge.process.kill('SIGHUP');
  expect((await bridge.logged('configuration left as it was'))['error']).toContain(file);
  expect(await hear(bridge.port)).toBe('before');

  await write(await openNamed('after'));
  bridge.process.kill('SIGHUP');
  await bridge.logged('configuration read again');
  expect(await hear(bridge.port)).toBe('after');
});

test('[C9] SIGTERM drains the bridge: 1001 to every session, and exit code 0', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).write('!')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const bridge = await startBridge('127.0.0.1:0', `127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/`);
  await once(socket, 'message');
  const exited = once(bridge.process, 'exit');
  bridge.process.kill('SIGTERM');
  const [code] = await once(socket, 'close');
  expect(code).toBe(1001);
  expect((await exited)[0]).toBe(0);
});

test("[C9] websockify's flags: a token file", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packetman-bridge-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'tokens'), `red: ${await openNamed('red')}\n`);
  const flags = ['--token-plugin', 'TokenFile', '--token-source', join(folder, 'tokens'), '--heartbeat', '30'];
  const bridge = await startBridge(...flags, '127.0.0.1:0');
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/?token=red`);
  const [data] = await once(socket, 'message');
  expect(String(data)).toBe('red');
});
