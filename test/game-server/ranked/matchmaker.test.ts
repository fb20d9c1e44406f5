// The matchmaker over given and over random populations. It is pure: time is a number.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTESTS, contestOf, type ContestRules } from '../../../game-server/ranked/contest-table.ts';
import { distanceOf, matchesOf, rangeOf, windowAfter, type Seeker } from '../../../game-server/ranked/matchmaker.ts';
import { seededRng } from '../../support/seeded-rng.ts';

const VERSUS = contestOf('versus', 'human')!;
const PAIRS: ContestRules = { ...VERSUS, most: 2 };

interface Named extends Seeker {
  readonly name: string;
}

function player(name: string, mu = 25, { sigma = 2, sinceMs = 0, address = name }: Partial<Seeker> = {}): Named {
  return { name, mu, sigma, sinceMs, address };
}

function namesOf(matches: readonly (readonly Named[])[]): string[] {
  return matches.map((match) => match.map(({ name }) => name).join(' '));
}

describe('[RQ3] who plays against whom', () => {
  test('the nearest in strength play against each other', () => {
    const waiting = [player('a', 20), player('b', 30), player('c', 21), player('d', 29)];
    expect(namesOf(matchesOf(waiting, 1000, PAIRS))).toEqual(['a c', 'b d']);
  });

  test('players too far apart wait, until the window of one of them is wide enough', () => {
    const waiting = [player('a', 20), player('b', 30)];
    const gap = distanceOf(waiting[0]!, waiting[1]!);
    const beginsMs = Array.from({ length: 61 }, (_, second) => second * 1000).find(
      (nowMs) => matchesOf(waiting, nowMs, PAIRS).length > 0,
    );
    expect(windowAfter(beginsMs! - 1000, PAIRS)).toBeLessThan(gap);
    expect(windowAfter(beginsMs!, PAIRS)).toBeGreaterThanOrEqual(gap);
  });

  test('after the longest wait any opponent will do, and before it not', () => {
    const waiting = [player('a', 0), player('b', 50, { sinceMs: 59_000 })];
    expect(matchesOf(waiting, VERSUS.waitMsMax - 1, PAIRS)).toEqual([]);
    expect(namesOf(matchesOf(waiting, VERSUS.waitMsMax, PAIRS))).toEqual(['a b']);
  });

  test('a new player, of whom little is known, is near to many', () => {
    expect(distanceOf(player('a', 20), player('b', 27, { sigma: 25 / 3 }))).toBeLessThan(
      distanceOf(player('a', 20), player('b', 27)),
    );
  });

  test('a full match begins at once, a smaller one after a while, one player never', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => player(name));
    expect(namesOf(matchesOf(five, 0, VERSUS))).toEqual(['a b c d e']);
    expect(matchesOf(five.slice(1), VERSUS.fillMs - 1, VERSUS)).toEqual([]);
    expect(namesOf(matchesOf(five.slice(1), VERSUS.fillMs, VERSUS))).toEqual(['b c d e']);
    expect(matchesOf(five.slice(4), 10 * VERSUS.waitMsMax, VERSUS)).toEqual([]);
    expect(matchesOf([], 0, VERSUS)).toEqual([]);
  });

  test('whoever needs matches most is served first', () => {
    const waiting = [player('known', 25, { sigma: 1 }), player('new', 25.2, { sigma: 8 }), player('other', 25.4)];
    expect(namesOf(matchesOf(waiting, 1000, PAIRS))[0]).toMatch(/^new/);
  });

  test('people of one address never meet, bots of one address when there is nobody else', () => {
    const home = [player('a', 25, { address: 'home' }), player('b', 25, { address: 'home' })];
    expect(matchesOf(home, 100 * VERSUS.waitMsMax, VERSUS)).toEqual([]);
    expect(namesOf(matchesOf([...home, player('c', 25)], VERSUS.fillMs, VERSUS))).toEqual(['a c']);
    const bots = contestOf('versus', 'bot')!;
    expect(matchesOf(home, bots.neighboursMs - 1, bots)).toEqual([]);
    expect(namesOf(matchesOf(home, bots.neighboursMs, bots))).toEqual(['a b']);
    const shared = [player('a', 25, { address: null }), player('b', 25, { address: null })];
    expect(namesOf(matchesOf(shared, VERSUS.fillMs, VERSUS))).toEqual(['a b']);
  });

  test('the range that is shown to a player is the one in which opponents are found', () => {
    const me = player('me', 25);
    for (const waitedMs of [0, 10_000, 50_000]) {
      const [least, most] = rangeOf(me, waitedMs, PAIRS);
      expect(distanceOf(me, player('x', most))).toBeCloseTo(windowAfter(waitedMs, PAIRS), 9);
      expect(distanceOf(me, player('x', least))).toBeCloseTo(windowAfter(waitedMs, PAIRS), 9);
    }
  });
});

const anySeeker = fc.record({
  mu: fc.double({ min: 0, max: 50, noNaN: true }),
  sigma: fc.double({ min: 0.5, max: 25 / 3, noNaN: true }),
  sinceMs: fc.integer({ min: 0, max: 120_000 }),
  address: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 12 }).map(String)),
});
const anyRules = fc.constantFrom(...CONTESTS);
const NOW_MS = 120_000;

describe('[RQ4] any population', () => {
  test('nobody is in two matches, and matches have their sizes', () => {
    fc.assert(
      fc.property(fc.array(anySeeker, { maxLength: 60 }), anyRules, (waiting, rules) => {
        const matches = matchesOf(waiting, NOW_MS, rules);
        const placed = matches.flat();
        expect(new Set(placed).size).toBe(placed.length);
        expect(placed.every((seeker) => waiting.includes(seeker))).toBe(true);
        for (const { length } of matches) expect(length >= rules.least && length <= rules.most).toBe(true);
      }),
    );
  });

  test('nobody waits beyond the maximum while enough others who may meet them wait too', () => {
    fc.assert(
      fc.property(fc.array(anySeeker, { maxLength: 40 }), anyRules, (waiting, rules) => {
        const placed = new Set(matchesOf(waiting, NOW_MS, rules).flat());
        const left = waiting.filter((seeker) => !placed.has(seeker));
        const overdue = left.find(({ sinceMs }) => NOW_MS - sinceMs >= rules.waitMsMax);
        if (overdue === undefined) return;
        // Those of one address count once where they may not meet.
        const others = left.filter((seeker) => seeker !== overdue);
        const free = others.filter(({ address }) => address === null).length;
        const addresses = new Set(others.map(({ address }) => address));
        addresses.delete(null);
        addresses.delete(overdue.address);
        expect(1 + free + addresses.size).toBeLessThan(rules.least);
      }),
    );
  });

  test('before the maximum nobody meets anybody outside the window of the one who sought', () => {
    fc.assert(
      fc.property(fc.array(anySeeker, { maxLength: 40 }), anyRules, (waiting, rules) => {
        for (const [seeker, ...others] of matchesOf(waiting, NOW_MS, rules)) {
          const reach = windowAfter(NOW_MS - seeker!.sinceMs, rules);
          for (const other of others) expect(distanceOf(seeker!, other)).toBeLessThanOrEqual(reach);
        }
      }),
    );
  });

  /** Players arrive at a rate for ten minutes; matches are made every second. */
  function simulate(perSecond: number, rules: ContestRules) {
    const rng = seededRng(11);
    let waiting: Named[] = [];
    let arrived = 0;
    const gaps: number[] = [];
    const waitsMs: number[] = [];
    for (let nowMs = 0; nowMs < 600_000; nowMs += 1000) {
      for (; arrived < (perSecond * nowMs) / 1000; arrived++) {
        const strength = 25 + (rng(1000) + rng(1000) + rng(1000) - 1500) / 75;
        waiting.push(player(String(arrived), strength, { sinceMs: nowMs }));
      }
      for (const match of matchesOf(waiting, nowMs, rules)) {
        waitsMs.push(...match.map(({ sinceMs }) => nowMs - sinceMs));
        gaps.push(Math.abs(match[0]!.mu - match[1]!.mu));
        waiting = waiting.filter((each) => !match.includes(each));
      }
    }
    const meanGap = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    return { meanGap, longestMs: Math.max(...waitsMs), left: waiting.length };
  }

  test('gaps shrink with the population, and nobody starves in any', () => {
    const [few, more, many] = [0.1, 1, 10].map((perSecond) => simulate(perSecond, PAIRS));
    expect(few!.meanGap).toBeGreaterThan(more!.meanGap);
    expect(more!.meanGap).toBeGreaterThan(many!.meanGap);
    // One more player may arrive late: until then there is nobody to play against.
    for (const { longestMs } of [more!, many!]) expect(longestMs).toBeLessThanOrEqual(VERSUS.waitMsMax + 1000);
    for (const { left } of [few!, more!, many!]) expect(left).toBeLessThan(20);
  });

  test('[RQ9] 10,000 who wait are divided at once, whatever they have in common', () => {
    const rng = seededRng(3);
    const waiting = Array.from({ length: 10_000 }, (_, i) =>
      player(String(i), rng(50), { sinceMs: rng(1000), address: rng(2) === 0 ? null : String(rng(3000)) }),
    );
    expect(matchesOf(waiting, 30_000, VERSUS).flat().length).toBeGreaterThan(9900);
  });
});
