// The public HTTP listener: what it shows to which caller, and how often.

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { RequestLimits } from '#net';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function ask(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.publicPort, path, headers, method }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode!, headers: response.headers, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('[GA7] the public sees the rooms that are listed, and nothing of the others', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(2);
  await bob.play();
  const { status, body } = await ask(server, '/api/rooms');
  expect(status).toBe(200);
  const rooms = JSON.parse(body) as { code: string }[];
  expect(rooms).toHaveLength(1);
  expect(body).not.toContain(code);
  expect(body).not.toContain('Ann');
  expect((await server.admin('/api/rooms')).text).toContain(code);
});

test('[GA7] a room is shown to whoever knows its code, also one that is not listed and has a password', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const ann = await server.enter('Ann');
  const { code } = await ann.open({ seatCount: 3 }, 'tea');
  const { status, body } = await ask(server, `/api/rooms/${code}`);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({
    ...{ code, host: 'Ann', state: 'lobby', players: 1, seatCount: 3, locked: true, watchers: 0 },
    settings: { fill: false, listed: false },
  });
  expect(body).not.toContain('tea');
  expect((await ask(server, `/api/rooms/${code.toLowerCase()}?x`)).body).toBe(body);
  expect((await ask(server, `/api/rooms/${code}`, {}, 'HEAD')).body).toBe('');
});

test.each(['ZZZZZ', '', '..', '__proto__', '%2e%2e', 'A'.repeat(4000)])(
  '[GA7] there is no room %s, and the answer says so to programs',
  async (code) => {
    const server = await startTestServer({ publicPort: 0 });
    const { status, headers, body } = await ask(server, `/api/rooms/${code}`);
    expect([status, headers['content-type'], body]).toEqual([404, 'application/json', '{"error":"no-such-room"}']);
  },
);

test('[GA8] rooms by their codes count in the requests of an address', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const statuses = [];
  for (let time = 0; time < 25; time++) statuses.push((await ask(server, '/api/rooms/ZZZZZ')).status);
  expect(statuses).toEqual([...Array(20).fill(404), ...Array(5).fill(429)]);
});

test('[GA7] the list is a second old at most, and made once in that time', async () => {
  const server = await startTestServer({ publicPort: 0 });
  expect((await ask(server, '/api/rooms')).body).toBe('[]');
  await (await server.enter('Bob')).play();
  expect((await ask(server, '/api/rooms')).body).toBe('[]');
  server.clock.advance(1000);
  expect(JSON.parse((await ask(server, '/api/rooms')).body)).toHaveLength(1);
});

test.each([
  '/metrics',
  '/healthz',
  '/readyz',
  '/api/stats',
  '/api/stats?reset=1',
  '/api/rooms/../stats',
  '/',
  '/api',
  '//api/rooms',
])('[GA7] %s is not for the public', async (path) => {
  const server = await startTestServer({ publicPort: 0 });
  expect((await ask(server, path)).status).toBe(404);
});

test('[GA7] every answer has the headers that keep a browser from misusing it', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const answers = [
    await ask(server, '/api/rooms'),
    await ask(server, '/x'),
    await ask(server, '/api/rooms', {}, 'POST'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 405]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  }
});

test('[GA7] HEAD is answered as GET is, without the list', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const [get, head] = [await ask(server, '/api/rooms?x'), await ask(server, '/api/rooms?x', {}, 'HEAD')];
  expect([get.status, get.body]).toEqual([200, '[]']);
  expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '2']);
});

test('[GA8] an address asks so often and no more; others are not held up by it, and it may again later', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const from = (address: string) => ask(server, '/api/rooms', { 'x-forwarded-for': address });
  const statuses = [];
  for (let time = 0; time < 25; time++) statuses.push((await from('203.0.113.7')).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect((await from('203.0.113.7')).headers['retry-after']).toBe('1');
  expect((await from('203.0.113.8')).status).toBe(200);
  // What a caller writes in front of what the trusted proxy writes is not believed.
  expect((await from('203.0.113.9, 203.0.113.7')).status).toBe(429);
  server.clock.advance(1000);
  expect((await from('203.0.113.7')).status).toBe(200);
});

test('[GA8] X-Forwarded-For of a peer that is not trusted is not believed', async () => {
  const server = await startTestServer({ publicPort: 0, proxyNetworks: [] });
  const statuses = [];
  for (let time = 0; time < 25; time++) {
    statuses.push((await ask(server, '/api/rooms', { 'x-forwarded-for': `203.0.113.${time}` })).status);
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
});

test('[GA8] addresses that are counted have a maximum: beyond it newcomers share one budget until others are forgotten', () => {
  const limits = new RequestLimits(0);
  const take = (index: number, nowMs: number) =>
    limits.take(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, nowMs);
  for (let index = 0; index < 10_000; index++) take(index, 0);
  const shared = Array.from({ length: 30 }, (_, index) => take(20_000 + index, 0));
  expect(shared.filter((isTaken) => isTaken)).toHaveLength(20);
  expect(take(0, 0)).toBe(true);
  // By then all of the first have their full budget again, and are forgotten.
  for (let index = 0; index < 100; index++) expect(take(30_000 + index, 10_000)).toBe(true);
});

test('[GA8] an IPv6 /64 asks as one', () => {
  const limits = new RequestLimits(0);
  const taken = Array.from({ length: 30 }, (_, i) => limits.take(`2001:db8:0:1::${i + 1}`, 0));
  expect(taken.filter((isTaken) => isTaken)).toHaveLength(20);
  expect(limits.take('2001:db8:0:2::1', 0)).toBe(true);
});

test('[GA8] addresses that ask no more are looked for once a second, however many newcomers there are', () => {
  const limits = new RequestLimits(0);
  for (let i = 0; i <= 10_000; i++) limits.take(`10.0.${i >> 8}.${i & 255}`, 0);
  const at = (nowMs: number) => Array.from({ length: 40 }, (_, i) => limits.take(`10.1.0.${i}`, nowMs));
  expect(at(999).filter((isTaken) => isTaken)).toHaveLength(20);
  expect(at(1000).filter((isTaken) => isTaken)).toHaveLength(40);
});
