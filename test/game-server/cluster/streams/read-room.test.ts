// Streams that are damaged, incomplete, foreign or closed.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { KEYS, type Redis } from '#redis';
import { claimRoom, ownerOf } from '../../../../game-server/cluster/streams/claim-room.ts';
import { readRoom, RoomUnreadable } from '../../../../game-server/cluster/streams/read-room.ts';
import { RoomStream } from '../../../../game-server/cluster/streams/room-stream.ts';
import type { JournalRecord } from '../../../../game-server/journal/record.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { readyRedis } from '../../../support/streamed-server.ts';

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await RedisServer.start();
  redis = await readyRedis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const KEY = KEYS.room('R');

function keyframe(tick: number): JournalRecord[] {
  const state = { members: { order: [7] } };
  return [
    { kind: 'room', room: 'R', state },
    { kind: 'checkpoint', room: 'R', match: 1, state: { tick } },
    { kind: 'session', session: 7, state: { name: `of ${tick}` } },
    // A player who has left.
    { kind: 'session', session: 8, state: {} },
  ];
}

function piece(tick: number): JournalRecord {
  return { kind: 'tick', tick, pieces: [{ room: 'R', tick, inputs: [], hash: 0 }] };
}

/** Appends entries of one owner. @param skipped numbers of entries that get lost on the way */
async function write(stream: RoomStream, entries: readonly JournalRecord[][], skipped: readonly number[] = []) {
  for (const [i, records] of entries.entries()) {
    for (const record of records) stream.add(record);
    const { command } = stream.takeAppend('one');
    const [name, ...args] = command;
    if (!skipped.includes(i)) await redis.call(String(name), ...args);
    stream.mayCreate = false;
  }
}

const ticksOf = (records: readonly JournalRecord[] | null) =>
  records!
    .filter(({ kind }) => kind === 'tick' || kind === 'checkpoint')
    .map((record) => ('tick' in record ? record.tick : 'k'));

test('[CS9] reading begins at the newest keyframe, and leaves out sessions that have left', async () => {
  const stream = new RoomStream('R', 1000, -1);
  await write(stream, [keyframe(0), [piece(1)], keyframe(2), [piece(3)], [piece(4), piece(5)]]);
  const records = await readRoom(redis, 'R');
  expect(ticksOf(records)).toEqual(['k', 3, 4, 5]);
  expect(records!.filter(({ kind }) => kind === 'session')).toMatchObject([{ session: 7, state: { name: 'of 2' } }]);
});

test('[CS9] a claim without entries of its own, or a chain of them, changes nothing', async () => {
  await write(new RoomStream('R', 1000, -1), [keyframe(0), [piece(1)]]);
  await claimRoom(redis, 'R', 'two');
  await claimRoom(redis, 'R', 'three');
  expect(ticksOf(await readRoom(redis, 'R'))).toEqual(['k', 1]);
  expect(await ownerOf(redis, 'R')).toBe('three');
});

test('[CS9] a room with a hole after its keyframe is refused; a keyframe after the hole makes it whole', async () => {
  const stream = new RoomStream('R', 1000, -1);
  await write(stream, [keyframe(0), [piece(1)], [piece(2)], [piece(3)]], [2]);
  await expect(readRoom(redis, 'R')).rejects.toThrow(RoomUnreadable);
  await write(stream, [keyframe(4), [piece(5)]]);
  expect(ticksOf(await readRoom(redis, 'R'))).toEqual(['k', 5]);
});

test('[CS9] a hole across a claim is one too', async () => {
  await write(new RoomStream('R', 1000, -1), [keyframe(0), [piece(1)]]);
  await write(new RoomStream('R', 1001, 0), [[piece(2)]]);
  await expect(readRoom(redis, 'R')).rejects.toThrow('has nothing between 1000-1 and 1001-1');
});

test('[CS9] a damaged byte anywhere after the keyframe refuses the room', async () => {
  const stream = new RoomStream('R', 1000, -1);
  await write(stream, [keyframe(0)]);
  stream.add(piece(1));
  const { command } = stream.takeAppend('one');
  const bytes = command.at(-1) as Buffer;
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1 << (at % 8);
    await redis.xadd(KEY, `1000-1`, 'r', damaged);
    await expect(readRoom(redis, 'R')).rejects.toThrow('is damaged at 1000-1');
    await redis.xdel(KEY, '1000-1');
    await redis.call('xsetid', KEY, '1000-0');
  }
  await redis.xadd(KEY, '1000-1', 'r', bytes.subarray(0, -1));
  await expect(readRoom(redis, 'R')).rejects.toThrow('is damaged');
});

test('[CS9] a stream of somebody else, without a keyframe, or none at all is refused, and never read without end', async () => {
  await expect(readRoom(redis, 'R')).rejects.toThrow('has no keyframe');
  await redis.xadd(KEY, '99999999999999999999'.slice(0, 18) + '-0', 'x', 'y');
  await expect(readRoom(redis, 'R')).rejects.toThrow('has the foreign entry');
  await redis.del(KEY);
  const pipeline = redis.pipeline();
  for (let n = 0; n < 4100; n++) pipeline.xadd(KEY, `1-${n}`, 'x', 'y');
  await pipeline.exec();
  await expect(readRoom(redis, 'R')).rejects.toThrow('has no keyframe');
  await redis.del(KEY);
  await redis.xadd(KEY, '1-0', 'k', '1');
  await expect(readRoom(redis, 'R')).rejects.toThrow('does not say what the room is');
  await redis.set(KEY, 'no stream');
  await expect(readRoom(redis, 'R')).rejects.toThrow('has no keyframe');
  expect(await claimRoom(redis, 'R', 'two')).toBeNull();
});

test('[CS9] a room that has closed is null, also when it was claimed in the same moment', async () => {
  const stream = new RoomStream('R', 1000, -1);
  await write(stream, [keyframe(0)]);
  await redis.xadd(KEY, '1000-1', 'closed', '1');
  expect(await readRoom(redis, 'R')).toBeNull();
  expect(await claimRoom(redis, 'R', 'two')).toBeNull();
  // Its claimant had read the entry before.
  await redis.xadd(KEY, '1001-0', 'by', 'two');
  expect(await readRoom(redis, 'R')).toBeNull();
});
