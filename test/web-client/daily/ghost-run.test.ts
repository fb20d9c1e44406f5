import { expect, test } from 'vitest';
import { hashWorld, playReplay } from '#simulation';
import { GhostRun } from '../../../web-client/daily/ghost-run.ts';
import { playedMatch } from '../../support/played-match.ts';

const REPLAY = playedMatch({ mode: 'coop', seed: 9 }, 2000, ['Ann', 'Bo']);
/** The hash of the World at each tick. */
const HASHES = [0];

for (const { world } of playReplay(REPLAY)) HASHES.push(hashWorld(world));

test('[W172] the run is at the tick of the own match, with the World one tick before', () => {
  const run = new GhostRun(REPLAY);
  expect(run.at(0)).not.toBe(null);
  for (const tick of [1, 2, 3, 50, 51, 140, 200]) {
    const shown = run.at(tick)!;
    expect([tick, hashWorld(shown.world), shown.before.tick]).toEqual([tick, HASHES[tick], tick - 1]);
  }
});

test('[W172] one that is loaded late, or that the match has left behind, catches up over some frames', () => {
  const run = new GhostRun(REPLAY);
  const seen = Array.from({ length: 12 }, (_, frame) => run.at(1000 + frame) !== null);
  expect(seen.indexOf(true)).toBe(10);
  expect(hashWorld(run.at(1012)!.world)).toBe(HASHES[1012]);
});

test('[W172] a prediction that goes back by some ticks does not move the run; a match that goes back further does', () => {
  const run = new GhostRun(REPLAY);
  while (run.at(1500) === null);
  expect(run.at(1470)?.world.tick).toBe(1500);
  expect(run.at(1501)?.world.tick).toBe(1501);
  while (run.at(700) === null);
  expect(hashWorld(run.at(700)!.world)).toBe(HASHES[700]);
});

test('[W172] after its end there is nothing to see, and rules that throw end it', () => {
  const run = new GhostRun(REPLAY);
  while (run.at(2000) === null);
  expect(run.at(2001)).toBe(null);
  const broken = new GhostRun({ ...REPLAY, log: [[5, [9, 9, 9]]] });
  expect([broken.at(4) === null, broken.at(6), broken.at(2)]).toEqual([false, null, null]);
});
