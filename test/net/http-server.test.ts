// The small HTTP server, over real sockets: which connections it keeps and closes, and under which names it answers.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSmallHttpServer, listenOn, YOUNG_FACTOR } from '#net';
import { rawSocket } from '../support/raw-socket.ts';

const YOUNG_MS = 250;

type Limits = Parameters<typeof createSmallHttpServer>[0];

function smallServer(limits: Partial<Limits>): Server {
  const all = { connectionsMax: 2, requestTimeoutMs: 30_000, ...limits };
  const server = createSmallHttpServer(all, (_, response) => void response.end('hello'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

/** Connects, and waits until the server has accepted it. */
async function accepted(server: Server, port: number): Promise<Socket> {
  const arrived = once(server, 'connection');
  const socket = rawSocket(port);
  await arrived;
  return socket;
}

/** @returns the status, or null when it is closed without an answer. */
async function ask(socket: Socket, text = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'): Promise<number | null> {
  socket.write(text);
  const answered = once(socket, 'data').then(([data]) => Number(String(data).split(' ', 2)[1]));
  return Promise.race([answered, once(socket, 'close').then(() => null)]);
}

test('[NA4] a full server closes the oldest for a newcomer, but none that had no time to ask', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const server = smallServer({});
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  const old = [await accepted(server, port), await accepted(server, port)];
  vi.advanceTimersByTime(YOUNG_MS - 1);
  const young = await accepted(server, port);
  for (const socket of [...old, young]) expect(await ask(socket)).toBe(200);
  vi.advanceTimersByTime(1);
  const closed = old.map((socket) => once(socket, 'close'));
  const newest = await accepted(server, port);
  await Promise.all(closed);
  for (const socket of [young, newest]) expect(await ask(socket)).toBe(200);
});

test('[NA4] of young ones too there are a few times as many as the maximum, and no more', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const server = smallServer({});
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  const first = await accepted(server, port);
  const closed = once(first, 'close');
  const others = [];
  for (let i = 0; i < 2 * YOUNG_FACTOR; i++) others.push(await accepted(server, port));
  await closed;
  for (const socket of others) expect(await ask(socket)).toBe(200);
});

test('[NA4] connections that have ended do not count', async () => {
  const server = smallServer({});
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const held = await accepted(server, port);
  await arrived;
  for (let i = 0; i < 4 * YOUNG_FACTOR; i++) {
    const arriving = once(server, 'connection') as Promise<[Socket]>;
    const socket = await accepted(server, port);
    const [serverSide] = await arriving;
    const ended = once(serverSide, 'close');
    socket.destroy();
    await ended;
  }
  expect(await ask(held)).toBe(200);
});

test.each([
  ['host: localhost', 200],
  ['host: 127.0.0.1:80', 200],
  ['host:', 200],
  ['host: evil.example', 403],
  ['host: someone@localhost', 403],
  ['host: localhost:123456', 403],
])('[NA5] over loopback, asked with %j where only local names count: %i', async (header, status) => {
  const request = `GET / HTTP/1.1\r\n${header}\r\n\r\n`;
  const server = smallServer({ localNames: true });
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  expect(await ask(await accepted(server, port), request)).toBe(status);
  const others = smallServer({});
  const otherPort = await listenOn(others, { host: '127.0.0.1', port: 0 });
  expect(await ask(await accepted(others, otherPort), request)).toBe(200);
});

test('[NA5] without a name, and where no browser can come in, every caller is answered', async () => {
  const server = smallServer({ localNames: true });
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  expect(await ask(await accepted(server, port), 'GET / HTTP/1.0\r\n\r\n')).toBe(200);

  const folder = mkdtempSync(join(tmpdir(), 'packetman-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'socket');
  const onSocket = smallServer({ localNames: true });
  expect(await listenOn(onSocket, { path })).toBe(0);
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  expect(await ask(socket, 'GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n')).toBe(200);
});

test('[NA2] a request with more headers than one needs is 431, and one with many is answered', async () => {
  const server = createSmallHttpServer({ connectionsMax: 8, requestTimeoutMs: 5000 }, (_, response) => response.end());
  onTestFinished(() => void server.close());
  const port = await listenOn(server, { port: 0, host: '127.0.0.1' });
  const statusWith = async (count: number) => {
    const socket = rawSocket(port);
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'a:\r\n'.repeat(count)}\r\n`);
    const [answer] = await once(socket.setEncoding('latin1'), 'data');
    socket.destroy();
    return String(answer).split(' ', 2)[1];
  };
  expect([await statusWith(254), await statusWith(255), await statusWith(3000)]).toEqual(['200', '431', '431']);
});

/** A connection is kept alive by so much longer at most. */
const KEPT_LONGER_MS = 1100;
const POST = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nok';

/** This process stands still, then its timers come first. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test.each([
  ['was kept alive', POST, POST],
  ['was silent', '', POST],
  ['had begun its request', POST.slice(0, 20), POST.slice(20)],
])('[NA4] a client that %s is answered, although the process then stood still', async (_, before, after) => {
  const requestTimeoutMs = 200;
  const server = smallServer({ requestTimeoutMs });
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  const socket = await accepted(server, port);
  if (before === POST) expect(await ask(socket, before)).toBe(200);
  else socket.write(before);
  // By its answer all before it is read.
  expect(await ask(rawSocket(port))).toBe(200);
  const answer = ask(socket, after);
  standStill(requestTimeoutMs + KEPT_LONGER_MS);
  expect(await answer).toBe(200);
});

test('[NA4] a request that is late all the same, and a connection that is idle, are closed', async () => {
  const server = smallServer({ requestTimeoutMs: 50 });
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 });
  const [begun, idle] = [rawSocket(port), rawSocket(port)];
  expect(await ask(idle)).toBe(200);
  expect(await Promise.all([ask(begun, POST.slice(0, 20)), once(idle, 'close')])).toMatchObject([408, [false]]);
});
