// A node whose Redis is slow, is lost, comes back with all, some or none of its data, or answers late.

import { spawnSync } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { SEEN_AHEAD_TICKS_MAX } from '../../../../game-server/rooms/room-rules.ts';
import { claimRoom, ownerOf } from '../../../../game-server/cluster/streams/claim-room.ts';
import { readHistory } from '../../../../game-server/cluster/streams/read-history.ts';
import type { ShowLease } from '../../../../game-server/cluster/streams/show-gate.ts';
import { lastingDataOf } from '../../../support/lasting-data.ts';
import { MemoryServer } from '../../../support/memory-server.ts';
import { RedisServer, type RedisServerOptions } from '../../../support/redis-server.ts';
import { StreamedServer } from '../../../support/streamed-server.ts';

/** Comes with the server. */
const CLIENT = 'redis-cli';

const servers: RedisServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Of a node that no other has ever doubted. */
function sureLease() {
  return { lapses: 0, isAlone: false, isCutOff: false, mayShow: () => true };
}

async function scene(options: RedisServerOptions = {}, lease: ShowLease = sureLease()) {
  const redis = await RedisServer.start(options);
  servers.push(redis);
  const one = await StreamedServer.start(redis.url, { lease });
  const ann = await one.does(() => one.server.enterForLog('Ann'));
  await one.does(() => ann.play());
  await one.run(200);
  const lost = async (how: () => Promise<void> | void) => {
    const closed = untilClosed(one);
    await how();
    await closed;
  };
  return { redis, one, ann, code: ann.code, lost };
}

/** An error may come first, for which `once` of node:events would not wait. */
function untilClosed({ redis }: StreamedServer): Promise<void> {
  return new Promise((resolve) => void redis.once('close', resolve));
}

/** One tick, without waiting for Redis. */
function tick(one: StreamedServer): void {
  one.server.run(1);
}

/** Runs until the rooms have got their keyframes. */
async function untilWhole(one: StreamedServer): Promise<void> {
  await one.untilOn();
  const { keyframes } = one.streams.figures;
  await one.runUntil(() => one.streams.figures.keyframes > keyframes);
}

async function expectSame(one: StreamedServer, code: string): Promise<void> {
  const next = new MemoryServer({}, 3);
  expect(next.core.recover((await one.read(code))!)).toMatchObject({ rooms: 1, roomsDropped: 0 });
  const { tickNow } = one.server.room(code);
  const restored = next.match(code);
  if (tickNow > restored.tickNow) restored.playPiece({ tick: tickNow, inputs: [] });
  expect(lastingDataOf(next.room(code))).toEqual(lastingDataOf(one.server.room(code)));
}

test('[CS5] while Redis does not answer, nothing is shown, and when it answers again all of it is', async () => {
  const { redis, one, ann, code } = await scene();
  const shown = ann.log!.world.tick;
  redis.pause();
  for (let i = 1; i <= 36; i++) {
    ann.input(i, i % 4);
    tick(one);
    await turn();
  }
  expect(ann.log!.world.tick).toBe(shown);
  redis.resume();
  await one.settle();
  expect(one.server.core.outbox.waitingFrames).toBe(0);
  ann.input(37, 1);
  await one.run(1);
  expect(ann.log!.world.tick).toBe(one.server.room(code).tickNow);
  expect(one.streams.figures).toMatchObject({ failures: 0, fenced: 0, isOn: true, ticksUnreplicated: 0 });
  await expectSame(one, code);
  one.stop();
});

test('[CS5] while Redis does not answer anybody, a match goes on, and is whole when it answers again', async () => {
  const lease = sureLease();
  const { redis, one, ann, code } = await scene({}, lease);
  redis.pause();
  for (let i = 1; i <= 30; i++) {
    ann.input(i, i % 4);
    lease.isAlone = i > 10;
    tick(one);
    await turn();
  }
  expect(ann.log!.world.tick).toBe(one.server.room(code).tickNow);
  expect(one.streams.figures.ticksUnreplicated).toBe(30);
  lease.isAlone = false;
  redis.resume();
  await one.settle();
  expect(one.streams.figures).toMatchObject({ failures: 0, fenced: 0, isOn: true });
  await expectSame(one, code);
  one.stop();
});

test('[CS5] a node that alone is cut from Redis shows nothing that another one cannot go on from', async () => {
  const { redis, one, ann, code, lost } = await scene();
  const two = await StreamedServer.start(redis.url, { node: 'two' });
  const shown = ann.log!.world.tick;
  const before = one.server.room(code).tickNow;
  await lost(() => one.redis.disconnect());
  for (let i = 1; i <= 54; i++) {
    ann.input(i, i % 4);
    tick(one);
    await turn();
  }
  expect(one.server.room(code).tickNow).toBe(before + 54);
  expect(ann.log!.world.tick).toBe(shown);
  const records = (await two.read(code))!;
  const restored = new MemoryServer({}, 3);
  restored.core.recover(records);
  expect(restored.match(code).tickNow).toBeGreaterThan(shown - SEEN_AHEAD_TICKS_MAX);
  one.stop();
  two.stop();
});

test('[CS6] while Redis is gone for everybody a match goes on at once, nothing is queued, and a keyframe comes first afterwards', async () => {
  const lease = sureLease();
  const { redis, one, ann, code, lost } = await scene({ isDurable: true }, lease);
  await lost(() => redis.kill());
  lease.isAlone = true;
  const { bytes, appends } = one.streams.figures;
  for (let i = 1; i <= 300; i++) {
    ann.input(i, i % 4);
    tick(one);
    expect(ann.log!.world.tick).toBe(one.server.room(code).tickNow);
  }
  expect(one.streams.figures).toMatchObject({ bytes, appends, isOn: false, ticksUnreplicated: 300 });
  await redis.restart();
  lease.isAlone = false;
  await untilWhole(one);
  await expectSame(one, code);
  ann.input(301, 2);
  await one.run(5);
  await expectSame(one, code);
  // What was not written is missing in the log of the match, and nobody makes a replay of that.
  const history = async () => {
    for await (const record of readHistory(one.redis, code, Infinity)) void record;
  };
  await expect(history()).rejects.toThrow('has nothing between');
  one.stop();
});

test('[CS6] a room that closed while Redis was gone is closed there afterwards, and a new one is there', async () => {
  const lease = sureLease();
  const { redis, one, ann, code, lost } = await scene({ isDurable: true }, lease);
  await lost(() => redis.kill());
  lease.isAlone = true;
  ann.send({ type: 'leave' });
  const bob = one.server.enterForLog('Bob');
  bob.create();
  expect(bob.code).not.toBe('');
  for (let i = 0; i < 30; i++) tick(one);
  await redis.restart();
  lease.isAlone = false;
  await untilWhole(one);
  await one.run(2);
  expect(await one.read(code)).toBeNull();
  expect(await one.redis.pttl(KEYS.room(code))).toBeGreaterThan(0);
  expect(await one.redis.smembers(KEYS.rooms)).toEqual([bob.code]);
  await expectSame(one, bob.code);
  one.stop();
});

test('[CS7] after Redis has lost its data rooms and sessions are written anew', async () => {
  const { redis, one, code, lost } = await scene();
  const epoch = one.streams.epochOf(code);
  await lost(() => redis.kill());
  one.sessions.clear();
  await redis.restart();
  await untilWhole(one);
  expect(one.fenced).toEqual([]);
  expect(one.streams.epochOf(code)).toBe(epoch);
  expect(await ownerOf(one.redis, code)).toBe('one');
  expect([...one.sessions.values()].map(({ room }) => room)).toEqual([code]);
  await expectSame(one, code);
  one.stop();
});

test('[CS7] data that vanishes under a standing connection is noticed at the next append', async () => {
  const { one, ann, code } = await scene();
  await one.redis.flushall();
  ann.input(1, 2);
  await one.run(1);
  await one.runUntil(async () => (await one.redis.exists(KEYS.room(code))) === 1);
  expect(one.fenced).toEqual([]);
  await expectSame(one, code);
  one.stop();
});

test('[CS7] a stream that is gone although Redis has lost nothing was closed by another node', async () => {
  const { one, ann, code } = await scene();
  await one.redis.del(KEYS.room(code));
  ann.input(1, 2);
  await one.runUntil(() => one.fenced.length > 0);
  expect(one.fenced).toEqual([code]);
  expect(await one.redis.exists(KEYS.room(code))).toBe(0);
  one.stop();
});

test('[CS7] of two owners after a loss of data the later one stays, in whichever order they write', async () => {
  for (const isLateFirst of [true, false]) {
    const { redis, one, code, lost } = await scene();
    const two = await StreamedServer.start(redis.url, { node: 'two' });
    const claim = (await claimRoom(two.redis, code, 'two'))!;
    two.server.core.recover((await two.read(code))!);
    two.streams.adopt(code, claim.epoch);
    await two.run(1);
    await Promise.all([lost(() => redis.kill()), untilClosed(two)]);
    await redis.restart();
    for (const node of isLateFirst ? [two, one] : [one, two]) {
      await node.untilOn();
      await node.run(3);
    }
    await one.run(60);
    expect(one.fenced).toEqual([code]);
    expect(two.fenced).toEqual([]);
    expect(await ownerOf(two.redis, code)).toBe('two');
    one.stop();
    two.stop();
  }
});

/** How many entries the stream of a room has ever had. */
async function entriesAdded(one: StreamedServer, code: string): Promise<number> {
  const facts = (await one.redis.xinfo('STREAM', KEYS.room(code))) as unknown[];
  return facts[facts.indexOf('entries-added') + 1] as number;
}

test('[CS8] commands in flight when the connection breaks: whether or not they were executed, the stream is whole', async () => {
  for (const isExecuted of [true, false]) {
    const { redis, one, ann, code, lost } = await scene({ isDurable: true });
    const before = await entriesAdded(one, code);
    redis.pause();
    for (let i = 1; i <= 5; i++) {
      ann.input(i, i % 4);
      tick(one);
    }
    if (isExecuted) {
      // Redis reads the commands, but the answers find no connection.
      await lost(() => one.redis.disconnect(true));
      redis.resume();
    } else await lost(() => redis.kill());
    if (!isExecuted) await redis.restart();
    await untilWhole(one);
    expect(one.streams.figures.fenced).toBe(0);
    const added = (await entriesAdded(one, code)) - before;
    if (isExecuted) expect(added).toBeGreaterThan(5);
    else expect(added).toBeLessThan(5);
    await expectSame(one, code);
    one.stop();
  }
});

test('[CS8] Redis refuses entries for a while, as when it is out of memory: matches go on, and are whole afterwards', async () => {
  const lease = sureLease();
  const { one, ann, code } = await scene({}, lease);
  await one.redis.config('SET', 'maxmemory', '1');
  lease.isAlone = true;
  for (let i = 1; i <= 60; i++) {
    ann.input(i, i % 4);
    await one.run(1);
  }
  expect(one.streams.figures.failures).toBeGreaterThan(0);
  expect(ann.log!.world.tick).toBe(one.server.room(code).tickNow);
  await one.redis.config('SET', 'maxmemory', '0');
  lease.isAlone = false;
  await one.runUntil(() => one.streams.isOn);
  await untilWhole(one);
  expect(one.fenced).toEqual([]);
  await expectSame(one, code);
  one.stop();
});

test('[CS8] a key that somebody else has written costs its room a moment, and the others nothing', async () => {
  const { one, ann, code } = await scene();
  const bob = await one.does(() => one.server.enterForLog('Bob'));
  await one.does(() => bob.create());
  await one.run(10);
  const { keyframes } = one.streams.figures;
  await one.redis.set(KEYS.room(code), 'x');
  for (let i = 1; i <= 60; i++) {
    ann.input(i, i % 4);
    await one.run(1);
    expect(one.streams.isOn).toBe(true);
  }
  expect(one.streams.figures.failures).toBeGreaterThan(0);
  expect(one.streams.figures.keyframes).toBeLessThan(keyframes + 4);
  expect(one.fenced).toEqual([]);
  await expectSame(one, code);
  one.stop();
});

test('[CS10] a node that was stopped shows nothing of a room that was claimed meanwhile, although an answer had arrived', async () => {
  const lease = sureLease();
  const { redis, one, ann, code } = await scene({}, lease);
  const bob = await one.does(() => one.server.enterForLog('Bob'));
  await one.does(() => bob.create());
  const shown = ann.log!.world.tick;
  const id = `${one.streams.epochOf(code)! + 1}-0`;
  ann.input(1, 2);
  tick(one);
  // The process is stopped: Redis has answered, but nobody has read the answer.
  const claim = ['-p', `${redis.port}`, 'xadd', KEYS.room(code), 'nomkstream', id, 'by', 'two'];
  expect(spawnSync(CLIENT, claim).stdout.toString().trim()).toBe(id);
  one.server.clock.stall(3000);
  lease.lapses++;
  await one.run(2);
  await one.streams.settled;
  await one.run(2);
  expect(one.fenced).toEqual([code]);
  expect(ann.log!.world.tick).toBe(shown);
  // Other rooms go on.
  expect(bob.log!.world.tick).toBe(one.server.room(bob.code).tickNow);
  expect(one.server.core.outbox.waitingFrames).toBe(0);
  one.stop();
});

test('[CS10] a node that was stopped while Redis is away shows nothing until Redis is back', async () => {
  const lease = sureLease();
  const { redis, one, ann, code, lost } = await scene({ isDurable: true }, lease);
  await lost(() => redis.kill());
  lease.lapses++;
  const shown = ann.log!.world.tick;
  for (let i = 1; i <= 30; i++) {
    ann.input(i, i % 4);
    tick(one);
  }
  expect(ann.log!.world.tick).toBe(shown);
  // They wait for one promise, and not for one each.
  expect(one.server.core.outbox['waiting'].length).toBe(1);
  await redis.restart();
  await one.untilOn();
  ann.input(31, 2);
  await one.run(3);
  expect(ann.log!.world.tick).toBeGreaterThan(shown + 30);
  await expectSame(one, code);
  one.stop();
});
