// What operators and the load generator ask for.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { DelayCounts } from '#protocol';
import { Admin } from '../../../game-server/ops/admin.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { createCore } from '../../../game-server/core.ts';
import { newFolder } from '../../support/new-folder.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { rawSocket } from '../../support/raw-socket.ts';

test('[GA1] health and readiness; other paths are not found', async () => {
  const server = await startTestServer();
  expect(await server.admin('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  expect(await server.admin('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  expect((await server.admin('/')).status).toBe(404);
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/api/rooms`, { method: 'POST' });
  expect(response.status).toBe(405);
});

test('[GA1] while draining it is well, but not ready', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  ann.socket.pause();
  const drained = server.drain();
  expect(await server.admin('/readyz')).toEqual({ status: 503, text: 'stopping\n' });
  expect(await server.admin('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  ann.socket.resume();
  await drained;
});

test.runIf(process.platform === 'linux')('[GA5] only loopback reaches it, unless configured otherwise', async () => {
  const [silent, open] = [await startTestServer(), await startTestServer({ adminHost: '0.0.0.0' })];
  // Another address of the same machine.
  await expect(fetch(`http://127.0.0.2:${silent.adminPort}/healthz`)).rejects.toThrow('fetch failed');
  expect((await fetch(`http://127.0.0.2:${open.adminPort}/healthz`)).status).toBe(200);
});

const END = 'host: x\r\nconnection: close\r\n';
const HEALTHZ = `GET /healthz HTTP/1.1\r\n${END}\r\n`;
/** More than a request's head may have, and little enough to come in one piece. */
const MUCH = 'x'.repeat(20_000);

test.each([
  ['only the head is asked for', `HEAD /healthz HTTP/1.1\r\n${END}\r\n`, 200],
  ['no such path', `GET /healthz/ HTTP/1.1\r\n${END}\r\n`, 404],
  ['dots in the path', `GET /api/rooms/../stats HTTP/1.1\r\n${END}\r\n`, 404],
  ['another method', `DELETE /api/rooms HTTP/1.1\r\n${END}\r\n`, 405],
  ['a large body', `POST /metrics HTTP/1.1\r\n${END}content-length: ${MUCH.length}\r\n\r\n${MUCH}`, 405],
  ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['no HTTP at all', 'what is this\r\n\r\n', 400],
  ['a huge path', `GET /${MUCH} HTTP/1.1\r\n${END}\r\n`, 431],
  ['a huge header', `GET / HTTP/1.1\r\n${END}long: ${MUCH}\r\n\r\n`, 431],
])('[GA5] whatever is asked has its answer, and so has the next request: %s', async (_, request, status) => {
  const server = await startTestServer();
  const answer = await exchange(server.adminPort, request);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  if (request.startsWith('HEAD')) expect(answer.endsWith('\r\n\r\n')).toBe(true);
  expect((await server.admin('/healthz')).status).toBe(200);
});

test.each([
  ['stops', (socket: Socket) => void socket.write('GET /healthz HTTP/1.1\r\nhost:')],
  ['goes on byte by byte', trickle],
])('[GA5] a request that %s and does not come to an end is given up', async (_, ask) => {
  const port = await startAdmin(50);
  const socket = rawSocket(port);
  const answer = answerOf(socket);
  ask(socket);
  expect(await answer).toMatch(/^HTTP\/1.1 408 /);
});

test.each([150, 1000])('[GA6] %i silent callers do not keep a health check out', async (count) => {
  const port = await startAdmin();
  const held = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = rawSocket(port).resume();
      await once(socket, 'connect');
      socket.write('GET /healthz HTTP/1.1\r\n');
      return socket;
    }),
  );
  const openCount = () => held.filter(({ destroyed }) => !destroyed).length;
  // Each check closes the oldest connection that has had time to send a request.
  await expect
    .poll(async () => [
      (await exchange(port, HEALTHZ)).slice(0, 12),
      openCount() < gameServerConfig().adminConnectionsMax,
    ])
    .toEqual(['HTTP/1.1 200', true]);
});

test('[GA6] of scrapes that are asked for at once four are made, and health is answered all the same', async () => {
  const port = await startAdmin();
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  const text = await exchange(port, `${request('/metrics').repeat(10)}${HEALTHZ}`);
  const statuses = text.match(/(?<=^HTTP\/1.1 )\d+/gm);
  expect(statuses).toEqual([...Array(4).fill('200'), ...Array(6).fill('503'), '200']);
  expect(await exchange(port, HEALTHZ.replace('/healthz', '/metrics'))).toMatch(/^HTTP\/1.1 200 /);
});

test('[GA6] callers that connect again as soon as they are closed do not keep a health check out', async () => {
  const port = await startAdmin();
  let isOver = false;
  const come = (): void => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {}).resume();
    socket.once('close', () => isOver || come());
    onTestFinished(() => {
      isOver = true;
      socket.destroy();
    });
  };
  for (let caller = 0; caller < 400; caller++) come();
  for (let time = 0; time < 20; time++) expect(await exchange(port, HEALTHZ)).toMatch(/^HTTP\/1.1 200 /);
});

test.each([
  ['localhost', 200],
  ['127.0.0.1:1981', 200],
  ['[::1]:1981', 200],
  ['evil.example', 403],
  ['evil.example:1981', 403],
  ['127.0.0.1.evil.example', 403],
])('[GA9] over loopback it answers by local names only: %s', async (host, status) => {
  const server = await startTestServer();
  for (const path of ['/api/rooms', '/metrics', '/healthz']) {
    const answer = await exchange(
      server.adminPort,
      `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('cross-origin-opener-policy: same-origin');
  }
});

test('[GA2] the README names each metric, and no other', async () => {
  const server = await startTestServer({ data: newFolder() });
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const node = await startTestServer({ redisUrl: redis.url, node: 'n1' });
  const texts = await Promise.all([server, node].map((each) => each.admin('/metrics')));
  const types = texts.flatMap(({ text }) => [...text.matchAll(/^# TYPE (\w+) /gm)]);
  const metrics = [...new Set(types.map(([, name]) => name!))];
  const readme = readFileSync(join(import.meta.dirname, '../../../game-server/README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Metrics'), readme.indexOf('## Speed'));
  const named = [...table.matchAll(/`(packetman_\w+)/g)].map(([, name]) => name!);
  expect(named.toSorted()).toEqual(metrics.toSorted());
});

test('[GA2] the metrics count what happened', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  await ann.play('coop', 20);
  await server.run(60, ann);
  const { text } = await server.admin('/metrics');
  for (const line of [
    'packetman_ticks_total 60',
    'packetman_rooms 1',
    'packetman_sessions 1',
    'packetman_connections 1',
    'packetman_snapshots_sent_total 20',
    'packetman_messages_in_total{type="hello"} 1',
    'packetman_tick_seconds_count 60',
    'packetman_tick_lateness_seconds_count 60',
    'packetman_errors_total{code="flood"} 0',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('[GA2] every metric has a row in the README', async () => {
  const server = await startTestServer();
  const { text } = await server.admin('/metrics');
  const readme = readFileSync(new URL('../../../game-server/README.md', import.meta.url), 'utf8');
  const names = Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name!);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !new RegExp(`\\| .*\`${name}[\`{]`).test(readme))).toEqual([]);
});

test('[GA2] bytes are counted as they go over the wire, messages by type, errors by code', async () => {
  const server = await startTestServer();
  const ann = await server.connect();
  let received = 0;
  ann.socket.on('data', (chunk: Buffer) => (received += chunk.length));
  await ann.hello('Ann');
  await ann.play('coop', 20);
  ann.send({ type: 'start' });
  expect(await ann.error()).toBe('not-host');
  await server.run(300, ann);
  const metrics = await scrape(server);
  expect(metrics.get('packetman_bytes_out_total')).toBe(received);
  expect(metrics.get('packetman_bytes_in_total')).toBe((ann.socket as Socket).bytesWritten);
  expect(metrics.get('packetman_messages_in_total{type="play"}')).toBe(1);
  expect(metrics.get('packetman_messages_in_total{type="ping"}')).toBe(15);
  expect(metrics.get('packetman_errors_total{code="not-host"}')).toBe(1);
});

test('[GA2] the time of ticks and how late they began are histograms, and dropped ticks are counted', async () => {
  const server = await startTestServer();
  server.ticks(30);
  // Time for 30 ticks passes at once: five are caught up, and the others count as late as they are.
  server.clock.stall(500);
  server.clock.advance(0);
  const { text } = await server.admin('/metrics');
  expect(text).toContain('# TYPE packetman_tick_seconds histogram');
  expect(text).toContain('# TYPE packetman_tick_lateness_seconds histogram');
  const metrics = await scrape(server);
  expect(metrics.get('packetman_ticks_total')).toBe(35);
  expect(metrics.get('packetman_ticks_dropped_total')).toBe(25);
  expect(metrics.get('packetman_tick_seconds_bucket{le="0.0005"}')).toBe(35);
  expect(metrics.get('packetman_tick_lateness_seconds_bucket{le="0.001"}')).toBeLessThan(
    metrics.get('packetman_tick_lateness_seconds_bucket{le="0.1"}')!,
  );
  expect(metrics.get('packetman_tick_lateness_seconds_bucket{le="+Inf"}')).toBe(60);
});

test('[GA2] snapshots that a slow reader misses, and what waits for it, are counted, but not what has closed', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(2);
  await bob.join(code);
  await server.run(240, bob);
  const metrics = await scrape(server);
  expect(metrics.get('packetman_snapshots_skipped_total')).toBe(30);
  expect(metrics.get('packetman_snapshots_sent_total')).toBe(2 * 240 - 30);
  expect(metrics.get('packetman_queued_bytes')).toBe(0);
  expect([metrics.get('packetman_rooms'), metrics.get('packetman_sessions')]).toEqual([1, 2]);
  ann.destroy();
  await bob.find('seats', ({ seats }) => seats[0]!.disconnected);
  const after = await scrape(server);
  const names = ['rooms', 'sessions', 'sessions_disconnected', 'connections'];
  expect(names.map((name) => after.get(`packetman_${name}`))).toEqual([1, 2, 1, 1]);
});

test('[GA3] the rooms are listed with their seats', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  const { code } = await ann.create(2, true);
  server.ticks(20);
  expect(JSON.parse((await server.admin('/api/rooms')).text)).toEqual([
    {
      ...{ code, mode: 'coop', state: 'countdown', taken: 2, seatCount: 2, watchers: 0 },
      ...{ locked: false, drivers: 'any', listed: false, rule: '', target: 0, rounds: 0, fill: true },
      ...{ host: 'Ann', players: 1, level: 1, eaten: 0 },
      seats: [
        { name: 'Ann', driver: 'human', disconnected: false, idle: false, ready: false, wins: 0, colour: 1, mark: 1 },
        { name: 'Nibble', driver: 'ai', disconnected: false, idle: false, ready: true, wins: 0, colour: 2, mark: 2 },
      ],
    },
  ]);
});

test('[GA4] counters only go up: two readers, one of which asks for a reset, each see all of their own window', async () => {
  const server = await startTestServer();
  const read = async (query = '') => JSON.parse((await server.admin(`/api/stats${query}`)).text) as Stats;
  const first = await read();
  server.ticks(30);
  const second = await read('?reset=1');
  server.ticks(30);
  const third = await read();
  expect(second).toMatchObject({ ticks: 30, ticksDropped: 0, connections: 0, rooms: 0, startId: first.startId });
  expect([first, second, third].map(({ latenessMs }) => total(latenessMs))).toEqual([0, 30, 60]);
  expect([first, second, third].map(({ tickMs }) => total(tickMs))).toEqual([0, 30, 60]);
  expect(third.latenessMs.counts.length).toBe(third.latenessMs.boundsMs.length + 1);
  expect(second.cpuSeconds).toBeGreaterThan(0);
});

test('[GA4] a stall of two seconds is 120 ticks that were late by up to two seconds', async () => {
  const server = await startTestServer();
  server.ticks(480);
  server.clock.stall(2000);
  server.clock.advance(0);
  const { ticks, ticksDropped, latenessMs } = JSON.parse((await server.admin('/api/stats')).text) as Stats;
  expect([ticks, ticksDropped]).toEqual([485, 115]);
  const later = (ms: number) =>
    latenessMs.counts.reduce((sum, count, i) => sum + (latenessMs.boundsMs[i - 1]! >= ms ? count : 0), 0);
  expect([later(50), later(200), later(1000), later(2000)]).toEqual([116, 107, 59, 0]);
  // 120 ticks, late by 1 s on average; the timer of the virtual clock is up to a millisecond late for the others.
  expect(latenessMs.sumMs).toBeGreaterThan(118_000);
  expect(latenessMs.sumMs).toBeLessThan(121_000);
});

interface Stats {
  readonly startId: string;
  readonly ticks: number;
  readonly ticksDropped: number;
  readonly cpuSeconds: number;
  readonly tickMs: DelayCounts;
  readonly latenessMs: DelayCounts;
}

function total({ counts }: DelayCounts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The metrics by name and labels. */
async function scrape(server: TestServer): Promise<ReadonlyMap<string, number>> {
  const { text } = await server.admin('/metrics');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** An admin port alone. @returns where it listens */
async function startAdmin(requestTimeoutMs?: number): Promise<number> {
  const surroundings = { clock: new VirtualClock(), rng: seededRng(7) };
  const log = pino({ enabled: false });
  const core = createCore(gameServerConfig(), log, surroundings, () => ({ connections: 0, queuedBytes: 0 }));
  const present = () => ({ ...core.held(), connections: 0, queuedBytes: 0 });
  const connectionsMax = gameServerConfig().adminConnectionsMax;
  const { lobby, metrics } = core;
  const parts = { lobby, metrics, log, present, connectionsMax, control: null, isReady: () => true };
  const admin = new Admin(parts, requestTimeoutMs);
  onTestFinished(() => admin.close());
  return admin.listen('127.0.0.1', 0);
}

/** Sends a header that never ends, byte by byte. */
function trickle(socket: Socket): void {
  const more = () => void socket.write('x', (error) => error || setTimeout(more, 1));
  socket.write('GET /healthz HTTP/1.1\r\nhost:', more);
}

/** Sends bytes on a new connection. @returns what came until the other end closed it. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = rawSocket(port);
  socket.write(request);
  return answerOf(socket);
}

async function answerOf(socket: Socket): Promise<string> {
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
  await new Promise<void>((resolve) => socket.once('close', resolve));
  return answer;
}
