// What nodes know of each other's rooms, with a real Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { RedisServer } from '../../support/redis-server.ts';
import { lobbyNodes, shareAll } from './lobby-nodes.ts';

let redis: RedisServer;
let nodes: Awaited<ReturnType<typeof lobbyNodes<'a' | 'b'>>>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  nodes = await lobbyNodes(redis, ['a', 'b']);
});

afterEach(async () => {
  await nodes.a.redis.flushall();
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

test('[CD1] each node knows which other node has a room, listed or not, until the room is closed', async () => {
  const { a, b } = nodes;
  const ann = a.server.enter('Ann');
  const hidden = ann.create({ listed: false });
  await shareAll(nodes);
  expect(b.directory.nodeOf(hidden)).toBe('a');
  expect(a.directory.nodeOf(hidden)).toBeNull();
  expect([...b.directory.listed]).toEqual([]);
  ann.send({ type: 'leave' });
  await shareAll(nodes);
  expect(b.directory.nodeOf(hidden)).toBeNull();
});

test('[CD1] nothing is written while nothing changes, and the list is renewed', async () => {
  const { a } = nodes;
  a.server.enter('Ann').create({ mode: 'versus' });
  await a.directory.write();
  const text = await a.redis.get(KEYS.list('a'));
  const before = await commandCount('set');
  for (let looks = 0; looks < 4; looks++) {
    a.server.clock.advance(200);
    await a.directory.write();
  }
  expect(await commandCount('set')).toBe(before);
  await a.redis.pexpire(KEYS.list('a'), 500);
  a.server.clock.advance(1000);
  await a.directory.write();
  expect(await a.redis.pttl(KEYS.list('a'))).toBeGreaterThan(1000);
  expect(await a.redis.get(KEYS.list('a'))).toBe(text);
});

async function commandCount(command: string): Promise<number> {
  const stats = await nodes.a.redis.info('commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}
