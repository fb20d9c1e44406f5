// 5,000 tunnels through one bridge, which is a process of its own, and all of them again at once; both of their other ends
// are in this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../tools/set-up.js';
import { freePort } from '../support/free-port.ts';
import { newFolder } from '../support/new-folder.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const TUNNELS = 5000;
const DIALS_AT_ONCE = 100;
/** How often all sessions lose their connections and dial at the same moment. */
const RECONNECTS_EACH = 2;
const MESSAGES_EACH = 4;
const MESSAGE_BYTES = 1000;
/** Two for each tunnel, and some for connections without one. */
const DESCRIPTORS = 2 * TUNNELS + 2500;
const POLL = { timeout: 60_000 };
/** Of the bridge: this process takes seconds to speak over all connections that it has just opened. */
const TIMEOUTS = { headerTimeoutMs: 100_000, connectTimeoutMs: 100_000 };

const canHold = process.platform === 'linux' && descriptorsMax() >= DESCRIPTORS;

beforeAll(ensureBuilt, 120_000);

test('[C9] [B85] 5,000 tunnels in one process, 10,000 reconnects at once, and nothing lost', async ({ skip }) => {
  skip(!canHold, `needs Linux and ${DESCRIPTORS} descriptors (ulimit -n)`);
  const { port, adminPort } = await startBridge(await openEcho());
  const sockets: WebSocket[] = [];
  onTestFinished(() => sockets.forEach((socket) => socket.terminate()));
  while (sockets.length < TUNNELS) {
    const dialed = Array.from({ length: DIALS_AT_ONCE }, () => dial(port));
    sockets.push(...dialed);
    await Promise.all(dialed.map((socket) => once(socket, 'open')));
  }
  // All are open: now all speak at once, each its own bytes.
  const heard = await Promise.all(sockets.map((socket, index) => echoed(socket, index)));
  expect(heard.filter((bytes, index) => bytes.equals(said(index)))).toHaveLength(TUNNELS);
  expect(sockets.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(TUNNELS);
  for (let time = 0; time < RECONNECTS_EACH; time += 1) {
    for (const socket of sockets) socket.terminate();
    await expect.poll(() => metric(adminPort, 'bridge_tunnels'), POLL).toBe(0);
    const again = sockets.map(async (_, index) => {
      const socket = (sockets[index] = dial(port));
      await once(socket, 'open');
      return (await echoed(socket, index)).equals(said(index));
    });
    expect((await Promise.all(again)).filter(Boolean)).toHaveLength(TUNNELS);
  }
  expect(await metric(adminPort, 'bridge_handshakes_total{result="accepted"}')).toBe((1 + RECONNECTS_EACH) * TUNNELS);

  for (const socket of sockets) socket.terminate();
  await expect.poll(() => metric(adminPort, 'bridge_tunnels'), POLL).toBe(0);
  await expect.poll(() => metric(adminPort, 'bridge_open_descriptors'), POLL).toBeLessThan(100);
}, 120_000);

function dial(port: number): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/`).on('error', () => {});
}

/** As Node has raised it, up to what the system lets it. */
function descriptorsMax(): number {
  return Number(/^Max open files\s+(?<soft>\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.groups?.['soft']);
}

async function openEcho(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen({
    port: 0,
    host: '127.0.0.1',
    backlog: TUNNELS,
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startBridge(target: string): Promise<{ port: number; adminPort: number }> {
  const adminPort = await freePort();
  const config = join(newFolder(), 'bridge.json');
  writeFileSync(config, JSON.stringify(TIMEOUTS));
  const flags = [`--config=${config}`, `--tunnels=${TUNNELS}`, `--admin=127.0.0.1:${adminPort}`];
  const args = [PACKETMAN, 'bridge', ...flags, '127.0.0.1:0', target];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  return { ...(JSON.parse(line) as { port: number }), adminPort };
}

async function metric(adminPort: number, name: string): Promise<number> {
  // A connection of its own: one that is kept may just be closing.
  const [response] = await once(
    get({ host: '127.0.0.1', port: adminPort, path: '/metrics', agent: false }),
    'response',
  );
  const text = String(Buffer.concat(await response.toArray()));
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1),
  );
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
