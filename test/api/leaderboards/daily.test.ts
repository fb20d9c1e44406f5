// Which try of a day counts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordDailyTry, streakOf } from '../../../api/leaderboards/daily-tries.ts';
import { applyMatch, moveResults, restoreResults } from '../../../api/leaderboards/results.ts';
import type { TableKey } from '../../../api/leaderboards/rows-of-match.ts';
import { readPage } from '../../../api/leaderboards/table-page.ts';
import type { Store } from '../../../api/store/store.ts';
import { DATABASES, freshStore } from '../../support/database.ts';
import { addUsers, NOON, removeAll, storeMatch, type GivenMatch } from './stored-matches.ts';

const DATE = '2026-11-30';
const TABLE: TableKey = { pool: 'human', board: 'daily', period: DATE, mode: 'classic' };
const TICKS = 3600;
const MINUTE = 60_000;

const match = (id: string, user: string, score: number, startedMs: number): GivenMatch => ({
  ...{ id, kind: 'daily', dailyDate: DATE, endedMs: startedMs + TICKS / 0.06, ticks: TICKS, seats: [{ user, score }] },
});
const started = (store: Store, matchId: string, userId: string, startedMs: number) =>
  store.transaction((transaction) =>
    recordDailyTry(transaction, { date: DATE, mode: 'classic', userId, matchId, startedMs }),
  );
async function finished(store: Store, given: GivenMatch): Promise<void> {
  await storeMatch(store, given);
  await store.transaction((transaction) => applyMatch(transaction, given.id));
}
const table = async (store: Store) =>
  (await readPage(store.db, TABLE, 9, null)).rows.map(({ user_id, match_id, score }) => [user_id, match_id, score]);

test('[LB21] a streak counts days in a row up to today or yesterday', () => {
  const days = ['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01'];
  expect(streakOf(days, '2024-03-01')).toBe(4);
  expect(streakOf(days, '2024-03-02')).toBe(4);
  expect(streakOf(days, '2024-03-03')).toBe(0);
  expect(streakOf(['2025-12-31', '2026-01-01', '2025-12-29', '2025-12-31'], '2026-01-01')).toBe(2);
  expect(streakOf([], '2026-01-01')).toBe(0);
  // A try of tomorrow is one of a clock that is ahead.
  expect(streakOf(['2026-01-02'], '2026-01-01')).toBe(0);
});

describe.each(DATABASES)('on %s', (kind) => {
  test('[LB20] the try that was started first counts, finished or not', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob']);
    await started(store, 'first', 'ann', NOON);
    await started(store, 'second', 'ann', NOON + MINUTE);
    await finished(store, match('second', 'ann', 900, NOON + MINUTE));
    expect(await table(store)).toEqual([]);
    await finished(store, match('first', 'ann', 100, NOON));
    await finished(store, match('third', 'bob', 500, NOON + 2 * MINUTE));
    await finished(store, match('fourth', 'bob', 700, NOON + 9 * MINUTE));
    expect(await table(store)).toEqual([
      ['bob', 'third', 500],
      ['ann', 'first', 100],
    ]);
  });

  test('[LB20] starts and results in any order make the same table', async () => {
    const matches = [
      match('a', 'ann', 300, NOON),
      match('b', 'ann', 900, NOON + MINUTE),
      match('c', 'bob', 500, NOON),
      match('d', 'ann', 700, NOON + 3 * MINUTE),
    ];
    const events = matches.flatMap((given) => [
      { given, isStart: true },
      { given, isStart: false },
    ]);
    const store = await freshStore(kind);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (order) => {
        await removeAll(store);
        await addUsers(store, ['ann', 'bob']);
        for (const { given, isStart } of order) {
          if (isStart) await started(store, given.id, given.seats[0]!.user!, given.endedMs! - TICKS / 0.06);
          else await finished(store, given);
        }
        const expected = [
          ['bob', 'c', 500],
          ['ann', 'a', 300],
        ];
        expect(await table(store)).toEqual(expected);
        await store.transaction((transaction) => restoreResults(transaction, 'ann'));
        expect(await table(store)).toEqual(expected);
      }),
      { numRuns: kind === 'sqlite' ? 10 : 3 },
    );
  });

  test('[LB20] a player who joins a daily match while it runs uses no try, and is not in the table', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob']);
    const own = match('first', 'ann', 300, NOON);
    await finished(store, { ...own, seats: [...own.seats, { user: 'bob', score: 200, whole: false }] });
    expect(await table(store)).toEqual([['ann', 'first', 300]]);
    await finished(store, match('second', 'bob', 100, NOON + MINUTE));
    expect(await table(store)).toEqual([
      ['ann', 'first', 300],
      ['bob', 'second', 100],
    ]);
  });

  test('[LB20] of the tries of a guest and an account the earlier one counts', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann']);
    await addUsers(store, ['guest'], 'guest');
    await finished(store, match('late', 'ann', 900, NOON + MINUTE));
    await finished(store, match('early', 'guest', 200, NOON));
    await store.transaction((transaction) => moveResults(transaction, 'guest', 'ann'));
    expect(await table(store)).toEqual([['ann', 'early', 200]]);
  });
});
