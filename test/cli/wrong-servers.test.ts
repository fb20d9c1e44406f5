// Commands that dial, against what is no game server: one line and exit code 1, within the time that was asked for.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { freePort } from '../support/free-port.ts';

const PACKETMAN = join(import.meta.dirname, '..', '..', 'cli', 'packetman.js');
const BUILD_MS_MAX = 120_000;
const GARBAGE = Buffer.alloc(64 * 1024, 7);
/** Frames of two bytes, of a message type that no version has: a client ignores them. */
const UNKNOWN_MESSAGES = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0, 0, 0, 2, 0x91, 0x7f])));

const ports: Record<string, number> = {};
const servers: Server[] = [];

beforeAll(async () => {
  await ensureBuilt();
  ports['that says nothing'] = await listen(createServer((socket) => void socket.on('error', () => {})));
  ports['of an HTTP server'] = await listen(createHttpServer((_request, response) => void response.end('hello')));
  ports['that sends garbage without end'] = await listen(sending(GARBAGE));
  ports['that sends unknown messages without end'] = await listen(sending(UNKNOWN_MESSAGES));
  ports['nobody listens on'] = await freePort();
}, BUILD_MS_MAX);
afterAll(() => servers.forEach((server) => server.close()));

/** Time for an answer that ends a bot at once, however slow the machine is. */
const ENOUGH = '--seconds=100';
const SHORT = '--seconds=1';
const WRONG: readonly (readonly [string, string, string])[] = [
  ['that says nothing', 'no-answer: no seat within 1 s', SHORT],
  ['of an HTTP server', 'bad-server: what it sends is not the protocol of Packetman (frame-too-big)', ENOUGH],
  [
    'that sends garbage without end',
    'bad-server: what it sends is not the protocol of Packetman (frame-too-big)',
    ENOUGH,
  ],
  ['that sends unknown messages without end', 'no-answer: no seat within 1 s', SHORT],
  ['nobody listens on', 'unreachable: connect ECONNREFUSED', ENOUGH],
];

describe.each(WRONG)('[C3] a port %s', (name, reason, seconds) => {
  test('ends a bot with one line', async () => {
    const { code, lines } = await packetman('bot', '--host=127.0.0.1', `--port=${ports[name]}`, seconds);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`Bot: ${reason}`);
    expect(code).toBe(1);
  });

  test('ends many bots with one line for the first and one for all others', async () => {
    const args = ['bot', '--host=127.0.0.1', `--port=${ports[name]}`, seconds, '--count=12'];
    const { code, lines } = await packetman(...args);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Bot-\d+: /);
    expect(lines[1]).toContain(`11 more: ${reason}`);
    expect(code).toBe(1);
  });
});

test('[C3] an unknown host name ends a bot with one line', async () => {
  const { code, lines } = await packetman('bot', '--host=no-such-host.invalid', ENOUGH);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('Bot: unreachable: getaddrinfo');
  expect(code).toBe(1);
});

test('[C3] without a time a bot waits for less than ten seconds', async () => {
  const { code, lines } = await packetman('bot', '--host=127.0.0.1', `--port=${ports['that says nothing']}`);
  expect(lines).toEqual(['Bot: no-answer: no answer to hello within 8 s']);
  expect(code).toBe(1);
});

test('[C3] a bridge that does not answer ends bridge-replay with one line', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'a.recording');
  writeFileSync(file, `${JSON.stringify({ tunnel: 1 })}\n`);
  const url = `ws://127.0.0.1:${ports['that says nothing']}/`;
  const { code, lines } = await packetman('bridge-replay', '--to', url, file);
  expect(lines.at(-1)).toContain('Opening handshake has timed out');
  expect(code).toBe(1);
});

describe('[LD4] load says that no report can be written before it dials', () => {
  test.each([
    ['under a file', 'file/reports'],
    ['in place of a file', 'file'],
    ['where nothing is kept', '/proc/no-such-folder'],
    ['in place of a device', '/dev/null'],
    ['where a folder has the name of the report', '.'],
  ])('%s', async (_name, out) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'report.html'));
    const path = out.startsWith('/') ? out : join(folder, out);
    const args = ['load', '--host=127.0.0.1', `--port=${ports['that says nothing']}`, '--clients=1', `--out=${path}`];
    const { code, lines } = await packetman(...args);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`packetman: no report can be written to '${path}' (--out): E`);
    expect(code).toBe(1);
  });
});

function sending(bytes: Buffer): Server {
  return createServer((socket) => {
    const send = (): void => {
      while (!socket.destroyed && socket.write(bytes));
    };
    socket.on('error', () => {});
    socket.on('drain', send);
    send();
  });
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function packetman(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [PACKETMAN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const text = Buffer.concat(said).toString().trimEnd();
  return { code, lines: text === '' ? [] : text.split('\n') };
}
