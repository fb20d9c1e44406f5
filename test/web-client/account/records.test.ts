// What the page says of own results: the place of the week, and the history.

import { describe, expect, test } from 'vitest';
import type { WireResult } from '#protocol';
import { bestsByMode, playedTime, resultOf, titlesOf, totalOf } from '../../../web-client/account/own-records.ts';
import type { OwnProfile, PlayedMatch, Table } from '../../../web-client/account/record-calls.ts';
import {
  ASKED_AFTER_MS,
  countedScore,
  standingOf,
  watchStanding,
  type Standing,
} from '../../../web-client/account/standing.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const row = (rank: number, name: string, score: number) => ({ rank, player: { name }, score, match: null });
const ROWS = [row(1, 'Cleo', 9000), row(2, 'Ben', 8000), row(3, 'Ann', 7000), row(4, 'Dan', 6000), row(5, 'Eve', 5000)];
const TABLE: Table = { total: 120, rows: ROWS, own: ROWS[2]! };

describe('[W167] the place of a result', () => {
  test('is that of the own row, with a neighbour on each side', () => {
    expect(standingOf(TABLE, 7000)).toMatchObject({ rank: 3, total: 120, rows: ROWS.slice(1, 4) });
    expect(standingOf({ ...TABLE, own: ROWS[0]! }, 0)?.rows).toEqual(ROWS.slice(0, 2));
    expect(standingOf({ ...TABLE, rows: [] }, 0)?.rows).toEqual([ROWS[2]]);
  });

  test('is not shown before the result counts', () => {
    expect(standingOf(TABLE, 7001)).toBeNull();
    expect(standingOf({ ...TABLE, own: null }, 0)).toBeNull();
    // The first of one is no news.
    expect(standingOf({ ...TABLE, total: 1 }, 0)).toBeNull();
  });

  async function watched(answers: (Table | null)[], score: number) {
    const clock = new VirtualClock();
    const shown: Standing[] = [];
    const askedAtMs: number[] = [];
    const surroundings = {
      after: (ms: number, call: () => void) => clock.after(ms, call),
      fetch: async () => {
        askedAtMs.push(clock.now());
        const table = answers.shift() ?? null;
        return table === null ? { refusal: { code: 'unreachable', field: '', retryAfterS: 0 } } : { value: table };
      },
    };
    const start = clock.now();
    const end = watchStanding('classic', score, surroundings, (standing) => shown.push(standing));
    const pass = async (ms: number): Promise<void> => {
      clock.advance(ms);
      for (let i = 0; i < 5; i++) await Promise.resolve();
    };
    return { shown, end, pass, asked: () => askedAtMs.map((ms) => ms - start) };
  }

  test('is asked for a few times, until it counts', async () => {
    const { shown, pass, asked } = await watched([null, { ...TABLE, own: ROWS[3]! }, TABLE], 6500);
    for (const ms of [1000, 1000, 1000, 4000, 60_000]) await pass(ms);
    expect(asked()).toEqual(ASKED_AFTER_MS);
    expect(shown.map(({ rank }) => rank)).toEqual([3]);
  });

  test('comes too late when the results are closed', async () => {
    const first = await watched([TABLE], 0);
    first.end();
    await first.pass(60_000);
    expect([first.asked(), first.shown]).toEqual([[], []]);
    const asking = await watched([TABLE], 0);
    const answered = asking.pass(1000);
    asking.end();
    await answered;
    expect([asking.asked(), asking.shown]).toEqual([[1000], []]);
    const never = await watched([], 0);
    for (const ms of [1000, 2000, 4000, 60_000]) await never.pass(ms);
    expect([never.asked().length, never.shown]).toEqual([ASKED_AFTER_MS.length, []]);
  });

  test('counts what the players of a team made together, without the points of AI', () => {
    const seats = [500, 300, 200].map((score, seat) => ({ seat, score }) as WireResult);
    expect(countedScore('coop', seats[0]!, seats, ({ seat }) => seat < 2)).toBe(800);
    expect(countedScore('battle', seats[1]!, seats, () => true)).toBe(300);
  });
});

describe('[W166] the own history', () => {
  const statistics = { dots: 10, ghosts: 4, fruits: 1, rivals: 2, bestChain: 3 };
  const profile: OwnProfile = {
    titles: ['four-ghosts', 'of-a-later-version', 'toString'],
    historyHidden: false,
    matches: 5,
    modes: [
      { mode: 'coop', matches: 3, won: 0, ticks: 60 * 3600, statistics },
      { mode: 'battle', matches: 2, won: 1, ticks: 125 * 60, statistics: { ...statistics, bestChain: 1 } },
    ],
    bests: [
      { mode: 'coop', board: 'score', pool: 'human', rank: 1, total: 2, score: 900, level: 4 },
      { mode: 'coop', board: 'level', pool: 'human', rank: 2, total: 2, score: 800, level: 5 },
      { mode: 'battle', board: 'score', pool: 'bot', rank: 1, total: 1, score: 100, level: 1 },
    ],
  };

  test('adds up all modes, and has one best result for each', () => {
    expect(totalOf(profile)).toEqual({
      ...{ matches: 5, won: 1, ticks: 60 * 3600 + 7500, dots: 20, ghosts: 8, fruits: 2, rivals: 4, bestChain: 3 },
    });
    expect(bestsByMode(profile).map(({ score }) => score)).toEqual([900]);
    expect(titlesOf(profile)).toEqual(['Four ghosts in a row']);
    expect(totalOf({ ...profile, modes: [] }).bestChain).toBe(0);
    expect([playedTime(3599), playedTime(59 * 3600), playedTime(125 * 3600)]).toEqual(['0 min', '59 min', '2 h 5 min']);
  });

  test('says place or score, what sort of match it was, and whether it counts', () => {
    const match: PlayedMatch = {
      ...{ id: 'x', mode: 'battle', kind: 'ranked', state: 'waiting', endedMs: 0, level: 4, score: 5000, replay: null },
      ...{ own: { place: 2, score: 700 }, seats: [{ name: 'Ann' }, { name: 'Ben' }] },
    };
    expect(resultOf(match, true)).toEqual({ title: 'place 2 of 2', facts: ['700 points', 'ranked', 'being checked'] });
    expect(resultOf({ ...match, mode: 'coop', kind: 'casual', state: 'failed' }, false)).toEqual({
      title: '5,000 points',
      facts: ['level 4', 'not counted'],
    });
    // A later version may have other sorts.
    expect(resultOf({ ...match, kind: 'toString', state: 'verified' }, true).facts).toEqual(['700 points']);
  });
});
