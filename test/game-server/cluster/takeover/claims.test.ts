// Claims of rooms whose owner may be back.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { KEYS, type Redis } from '#redis';
import { claimRooms } from '../../../../game-server/cluster/takeover/claims.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { readyRedis } from '../../../support/streamed-server.ts';

let server: RedisServer;
let redis: Redis;
let other: Redis;

beforeAll(async () => {
  server = await RedisServer.start();
  redis = await readyRedis(server.url, 'b');
  other = await readyRedis(server.url, 'a');
});

afterAll(async () => {
  redis.disconnect();
  other.disconnect();
  await server.stop();
});

beforeEach(async () => {
  await redis.flushall();
  for (const code of ['AAAAA', 'BBBBB']) await redis.xadd(KEYS.room(code), '100-0', 'by', 'a');
});

const dead = () => null;
const isAlive = (node: string) => node === 'b' || node === 'c';
const rooms = [
  { code: 'AAAAA', owner: 'a' },
  { code: 'BBBBB', owner: 'a' },
];

test('[CN15] several rooms are claimed at once, each with the next epoch', async () => {
  const claims = await claimRooms(redis, 'b', rooms, dead, isAlive);
  expect(claims).toEqual([
    { is: 'claimed', epoch: 101 },
    { is: 'claimed', epoch: 101 },
  ]);
  await expect(other.xadd(KEYS.room('AAAAA'), 'NOMKSTREAM', '100-1', 'r', '')).rejects.toThrow('equal or smaller');
});

test('[CN15] of two nodes that claim a room at once, one has it', async () => {
  for (let race = 0; race < 20; race++) {
    const both = await Promise.all([
      claimRooms(redis, 'b', rooms, dead, isAlive),
      claimRooms(other, 'c', rooms, dead, isAlive),
    ]);
    for (const index of [0, 1]) {
      expect(both.map((claims) => claims[index]!.is).toSorted()).toEqual(['claimed', 'lost']);
    }
  }
});

test('[CN15] a room that a living node has claimed since the look is not claimed from it; that of a dead one is', async () => {
  await claimRooms(other, 'c', rooms.slice(0, 1), dead, isAlive);
  const late = await claimRooms(redis, 'b', rooms, dead, isAlive);
  expect(late).toEqual([{ is: 'lost' }, { is: 'claimed', epoch: 101 }]);
  expect(await claimRooms(redis, 'b', rooms.slice(0, 1), dead, () => false)).toEqual([{ is: 'claimed', epoch: 102 }]);
});

test.each([
  ['claimed', []],
  ['claimed, and has written on', [['101-1', 'r', '']]],
  [
    'claimed, restated and written on',
    [
      ['101-1', 'k', '1', 'by', 'c'],
      ['101-2', 'r', ''],
    ],
  ],
] as const)('[CN15] a late look does not take a room that a living node has %s', async (_, entries) => {
  await claimRooms(other, 'c', rooms.slice(0, 1), dead, isAlive);
  for (const [id, ...fields] of entries) await other.xadd(KEYS.room('AAAAA'), id, ...fields);
  expect(await claimRooms(redis, 'b', rooms, dead, isAlive)).toEqual([{ is: 'lost' }, { is: 'claimed', epoch: 101 }]);
  // Its entries before the newest keyframe may be gone.
  await other.xtrim(KEYS.room('AAAAA'), 'MAXLEN', 2);
  expect(await claimRooms(redis, 'b', rooms.slice(0, 1), dead, isAlive)).toEqual([{ is: 'lost' }]);
});

test('[CN15] nothing is claimed of a node whose lease is back, not even if it comes back in that moment', async () => {
  const lease = JSON.stringify({
    ...{ id: 'a', run: 'x', host: '127.0.0.1', linkPort: 1, linkKey: '', rules: 1, port: 1, adminUrl: '' },
    ...{ protocol: 1, startedMs: 1, isDraining: false, free: 1, beat: 7, knows: [] },
  });
  const mget = redis.mget.bind(redis) as (...keys: string[]) => Promise<(string | null)[]>;
  redis.mget = (async (...keys: string[]) => {
    const values = await mget(...keys);
    await other.set(KEYS.node('a'), lease);
    return values;
  }) as never;
  expect(await claimRooms(redis, 'b', rooms, dead, isAlive)).toEqual([{ is: 'owned' }, { is: 'owned' }]);
  redis.mget = mget as never;
  expect(await claimRooms(redis, 'b', rooms, dead, isAlive)).toEqual([{ is: 'owned' }, { is: 'owned' }]);
  expect(await redis.xlen(KEYS.room('AAAAA'))).toBe(1);
  // Its process is gone although the lease is not over.
  expect(await claimRooms(redis, 'b', rooms, () => 7, isAlive)).toMatchObject([{ is: 'claimed' }, { is: 'claimed' }]);
});

test('[CN15] a closed room and one that is missing are no rooms; the others are claimed', async () => {
  await redis.xadd(KEYS.room('AAAAA'), '100-1', 'closed', '1');
  const claims = await claimRooms(redis, 'b', [...rooms, { code: 'CCCCC', owner: null }], dead, isAlive);
  expect(claims).toEqual([{ is: 'closed' }, { is: 'claimed', epoch: 101 }, { is: 'closed' }]);
});
