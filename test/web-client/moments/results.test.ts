// The result of a match: titles, the podium, the personal best, and the texts of rows.

import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { WireResult } from '#protocol';
import { MODES } from '#simulation';
import { countedIn, readBests, withResult } from '../../../web-client/moments/personal-best.ts';
import { isRanked, podiumOf, rowsOf } from '../../../web-client/moments/podium-order.ts';
import { TITLES, titlesOf } from '../../../web-client/moments/titles.ts';
import { Preferences } from '../../../web-client/preferences.ts';
import { countText, figuresOf, resultTitle } from '../../../web-client/view/results/result-texts.ts';

const NOTHING: WireResult = {
  ...{ name: '', place: 1, score: 0, dots: 0, energizers: 0, ghosts: 0, caught: 1, bestChain: 0, distance: 0 },
  ...{ seat: 0, rivals: 0, rounds: 0, turns: 0, fruits: 0 },
};

/** Results of seats 0, 1, ..., in the order of their places unless they say otherwise. */
function results(...rows: readonly Partial<WireResult>[]): WireResult[] {
  return rows.map((row, seat) => ({ ...NOTHING, name: `P${seat}`, seat, place: seat + 1, ...row }));
}

const titles = (mode: string, ...rows: readonly Partial<WireResult>[]) =>
  Object.fromEntries(titlesOf(mode, results(...rows)));

test('[W64] each title goes to the player with the most of what it is for', () => {
  const others = [{}, {}, {}];
  const given: readonly (readonly [string, Partial<WireResult>])[] = [
    ['ghostHunter', { ghosts: 4 }],
    ['headhunter', { rivals: 2 }],
    ['chainMaster', { bestChain: 3 }],
    ['fruitLover', { fruits: 1 }],
    ['dotCollector', { dots: 40 }],
    ['powerPlayer', { energizers: 2 }],
    ['untouchable', { caught: 0, dots: 39 + 21 }],
    ['marathonRunner', { distance: 3000 }],
    ['ghostMagnet', { caught: 3 }],
  ];
  for (const [title, row] of given) {
    const dots = title === 'untouchable' ? [{ dots: 100 }, { dots: 100 }, { dots: 100 }] : others;
    expect(titles('coop', row, ...dots)[0]).toBe(title);
  }
  expect(titles('battle', {}, {}, {})).toEqual({ 0: 'lastOneStanding' });
  expect(titles('versus', {}, {}, {})).toEqual({});
  expect(TITLES.length).toBeGreaterThanOrEqual(8);
});

test('[W64] of equal players the better place has a title, then more points, then the lower seat; and less than enough is none', () => {
  expect(titles('coop', { place: 2, ghosts: 9 }, { place: 1, ghosts: 9 }, {}, {})).toEqual({ 1: 'ghostHunter' });
  expect(titles('coop', { place: 1, ghosts: 9 }, { place: 1, ghosts: 9, score: 10 }, {}, {})).toEqual({
    1: 'ghostHunter',
  });
  expect(titles('coop', { place: 1, ghosts: 9 }, { place: 1, ghosts: 9 }, {}, {})).toEqual({ 0: 'ghostHunter' });
  expect(titles('coop', { ghosts: 3 }, {}, {})).toEqual({});
  // What most players share is no title.
  expect(titles('coop', { fruits: 1 }, { fruits: 1 }, { fruits: 1 }, {})).toEqual({});
});

test('[W64] a title is never that of the second best: a player with another title keeps it from the others', () => {
  expect(titles('coop', { ghosts: 9, fruits: 2 }, { fruits: 1 }, {}, {})).toEqual({ 0: 'ghostHunter' });
  expect(titles('coop', { ghosts: 9, fruits: 2 }, { fruits: 2 }, {}, {})).toEqual({
    0: 'ghostHunter',
    1: 'fruitLover',
  });
});

test('[W64] a player alone has no title that compares players', () => {
  expect(titles('classic', { ghosts: 30, fruits: 5, dots: 900, caught: 3 })).toEqual({});
  expect(titles('classic', { ghosts: 30, bestChain: 4, caught: 3 })).toEqual({ 0: 'chainMaster' });
});

test('[W64] whatever the results are, each player has one title at most and each title one player', () => {
  const small = fc.integer({ min: 0, max: 5 });
  const row = fc.record({
    ...{
      place: fc.integer({ min: 1, max: 4 }),
      score: small,
      dots: fc.integer({ min: 0, max: 90 }),
      energizers: small,
    },
    ...{ ghosts: small, caught: small, bestChain: small, distance: fc.integer({ min: 0, max: 5000 }), rivals: small },
    ...{ fruits: small },
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.constantFrom(...MODES.map(({ name }) => name)), (rows, mode) => {
      const given = [...titlesOf(mode, results(...rows)).values()];
      expect(new Set(given).size).toBe(given.length);
    }),
  );
});

test('[W64] the podium has the second to the left of the first; players who share a place share the height of its step', () => {
  const steps = (mode: string, ...rows: readonly Partial<WireResult>[]) =>
    podiumOf(mode, results(...rows)).map(({ result, step }) => [result.seat, step]);
  expect(steps('battle', { place: 3 }, { place: 1 }, { place: 2 }, { place: 4 })).toEqual([
    [2, 2],
    [1, 1],
    [0, 3],
  ]);
  expect(steps('versus', { place: 1 }, { place: 1 }, { place: 3 })).toEqual([
    [1, 1],
    [0, 1],
    [2, 3],
  ]);
  expect(steps('mega', { place: 1 })).toEqual([[0, 1]]);
  // A team stands side by side, in the order of its seats.
  expect(steps('coop', { place: 2 }, { place: 1 })).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(podiumOf('mega', results(...Array.from({ length: 64 }, () => ({ place: 1 })))).length).toBe(4);
});

test('[W64] the rows of a ranking have the best first, those of a team the order of its seats', () => {
  const order = (mode: string) =>
    rowsOf(mode, results({ place: 2 }, { place: 1 }, { place: 2 })).map(({ seat }) => seat);
  expect(order('versus')).toEqual([1, 0, 2]);
  expect(order('coop')).toEqual([0, 1, 2]);
  expect(['classic', 'coop', 'versus', 'battle', 'mega', 'unknown'].map(isRanked)).toEqual([
    ...[false, false, true, true, true, false],
  ]);
});

test('[W65] a personal best is told when it beats an earlier one, and remembered from the first on', () => {
  const first = withResult({}, 'classic', 500);
  expect(first).toEqual({ bests: { classic: 500 }, beaten: null });
  expect(withResult(first.bests, 'classic', 500)).toEqual({ bests: first.bests, beaten: null });
  expect(withResult(first.bests, 'classic', 510)).toEqual({ bests: { classic: 510 }, beaten: 500 });
  expect(withResult(first.bests, 'coop', 0)).toEqual({ bests: first.bests, beaten: null });
  expect(withResult(first.bests, 'coop', 90).bests).toEqual({ classic: 500, coop: 90 });
  const [own] = results({ score: 120, rounds: 2 });
  expect(['classic', 'coop', 'versus', 'battle', 'mega'].map((mode) => countedIn(mode, own!, 900))).toEqual([
    ...[120, 900, 120, 2, 120],
  ]);
});

test('[W65] bests are kept as they were stored, and what is no number of points is none', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  new Preferences(storage).set('bests', { classic: 510 });
  expect(new Preferences(storage).get('bests')).toEqual({ classic: 510 });
  expect(readBests('{"classic":"many","coop":-4,"mega":1.5,"versus":7}')).toEqual({ versus: 7 });
  for (const broken of ['[1]', 'null', '7']) expect(readBests(broken)).toBe(null);
  stored.set('packetman.bests', '{');
  expect(new Preferences(storage).get('bests')).toEqual({});
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, 1]));
  expect(Object.keys(readBests(JSON.stringify(many))!).length).toBe(32);
});

test('[W64] a result says who has won, or how far the team came, and what decides in its mode', () => {
  const match = { level: 3, score: 12_340, cleared: false };
  const rows = results({ name: 'Ann', score: 1000, rounds: 1 }, { name: 'Ben', score: 2000, rounds: 3 });
  expect(resultTitle('coop', { ...match, seats: rows }, 'Ann')).toBe('Level 3: 12,340 points');
  expect(resultTitle('coop', { ...match, cleared: true, seats: rows }, 'Ann')).toBe(
    'All levels cleared: 12,340 points',
  );
  expect(resultTitle('battle', { ...match, seats: rows }, 'Ann')).toBe('You win!');
  expect(rows.map((row) => countText('battle', row))).toEqual(['1 round', '3 rounds']);
  expect(rows.map((row) => countText('mega', row))).toEqual(['1,000', '2,000']);
  const figures = Object.fromEntries(figuresOf('mega', { ...rows[0]!, dots: 7, fruits: 2, rivals: 4 }, 60 * 75));
  expect(figures).toEqual({ Dots: '7', Ghosts: '0', Fruit: '2', 'Best chain': '0', Caught: '4', Time: '1:15' });
});
