// `versus`, whole matches.

import { expect, test } from 'vitest';
import { createMatch, matchSettings, PHASE, rulesOf, stepMatch, type Direction, type Input } from '#simulation';
import { seededRng } from '../../support/seeded-rng.ts';

const TICKS_MAX = 40_000;

test.each([
  [2, 4],
  [3, 6],
  [4, 4],
  [5, 5],
])('[SU1] turns: with %i seats each match has %i turns', (seatCount, turns) => {
  const match = createMatch(matchSettings({ mode: 'versus', seed: 7, seatCount }));
  const world = match.worlds[0]!;
  const rng = seededRng(seatCount);
  const pacs: number[] = [];
  while (world.phase !== PHASE.over && world.tick < TICKS_MAX) {
    const inputs: Input[] = [];
    for (let seat = 0; seat < seatCount; seat++) {
      if (world.tick === 0) inputs.push({ kind: 'enter', seat });
      else if (rng(20) === 0) {
        inputs.push({ kind: 'wish', seat, sequence: world.tick, direction: rng(4) as Direction });
      }
    }
    stepMatch(match, inputs);
    if (world.turn > pacs.length) pacs.push(world.pacSeat[0]!);
  }
  expect([world.phase, world.turn]).toEqual([PHASE.over, turns]);
  const times = Array.from({ length: seatCount }, (_, seat) => pacs.filter((pac) => pac === seat).length);
  expect(new Set(times)).toEqual(new Set([turns / seatCount]));
  const { rank } = rulesOf(match.settings);
  expect([0, 1].map((seat) => Math.sign(rank(match, 0, seat)))).toEqual([
    0,
    Math.sign(world.seatScore[1]! - world.seatScore[0]!),
  ]);
});
