// The streams of rooms in a real Redis, written by a real server on a virtual clock.

import { UNWRITTEN_TICKS_MAX } from '../../../../game-server/rooms/room-rules.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { LOG_RATE, type StreamRate } from '#protocol';
import { claimRoom, ownerOf } from '../../../../game-server/cluster/streams/claim-room.ts';
import type { CheckpointState } from '../../../../game-server/recovery/states.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { StreamedServer } from '../../../support/streamed-server.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());

async function playing(rate: StreamRate = LOG_RATE) {
  const one = await StreamedServer.start(redis.url);
  const ann = await one.does(() => (rate === LOG_RATE ? one.server.enterForLog('Ann') : one.server.enter('Ann')));
  ann.rate = rate;
  await one.does(() => ann.play());
  return { one, ann, code: ann.code, key: KEYS.room(ann.code) };
}

/** The fields of the entries, without their records. */
async function fieldsOf(one: StreamedServer, key: string): Promise<string[][]> {
  const entries = await one.redis.xrange(key, '-', '+');
  return entries.map(([, fields]) => fields.filter((_, i) => fields[i - (i % 2)] !== 'r'));
}

test('[CS1] a room has a stream from the moment at which its player learns of it', async () => {
  const { one, code, key } = await playing();
  expect(code).not.toBe('');
  const records = (await one.read(code))!;
  expect(records.map(({ kind }) => kind)).toEqual(['room', 'checkpoint', 'session']);
  expect(await fieldsOf(one, key)).toEqual([['k', '1', 'by', 'one']]);
  expect([...one.sessions.values()].map(({ room }) => room)).toEqual([code]);
  expect(await one.redis.smembers(KEYS.owned('one'))).toContain(code);
  one.stop();
});

test('[CS1] what a client is sent is in the stream before, and a room without news appends nothing', async () => {
  const { one, ann, code } = await playing();
  await one.run(190);
  // A piece that is due without inputs has just been written.
  const before = one.streams.figures.appends;
  await one.runUntil(() => one.streams.figures.appends > before);
  const { appends } = one.streams.figures;
  ann.input(1, 2);
  one.server.run(1);
  expect(one.streams.figures.appends).toBe(appends + 1);
  // Nothing has been read from the socket of Redis yet, so nothing is shown.
  const shown = ann.log!.world.tick;
  expect(one.server.room(code).tickNow).toBeGreaterThan(shown);
  expect(one.server.core.outbox.waitingFrames).toBeGreaterThan(0);
  await one.settle();
  expect(ann.log!.world.tick).toBe(one.server.room(code).tickNow);
  await one.run(5);
  expect(one.streams.figures.appends).toBe(appends + 1);
  one.stop();
});

test.each([20, 60, LOG_RATE] as const)(
  '[CS1] no client is half a second ahead of the stream, at rate %i',
  async (rate) => {
    const { one, ann, code } = await playing(rate);
    await one.run(190);
    for (let tick = 0; tick < 130; tick++) {
      await one.run(1);
      await one.does(() => ann.report());
      const records = (await one.read(code))!;
      const pieces = records.flatMap((record) => (record.kind === 'tick' ? record.pieces : []));
      const checkpoint = records.find((record) => record.kind === 'checkpoint')!;
      const written = Math.max((checkpoint.state as CheckpointState).tick, ...pieces.map((piece) => piece.tick));
      const { tick: told = 0, logTick = 0 } = ann.pong ?? {};
      expect(Math.max(told, logTick, ann.words[0] ?? 0) - written).toBeLessThanOrEqual(UNWRITTEN_TICKS_MAX);
    }
    one.stop();
  },
);

test('[CS2] a running match gets a keyframe each 600 ticks, and is read from the newest one', async () => {
  const { one, ann, code } = await playing();
  for (let i = 1; i <= 1300; i++) {
    ann.input(i, i % 4);
    await one.run(1);
  }
  expect(one.streams.figures.keyframes).toBeGreaterThanOrEqual(1300 / 600);
  expect((await one.read(code))!.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(1);
  one.stop();
});

test('[CS2] the keyframes of many rooms are spread over the ticks', async () => {
  const one = await StreamedServer.start(redis.url);
  const count = 12;
  for (let i = 0; i < count; i++) {
    const player = await one.does(() => one.server.enter(`Ann${i}`, 'human', `10.0.${i}.1`));
    await one.does(() => player.create());
    await one.does(() => player.send({ type: 'start' }));
  }
  await one.run(600);
  let most = 0;
  const { keyframes } = one.streams.figures;
  for (let tick = 0; tick < 600; tick++) {
    const before = one.streams.figures.keyframes;
    await one.run(1);
    most = Math.max(most, one.streams.figures.keyframes - before);
  }
  expect(one.streams.figures.keyframes - keyframes).toBe(count);
  expect(most).toBe(1);
  one.stop();
});

test('[CS11] a room that closes says so in its stream, which then goes after a minute', async () => {
  const { one, ann, code, key } = await playing();
  await one.does(() => ann.send({ type: 'leave' }));
  // The time is set when the last entry is acknowledged.
  await one.run(1);
  expect(await one.read(code)).toBeNull();
  expect(await one.redis.pttl(key)).toBeGreaterThan(50_000);
  expect(await claimRoom(one.redis, code, 'two')).toBeNull();
  expect(await one.redis.sismember(KEYS.rooms, code)).toBe(0);
  expect(await one.redis.sismember(KEYS.owned('one'), code)).toBe(0);
  one.stop();
});

test('[CS11] a late owner cannot close the stream of the next one', async () => {
  const { one, ann, code, key } = await playing();
  expect(await claimRoom(one.redis, code, 'two')).toMatchObject({ last: { isClosed: false } });
  await one.does(() => ann.send({ type: 'leave' }));
  await one.run(2);
  expect(await one.redis.pttl(key)).toBe(-1);
  expect(await ownerOf(one.redis, code)).toBe('two');
  expect(await one.read(code)).not.toBeNull();
  // It is gone here, but clients that have just left it must connect anew.
  expect(one.fenced).toEqual([code]);
  one.stop();
});

test('[CS12] the last entry of a move has all that was not written yet, and nothing follows', async () => {
  const { one, ann, code, key } = await playing();
  await one.run(200);
  ann.input(1, 2);
  // As in a tick: the entry leaves with the commit that releases the frames.
  const { outbox } = one.server.core;
  outbox.hold();
  one.server.run(1);
  const finished = one.streams.finish(code, 'two');
  outbox.release();
  expect(await finished).toBe(true);
  expect((await fieldsOf(one, key)).at(-1)).toEqual(['to', 'two']);
  expect(await ownerOf(one.redis, code)).toBe('two');
  const length = await one.redis.xlen(key);
  await one.run(100);
  expect(await one.redis.xlen(key)).toBe(length);
  expect(one.streams.epochOf(code)).toBeNull();
  // A room of no living node would be taken over.
  expect(await one.redis.sismember(KEYS.owned('one'), code)).toBe(1);
  await one.does(() => one.streams.left(code));
  await one.run(1);
  expect(await one.redis.sismember(KEYS.owned('one'), code)).toBe(0);
  const claim = await claimRoom(one.redis, code, 'two');
  expect(claim).toMatchObject({ last: { to: 'two' } });
  expect((await one.read(code))!.at(-1)).toMatchObject({ kind: 'tick' });
  one.stop();
});

test('[CS12] a new room with the code of one that has moved away is written', async () => {
  const { one, code } = await playing();
  const [room] = (await one.read(code))!;
  const finished = one.streams.finish(code, 'two');
  await one.run(1);
  expect(await finished).toBe(true);
  await one.does(() => one.streams.left(code));
  expect(one.streams.epochOf(code)).toBeNull();
  one.streams.append(room!);
  expect(one.streams.epochOf(code)).not.toBeNull();
  one.stop();
});

test('[CS12] a room whose move has failed is written again, unless it was claimed', async () => {
  const { one, code } = await playing();
  await one.run(10);
  const finished = one.streams.finish(code, 'two');
  await one.run(1);
  expect(await finished).toBe(true);
  one.streams.goOn(code);
  await one.run(1);
  expect(await ownerOf(one.redis, code)).toBe('one');
  expect(await one.read(code)).not.toBeNull();
  const again = one.streams.finish(code, 'two');
  await one.run(1);
  await again;
  await claimRoom(one.redis, code, 'two');
  one.streams.goOn(code);
  await one.run(2);
  expect(one.fenced).toEqual([code]);
  expect(await ownerOf(one.redis, code)).toBe('two');
  one.stop();
});

test('[CS12] a claimed room is written from a keyframe on', async () => {
  const { one, code } = await playing();
  await one.run(100);
  const two = await StreamedServer.start(redis.url, { node: 'two' });
  const claim = (await claimRoom(two.redis, code, 'two'))!;
  const records = (await two.read(code))!;
  two.streams.adopt(code, claim.epoch);
  two.server.core.recover(records);
  await two.run(2);
  expect(two.streams.epochOf(code)).toBe(claim.epoch);
  expect((await fieldsOf(two, KEYS.room(code))).at(-1)).toEqual(['k', '1', 'by', 'two']);
  expect((await two.read(code))!.map(({ kind }) => kind).slice(0, 3)).toEqual(['room', 'checkpoint', 'session']);
  one.stop();
  two.stop();
});
