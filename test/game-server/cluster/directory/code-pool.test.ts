// Codes that only one node can give to a room, with a real Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectRedis, KEYS, type Redis } from '#redis';
import { CodePool, POOL_SIZE, RESERVED_MS } from '../../../../game-server/cluster/directory/code-pool.ts';
import { PATIENT_MS, RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { lobbyNodes } from './lobby-nodes.ts';

let server: RedisServer;
let redis: Redis;
let clock: VirtualClock;

beforeAll(async () => {
  server = await RedisServer.start();
});

beforeEach(async () => {
  clock = new VirtualClock();
  redis = connectRedis(server.url, { name: 'test', log: { info() {}, warn() {} }, silenceMsMax: PATIENT_MS });
  await new Promise((resolve) => void redis.once('ready', resolve));
});

afterEach(async () => {
  await redis.flushall();
  redis.disconnect();
});

afterAll(() => server.stop());

/** A pool that tries the codes 0, 1, 2 ... */
function pool(id: string, first = 0): CodePool {
  let next = first;
  return new CodePool({ id, clock, redis, newCode: () => `C${String(next++).padStart(4, '0')}` });
}

function takeAll(from: CodePool): string[] {
  const codes: string[] = [];
  for (let code = from.take(); code !== null; code = from.take()) codes.push(code);
  return codes;
}

test('[CD7] two nodes that try the same codes get different ones', async () => {
  const [one, other] = [pool('one'), pool('other')];
  await Promise.all([one.fill(), other.fill()]);
  const codes = [...takeAll(one), ...takeAll(other)];
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.length).toBe(POOL_SIZE);
});

test('[CD7] a code that a room of any node has is not reserved', async () => {
  await redis.xadd(KEYS.room('C0003'), '1-0', 'by', 'other');
  const one = pool('one');
  await one.fill();
  const codes = takeAll(one);
  expect(codes).toHaveLength(POOL_SIZE - 1);
  expect(codes).not.toContain('C0003');
});

test('[CD7] a code that has waited for long is dropped before its reservation ends', async () => {
  const one = pool('one');
  await one.fill();
  clock.stall(RESERVED_MS / 2 + 1);
  expect(one.take()).toBeNull();
  await one.fill();
  expect(takeAll(one)).toHaveLength(POOL_SIZE);
  expect(await redis.pttl(KEYS.code('C0000'))).toBeGreaterThan(RESERVED_MS / 2);
});

test('[CD7] without Redis the pool stays as it is, and is filled when Redis is back', async () => {
  const one = pool('one');
  redis.disconnect(true);
  await one.fill();
  expect(one.take()).toBeNull();
  await new Promise((resolve) => void redis.once('ready', resolve));
  await one.fill();
  expect(takeAll(one)).toHaveLength(POOL_SIZE);
});

test('[CD7] two nodes with the same random numbers never open rooms with one code', async () => {
  const nodes = await lobbyNodes(server, ['a', 'b'], clock, { roomsMax: 1000 }, {}, () => 9);
  await Promise.all(nodes.all.map(({ shared }) => shared.codes.fill()));
  const codes = nodes.all.flatMap((node) =>
    Array.from({ length: POOL_SIZE / 2 }, (_, index) => node.server.enter(`P${index}`).create()),
  );
  expect(codes).toHaveLength(POOL_SIZE);
  expect(new Set(codes).size).toBe(POOL_SIZE);
  for (const node of nodes.all) node.stop();
});
