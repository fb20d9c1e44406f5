// A Redis with foreign content, and one that refuses to write.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { nextBlock } from '../../../game-server/cluster/node.ts';
import { MemoryCluster, type MemoryNode } from '../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';

let cluster: MemoryCluster;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
});

afterEach(async () => {
  await cluster.stop();
});

/** A match with a player in it. */
async function match(node: MemoryNode, name: string): Promise<MemoryPlayer> {
  const ann = node.enter(name);
  await cluster.run(1);
  ann.play();
  await cluster.run(1);
  await cluster.until(() => node.room(ann.code).stateName === 'play');
  return ann;
}

/** In one step: a node may write at any time. */
async function makeForeign(key: string): Promise<void> {
  await cluster.redis.multi().del(key).rpush(key, 'x').exec();
}

const tickOf = ({ words }: MemoryPlayer): number => words[0]!;

test('[CN21] where nodes are is written anew, and meanwhile no node counts as gone', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const ann = await match(a, 'Ann');
  await makeForeign(KEYS.nodes);
  for (let tick = 0; tick < 180; tick++) {
    await cluster.run(1);
    expect([a, b].map(({ node }) => [node.mayRun, node.nodes.live.length])).toEqual([
      [true, 1],
      [true, 1],
    ]);
  }
  expect(Object.keys(await cluster.redis.hgetall(KEYS.nodes)).toSorted()).toEqual(['a', 'b']);
  expect([a.codes, b.codes]).toEqual([[ann.code], []]);
  const shown = tickOf(ann);
  await cluster.run(60);
  expect(tickOf(ann)).toBeGreaterThan(shown + 50);
});

test('[CN21] the set of all rooms is made anew of their streams, so that the rooms of a dead node go on', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const { code } = await match(a, 'Ann');
  const other = await match(b, 'Bo');
  await makeForeign(KEYS.rooms);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  expect((await cluster.redis.smembers(KEYS.rooms)).toSorted()).toEqual([code, other.code].toSorted());
});

test('[CN21] a foreign key for the run of Redis is written anew: rooms are replicated again after a loss', async () => {
  const a = await cluster.join('a');
  const ann = await match(a, 'Ann');
  await makeForeign(KEYS.run);
  a.redis.disconnect(true);
  await cluster.until(() => !a.node.figures.hasRedis);
  await cluster.until(() => a.node.figures.hasRedis);
  expect(await cluster.redis.type(KEYS.run)).toBe('string');
  const shown = tickOf(ann);
  await cluster.run(60);
  expect(tickOf(ann)).toBeGreaterThan(shown + 50);
});

test('[CN3] no node that starts gets the ids of one that lives, whatever has become of the count in Redis', async () => {
  const { redis } = cluster;
  const draws = [7, 1, 70, 2, 700, 3, 7000];
  const next = () => nextBlock(redis, () => draws.shift()!);
  const blocks = [await next(), await next()];
  await redis.del(KEYS.blocks);
  blocks.push(await next());
  await makeForeign(KEYS.blocks);
  blocks.push(await next());
  await redis.set(KEYS.blocks, 'much');
  blocks.push(await next());
  expect(blocks).toEqual([8, 9, 71, 701, 7001]);
});

test('[CN9] Redis refuses to write, for all of its nodes: matches go on, and nobody takes a room', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const players = [await match(a, 'Ann'), await match(b, 'Bo')];
  await cluster.run(60);
  await cluster.redis.config('SET', 'maxmemory', '1');
  await cluster.run(60);
  let shown = players.map(tickOf);
  for (let second = 0; second < 4; second++) {
    await cluster.run(60);
    const now = players.map(tickOf);
    expect(now.map((tick, at) => tick - shown[at]!)).toEqual([60, 60]);
    shown = now;
  }
  expect([a, b].map(({ node }) => node.figures)).toMatchObject([
    { mayRun: true, hasRedis: false },
    { mayRun: true, hasRedis: false },
  ]);
  await cluster.redis.config('SET', 'maxmemory', '0');
  await cluster.until(() => a.node.figures.hasRedis && b.node.figures.hasRedis);
  await cluster.run(180);
  expect([a.codes, b.codes, a.node.figures.fenced, b.node.figures.fenced]).toEqual([
    [players[0]!.code],
    [players[1]!.code],
    0,
    0,
  ]);
  expect(players.map(tickOf).every((tick, at) => tick > shown[at]! + 170)).toBe(true);
});
