// Nodes of two builds side by side, as during an update: rooms stay with the rules and the protocol of their players.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '#protocol';
import { KEYS } from '#redis';
import { MemoryCluster, type MemoryNode } from '../../support/memory-cluster.ts';

let cluster: MemoryCluster;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
});

afterEach(async () => {
  await cluster.stop();
});

/** From now on others take a node for one of another protocol. */
async function seemsOther(node: MemoryNode): Promise<void> {
  const other = (text: string) => text.replace(`"protocol":${PROTOCOL_VERSION}`, `"protocol":${PROTOCOL_VERSION + 1}`);
  const { redis } = node;
  const set = redis.set.bind(redis) as (key: string, text: string, ...others: readonly unknown[]) => Promise<'OK'>;
  const hset = redis.hset.bind(redis) as (key: string, field: string, text: string) => Promise<number>;
  redis.set = (key: string, text: string, ...others: readonly unknown[]) => set(key, other(text), ...others);
  redis.hset = ((key: string, field: string, text: string) => hset(key, field, other(text))) as typeof redis.hset;
  await cluster.run(60);
}

async function roomOf(node: MemoryNode, name: string): Promise<string> {
  const ann = node.enter(name);
  await cluster.run(1);
  ann.play();
  await cluster.run(1);
  return ann.code;
}

test('[CN15] a room of a dead node waits for a node with its protocol', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const code = await roomOf(a, 'Ann');
  await seemsOther(a);
  a.kill();
  await cluster.run(600);
  expect(b.codes).toEqual([]);
  expect(await cluster.redis.sismember(KEYS.rooms, code)).toBe(1);
  // The same protocol again.
  await cluster.redis.hset(
    KEYS.nodes,
    'a',
    JSON.stringify({ ...b.node.nodes.node('a')!.place, protocol: PROTOCOL_VERSION }),
  );
  await cluster.until(() => b.codes.includes(code));
});

test('[CM2] a room does not move to a node of another protocol, not even by hand', async () => {
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  const code = await roomOf(a, 'Ann');
  await seemsOther(b);
  const moves = [a.node.moveSome(1, null), a.node.moveSome(1, 'b')];
  await cluster.run(300);
  expect(await Promise.all(moves)).toEqual([0, 0]);
  expect([a.codes, b.codes]).toEqual([[code], []]);
});

test('[CM15] a match that is still on when a node has waited long enough is closed, and goes on nowhere', async () => {
  const [a, b] = [await cluster.join('a', { nodeDrainMs: 2000 }), await cluster.join('b')];
  const code = await roomOf(a, 'Ann');
  await seemsOther(b);
  let isDrained = false;
  void a.node.drain().then(() => (isDrained = true));
  await cluster.run(60);
  expect(a.codes).toEqual([code]);
  await cluster.until(() => isDrained);
  expect(a.codes).toEqual([]);
  expect(a.players[0]!.take('left')).toMatchObject([{ reason: 'closed' }]);
  await cluster.until(async () => (await cluster.redis.sismember(KEYS.rooms, code)) === 0);
  await a.node.leave();
  a.kill();
  await cluster.run(300);
  expect(b.codes).toEqual([]);
});
