import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis, type Redis } from '#redis';
import { KEYS } from '#redis/keys';
import { RedisSentinel } from '../support/redis-sentinel.ts';
import { RedisServer, type RedisServerOptions } from '../support/redis-server.ts';

interface Line {
  readonly level: 'info' | 'warn';
  readonly fields: Record<string, unknown>;
  readonly text: string;
}

async function newServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server.stop());
  return server;
}

function connect(url: string, silenceMsMax = 60_000): { redis: Redis; lines: Line[] } {
  const lines: Line[] = [];
  const add = (level: Line['level']) => (fields: object, text: string) =>
    void lines.push({ level, fields: fields as Line['fields'], text });
  const redis = connectRedis(url, { name: 'test', silenceMsMax, log: { info: add('info'), warn: add('warn') } });
  onTestFinished(() => redis.disconnect());
  return { redis, lines };
}

/** Unlike `once` of Node it does not end with an error event. */
function next(redis: Redis, event: 'ready' | 'close'): Promise<void> {
  return new Promise((resolve) => redis.once(event, resolve));
}

test('[RD1] a connection comes back by itself, and a command without one fails at once', async () => {
  const server = await newServer();
  const { redis, lines } = connect(server.url);
  await expect.poll(() => lines.length).toBe(1);
  expect(await redis.set('packetman:a', '1')).toBe('OK');
  const closed = next(redis, 'close');
  await server.kill();
  await closed;
  await expect(redis.get('packetman:a')).rejects.toThrow('Stream isn');
  for (let tries = 0; tries < 3; tries++) await next(redis, 'close');
  const ready = next(redis, 'ready');
  await server.restart();
  await ready;
  expect(await redis.get('packetman:a')).toBeNull();
  await expect.poll(() => lines.at(-1)?.text).toBe('connected to Redis again');
  // One line each, however often it was tried in between.
  expect(lines.map(({ level, text }) => [level, text])).toEqual([
    ['info', 'connected to Redis'],
    ['warn', 'lost the connection to Redis'],
    ['warn', 'connected to Redis again'],
  ]);
});

test('[RD1] a Redis that has become a replica is logged once, and once when it takes writes again', async () => {
  const server = await newServer();
  const { redis, lines } = connect(server.url);
  const { redis: other } = connect(server.url);
  await Promise.all([next(redis, 'ready'), next(other, 'ready')]);
  await other.replicaof('127.0.0.1', 1);
  for (let tries = 0; tries < 4; tries++) {
    const ready = next(redis, 'ready');
    await expect(redis.set('packetman:a', '1')).rejects.toThrow('READONLY');
    await ready;
  }
  await other.replicaof('NO', 'ONE');
  const ready = next(redis, 'ready');
  redis.disconnect(true);
  await ready;
  await expect
    .poll(() => lines.map(({ text, fields }) => [text, fields['cause']]))
    .toEqual([
      ['connected to Redis', undefined],
      ['lost the connection to Redis', 'it is a replica, which takes no writes'],
      ['connected to Redis again', undefined],
    ]);
});

test('[RD1] a command whose answer is lost fails, and is not sent again', async () => {
  const server = await newServer();
  const { redis } = connect(server.url);
  const other = connect(server.url).redis;
  await Promise.all([next(redis, 'ready'), next(other, 'ready')]);
  // BLPOP waits, so the answer to what follows on its connection is not sent before the connection is cut.
  const [waiting, lost] = [redis.blpop('packetman:none', 0), redis.incr('packetman:count')];
  const results = Promise.allSettled([waiting, lost]);
  await expect.poll(() => other.client('LIST')).toContain('cmd=blpop');
  const ready = next(redis, 'ready');
  await other.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'yes');
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await ready;
  expect(await redis.incr('packetman:count')).toBe(1);
});

test('[RD1] subscriptions are made again with the connection', async () => {
  const server = await newServer();
  const { redis } = connect(server.url);
  const { redis: other } = connect(server.url);
  await Promise.all([next(redis, 'ready'), next(other, 'ready')]);
  await redis.subscribe('packetman:a');
  const again = next(redis, 'ready');
  await other.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
  await again;
  const message = new Promise((resolve) => redis.once('message', (channel, text) => resolve([channel, text])));
  await expect.poll(() => other.publish('packetman:a', 'b')).toBe(1);
  expect(await message).toEqual(['packetman:a', 'b']);
});

test('[RD1] a Redis that stops answering is given up, and used again when it answers', async () => {
  const server = await newServer();
  const { redis, lines } = connect(server.url, 5000);
  await expect.poll(() => lines.length).toBe(1);
  server.pause();
  await expect(redis.get('packetman:a')).rejects.toThrow('max retries');
  server.resume();
  await next(redis, 'ready');
  expect(await redis.get('packetman:a')).toBeNull();
  expect(lines[1]?.text).toBe('lost the connection to Redis');
});

test('[RD2] a Redis that is not there at the start is logged once, and used when it comes', async () => {
  const server = await newServer();
  await server.kill();
  const { redis, lines } = connect(server.url);
  for (let tries = 0; tries < 3; tries++) await next(redis, 'close');
  expect(lines).toEqual([
    {
      level: 'warn',
      fields: {
        redis: `127.0.0.1:${server.port}/0`,
        connection: 'test',
        cause: expect.stringContaining('ECONNREFUSED'),
      },
      text: 'cannot use Redis; tries again',
    },
  ]);
  await server.restart();
  await next(redis, 'ready');
  await expect
    .poll(() => lines.map(({ text }) => text))
    .toEqual(['cannot use Redis; tries again', 'connected to Redis']);
});

test('[RD2] a wrong password is logged once without it', async () => {
  const server = await newServer({ args: ['--requirepass', 'right'] });
  const { redis, lines } = connect(`redis://:wrong-secret@127.0.0.1:${server.port}`);
  for (let tries = 0; tries < 3; tries++) await next(redis, 'close');
  expect(lines.map(({ fields }) => fields['cause'])).toEqual([expect.stringContaining('WRONGPASS')]);
  expect(JSON.stringify(lines)).not.toContain('secret');
  const { redis: without, lines: said } = connect(`redis://127.0.0.1:${server.port}`);
  for (let tries = 0; tries < 2; tries++) await next(without, 'close');
  expect(said.map(({ fields }) => fields['cause'])).toEqual([expect.stringContaining('NOAUTH')]);
  const { redis: right } = connect(`redis://:right@127.0.0.1:${server.port}`);
  await next(right, 'ready');
});

test('[RD6] a Redis that is too old is refused, until it is a newer one', async () => {
  const server = await newServer();
  let version = '6.0.9';
  // The rest of its answers is that of the real one.
  const proxy = createServer((socket) => {
    const target = connectTcp(server.port, '127.0.0.1');
    socket.pipe(target);
    target.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const answer = text.replace(/redis_version:\S+/, (found) => `redis_version:${version}`.padEnd(found.length));
      socket.write(answer, 'latin1');
    });
    for (const one of [socket, target])
      one.on('error', () => {}).on('close', () => [socket, target].map((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const { redis, lines } = connect(`redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  for (let tries = 0; tries < 2; tries++) await next(redis, 'close');
  expect(lines.map(({ fields }) => fields['cause'])).toEqual(['Redis 6.0.9 is too old: 6.2 or newer is needed']);
  version = '6.2.0';
  await expect.poll(() => lines.at(-1)?.text).toBe('connected to Redis');
});

test('[RD4] TLS by an authority that the address names', async () => {
  const server = await newServer({ isTls: true });
  const { redis } = connect(server.url);
  await next(redis, 'ready');
  expect(await redis.set(KEYS.run, '1')).toBe('OK');
  const { redis: other, lines } = connect(server.url.replace(/\?.*/, ''));
  await next(other, 'close');
  expect(lines.map(({ fields }) => fields['cause'])).toEqual([expect.stringMatching(/certificate/)]);
});

/** Periods of a Sentinel in milliseconds, each of which is a second or more otherwise. */
const QUICK = ['info-period', '100', 'ask-period', '100', 'publish-period', '100', 'election-timeout', '200'];

test('[RD5] a Sentinel leads to the primary, and to another one after a failover', async () => {
  const primary = await newServer({ args: ['--repl-diskless-sync-delay', '0'] });
  const replica = await newServer({ args: ['--replicaof', `127.0.0.1 ${primary.port}`] });
  const { redis: second } = connect(replica.url);
  await expect.poll(() => second.info('replication').catch(() => '')).toContain('master_link_status:up');
  const sentinel = await RedisSentinel.start(primary);
  onTestFinished(() => sentinel.stop());
  const { redis, lines } = connect(sentinel.url);
  await next(redis, 'ready');
  await redis.set(KEYS.run, 'before');
  await redis.wait(1, 0);
  const { redis: asked } = connect(`redis://127.0.0.1:${sentinel.port}`);
  await next(asked, 'ready');
  await asked.call('SENTINEL', 'DEBUG', ...QUICK);
  // Before it has heard from the replica, it would not choose it.
  await expect.poll(() => asked.call('SENTINEL', 'REPLICAS', 'game').then(String)).toContain('master-link-status,ok');
  await primary.kill();
  await expect.poll(() => redis.set(KEYS.run, 'after').catch(() => null)).toBe('OK');
  // A Sentinel closes all connections of a Redis that becomes the primary.
  await expect.poll(() => second.get(KEYS.run).catch(() => null)).toBe('after');
  expect(new Set(lines.map(({ text }) => text))).toContain('lost the connection to Redis');
});
