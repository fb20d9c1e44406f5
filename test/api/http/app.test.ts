// What all routes share, over real connections: a part of its own stands for those of the API.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRoute, z } from '@hono/zod-openapi';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { internalBearer } from '#handover';
import { apiConfig, type ApiConfig } from '../../../api/config.ts';
import { type App, createInternalApp, createPublicApp } from '../../../api/http/app.ts';
import { cachedJson } from '../../../api/http/cached.ts';
import { cursorOf, pageQuery, positionOf } from '../../../api/http/cursor.ts';
import { ApiError, ERRORS } from '../../../api/http/errors.ts';
import { addHealthRoutes } from '../../../api/http/health.ts';
import { HttpListener } from '../../../api/http/listener.ts';
import { addOpenApi } from '../../../api/http/open-api.ts';
import { rawSocket } from '../../support/raw-socket.ts';

const KEY = Buffer.alloc(32, 7);
const OURS = { 'x-packetman': '1', 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(app: App, config: ApiConfig): Promise<{ port: number; listener: HttpListener }> {
  const { connectionsMax, requestTimeoutMs } = config;
  const listener = new HttpListener(app, { connectionsMax, requestTimeoutMs });
  onTestFinished(() => listener.drain(0));
  return { listener, port: await listener.listen('127.0.0.1', 0) };
}

/** A public listener with a part of its own. */
function start(settings: Partial<ApiConfig> = {}, add: (app: App) => void = () => {}) {
  const config = apiConfig({ data: '/nowhere', ...settings });
  const app = createPublicApp({ config, log: pino({ level: 'silent' }), now: () => 0 });
  addEcho(app);
  add(app);
  addOpenApi(app);
  return listen(app, config);
}

function addEcho(app: App): void {
  const page = createRoute({
    ...{ method: 'get', path: '/api/list', request: { query: pageQuery } },
    responses: { 200: { description: 'A page.' } },
  });
  app.openapi(page, (call) => {
    const { limit, after } = call.req.valid('query');
    const position = positionOf(after, z.tuple([z.number(), z.string()]));
    const body = { limit, position, next: cursorOf([7, 'b']), caller: call.get('caller'), origin: call.get('origin') };
    return cachedJson(call, body, { maxAgeSeconds: 10, for: 'everybody' });
  });
  const body = {
    content: { 'application/json': { schema: z.strictObject({ name: z.string().max(3) }) } },
    required: true,
  };
  const echo = createRoute({
    ...{ method: 'post', path: '/api/echo', request: { body } },
    responses: { 200: { description: 'The same.' } },
  });
  app.openapi(echo, (call) => call.json(call.req.valid('json')));
  app.get('/api/broken', () => {
    throw new Error('a secret');
  });
  app.get('/api/wait', () => {
    throw new ApiError('too-many-requests', { text: 'Later.', retryAfter: 9, field: 'name' });
  });
}

function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body = '', agent }: Partial<AskOptions> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
      const { statusCode: status = 0, headers: got } = response;
      text(response).then((received) => resolve({ status, headers: got, body: received }), reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

interface AskOptions {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly agent: Agent;
}

/** Sends bytes, and reads until the server closes. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = rawSocket(port);
  socket.write(bytes);
  return text(socket);
}

test('[AP3] README.md has all codes, with status and text', () => {
  const readme = readFileSync(new URL('../../../api/README.md', import.meta.url), 'utf8');
  const documented = [...readme.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| (.*?) +\|$/gm)].map((row) => row.slice(1));
  expect(documented).toEqual(Object.entries(ERRORS).map(([code, row]) => [code, String(row.status), row.text]));
});

test('[AP2] the caller is the one that a trusted proxy names, and each /64 has a limit of its own', async () => {
  const { port } = await start({ requestsBurst: 2 });
  const by = (address: string) => ask(port, '/api/list', { headers: { 'x-forwarded-for': address } });
  expect(JSON.parse((await by('192.0.2.1, 2001:db8::1')).body)).toMatchObject({ caller: '2001:db8::1' });
  expect((await by('2001:db8::2')).status).toBe(200);
  const refused = await by('2001:db8::3');
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1', 'cache-control': 'no-store' } });
  expect(JSON.parse(refused.body)).toEqual({ error: 'too-many-requests', text: ERRORS['too-many-requests'].text });
  expect((await by('2001:db8:0:1::1')).status).toBe(200);

  const untrusting = await start({ proxyNetworks: [], requestsBurst: 1 });
  const forwarded = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https', host: 'game.example' };
  const { body } = await ask(untrusting.port, '/api/list', { headers: forwarded });
  expect(JSON.parse(body)).toMatchObject({ caller: '127.0.0.1', origin: 'http://game.example' });
});

test('[AP2] the origin is that of the browser', async () => {
  const { port } = await start();
  const headers = { host: 'game.example:8443', 'x-forwarded-proto': 'https' };
  expect(JSON.parse((await ask(port, '/api/list', { headers })).body)).toMatchObject({
    origin: 'https://game.example:8443',
  });
});

test.each([
  ['an unknown path', '/api/x', {}, 404, { error: 'not-found' }],
  ['dots', '/api/../../etc/passwd', {}, 404, { error: 'not-found' }],
  ['broken escapes', '/api/%ff%00%zz', {}, 404, { error: 'not-found' }],
  ['a bad number', '/api/list?limit=0', {}, 400, { error: 'bad-request', field: 'limit' }],
  ['a cursor that is none', '/api/list?after=e30', {}, 400, { error: 'bad-cursor', field: 'after' }],
  [
    'a cursor that is too long',
    `/api/list?after=${'a'.repeat(513)}`,
    {},
    400,
    { error: 'bad-request', field: 'after' },
  ],
  [
    'no header',
    '/api/echo',
    { method: 'POST', headers: { 'content-type': 'application/json' } },
    403,
    { error: 'missing-header' },
  ],
  ['no JSON', '/api/echo', { method: 'POST', headers: OURS, body: '{"name":' }, 400, { error: 'bad-json' }],
  [
    'a wrong field',
    '/api/echo',
    { method: 'POST', headers: OURS, body: '{"name":"long"}' },
    400,
    { error: 'bad-request', field: 'name' },
  ],
  [
    'an unknown field',
    '/api/echo',
    { method: 'POST', headers: OURS, body: '{"name":"a","b":1}' },
    400,
    { error: 'bad-request' },
  ],
  [
    'deep nesting',
    '/api/echo',
    { method: 'POST', headers: OURS, body: '['.repeat(50_000) },
    400,
    { error: 'bad-json' },
  ],
  [
    'another type',
    '/api/echo',
    { method: 'POST', headers: { 'x-packetman': '1' }, body: '{"name":"a"}' },
    415,
    { error: 'wrong-type' },
  ],
  [
    'a body too big',
    '/api/echo',
    { method: 'POST', headers: OURS, body: 'x'.repeat(70_000) },
    413,
    { error: 'too-big' },
  ],
  ['a fault of ours', '/api/broken', {}, 500, { error: 'failed', text: ERRORS.failed.text }],
  ['a code with details', '/api/wait', {}, 429, { error: 'too-many-requests', text: 'Later.', field: 'name' }],
  ['a host that is none', '/api/list', { headers: { host: 'a b' } }, 400, { error: 'bad-request' }],
])('[AP3] %s is a code', async (_, path, options, status, error) => {
  const { port } = await start();
  const answer = await ask(port, path, options);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject(error);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});

test('[AP4] there is no CORS, unless an origin is allowed, and never with cookies', async () => {
  const origin = 'https://stats.example';
  const closed = await start();
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
  for (const answer of [
    await ask(closed.port, '/api/list', { headers: { origin } }),
    await ask(closed.port, '/api/echo', preflight),
  ]) {
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  const { port } = await start({ corsOrigins: [origin] });
  const allowed = await ask(port, '/api/list', { headers: { origin } });
  expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'origin' });
  expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
  expect((await ask(port, '/api/echo', preflight)).headers['access-control-allow-headers']).toContain('x-packetman');
  const other = await ask(port, '/api/list', { headers: { origin: 'https://evil.example' } });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
  const all = await start({ corsOrigins: ['*'] });
  expect((await ask(all.port, '/api/list', { headers: { origin } })).headers['access-control-allow-origin']).toBe('*');
});

test('[AP5] an answer that is known already is 304, and a cursor leads on', async () => {
  const { port } = await start();
  const first = await ask(port, '/api/list');
  expect(first.headers).toMatchObject({ 'cache-control': 'public, max-age=10', 'content-type': 'application/json' });
  const { etag = '' } = first.headers;
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await ask(port, '/api/list', { headers: { 'if-none-match': known } });
    expect(again).toMatchObject({ status: 304, body: '', headers: { etag } });
  }
  const { next } = JSON.parse(first.body) as { next: string };
  const second = await ask(port, `/api/list?after=${next}`, { headers: { 'if-none-match': etag } });
  expect(JSON.parse(second.body)).toMatchObject({ position: [7, 'b'] });
  expect(second.headers['etag']).not.toBe(etag);
  expect(await ask(port, '/api/list', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { etag } });
});

test('[AP5] the document has the routes with their shapes', async () => {
  const { port } = await start();
  const document = JSON.parse((await ask(port, '/api/openapi.json')).body) as { paths: object };
  expect(Object.keys(document.paths)).toEqual(['/api/list', '/api/echo', '/api/openapi.json']);
});

test('[AP6] slow connections beyond the maximum make room for others', async () => {
  const { port } = await start({ connectionsMax: 4 });
  const slow = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'));
  let ended = 0;
  for (const socket of slow) {
    socket.on('error', () => {});
    socket.resume().once('close', () => ended++);
    socket.write('POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{');
  }
  await expect.poll(() => ended).toBeGreaterThanOrEqual(40 - 4 * 4);
  expect((await ask(port, '/api/list')).status).toBe(200);
  for (const socket of slow) socket.destroy();
});

test('[AP6] a request that does not arrive in time, and a flood of headers, end their connection', async () => {
  const hasty = await start({ requestTimeoutMs: 50 });
  const { port } = await start();
  const head = 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  expect(await raw(hasty.port, `${head}x-packetman: 1\r\nContent-Length: 9\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 408 /);
  expect(
    await raw(port, `GET /api/list HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'a: b\r\n'.repeat(300)}\r\n`),
  ).toMatch(/ 431 /);
  expect(await raw(port, `GET /api/list HTTP/1.1\r\nHost: a\r\na: ${'b'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
  expect(await raw(port, '\x16\x03\x01\r\n\r\n')).toMatch(/ 400 /);
});

test('[AP7] at the end answers under way are sent, and idle connections are closed', async () => {
  let arrived = (): void => {};
  let answerNow = (): void => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const mayAnswer = new Promise<void>((resolve) => (answerNow = resolve));
  const { port, listener } = await start({}, (app) =>
    app.get('/api/slow', async (call) => {
      arrived();
      await mayAnswer;
      return call.json({ done: true });
    }),
  );
  const agent = new Agent({ keepAlive: true });
  await ask(port, '/api/list', { agent });
  const slow = ask(port, '/api/slow');
  await isThere;
  const drained = listener.drain(60_000);
  await expect(ask(port, '/api/list')).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
  answerNow();
  expect(JSON.parse((await slow).body)).toEqual({ done: true });
  await drained;
  agent.destroy();
});

test('[AP7] an answer that takes too long is broken off at the end', async () => {
  const { port, listener } = await start({}, (app) => app.get('/api/slow', () => new Promise<never>(() => {})));
  const socket = rawSocket(port);
  socket.write('GET /api/slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'connect');
  await ask(port, '/api/list');
  await listener.drain(1);
  await text(socket).catch(() => '');
});

test('[AP1] the internal listener answers programs with the key, and health checks without', async () => {
  const config = apiConfig({ data: '/nowhere' });
  const app = createInternalApp({ config, log: pino({ level: 'silent' }), now: () => 0 }, KEY);
  let isReady = false;
  addHealthRoutes(app, { metrics: new Registry(), isReady: async () => isReady });
  app.post('/internal/x', (call) => call.text('ok'));
  const { port } = await listen(app, config);
  const withKey = (key: Buffer) => ({ method: 'POST', headers: { authorization: internalBearer(key) } });
  expect((await ask(port, '/internal/x', withKey(KEY))).status).toBe(200);
  for (const path of ['/internal/x', '/%69nternal/x', '/internal/y']) {
    expect((await ask(port, path, withKey(Buffer.alloc(32)))).status).toBe(403);
    expect((await ask(port, path, { method: 'POST' })).status).toBe(403);
  }
  expect((await ask(port, '//internal/x', { method: 'POST' })).status).toBe(404);
  expect((await ask(port, '/healthz')).status).toBe(200);
  expect((await ask(port, '/readyz')).status).toBe(503);
  isReady = true;
  expect((await ask(port, '/readyz')).status).toBe(200);
  expect((await ask(port, '/metrics')).status).toBe(200);
});
