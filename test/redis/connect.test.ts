import { expect, onTestFinished, test } from 'vitest';
import { connectRedis, type Redis } from '#redis';
import { RedisServer } from '../support/redis-server.ts';

interface Line {
  readonly level: 'info' | 'warn';
  readonly fields: Record<string, unknown>;
  readonly text: string;
}

async function newServer(options = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server.stop());
  return server;
}

function connect(url: string): { redis: Redis; lines: Line[] } {
  const lines: Line[] = [];
  const add = (level: Line['level']) => (fields: object, text: string) =>
    void lines.push({ level, fields: fields as Line['fields'], text });
  const redis = connectRedis(url, { name: 'test', log: { info: add('info'), warn: add('warn') } });
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
  await next(redis, 'ready');
  expect(await redis.set('packetman:a', '1')).toBe('OK');
  const closed = next(redis, 'close');
  await server.kill();
  await closed;
  await expect(redis.get('packetman:a')).rejects.toThrow('Stream isn');
  const ready = next(redis, 'ready');
  await server.restart();
  await ready;
  expect(await redis.get('packetman:a')).toBeNull();
  await expect.poll(() => lines.at(-1)?.text).toBe('connected to Redis');
  expect(lines[1]).toMatchObject({ level: 'warn', text: 'lost the connection to Redis' });
});
