import { setImmediate as nextTurn } from 'node:timers/promises';
import { connectRedis, type Redis } from '#redis';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TokenRedisConnections } from '../../../bridge/routes/token-redis.ts';
import { addressText, type TcpAddress } from '../../../bridge/target/address.ts';
import { RedisServer } from '../../support/redis-server.ts';
import {
  browserOf,
  closedAddress,
  connectedToRedis,
  fromPage,
  get,
  holdTime,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openTarget,
  refusedAnswer,
  refusedStatus,
  targetsIn,
  type TestBridge,
} from '../support.ts';

interface Store {
  readonly server: RedisServer;
  readonly redis: Redis;
  readonly source: string;
}

async function openRedis(): Promise<Store> {
  const server = await RedisServer.start();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, { name: 'test', log: { info() {}, warn() {} } });
  onTestFinished(() => redis.disconnect());
  await expect.poll(() => redis.status).toBe('ready');
  return { server, redis, source: `127.0.0.1:${server.port}` };
}

/** A target that says its name to whoever connects. */
async function named(name: string): Promise<string> {
  return addressText(await openTarget((socket) => socket.end(name)));
}

/** What the target says to which a handshake leads. @throws when it is refused */
async function hear(bridge: TestBridge, path: string): Promise<string> {
  return String(await (await openBrowser(bridge, {}, path)).rest());
}

/** A bridge with the routes of several nodes; each is in the index. */
async function openNodes(
  { redis, source }: Pick<Store, 'redis' | 'source'>,
  nodes: Readonly<Record<string, object>>,
  lookUpTimeoutMs = 60_000,
): Promise<TestBridge> {
  for (const [name, value] of Object.entries(nodes)) {
    await redis.set(`app:node:${name}`, JSON.stringify(value));
    await redis.hset('app:nodes', name, '');
  }
  const bridge = await openPlay(source, lookUpTimeoutMs);
  await connectedToRedis(bridge);
  return bridge;
}

function openPlay(source: string, lookUpTimeoutMs: number): Promise<TestBridge> {
  return openBridge(null, {
    path: '/play/',
    tokenRedis: `redis://${source}?namespace=app:node&index=app:nodes`,
    tokenSources: 'path',
    connectTimeoutMs: 60_000,
    lookUpTimeoutMs,
  });
}

/** A bridge that looks up tokens as websockify does. */
async function openTokens(tokenRedis: string): Promise<TestBridge> {
  const bridge = await openBridge(null, { tokenRedis });
  await connectedToRedis(bridge);
  return bridge;
}

test("[B60] a token names its target as in websockify's TokenRedis, plain or as JSON", async () => {
  const { redis, source } = await openRedis();
  await redis.set('plain', await named('one'));
  await redis.set('json', JSON.stringify({ host: await named('two') }));
  await redis.set('wrong', 'no target');
  await redis.hset('hash', 'host', 'a:1');
  const bridge = await openTokens(source);
  expect(await hear(bridge, '/?token=plain')).toBe('one');
  expect(await hear(bridge, '/?token=json')).toBe('two');
  for (const token of ['other', 'wrong', 'hash', '%00', 'x'.repeat(600)]) {
    expect(await refusedStatus(bridge, {}, `/?token=${token}`)).toBe(404);
  }
  expect(await refusedStatus(bridge)).toBe(404);
});

test('[B60] a namespace, and a database of its own', async () => {
  const { redis, source } = await openRedis();
  await redis.set('token', await named('other'));
  await redis.select(3);
  await redis.set('app:token', await named('one'));
  const bridge = await openTokens(`${source}:3::app`);
  expect(await hear(bridge, '/?token=token')).toBe('one');
});

test('[B60] wrong tokens are counted as guesses', async () => {
  holdTime();
  const { redis, source } = await openRedis();
  await redis.set('right', await named('one'));
  const bridge = await openTokens(source);
  for (let tries = 0; tries < 5; tries++) {
    expect(await refusedStatus(bridge, {}, `/?token=wrong${tries}`)).toBe(404);
  }
  expect(await refusedStatus(bridge, {}, '/?token=another')).toBe(429);
});

test('[B62] the token is the rest of the path; without one any target of the index', async () => {
  const store = await openRedis();
  const [one, two] = [await named('one'), await named('two')];
  const bridge = await openNodes(store, { 'node-1': { host: one }, 'node-2': { host: two } });
  expect(await hear(bridge, '/play/node-1')).toBe('one');
  expect(await hear(bridge, '/play/node%2d2')).toBe('two');
  expect(['one', 'two']).toContain(await hear(bridge, '/play'));
  expect(['one', 'two']).toContain(await hear(bridge, '/play/'));
  for (const path of ['/', '/other', '/playing', '/play/node-1/more', '/play/%zz']) {
    expect(await refusedStatus(bridge, {}, path)).toBe(404);
  }
  // Names are no secrets: however many wrong ones there were, a right one works.
  for (let tries = 0; tries < 9; tries++) expect(await refusedStatus(bridge, {}, `/play/none${tries}`)).toBe(404);
  expect(await hear(bridge, '/play/node-2')).toBe('two');
  const page = browserOf(bridge, fromPage(bridge), '/play/none');
  expect(await page.closed).toEqual({ code: 1008, reason: 'nothing at this address' });
});

test('[B62] a token file in the path', async () => {
  const { writeFileSync } = await import('node:fs');
  const { newFolder } = await import('../../support/new-folder.ts');
  const file = `${newFolder()}/tokens`;
  writeFileSync(file, `red: ${await named('one')}\n`);
  const bridge = await openBridge(null, { path: '/vnc/', tokens: file, tokenSources: 'path' });
  expect(await hear(bridge, '/vnc/red')).toBe('one');
  expect(await refusedStatus(bridge, {}, '/vnc/blue')).toBe(404);
  expect(await refusedStatus(bridge, {}, '/vnc')).toBe(404);
});

test('[B62] a target that does not accept is left out, and one that drains is the last', async () => {
  const store = await openRedis();
  const dead = (address: TcpAddress) => ({ host: addressText(address), free: 1_000_000 });
  const bridge = await openNodes(store, {
    a: dead(await closedAddress()),
    b: dead(await closedAddress()),
    c: { host: await named('one'), free: 1 },
    d: { host: await named('draining'), free: 1000, isDraining: true },
  });
  for (let tries = 0; tries < 5; tries++) expect(await hear(bridge, '/play')).toBe('one');
  expect(await refusedStatus(bridge, {}, '/play/a')).toBe(502);
  await store.redis.del('app:node:c');
  await expect.poll(() => hear(bridge, '/play').catch(() => '')).toBe('draining');
});

test('[B62] without any target the answer is that of an unreachable one', async () => {
  const bridge = await openNodes(await openRedis(), {});
  expect(await refusedStatus(bridge, {}, '/play')).toBe(502);
  const page = browserOf(bridge, fromPage(bridge), '/play');
  expect(await page.closed).toEqual({ code: 1014, reason: 'target unreachable' });
});

test('[B63] clients who come at once ask Redis once', async () => {
  holdTime();
  const store = await openRedis();
  const bridge = await openNodes(store, { a: { host: await named('one') } });
  expect(await hear(bridge, '/play/a')).toBe('one');
  await store.redis.config('RESETSTAT');
  // Now the answer is no longer new.
  vi.advanceTimersByTime(250);
  const heard = Array.from({ length: 20 }, () => hear(bridge, '/play/a'));
  expect(new Set(await Promise.all(heard))).toEqual(new Set(['one']));
  const [, calls] = /^cmdstat_mget:calls=(\d+)/m.exec(await store.redis.info('commandstats')) ?? ['', '0'];
  expect(Number(calls)).toBe(1);
});

test('[B64] while Redis is away handshakes are refused with a code, and it heals by itself', async () => {
  const store = await openRedis();
  await store.redis.set('token', await named('one'));
  const bridge = await openTokens(store.source);
  expect(await hear(bridge, '/?token=token')).toBe('one');
  await store.server.kill();
  const answer = async () => (await refusedAnswer(bridge, {}, '/?token=other')).statusCode;
  await expect.poll(answer).toBe(503);
  const { headers } = await refusedAnswer(bridge, {}, '/?token=other');
  expect(headers['retry-after']).toBe('1');
  const page = browserOf(bridge, fromPage(bridge), '/?token=other');
  expect(await page.closed).toEqual({ code: 1013, reason: 'targets cannot be looked up now, try again later' });
  // A secret that may have been taken back is not accepted meanwhile.
  const accepted = () => hear(bridge, '/?token=token').catch((error: Error) => error.message);
  await expect.poll(accepted).toBe('Unexpected server response: 503');
  expect(await metric(bridge, 'bridge_handshakes_total{result="tokens-unavailable"}')).toBeGreaterThan(2);
  await store.server.restart();
  await expect.poll(() => store.redis.status).toBe('ready');
  await store.redis.set('token', await named('two'));
  await expect.poll(() => hear(bridge, '/?token=token').catch(() => '')).toBe('two');
  // What could not be checked was no guess.
  for (let tries = 0; tries < 4; tries++) expect(await refusedStatus(bridge, {}, `/?token=wrong${tries}`)).toBe(404);
});

test('[B64] a Redis that does not answer is away', async () => {
  const store = await openRedis();
  const bridge = await openNodes(store, { a: { host: await named('one') } }, 500);
  // Also the answer of one that is there may take longer than it is waited for here.
  await expect.poll(() => hear(bridge, '/play/a').catch(() => '')).toBe('one');
  store.server.pause();
  expect(await refusedStatus(bridge, {}, '/play/b')).toBe(503);
  store.server.resume();
  await expect.poll(() => refusedStatus(bridge, {}, '/play/b')).toBe(404);
});

test('[B64] handshakes that wait for a Redis that does not answer harm no others, and give their places back', async () => {
  const { server, source } = await openRedis();
  const tokenRedis = `redis://${source}?namespace=n&index=names`;
  const bridge = await openBridge(null, {
    admin: '127.0.0.1:0',
    tunnelsMax: 41,
    lookUpTimeoutMs: 1000,
    routes: [
      { name: 'echo', path: '/echo', target: await openEchoTarget() },
      { name: 'play', path: '/play/', tokenRedis, tokenSources: ['path'] },
    ],
  });
  await connectedToRedis(bridge);
  server.pause();
  const waiting = Array.from({ length: 40 }, (_, at) => refusedStatus(bridge, {}, `/play/${at}`));
  const { socket, bytes, closed } = await openBrowser(bridge, {}, '/echo');
  socket.send('hello');
  expect(String(await bytes(5))).toBe('hello');
  expect((await get({ port: bridge.adminPort! }, '/readyz')).status).toBe(200);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([503]));
  expect(await metric(bridge, 'bridge_handshakes_total{result="tokens-unavailable"}')).toBe(40);
  expect(await metric(bridge, 'bridge_handshakes_total{result="over-capacity"}')).toBe(0);
  socket.close();
  await closed;
  await bridge.nextEnd();
  await Promise.all(Array.from({ length: 41 }, () => openBrowser(bridge, {}, '/echo')));
});

test('[B64] Redis has all of the time that a look-up may take', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { server, source } = await openRedis();
  const connections = new TokenRedisConnections(pino({ enabled: false }));
  onTestFinished(() => connections.close());
  const tokens = connections.of(source, 60_000);
  while ((await tokens.targetsOf('a')) !== null) await nextTurn();
  server.pause();
  let answer: unknown = 'none';
  const asked = tokens.targetsOf('b').then((found) => (answer = found));
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  vi.advanceTimersByTime(59_999);
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  expect(answer).toBe('none');
  vi.advanceTimersByTime(1);
  await asked;
  expect(answer).toMatchObject({ refusal: 'tokens-unavailable' });
});

test('[B64] while Redis is away, the names of an index lead where they did', async () => {
  const store = await openRedis();
  const bridge = await openNodes(store, { a: { host: await named('one') } });
  expect([await hear(bridge, '/play/a'), await hear(bridge, '/play')]).toEqual(['one', 'one']);
  await store.server.kill();
  await expect.poll(() => refusedStatus(bridge, {}, '/play/b')).toBe(503);
  expect([await hear(bridge, '/play/a'), await hear(bridge, '/play')]).toEqual(['one', 'one']);
});

test('[B64] names that nobody has do not push out those that somebody has', async () => {
  const { server, redis, source } = await openRedis();
  await redis.set('app:node:a', '{"host":"127.0.0.1","port":1}');
  await redis.hset('app:nodes', 'a', '');
  const connections = new TokenRedisConnections(pino({ enabled: false }));
  onTestFinished(() => connections.keepOnly(new Set()));
  const tokens = connections.of(`redis://${source}?namespace=app:node&index=app:nodes`, 60_000);
  await expect.poll(() => targetsIn(tokens, 'a')).toHaveLength(1);
  await Promise.all(Array.from({ length: 5000 }, (_, i) => tokens.targetsOf(`x${i}`)));
  await server.kill();
  expect(await targetsIn(tokens, 'a')).toHaveLength(1);
  expect(await tokens.targetsOf('x1')).toMatchObject({ refusal: 'tokens-unavailable' });
});

test('[B64] a bridge that starts without Redis waits for it', async () => {
  const store = await openRedis();
  await store.server.kill();
  const bridge = await openPlay(store.source, 500);
  expect(await refusedStatus(bridge, {}, '/play/a')).toBe(503);
  await store.server.restart();
  await expect.poll(() => refusedStatus(bridge, {}, '/play/a')).toBe(404);
});

test('[B65] settings that are read again keep the connection they need, and close others', async () => {
  const store = await openRedis();
  const log = pino({ level: 'silent' });
  const connections = new TokenRedisConnections(log);
  onTestFinished(() => connections.keepOnly(new Set()));
  const [first, second] = ['n', 'm'].map((name) => connections.of(`redis://${store.source}?namespace=${name}`, 60_000));
  for (const each of [first, second]) await expect.poll(() => each!.targetsOf('a')).toBeNull();
  expect(connections.of(`redis://${store.source}?namespace=n`, 60_000)).toBe(first);
  connections.keepOnly(new Set([first!]));
  await expect.poll(async () => String(await store.redis.client('LIST')).split('name=packetman-bridge').length).toBe(2);
  expect(await first!.targetsOf('a')).toBeNull();
});

test('[B65] a bridge that ends closes its connection', async () => {
  const store = await openRedis();
  const bridge = await openNodes(store, { a: { host: await named('one') } });
  expect(await hear(bridge, '/play/a')).toBe('one');
  expect(await store.redis.client('LIST')).toContain('name=packetman-bridge');
  await bridge.drain(1);
  await expect.poll(() => store.redis.client('LIST')).not.toContain('name=packetman-bridge');
});
