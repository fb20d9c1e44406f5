// Tables and daily matches over HTTP.

import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { dailyOf, utcDateOf } from '#handover';
import { recordDailyTry } from '../../../api/leaderboards/daily-tries.ts';
import {
  dailyShape,
  dailyTableShape,
  leaderboardListShape,
  leaderboardShape,
  ownDailyShape,
} from '../../../api/leaderboards/shapes.ts';
import { DATABASES, testOnce } from '../../support/database.ts';
import { runApi } from '../../support/running-api.ts';
import { addDevice, addLogin, addUsers, DEVICE, LOGIN, NOON, playMatches } from './stored-matches.ts';

const DAY_MS = 86_400_000;

describe.each(DATABASES)('on %s', (kind) => {
  const once = testOnce(kind);

  test('[LB5] pages, neighbours, players of a room, and answers that are known already', async () => {
    const { get, fail, store, url } = await runApi(kind);
    const names = ['Ann', 'Bob', 'Cy', 'Dee', 'Eve', 'Käthe, ü'];
    await addUsers(store, names);
    await addUsers(store, ['Guest'], 'guest');
    await addDevice(store, 'guest');
    await playMatches(
      store,
      [...names, 'Guest'].map((name, i) => ({
        id: `m${i}`,
        seats: [{ user: name.toLowerCase(), name, score: i < 2 ? 100 : i * 100 }],
      })),
    );
    const first = await get('/api/leaderboards/classic?limit=3', leaderboardShape);
    expect(first).toMatchObject({ total: 7, period: 'all', pool: 'human', own: null });
    expect(first.rows.map(({ player, rank, value }) => [player.name, player.kind, rank, value])).toEqual([
      ['Guest', 'guest', 1, 600],
      ['Käthe, ü', 'person', 2, 500],
      ['Eve', 'person', 3, 400],
    ]);
    const rest = await get(`/api/leaderboards/classic?after=${first.next}`, leaderboardShape);
    expect(rest.rows.map(({ player, rank }) => [player.name, rank])).toEqual([
      ['Dee', 4],
      ['Cy', 5],
      ['Ann', 6],
      ['Bob', 6],
    ]);
    expect(rest.next).toBe(null);
    const around = await get(
      `/api/leaderboards/classic?limit=3&around=${encodeURIComponent('KÄTHE, ü')}`,
      leaderboardShape,
    );
    expect(around.rows.map(({ player }) => player.name)).toEqual(['Guest', 'Käthe, ü', 'Eve']);
    expect(around.own).toMatchObject({ rank: 2 });
    expect((await get('/api/leaderboards/classic?around=me', leaderboardShape, DEVICE)).own).toMatchObject({ rank: 1 });
    expect((await get('/api/leaderboards/classic?around=me', leaderboardShape)).own).toBe(null);
    const friends = await get(
      '/api/leaderboards/classic?player=bob&player=Eve&player=Guest&player=Nobody',
      leaderboardShape,
    );
    expect(friends.rows.map(({ player, rank }) => [player.name, rank])).toEqual([
      ['Eve', 1],
      ['Bob', 2],
    ]);
    expect((await get('/api/leaderboards/classic?player=bob', leaderboardShape)).rows).toHaveLength(1);

    const answer = await fetch(`${url}/api/leaderboards/classic`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=2');
    const known = { 'if-none-match': answer.headers.get('etag')! };
    expect((await fetch(`${url}/api/leaderboards/classic`, { headers: known })).status).toBe(304);
    await playMatches(store, [{ id: 'new', seats: [{ user: 'ann', score: 9000 }] }]);
    expect((await fetch(`${url}/api/leaderboards/classic`, { headers: known })).status).toBe(200);
    const own = await fetch(`${url}/api/leaderboards/classic?around=me`);
    expect(own.headers.get('cache-control')).toBe('private, max-age=0');

    expect(await fail('/api/leaderboards/classic?around=Nobody')).toEqual({
      status: 404,
      error: 'not-found',
      field: 'around',
    });
    expect(await fail('/api/leaderboards/classic?around=me&player=Ann')).toMatchObject({
      status: 400,
      field: 'around',
    });
    // Guests' names are nobody's own.
    expect(await fail('/api/leaderboards/classic?around=Guest')).toMatchObject({ status: 404 });
  });

  test('[LB6] what is no cursor, number, name, period or table is an error, and harms nothing', async () => {
    const { get, fail, store } = await runApi(kind);
    await addUsers(store, ['Ann']);
    await playMatches(store, [{ id: 'm', seats: [{ user: 'ann', score: 100 }] }]);
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const path = '/api/leaderboards/classic';
    for (const after of [
      ...['x', '%00', '{}', cursor(null), cursor([]), cursor([1, 2]), cursor([1, 2, 3]), cursor(['1', 2, 'a'])],
      ...[
        cursor([1.5, 2, 'a']),
        cursor([1e300, 2, 'a']),
        cursor([1, 2, 'a', 4]),
        cursor([1, 2, '\0']),
        cursor({ 0: 1, 1: 2, 2: 'a', length: 3 }),
      ],
      "' or 1=1 --",
    ]) {
      expect(await fail(`${path}?after=${encodeURIComponent(after)}`)).toEqual({
        status: 400,
        error: 'bad-cursor',
        field: 'after',
      });
    }
    for (const query of [
      'limit=1e9',
      'limit=0',
      'limit=-1',
      'limit=x',
      'limit=1.5',
      'limit=',
      'board=x',
      'pool=x',
      `after=${'a'.repeat(600)}`,
    ]) {
      expect(await fail(`${path}?${query}`)).toMatchObject({ status: 400, error: 'bad-request' });
    }
    for (const period of ['year', '2026', "all'--", '2026-W1', ';', '%F0%9F%91%BB']) {
      expect(await fail(`${path}?period=${period}`)).toMatchObject({ status: 400, error: 'bad-request' });
    }
    for (const name of ['%00', 'a%0Ab', '%1B']) {
      expect(await fail(`${path}?around=${name}`)).toMatchObject({ status: 400, field: 'around' });
      expect(await fail(`${path}?player=${name}`)).toMatchObject({ status: 400 });
    }
    expect(await fail(`${path}?board=rating`)).toMatchObject({ status: 404, field: 'board' });
    expect(await fail('/api/leaderboards/battle?board=rating&period=day')).toMatchObject({
      status: 400,
      field: 'period',
    });
    expect(await fail("/api/leaderboards/classic' or 1=1")).toMatchObject({ status: 404, field: 'mode' });
    expect(await fail('/api/leaderboards/__proto__')).toMatchObject({ status: 404 });
    const players = (count: number, name: string) =>
      Array.from(
        { length: count },
        (_, i) => `player=${encodeURIComponent(name.slice(0, -2) + String(i).padStart(2, '0'))}`,
      ).join('&');
    expect(await fail(`${path}?${players(65, 'abc')}`)).toMatchObject({
      status: 400,
      field: expect.stringContaining('player'),
    });
    expect(await fail(`${path}?${players(2, 'x'.repeat(120))}`)).toMatchObject({ status: 400 });
    // 64 names of as many characters as a name may have.
    expect((await get(`${path}?${players(64, 'ä'.repeat(16))}`, leaderboardShape)).rows).toEqual([]);
    expect((await get(`${path}?${players(60, '👻'.repeat(15) + 'ab')}`, leaderboardShape)).rows).toEqual([]);
    // Beyond the end, and far before the beginning.
    expect((await get(`${path}?after=${cursor([-5, 0, ''])}`, leaderboardShape)).rows).toEqual([]);
    expect(
      (await get(`${path}?after=${cursor([Number.MAX_SAFE_INTEGER, 0, "'"])}`, leaderboardShape)).rows,
    ).toHaveLength(1);
    expect((await get(`${path}?period=2019-W53`, leaderboardShape)).total).toBe(0);
  });

  once('[LB12] a table of ratings shows the estimate and its interval', async () => {
    const { get, store } = await runApi(kind);
    await addUsers(store, ['Ann', 'Bob']);
    await playMatches(
      store,
      Array.from({ length: 5 }, (_, i) => ({
        ...{ id: `m${i}`, mode: 'versus', kind: 'ranked' as const },
        seats: [{ user: 'ann' }, { user: 'bob', place: 2 }],
      })),
    );
    const { rows } = await get('/api/leaderboards/versus?board=rating', leaderboardShape);
    const { mu, sigma } = await store.db
      .selectFrom('rating')
      .selectAll()
      .where('user_id', '=', 'ann')
      .executeTakeFirstOrThrow();
    expect(rows[0]).toMatchObject({
      ...{ rank: 1, match: null, player: { name: 'Ann' } },
      rating: { rating: Math.round(mu * 10) / 10, uncertainty: Math.round(19.6 * sigma) / 10, matches: 5 },
    });
    expect((await get('/api/leaderboards', leaderboardListShape)).tables).toContainEqual({
      mode: 'versus',
      boards: ['score', 'rating'],
    });
  });

  test("[LB20] the daily match of today, its table, and one's own tries", async () => {
    const { get, fail, store } = await runApi(kind);
    await addUsers(store, ['Ann', 'Bob']);
    await addLogin(store, 'ann');
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    onTestFinished(() => void vi.useRealTimers());
    const [date, yesterday, later] = [NOON, NOON - DAY_MS, NOON + DAY_MS].map(utcDateOf) as [string, string, string];
    const daily = (id: string, user: string, score: number, dailyDate: string) => ({
      ...{ id, kind: 'daily' as const, dailyDate, plain: false, endedMs: Date.parse(dailyDate) + 1000 },
      seats: [{ user, score }],
    });
    await playMatches(store, [
      daily('1', 'ann', 300, date),
      daily('2', 'bob', 500, date),
      daily('3', 'ann', 50, yesterday),
    ]);
    await store.transaction((transaction) =>
      recordDailyTry(transaction, { date, mode: 'coop', userId: 'ann', matchId: '4', startedMs: Date.parse(date) }),
    );
    const today = await get('/api/daily', dailyShape);
    expect(today.modes.map(({ mode, players }) => [mode, players])).toEqual([
      ['classic', 2],
      ['coop', 0],
    ]);
    expect(today.modes[0]).toMatchObject({
      settings: dailyOf(date, 'classic').settings,
      best: { match: '2', value: 500 },
    });
    const table = await get(`/api/daily/${date}/classic?around=me`, dailyTableShape, LOGIN);
    expect([table.own!.rank, table.total, table.change]).toEqual([2, 2, dailyOf(date, 'classic').change]);
    const own = await get('/api/me/daily', ownDailyShape, LOGIN);
    expect(own.streak).toBe(2);
    expect(own.tries.map(({ date: day, mode, match, score }) => [day, mode, match, score])).toEqual([
      [date, 'classic', '1', 300],
      [date, 'coop', '4', null],
      [yesterday, 'classic', '3', 50],
    ]);
    expect(await get('/api/me/daily', ownDailyShape)).toEqual({ streak: 0, tries: [] });
    for (const path of [`${later}/classic`, '2026-02-30/classic', '0000-00-00/coop', `${date}/versus`]) {
      expect(await fail(`/api/daily/${path}`)).toMatchObject({ status: 404 });
    }
  });
});
