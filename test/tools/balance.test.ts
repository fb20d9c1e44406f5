// `npm run balance`: what it counts, and what it makes of it.

import { expect, test } from 'vitest';
import type { MatchFacts } from '../../tools/balance/ai-match.ts';
import { balanceOf, balanceRows, shareBefore } from '../../tools/balance/balance.ts';
import { playMatches, type MatchList } from '../../tools/balance/matches.ts';

function facts(given: Partial<MatchFacts>): MatchFacts {
  return {
    ...{ ticks: 600, isOver: true, places: [1, 2], scores: [0, 0], order: [1, 0], betweenTicks: 0, outTicks: 0 },
    ...{ pacPoints: 0, ghostPoints: 0, leadChanges: 0, rivalCatches: 0, catches: 0, parts: 1 },
    ...given,
  };
}

test('[TN8] matches of one seed are the same each time', () => {
  const list: MatchList = {
    ...{ settings: { mode: 'versus', seatCount: 2 }, skills: ['hard', 'easy'], from: 0, to: 2, seed: 5 },
  };
  const played = playMatches(list);
  expect(playMatches(list)).toEqual(played);
  expect(played.map(({ skills }) => skills)).toEqual([
    ['hard', 'easy'],
    ['easy', 'hard'],
  ]);
  for (const { facts: found } of played) {
    const { scores, pacPoints, ghostPoints, catches, rivalCatches, parts } = found;
    expect([found.isOver, parts]).toEqual([true, 4]);
    expect(found.places).toEqual(scores[0]! > scores[1]! ? [1, 2] : [2, 1]);
    expect(pacPoints + ghostPoints).toBe(scores[0]! + scores[1]!);
    expect(ghostPoints).toBeGreaterThanOrEqual(1600 * catches);
    expect([rivalCatches, catches <= parts]).toEqual([catches, true]);
    // The countdown, and the time between four turns.
    expect(found.betweenTicks).toBeGreaterThanOrEqual(180 + 3 * 180);
    expect(found.ticks).toBeLessThanOrEqual(found.betweenTicks + 4 * 5400);
  }
});

test('[TN8] seats share a win; times are shares of the ticks of all matches', () => {
  const balance = balanceOf([
    facts({ ticks: 600, betweenTicks: 60, outTicks: 240, leadChanges: 3, catches: 2, rivalCatches: 1, parts: 4 }),
    facts({ ticks: 1800, places: [1, 1], betweenTicks: 180, outTicks: 240, ghostPoints: 10, isOver: false }),
  ]);
  expect(balance).toEqual({
    ...{
      matches: 2,
      stopped: 1,
      winsBySeat: [0.75, 0.25],
      winsByOrder: [0.25, 0.75],
      draws: 0.5,
      seconds: { least: 10, median: 30, most: 30 },
    },
    ...{ between: 0.1, out: 0.1, leadChanges: 1.5, catches: 1, rivalCatches: 0.5, parts: 2.5 },
    ...{ pacPoints: 0, ghostPoints: 5 },
  });
  const rows = balanceRows(balance);
  expect(rows).toContain('| wins by seat | 75.0, 25.0 % (even: 50.0 %) |');
  expect(rows).toContain('| length: shortest, median, longest | 0:10, 0:30, 0:30 |');
  expect(rows).toContain('| turns that Pac-Man survived | 60.0 % |');
});

test('[TN8] a skill is before another one by the mean place of its seats', () => {
  const skills = ['hard', 'normal', 'hard', 'normal'] as const;
  const share = shareBefore(
    [
      { facts: facts({ places: [1, 3, 2, 4] }), skills },
      { facts: facts({ places: [1, 2, 4, 3] }), skills },
      { facts: facts({ places: [3, 1, 4, 2] }), skills },
    ],
    'hard',
  );
  expect(share).toBe(0.5);
});
