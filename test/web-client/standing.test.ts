// The ranking of `mega` as a page knows it from one maze, compared with the order of the rules.

import { expect, test } from 'vitest';
import { aiWish, canSteer, PHASE, rulesOf, stepMatch, wishOf, worldOf, type Input, type Match } from '#simulation';
import { placeIn, pointsShort, standingOf } from '../../web-client/netcode/standing.ts';
import { megaMatch } from '../support/mega-match.ts';

/** Where a page looks: all mazes have been told what the others are like in the tick before. */
const PUBLISH_TICKS = 60;
const everybody = (): boolean => true;

/** Lets the built-in player play on, as easily as it can. */
function play(match: Match, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    const inputs: Input[] = [];
    for (let seat = 0; seat < match.settings.seatCount; seat++) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, 'easy');
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
    stepMatch(match, inputs);
  }
}

test('[W41] the order of the seats that play is the order of the rules, from every maze', () => {
  const match = megaMatch(16, 4);
  const { rank } = rulesOf(match.settings);
  let compared = 0;
  while (compared < 40 && match.worlds[0]!.phase !== PHASE.over) {
    play(match, PUBLISH_TICKS - (match.tick % PUBLISH_TICKS));
    for (const world of match.worlds) {
      if (world.tick !== match.tick) continue;
      const { order, living } = standingOf(world, everybody);
      for (const [i, seat] of order.slice(1, living).entries()) {
        // Of rivals caught and of when a score was reached a page knows nothing where they are elsewhere.
        const isKnown = rank(match, order[i]!, seat) <= 0 || world.rankScore[seat] === world.rankScore[order[i]!];
        expect(isKnown).toBe(true);
      }
    }
    compared++;
  }
  expect(compared).toBe(40);
});

test('[W41] the line is the last place that the next cull keeps, and says how much is missing', () => {
  const match = megaMatch(16, 5);
  play(match, 10 * PUBLISH_TICKS - (match.tick % PUBLISH_TICKS));
  const world = match.worlds[0]!;
  const standing = standingOf(world, everybody);
  expect(standing).toMatchObject({ living: 16, kept: 8 });
  const { order, linePoints } = standing;
  expect(linePoints).toBe(world.rankScore[order[7]!]);
  for (const [index, seat] of order.entries()) {
    expect(placeIn(standing, world, seat)).toBe(index + 1);
    const short = pointsShort(standing, world, seat);
    if (index < 8) expect(short).toBeLessThanOrEqual(0);
    else expect(short).toBeGreaterThan(0);
  }
});
