// Profiles and histories over HTTP.

import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { skeleton } from '#handover';
import { historyShape, profileShape } from '../../../api/players/shapes.ts';
import { titlesOf } from '../../../api/players/titles.ts';
import { DATABASES } from '../../support/database.ts';
import { runApi } from '../../support/running-api.ts';
import {
  addLogin,
  addUsers,
  LOGIN,
  NOON,
  playMatches,
  storeMatch,
  type GivenMatch,
} from '../leaderboards/stored-matches.ts';

const COUNTS = {
  dots: 240,
  energizers: 4,
  ghosts: 9,
  caught: 1,
  bestChain: 4,
  distance: 9000,
  rivals: 0,
  turns: 0,
  fruits: 2,
};

const game = (id: string, score: number, more: Partial<GivenMatch> = {}): GivenMatch => ({
  ...{ id, score, level: 3, seats: [{ user: 'ann', score, counts: COUNTS }] },
  ...more,
});

test('[LB30] titles are what has been reached', () => {
  const total = { mode: 'classic', matches: 60, won: 0, ticks: 1, lastMs: 0, counts: { dots: 6000, bestChain: 3 } };
  expect(titlesOf([])).toEqual([]);
  expect(titlesOf([total])).toEqual(['first-match']);
  expect(titlesOf([total, { ...total, mode: 'battle', won: 1 }])).toEqual([
    'first-match',
    'hundred-matches',
    'first-win',
    'ten-thousand-dots',
  ]);
  expect(titlesOf([{ ...total, counts: { bestChain: 4 } }])).toContain('four-ghosts');
});

describe.each(DATABASES)('on %s', (kind) => {
  test('[LB30] [LB33] a profile is what the player has done', async () => {
    const { get, fail, store, url } = await runApi(kind);
    await addUsers(store, ['Ann', 'Bob']);
    await addUsers(store, ['Guest'], 'guest');
    await playMatches(store, [
      game('1', 500),
      game('2', 700, { kind: 'offline', endedMs: NOON + 5 }),
      { id: '3', seats: [{ user: 'bob', score: 900 }] },
      ...Array.from({ length: 5 }, (_, i) => ({
        ...{ id: `r${i}`, mode: 'battle', kind: 'ranked' as const },
        seats: [{ user: 'ann' }, { user: 'bob', place: 2 }],
      })),
      { id: 'd', kind: 'daily', plain: false, dailyDate: '2026-11-30', seats: [{ user: 'ann', score: 5 }] },
    ]);
    const profile = await get('/api/players/ANN', profileShape);
    expect(profile).toMatchObject({
      ...{
        player: { name: 'Ann', kind: 'person' },
        owner: null,
        matches: 8,
        historyHidden: false,
        lastMatchMs: NOON + 5,
      },
      ratings: [{ mode: 'battle', pool: 'human', rank: 1, rating: { matches: 5 } }],
      titles: ['first-match', 'first-win', 'four-ghosts'],
    });
    expect(
      profile.bests.map(({ mode, board, rank, total, score, match, offline }) => [
        mode,
        board,
        rank,
        total,
        score,
        match,
        offline,
      ]),
    ).toEqual([
      ['battle', 'score', 1, 2, 0, 'r0', false],
      ['classic', 'score', 2, 2, 700, '2', true],
      ['classic', 'level', 1, 2, 500, '1', false],
    ]);
    expect(profile.modes.map(({ mode, matches, won, ticks }) => [mode, matches, won, ticks])).toEqual([
      ['battle', 5, 5, 5 * 3600],
      ['classic', 3, 0, 3 * 3600],
    ]);
    expect(profile.modes[1]!.statistics).toMatchObject({ dots: 480, bestChain: 4, rounds: 0 });

    expect(await fail('/api/players/Guest')).toEqual({ status: 404, error: 'not-found', field: 'name' });
    await store.db.updateTable('user').set({ deleted_ms: 1 }).where('id', '=', 'ann').execute();
    for (const name of ['Ann', 'nobody', "'%20or%201=1%20--", 'a%2Fb', '%F0%9F%91%BB']) {
      expect(await fail(`/api/players/${name}`)).toMatchObject({ status: 404, error: 'not-found' });
    }
    const old = { skeleton: skeleton('Anton'), user_id: 'bob', until_ms: Date.now() + 60_000 };
    await store.db.insertInto('old_name').values(old).execute();
    const moved = await fetch(`${url}/api/players/anton/matches?limit=1`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([307, '/api/players/Bob/matches?limit=1']);
    expect((await get('/api/players/Anton', profileShape)).player.name).toBe('Bob');
    await store.db.updateTable('old_name').set({ until_ms: 1 }).execute();
    expect(await fail('/api/players/Anton')).toMatchObject({ status: 404 });
    for (const name of ['%00', 'x'.repeat(120), '%E0%A4%A']) {
      expect((await fail(`/api/players/${name}`)).status).toBeOneOf([400, 404]);
    }
  });

  test('[LB31] a history is walked from the newest on; others see verified matches of open rooms', async () => {
    const { get, fail, store, url } = await runApi(kind);
    await addUsers(store, ['Ann']);
    await addLogin(store, 'ann');
    const matches = Array.from({ length: 7 }, (_, i) => game(`m${i}`, 100 * i, { endedMs: NOON + Math.floor(i / 3) }));
    await playMatches(store, [...matches, game('closed', 1, { listed: false, mode: 'coop', endedMs: NOON - 1 })]);
    await storeMatch(store, game('waiting', 1, { endedMs: NOON - 2 }));
    await store.db.updateTable('match').set({ state: 'waiting' }).where('id', '=', 'waiting').execute();
    await store.db
      .insertInto('match_log')
      .values({ match_id: 'm6', replay: new Uint8Array(1) })
      .execute();
    const walk = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> => {
      const ids: string[] = [];
      let after = '';
      do {
        const page: z.output<typeof historyShape> = await get(`${path}?limit=2${after}`, historyShape, headers);
        ids.push(...page.matches.map(({ id }) => id));
        after = page.next === null ? '' : `&after=${page.next}`;
      } while (after !== '');
      return ids;
    };
    const shown = ['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0'];
    expect(await walk('/api/players/Ann/matches')).toEqual(shown);
    expect(await walk('/api/me/matches', LOGIN)).toEqual([...shown, 'closed', 'waiting']);
    const [newest, next] = (await get('/api/players/Ann/matches', historyShape)).matches;
    expect(newest).toMatchObject({
      ...{ replay: '/api/matches/m6/replay', state: 'verified', score: 600 },
      ...{ own: { seat: 0, place: 1, score: 600, statistics: { dots: 240 }, ratingBefore: null } },
      seats: [{ seat: 0, name: 'ann', driver: 'human', place: 1, score: 600 }],
    });
    expect(next!.replay).toBe(null);
    expect((await get('/api/me/matches?mode=coop', historyShape, LOGIN)).matches.map(({ id }) => id)).toEqual([
      'closed',
    ]);
    expect(await fail('/api/players/Ann/matches?after=x')).toMatchObject({ error: 'bad-cursor' });
    expect(await fail('/api/players/Ann/matches?mode=x')).toMatchObject({ error: 'bad-request', field: 'mode' });

    const hide = (hidden: unknown, headers = {}) =>
      fetch(`${url}/api/me/history`, {
        method: 'PUT',
        headers: { 'x-packetman': '1', 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ hidden }),
      });
    expect((await hide(true)).status).toBe(401);
    expect((await hide('yes', LOGIN)).status).toBe(400);
    expect((await hide(true, LOGIN)).status).toBe(204);
    expect(await fail('/api/players/Ann/matches')).toEqual({ status: 403, error: 'history-hidden' });
    expect((await get('/api/players/Ann', profileShape)).historyHidden).toBe(true);
    expect((await get('/api/me/profile', profileShape, LOGIN)).matches).toBe(8);
    expect((await get('/api/me/matches', historyShape, LOGIN)).matches).toHaveLength(9);
    expect(await fail('/api/me/matches')).toEqual({ status: 401, error: 'not-signed-in' });
    expect((await hide(false, LOGIN)).status).toBe(204);
    expect(await walk('/api/players/Ann/matches')).toEqual(shown);
  });
});
