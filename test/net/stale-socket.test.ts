import { once } from 'node:events';
import { existsSync, linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSmallHttpServer, listenOn, listenOverStale } from '#net';
import { newFolder } from '../support/new-folder.ts';

async function opened(path: string): Promise<Server> {
  const server = createServer((socket) => void socket.destroy()).listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return server;
}

/** The path of a socket whose process was killed. */
async function staleSocket(): Promise<string> {
  const folder = newFolder();
  const path = join(folder, 'stale.sock');
  const server = await opened(join(folder, 'first.sock'));
  // A server that closes removes the name that it knows.
  linkSync(join(folder, 'first.sock'), path);
  server.close();
  await once(server, 'close');
  return path;
}

function start(path: string): { server: Server; listening: Promise<void> } {
  const server = createServer((socket) => void socket.end('new'));
  onTestFinished(() => void server.close());
  return { server, listening: listenOverStale(path, () => once(server.listen(path), 'listening')) };
}

async function heardAt(path: string): Promise<string> {
  const socket = connect(path);
  const chunks: Buffer[] = await socket.toArray();
  return String(Buffer.concat(chunks));
}

test('[NA6] a socket on which nobody listens is taken over', async () => {
  const path = await staleSocket();
  await start(path).listening;
  expect(await heardAt(path)).toBe('new');
});

test('[NA6] so is that of a small HTTP server', async () => {
  const path = await staleSocket();
  const limits = { connectionsMax: 1, requestTimeoutMs: 1000 };
  const server = createSmallHttpServer(limits, (_, response) => response.end());
  onTestFinished(() => void server.close());
  expect(await listenOn(server, { path })).toBe(0);
});

test('[NA6] of two starts at once one takes it over, and stays', async () => {
  const path = await staleSocket();
  const starts = Array.from({ length: 5 }, () => start(path).listening);
  const outcomes = await Promise.allSettled(starts);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('EADDRINUSE');
  expect(await heardAt(path)).toBe('new');
});

test('[NA6] a socket on which somebody listens, and a file, stay', async () => {
  const folder = newFolder();
  const [used, file] = [join(folder, 'used.sock'), join(folder, 'file')];
  await opened(used);
  writeFileSync(file, 'text');
  for (const path of [used, file]) {
    await expect(start(path).listening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  }
  expect(await heardAt(used)).toBe('');
  expect(readFileSync(file, 'utf8')).toBe('text');
});

test('[NA6] one that another start binds meanwhile stays', async () => {
  const path = await staleSocket();
  const other = join(newFolder(), 'other.sock');
  await opened(other);
  const { listening } = start(path);
  // As another process that binds here, and listens after the first look.
  await new Promise(setImmediate);
  renameSync(other, path);
  await expect(listening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(existsSync(path)).toBe(true);
});
