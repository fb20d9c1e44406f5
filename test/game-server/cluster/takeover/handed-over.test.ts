// A match that two nodes have played is handed over to the API once, as players were shown it.

import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { decodeFinishedMatch, type FinishedMatch } from '#handover';
import { provenResult, replayOf } from '#simulation';
import { MatchOutbox } from '../../../../game-server/outbox/match-outbox.ts';
import { FINISHED_TICKS_MIN } from '../../../../game-server/outbox/finished-match.ts';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import { newFolder } from '../../../support/new-folder.ts';

const log = pino({ level: 'silent' });

let cluster: MemoryCluster;
beforeEach(async () => {
  cluster = await MemoryCluster.start();
});
afterEach(async () => {
  await cluster.stop();
});

async function nodeWithOutbox(id: string) {
  const outbox = new MatchOutbox({ folder: newFolder(), bytesMax: 1e9, clock: cluster.clock, log });
  const node = await cluster.join(id, {}, { matchOutbox: outbox });
  const matches = (): FinishedMatch[] =>
    outbox.first(10).map((record) => decodeFinishedMatch(readFileSync(outbox.pathOf(record))));
  return { node, matches };
}

/** Two players in a match of `coop` that is long enough to be handed over. */
async function longMatch(node: MemoryNode) {
  const [ann, bob] = [node.enter('Ann'), node.enter('Bob')];
  await cluster.run(1);
  ann.play();
  await cluster.run(1);
  bob.join(ann.code);
  await cluster.until(() => node.room(ann.code).world.tick > FINISHED_TICKS_MIN);
  return { ann, bob, code: ann.code };
}

function expectProven({ recorded, seats }: FinishedMatch): void {
  const placed = seats.filter(({ place }) => place > 0).map(({ seat }) => seat);
  const { difference, score } = provenResult(replayOf(recorded), placed);
  expect([difference, score]).toEqual([null, recorded.head.result!.score]);
}

test('[OB3] a node that wakes up at the end of a match hands nothing over of a room that another one has taken', async () => {
  const [a, b] = [await nodeWithOutbox('a'), await nodeWithOutbox('b')];
  const { ann, bob, code } = await longMatch(a.node);
  a.node.freeze();
  await cluster.until(() => b.node.codes.includes(code));
  const back = b.node.resume(ann);
  b.node.resume(bob);
  await cluster.until(() => b.node.room(code).stateName === 'play');
  a.node.wake();
  // It does not know yet that it has lost the room.
  a.node.room(code).finish();
  await cluster.until(() => a.node.codes.length === 0);
  expect(a.matches()).toEqual([]);
  await cluster.run(60);
  b.node.room(code).finish();
  await cluster.run(2);
  const [match, ...others] = b.matches();
  expect([a.matches(), others]).toEqual([[], []]);
  expect(match).toMatchObject({ id: back.last('results')!.match, epoch: 1 });
  expectProven(match!);
});

test('[OB3] a node that dies when the end of a match is in Redis, and before it has handed it over: the next one does', async () => {
  const [a, b] = [await nodeWithOutbox('a'), await nodeWithOutbox('b')];
  const { ann, bob, code } = await longMatch(a.node);
  a.node.room(code).finish();
  a.node.kill();
  expect(a.matches()).toEqual([]);
  await cluster.until(() => b.node.codes.includes(code));
  const back = b.node.resume(ann);
  b.node.resume(bob);
  expect(b.node.room(code).stateName).toBe('result');
  await cluster.until(() => b.matches().length > 0);
  await cluster.run(2);
  const [match, ...others] = b.matches();
  expect(others).toEqual([]);
  expect(match).toMatchObject({ id: back.last('results')!.match, epoch: 1 });
  expectProven(match!);
});

test('[OB3] a match whose end was shown is handed over by that node, and by no other one that shows its result later', async () => {
  const [a, b] = [await nodeWithOutbox('a'), await nodeWithOutbox('b')];
  const { ann, code } = await longMatch(a.node);
  a.node.room(code).finish();
  // In the next tick the journal learns that it is handed over.
  await cluster.until(() => a.matches().length > 0);
  await cluster.run(2);
  const [match] = a.matches();
  expect(match).toMatchObject({ id: ann.last('results')!.match, epoch: 0 });
  expectProven(match!);
  a.node.kill();
  await cluster.until(() => b.node.codes.includes(code));
  const back = b.node.resume(ann);
  await cluster.run(60);
  expect(back.last('results')!.match).toBe(match!.id);
  expect(b.matches()).toEqual([]);
});

test('[OB3] a match that ends while Redis is gone for everybody is handed over', async () => {
  const a = await nodeWithOutbox('a');
  const { ann, code } = await longMatch(a.node);
  await cluster.server.kill();
  await cluster.until(() => a.node.node.lease.isAlone);
  a.node.room(code).finish();
  await cluster.run(2);
  expect(a.matches()).toMatchObject([{ id: ann.last('results')!.match, epoch: 0 }]);
});

test('[OB3] a room that closes before its match is handed over stays closed', async () => {
  const a = await nodeWithOutbox('a');
  const { ann, bob, code } = await longMatch(a.node);
  a.node.room(code).finish();
  for (const player of [ann, bob]) player.send({ type: 'leave' });
  await cluster.until(() => a.matches().length > 0);
  await cluster.run(5);
  expect([a.node.codes, a.matches().length]).toEqual([[], 1]);
  expect(await cluster.redis.smembers(KEYS.rooms)).toEqual([]);
});
