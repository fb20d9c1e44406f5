// How late Redis may answer before a node loses its lease.

import { expect, test } from 'vitest';
import { Beat } from '../../../../game-server/cluster/lease/beat.ts';
import { KnownNodes } from '../../../../game-server/cluster/lease/known-nodes.ts';
import { Lease } from '../../../../game-server/cluster/lease/lease.ts';
import type { NodePlace, NodeRecord } from '../../../../game-server/cluster/lease/node-record.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const LEASE_MS = 900;
const PLACE = { id: 'one', run: 'run' } as NodePlace;

/** A node whose Redis answers everything so late, and has no other node. */
function slowBeat(answerMs: number) {
  const clock = new VirtualClock();
  const nowMs = () => clock.now();
  const lease = new Lease({ ms: LEASE_MS, nowMs, words: () => [] });
  const nodes = new KnownNodes({ id: PLACE.id, run: PLACE.run, leaseMs: LEASE_MS, nowMs, linkOf: () => null });
  const later = <Reply>(reply: Reply) => new Promise<Reply>((resolve) => clock.after(answerMs, () => resolve(reply)));
  const redis = { set: () => later('OK'), hset: () => later(1), hgetall: () => later({}), mget: () => later([]) };
  const beat = new Beat({
    ...{ redis: redis as never, clock, lease, nodes, place: PLACE },
    record: () => ({}) as NodeRecord,
    renewed: () => {},
    refused: () => {},
    looked: () => {},
  });
  /** Runs so long, tick by tick. @returns how many ticks could not be shown */
  const run = async (ms: number) => {
    let doubtfulTicks = 0;
    for (const endMs = clock.now() + ms; clock.now() < endMs;) {
      clock.advance(1000 / 60);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      if (!lease.mayShow(clock.now())) doubtfulTicks++;
    }
    return doubtfulTicks;
  };
  return { beat, lease, run };
}

test.each([
  { answerMs: 2, isHeld: true },
  { answerMs: 600, isHeld: true },
  { answerMs: 700, isHeld: true },
  { answerMs: 880, isHeld: false },
])('[CN4] Redis answers after $answerMs ms: the lease is held, $isHeld', async ({ answerMs, isHeld }) => {
  const { beat, lease, run } = slowBeat(answerMs);
  const begun = beat.begin();
  // Three answers, one after the other: the first beat, and two looks.
  await run(3 * answerMs + 1000);
  await begun;
  await run(1000);
  const { lapses } = lease;
  expect([(await run(10_000)) === 0, lease.lapses === lapses]).toEqual([isHeld, isHeld]);
  beat.stop();
});
