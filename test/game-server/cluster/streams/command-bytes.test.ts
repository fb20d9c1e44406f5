// What Redis reads of commands that were encoded here.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandBytes } from '../../../../game-server/cluster/streams/command-bytes.ts';
import { isRefusal, RedisBatch } from '../../../../game-server/cluster/streams/redis-batch.ts';
import { anyCodePoint } from '../../../support/any-code-point.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { readyRedis } from '../../../support/streamed-server.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());

test('[CS1] a batch arrives as it was, in its order, and each command has its own answer', async () => {
  const client = await readyRedis(redis.url);
  const batch = new RedisBatch(client);
  const anyText = fc.string({ unit: anyCodePoint, maxLength: 200 });
  const anyBytes = fc.uint8Array({ maxLength: 100_000 }).map((bytes) => Buffer.from(bytes));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anyText, anyBytes, fc.integer()), { maxLength: 20 }), async (values) => {
      const replies: unknown[] = [];
      for (const value of values) batch.add(['echo', value], (error, reply) => replies.push(error ?? reply));
      batch.add(['no-such-command'], (error) => replies.push(error!.name));
      await batch.send();
      expect(replies.pop()).toBe('ReplyError');
      const expected = values.map((value) => (typeof value === 'object' ? value : Buffer.from(String(value))));
      expect(replies.length).toBe(expected.length);
      for (const [i, reply] of replies.entries()) expect(expected[i]!.equals(reply as Buffer)).toBe(true);
    }),
    { numRuns: 60 },
  );
  expect(batch.send()).toBeNull();
  client.disconnect();
});

test('[CS1] the bytes of a batch grow as needed, and begin anew', () => {
  const bytes = new CommandBytes();
  bytes.add(['set', 'ä', 7]);
  expect(bytes.take().toString()).toBe('*3\r\n$3\r\nset\r\n$2\r\nä\r\n$1\r\n7\r\n');
  const value = Buffer.alloc(1_000_000, 7);
  for (let i = 0; i < 3; i++) bytes.add(['x', value]);
  const { length } = bytes;
  expect(bytes.take()).toHaveLength(length);
  expect(bytes.length).toBe(0);
});

test('[CS6] a command without a connection fails at once, and one whose connection is lost fails as well', async () => {
  const server = await RedisServer.start();
  const client = await readyRedis(server.url);
  const batch = new RedisBatch(client);
  const failures: boolean[] = [];
  const failed = (error: Error | null) => void failures.push(error !== null && !isRefusal(error));
  server.pause();
  batch.add(['incr', 'n'], failed);
  const sent = batch.send()!;
  await server.kill();
  await sent;
  batch.add(['incr', 'n'], failed);
  expect(batch.send()).toBeNull();
  await Promise.resolve();
  expect(failures).toEqual([true, true]);
  client.disconnect();
  await server.stop();
});

test('[CS6] what waits for an answer of Redis is limited', async () => {
  const server = await RedisServer.start();
  const client = await readyRedis(server.url);
  const batch = new RedisBatch(client);
  server.pause();
  const value = Buffer.alloc(1_000_000);
  let failures = 0;
  const sent: Promise<void>[] = [];
  for (let i = 0; i < 10; i++) {
    batch.add(['set', 'key', value], (error) => (failures += error === null ? 0 : 1));
    const answered = batch.send();
    if (answered !== null) sent.push(answered);
  }
  await Promise.resolve();
  expect(sent).toHaveLength(5);
  expect(failures).toBe(5);
  expect(batch.isOpen).toBe(false);
  server.resume();
  await Promise.all(sent);
  expect(failures).toBe(5);
  expect(batch.isOpen).toBe(true);
  client.disconnect();
  await server.stop();
});
