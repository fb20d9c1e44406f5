// How often a room is seen does not change what happens in it.

import { expect, test } from 'vitest';
import type { SnapshotRate } from '#protocol';
import { hashWorld } from '#simulation';
import { startTestServer } from '../../support/test-server.ts';

const TICKS = 480;

test('[GR20] a room that is seen a third as often is the same room: every wish counts at its tick, and so does time', async () => {
  const [often, seldom] = [await playAt(60), await playAt(20)];
  expect(seldom.pongTicks).toEqual(often.pongTicks);
  // Each tick of the countdown is stepped at once, and then every third.
  expect(often.hashes.size).toBe(TICKS + 1);
  expect(seldom.hashes.size).toBeGreaterThan(180 + 90);
  expect(seldom.hashes.size).toBeLessThan(180 + 110);
  for (const [tick, hash] of seldom.hashes) expect(hash).toBe(often.hashes.get(tick));
});

/** Plays the same wishes at the same ticks. @returns the worlds by their ticks, and the ticks that the client received. */
async function playAt(rate: SnapshotRate) {
  const server = await startTestServer();
  const ann = await server.enter();
  const { code } = await ann.create(2, false, rate);
  const { world } = server.lobby.room(code)!;
  const hashes = new Map([[world.tick, hashWorld(world)]]);
  const pongTicks: number[] = [];
  for (let tick = 0; tick < TICKS; tick++) {
    if (tick % 7 === 0) {
      ann.send({ type: 'input', sequence: tick + 1, tick: 0, direction: (tick / 7) % 4, seenTick: ann.words[0]! });
      ann.send({ type: 'ping', time: tick, seenTick: ann.words[0]! });
      pongTicks.push((await ann.next('pong')).tick);
    }
    server.ticks(1);
    hashes.set(world.tick, hashWorld(world));
  }
  return { hashes, pongTicks };
}
