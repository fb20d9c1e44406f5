// 5,000 tunnels through one bridge, which is a process of its own; both of their other ends are in this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../tools/set-up.js';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const TUNNELS = 5000;
const DIALS_AT_ONCE = 100;
const MESSAGES_EACH = 4;
const MESSAGE_BYTES = 1000;
/** Two for each tunnel, and some to spare. */
const DESCRIPTORS = 2 * TUNNELS + 500;

const canHold = process.platform === 'linux' && descriptorsMax() >= DESCRIPTORS;

beforeAll(ensureBuilt, 120_000);

test('[C9] 5,000 tunnels in one process, and nothing lost', async ({ skip }) => {
  skip(!canHold, `needs Linux and ${DESCRIPTORS} descriptors (ulimit -n)`);
  const port = await startBridge(await openEcho());
  const sockets: WebSocket[] = [];
  onTestFinished(() => sockets.forEach((socket) => socket.terminate()));
  while (sockets.length < TUNNELS) {
    const dialed = Array.from({ length: DIALS_AT_ONCE }, () => new WebSocket(`ws://127.0.0.1:${port}/`));
    sockets.push(...dialed);
    await Promise.all(dialed.map((socket) => once(socket, 'open')));
  }
  // All are open: now all speak at once, each its own bytes.
  const heard = await Promise.all(sockets.map((socket, index) => echoed(socket, index)));
  expect(heard.filter((bytes, index) => bytes.equals(said(index)))).toHaveLength(TUNNELS);
  expect(sockets.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(TUNNELS);
});

/** As Node has raised it, up to what the system lets it. */
function descriptorsMax(): number {
  return Number(/^Max open files\s+(?<soft>\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.groups?.['soft']);
}

async function openEcho(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startBridge(target: string): Promise<number> {
  const args = [PACKETMAN, 'bridge', `--tunnels=${TUNNELS}`, '127.0.0.1:0', target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  return (JSON.parse(line) as { port: number }).port;
}

/** What the tunnel with this number says in all. */
function said(index: number): Buffer {
  const bytes = Buffer.alloc(MESSAGES_EACH * MESSAGE_BYTES);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(index * bytes.length + at, at);
  return bytes;
}

async function echoed(socket: WebSocket, index: number): Promise<Buffer> {
  const bytes = said(index);
  const chunks: Buffer[] = [];
  let length = 0;
  const complete = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      chunks.push(data as Buffer);
      length += (data as Buffer).length;
      if (length >= bytes.length) resolve();
    });
    socket.on('close', () => resolve());
  });
  for (let at = 0; at < bytes.length; at += MESSAGE_BYTES) socket.send(bytes.subarray(at, at + MESSAGE_BYTES));
  await complete;
  return Buffer.concat(chunks);
}
