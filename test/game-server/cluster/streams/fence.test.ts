// Of several nodes that believe to own a room, one writes its stream.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEYS, type Redis } from '#redis';
import { claimRoom, ownerOf } from '../../../../game-server/cluster/streams/claim-room.ts';
import { RedisBatch } from '../../../../game-server/cluster/streams/redis-batch.ts';
import { RoomStream } from '../../../../game-server/cluster/streams/room-stream.ts';
import { parseId } from '../../../../game-server/cluster/streams/stream-entry.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { seededRng } from '../../../support/seeded-rng.ts';
import { readyRedis, StreamedServer } from '../../../support/streamed-server.ts';

let redis: RedisServer;
let connections: Redis[];
beforeAll(async () => {
  redis = await RedisServer.start();
  connections = await Promise.all(['a', 'b', 'c'].map((name) => readyRedis(redis.url, name)));
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await redis.stop();
});

const SEEDS = 200;
const STEPS = 24;
const RECORD = { kind: 'match-over', room: 'R' } as const;

interface Append {
  readonly epoch: number;
  readonly n: number;
  /** Null until its answer was awaited. */
  accepted: boolean | null;
  /** Whether it was sent after a later claim was acknowledged. */
  readonly isLate: boolean;
}

/** A node that appends to one room, and may not know yet that another has claimed it. */
class Writer {
  readonly name: string;
  readonly appends: Append[] = [];
  stream: RoomStream | null = null;
  /** How often a repeated command was accepted. */
  repeatsAccepted = 0;
  private readonly redis: Redis;
  private readonly batch: RedisBatch;
  private waiting: Promise<void>[] = [];
  private last: readonly (string | Buffer | number)[] | null = null;

  constructor(name: string, connection: Redis) {
    this.name = name;
    this.redis = connection;
    this.batch = new RedisBatch(connection);
  }

  /** @param newestEpoch of all claims that are acknowledged */
  append(newestEpoch: number): void {
    const { stream } = this;
    if (stream === null) return;
    stream.add(RECORD);
    if (stream.state === 'lost') stream.add({ kind: 'checkpoint', room: 'R', match: 1, state: {} });
    const { command } = stream.takeAppend(this.name);
    const { epoch, n } = parseId(command.find((part) => /^\d+-\d+$/.test(String(part))) as string)!;
    const append: Append = { epoch, n, accepted: null, isLate: epoch < newestEpoch };
    this.appends.push(append);
    this.last = command;
    this.send(command, (isAccepted) => (append.accepted = isAccepted));
  }

  /** Sends the last command again, as if nobody knew whether it was executed. */
  repeat(): void {
    if (this.last !== null) this.send(this.last, (isAccepted) => (this.repeatsAccepted += Number(isAccepted)));
  }

  async claim(): Promise<number | null> {
    const claim = await claimRoom(this.redis, 'R', this.name);
    if (claim !== null) this.stream = new RoomStream('R', claim.epoch, 0);
    return claim?.epoch ?? null;
  }

  async hear(): Promise<void> {
    await Promise.all(this.waiting);
    this.waiting = [];
  }

  private send(command: readonly (string | Buffer | number)[], answered: (isAccepted: boolean) => void): void {
    this.batch.add(command, (error, reply) => answered(error === null && reply !== null));
    this.waiting.push(this.batch.send()!);
  }
}

test('[CS4] appends, claims, late answers and repeats in any order: one owner writes, and nothing accepted is lost', async () => {
  const [observer] = connections as [Redis];
  for (let seed = 0; seed < SEEDS; seed++) {
    const draw = seededRng(seed);
    await observer.del(KEYS.room('R'));
    const writers = connections.map((connection, i) => new Writer(`node-${i}`, connection));
    writers[0]!.stream = new RoomStream('R', 1000, -1);
    writers[0]!.append(0);
    await writers[0]!.hear();
    let newestEpoch = 1000;
    for (let step = 0; step < STEPS; step++) {
      const writer = writers[draw(writers.length)]!;
      const roll = draw(10);
      if (roll < 5) writer.append(newestEpoch);
      else if (roll < 7) await writer.hear();
      else if (roll < 8) writer.repeat();
      else {
        const claimants = roll === 8 ? [writer] : writers;
        const epochs = (await Promise.all(claimants.map((each) => each.claim()))).filter((epoch) => epoch !== null);
        // Two that read the same newest entry claim the same epoch: one of them wins.
        expect(new Set(epochs).size).toBe(epochs.length);
        newestEpoch = Math.max(newestEpoch, ...epochs);
      }
    }
    await Promise.all(writers.map((writer) => writer.hear()));
    expect(writers.map(({ repeatsAccepted }) => repeatsAccepted)).toEqual([0, 0, 0]);
    const ids = (await observer.xrange(KEYS.room('R'), '-', '+')).map(([id]) => id);
    const appends = writers.flatMap((writer) => writer.appends);
    for (const { epoch, n, accepted, isLate } of appends) {
      expect(accepted, `seed ${seed}, ${epoch}-${n}`).toBe(ids.includes(`${epoch}-${n}`));
      if (isLate) expect(accepted, `seed ${seed}, ${epoch}-${n} after a claim`).toBe(false);
    }
    // Everybody tries once more: the newest claim wins.
    for (const writer of writers) writer.append(newestEpoch);
    await Promise.all(writers.map((writer) => writer.hear()));
    const owners = writers.filter(({ appends: all }) => all.at(-1)?.accepted);
    expect(owners.map(({ stream }) => stream!.epoch)).toEqual([newestEpoch]);
    expect(await ownerOf(observer, 'R')).toBe(owners[0]!.name);
  }
}, 20_000);

test('[CS4] a node whose room was claimed shows nothing of it any more, and says so once', async () => {
  const one = await StreamedServer.start(redis.url);
  const ann = await one.does(() => one.server.enterForLog('Ann'));
  await one.does(() => ann.play());
  const bob = await one.does(() => one.server.enterForLog('Bob'));
  await one.does(() => bob.create());
  await one.run(200);
  expect((await claimRoom(one.redis, ann.code, 'two'))!.epoch).toBe(one.streams.epochOf(ann.code)! + 1);
  const shown = ann.log!.world.tick;
  ann.input(1, 2);
  await one.run(20);
  expect(one.fenced).toEqual([ann.code]);
  expect(one.streams.figures.fenced).toBe(1);
  expect(ann.log!.world.tick).toBe(shown);
  expect(ann.isClosed).toBe(true);
  expect(ann.take('left')).toEqual([]);
  expect(one.streams.epochOf(ann.code)).toBeNull();
  expect(one.streams.epochOf(bob.code)).not.toBeNull();
  expect(await ownerOf(one.redis, ann.code)).toBe('two');
  one.stop();
});

test('[CN16] who leaves a room that another node has taken sees nothing more of it, not even that they have left', async () => {
  const one = await StreamedServer.start(redis.url);
  const ann = await one.does(() => one.server.enterForLog('Ann'));
  await one.does(() => ann.play());
  const bob = await one.does(() => one.server.enterForLog('Bob'));
  await one.does(() => bob.join(ann.code));
  const cid = await one.does(() => one.server.enterForLog('Cid'));
  await one.does(() => cid.create());
  await one.run(200);
  for (const code of [ann.code, cid.code]) await claimRoom(one.redis, code, 'two');
  const shown = ann.log!.world.tick;
  ann.input(1, 2);
  one.server.run(1);
  ann.send({ type: 'leave' });
  // The last one who leaves closes the room.
  cid.send({ type: 'leave' });
  await one.settle();
  expect(one.fenced.toSorted()).toEqual([ann.code, cid.code].toSorted());
  expect(ann.log!.world.tick).toBe(shown);
  for (const player of [ann, cid]) expect([player.take('left'), player.isClosed]).toEqual([[], true]);
  one.stop();
});

test('[CN16] who has left a room before another node takes it stays connected', async () => {
  const one = await StreamedServer.start(redis.url);
  const ann = await one.does(() => one.server.enterForLog('Ann'));
  await one.does(() => ann.create());
  const { code } = ann;
  const bob = await one.does(() => one.server.enterForLog('Bob'));
  await one.does(() => bob.join(code));
  await one.does(() => bob.send({ type: 'leave' }));
  await claimRoom(one.redis, code, 'two');
  await one.does(() => ann.say('hello'));
  await one.does(() => ann.send({ type: 'leave' }));
  expect(one.fenced).toEqual([code]);
  expect([ann.isClosed, bob.isClosed]).toEqual([true, false]);
  expect(bob.last('left')?.reason).toBe('asked');
  one.stop();
});

test('[CS4] the code of a room that another node has is not taken', async () => {
  const one = await StreamedServer.start(redis.url, { seed: 4711 });
  const ann = await one.does(() => one.server.enter('Ann'));
  await one.does(() => ann.play());
  // The same random numbers lead to the same code, at the same time.
  const two = await StreamedServer.start(redis.url, { seed: 4711, node: 'two' });
  const bob = await two.does(() => two.server.enter('Bob'));
  await two.does(() => bob.play());
  expect(two.fenced).toEqual([ann.code]);
  expect(bob.code).toBe('');
  one.stop();
  two.stop();
});
