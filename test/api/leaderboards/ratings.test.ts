// Ratings of matches in a database.

import { describe, expect, test } from 'vitest';
import { rateContests } from '#ratings';
import { contestOf, RATED_MATCHES_MIN } from '../../../api/leaderboards/rated-match.ts';
import { applyMatch, moveResults } from '../../../api/leaderboards/results.ts';
import { readPage } from '../../../api/leaderboards/table-page.ts';
import type { VerifiedMatch } from '../../../api/leaderboards/verified-match.ts';
import type { Store } from '../../../api/store/store.ts';
import { DATABASES, freshStore } from '../../support/database.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { addUsers, NOON, playMatches, type GivenMatch, type GivenSeat } from './stored-matches.ts';

const PLAYERS = ['ann', 'bob', 'cy', 'dee'];

const ranked = (id: string, seats: readonly GivenSeat[], more: Partial<GivenMatch> = {}): GivenMatch => ({
  ...{ id, mode: 'battle', kind: 'ranked', seats },
  ...more,
});
const placed = (places: Readonly<Record<string, number>>): GivenSeat[] =>
  Object.entries(places).map(([user, place]) => ({ user, place }));
const ratings = ({ db }: Store) => db.selectFrom('rating').selectAll().orderBy('pool').orderBy('user_id').execute();

/** Matches of all with random places. */
function someMatches(count: number): GivenMatch[] {
  const rng = seededRng(7);
  return Array.from({ length: count }, (_, i) =>
    ranked(
      `m${i}`,
      PLAYERS.map((user) => ({ user, place: 1 + rng(4) })),
      { endedMs: NOON + i },
    ),
  );
}

const VERIFIED: VerifiedMatch = {
  ...{ id: '1', mode: 'battle', kind: 'ranked', dailyDate: null, listed: true, plain: true, endedMs: NOON, ticks: 1 },
  ...{ level: 1, score: 0, seats: [] },
};
const seat = (id: string, more: Partial<VerifiedMatch['seats'][number]> = {}): VerifiedMatch['seats'][number] => ({
  ...{ seat: 0, user: { id, kind: 'person' }, name: id, driver: 'human', whole: true, place: 1, score: 0, counts: {} },
  ...more,
});
const bot = { user: { id: 'robot', kind: 'bot' as const }, driver: 'bot' as const };

test.each<[string, Partial<VerifiedMatch>, boolean]>([
  ['a ranked match', { seats: [seat('a'), seat('b')] }, true],
  [
    'a match of the ladder',
    { kind: 'ladder', seats: [seat('', bot), seat('', { ...bot, user: { id: 'other', kind: 'bot' } })] },
    true,
  ],
  ['an open room of mega', { mode: 'mega', kind: 'casual', seats: [seat('a'), seat('b')] }, true],
  ['a closed room of mega', { mode: 'mega', kind: 'casual', listed: false, seats: [seat('a'), seat('b')] }, false],
  ['an open room of battle', { kind: 'casual', seats: [seat('a'), seat('b')] }, false],
  ['a match that was played offline', { kind: 'offline', seats: [seat('a'), seat('b')] }, false],
  ['AI in a seat', { seats: [seat('a'), seat('b'), seat('', { user: null, driver: 'ai' })] }, false],
  [
    'AI that had a seat for a while',
    { seats: [seat('a'), seat('b'), seat('', { user: null, driver: 'ai', place: 0 })] },
    false,
  ],
  ['people and bots', { seats: [seat('a'), seat('b'), seat('', bot)] }, false],
  ['one user in two seats', { seats: [seat('a'), seat('a'), seat('b')] }, false],
  ['one player', { seats: [seat('a')] }, false],
  ['settings of its own', { plain: false, seats: [seat('a'), seat('b')] }, false],
  ['coop', { mode: 'coop', seats: [seat('a'), seat('b')] }, false],
])('[LB10] %s', (_, match, isRated) => {
  expect(contestOf({ ...VERIFIED, ...match }) !== null).toBe(isRated);
});

test('[LB10] leaving a ranked match is losing it, and leaving an open room is not', () => {
  const seats = [seat('a', { place: 2 }), seat('b'), seat('c', { place: 0, whole: false })];
  expect(contestOf({ ...VERIFIED, seats })!.places).toEqual([
    { player: 'a', place: 2 },
    { player: 'b', place: 1 },
    { player: 'c', place: 3 },
  ]);
  expect(contestOf({ ...VERIFIED, mode: 'mega', kind: 'casual', seats })!.places).toHaveLength(2);
});

describe.each(DATABASES)('on %s', (kind) => {
  test('[LB11] matches are rated in the order of arrival, to the last bit as in one go', async () => {
    const store = await freshStore(kind);
    await addUsers(store, PLAYERS);
    const matches = someMatches(12);
    await playMatches(store, matches);
    const contests = matches.map(({ id, seats, endedMs }) => ({
      ...{ id, mode: 'battle', kind: 'human' as const, order: endedMs! },
      places: seats.map(({ user, place }) => ({ player: user!, place: place! })),
    }));
    const [expected] = rateContests(contests);
    const stored = await ratings(store);
    for (const { player, mu, sigma } of expected!.standings) {
      expect(stored.find(({ user_id }) => user_id === player)).toMatchObject({ pool: 'human', mu, sigma, games: 12 });
    }
  });

  test('[LB11] a match that is entered twice is rated once', async () => {
    const store = await freshStore(kind);
    await addUsers(store, PLAYERS);
    await playMatches(store, [ranked('m', placed({ ann: 1, bob: 2 }))]);
    const before = await ratings(store);
    await store.transaction((transaction) => applyMatch(transaction, 'm'));
    expect(await ratings(store)).toEqual(before);
    const changes = await store.db.selectFrom('rating_change').selectAll().orderBy('user_id').execute();
    expect(changes.map(({ user_id, before: old }) => [user_id, old])).toEqual([
      ['ann', '{"mu":25,"sigma":8.333333333333334}'],
      ['bob', '{"mu":25,"sigma":8.333333333333334}'],
    ]);
  });

  test('[LB12] a player enters the table after five matches, in the order of the low end', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob', 'new']);
    const table = { pool: 'human', board: 'rating', period: 'all', mode: 'battle' } as const;
    const duel = (i: number, winner: string, loser: string): GivenMatch =>
      ranked(`m${i}`, placed({ [winner]: 1, [loser]: 2 }), { endedMs: NOON + i });
    await playMatches(
      store,
      Array.from({ length: RATED_MATCHES_MIN - 1 }, (_, i) => duel(i, 'ann', 'bob')),
    );
    expect((await readPage(store.db, table, 9, null)).total).toBe(0);
    await playMatches(store, [duel(90, 'ann', 'bob'), duel(91, 'new', 'ann')]);
    const { rows } = await readPage(store.db, table, 9, null);
    expect(rows.map(({ user_id, rank }) => [user_id, rank])).toEqual([
      ['ann', 1],
      ['bob', 2],
    ]);
    const ann = (await ratings(store)).find(({ user_id }) => user_id === 'ann');
    expect(rows[0]!.value).toBe(Math.round((ann!.mu - 1.96 * ann!.sigma) * 100));
  });

  test('[LB13] the rating of a guest becomes that of an account that has none', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob', 'cy']);
    await addUsers(store, ['guest'], 'guest');
    await playMatches(store, [
      ...Array.from({ length: 5 }, (_, i) => ranked(`b${i}`, placed({ guest: 1, bob: 2 }))),
      ...Array.from({ length: 5 }, (_, i) => ranked(`v${i}`, placed({ guest: 1, bob: 2 }), { mode: 'versus' })),
      ranked('own', placed({ ann: 2, cy: 1 }), { mode: 'versus' }),
    ]);
    const before = await ratings(store);
    await store.transaction((transaction) => moveResults(transaction, 'guest', 'ann'));
    const after = (await ratings(store)).filter(({ user_id }) => user_id === 'ann');
    const of = (user: string, mode: string) => before.find((row) => row.user_id === user && row.mode === mode)!;
    expect(Object.fromEntries(after.map(({ mode, mu }) => [mode, mu]))).toEqual({
      battle: of('guest', 'battle').mu,
      versus: of('ann', 'versus').mu,
    });
    const table = { pool: 'human', board: 'rating', period: 'all', mode: 'battle' } as const;
    expect((await readPage(store.db, table, 9, null)).rows[0]).toMatchObject({ user_id: 'ann' });
    expect(await store.db.selectFrom('best').select('mode').where('user_id', '=', 'guest').execute()).toEqual([]);
  });
});
