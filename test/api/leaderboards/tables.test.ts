// Tables of results against what is counted from the matches themselves.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAmong, readAround, readPage, readPlace, type Position } from '../../../api/leaderboards/table-page.ts';
import { applyMatch, moveResults, removeResults, restoreResults } from '../../../api/leaderboards/results.ts';
import type { TableKey } from '../../../api/leaderboards/rows-of-match.ts';
import type { Store } from '../../../api/store/store.ts';
import { DATABASES, freshStore, testOnce } from '../../support/database.ts';
import { addUsers, NOON, playMatches, removeAll, storeMatch, type GivenMatch } from './stored-matches.ts';

const TABLE: TableKey = { pool: 'human', board: 'score', period: 'all', mode: 'classic' };
const USERS = ['ann', 'bob', 'cy', 'dee', 'eve', 'fay'];
const DAY_MS = 86_400_000;

/** All rows and counts, in one order. */
async function everything({ db }: Store): Promise<unknown> {
  const rows = await db
    .selectFrom('best')
    .selectAll()
    .orderBy('pool')
    .orderBy('board')
    .orderBy('period')
    .orderBy('mode')
    .orderBy('user_id')
    .execute();
  const counts = await db
    .selectFrom('best_count')
    .selectAll()
    .where('users', '<>', 0)
    .orderBy('pool')
    .orderBy('board')
    .orderBy('period')
    .orderBy('mode')
    .orderBy('step')
    .orderBy('value')
    .execute();
  return { rows, counts };
}

/** What the counts must be, from the rows. */
async function countsAreTrue({ db }: Store): Promise<void> {
  const counted = async (step: number): Promise<Record<string, number>> => {
    const rows = await db.selectFrom('best').select(['pool', 'board', 'period', 'mode', 'value']).execute();
    const counts: Record<string, number> = {};
    for (const { pool, board, period, mode, value } of rows) {
      const key = [pool, board, period, mode, Math.floor(value / step)].join(' ');
      counts[key] = 1 + (counts[key] ?? 0);
    }
    return counts;
  };
  for (const step of [1, 1000]) {
    const stored = await db
      .selectFrom('best_count')
      .selectAll()
      .where('step', '=', step)
      .where('users', '<>', 0)
      .execute();
    const found = Object.fromEntries(
      stored.map(({ pool, board, period, mode, value, users }) => [
        [pool, board, period, mode, value].join(' '),
        users,
      ]),
    );
    expect(found).toEqual(await counted(step));
  }
}

const anyMatch = (index: number): fc.Arbitrary<GivenMatch> =>
  fc.record({
    id: fc.constant(`m${String(index).padStart(4, '0')}`),
    mode: fc.constantFrom('classic', 'coop', 'battle'),
    kind: fc.constantFrom('casual' as const, 'offline' as const),
    plain: fc.boolean(),
    score: fc.integer({ min: 0, max: 400 }).map((tens) => tens * 10),
    level: fc.integer({ min: 1, max: 5 }),
    endedMs: fc.integer({ min: 0, max: 40 }).map((days) => NOON + days * DAY_MS),
    seats: fc.uniqueArray(
      fc.record({
        user: fc.constantFrom(...USERS),
        score: fc.integer({ min: 0, max: 300 }).map((tens) => tens * 10),
        whole: fc.boolean(),
        driver: fc.constantFrom('human' as const, 'ai' as const),
      }),
      { selector: ({ user }) => user, minLength: 1, maxLength: 4 },
    ),
  });
const anyMatches = fc
  .integer({ min: 1, max: 12 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, i) => anyMatch(i))));

describe.each(DATABASES)('on %s', (kind) => {
  const once = testOnce(kind);
  /** The share of random cases: those of SQLite find what the rules have wrong. */
  const share = kind === 'sqlite' ? 1 : 1 / 4;

  test('[LB1] matches that are entered in any order make the same rows, and so does making them again', async () => {
    const store = await freshStore(kind);
    const other = await freshStore(kind);
    await fc.assert(
      fc.asyncProperty(anyMatches, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), async (matches, keys) => {
        for (const each of [store, other]) {
          await removeAll(each);
          await addUsers(each, USERS);
        }
        await playMatches(store, matches);
        const shuffled = matches.map((match, i) => ({ match, key: keys[i]! })).toSorted((a, b) => a.key - b.key);
        await playMatches(
          other,
          shuffled.map(({ match }) => match),
        );
        const rows = await everything(store);
        expect(await everything(other)).toEqual(rows);
        await countsAreTrue(store);
        await store.transaction(async (transaction) => {
          for (const user of USERS) await restoreResults(transaction, user);
        });
        expect(await everything(store)).toEqual(rows);
      }),
      { numRuns: Math.ceil(15 * share) },
    );
  });

  test('[LB5] ranks, neighbours and pages are those that a sorted list has', async () => {
    const store = await freshStore(kind);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 350 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (scores, limit) => {
          await removeAll(store);
          const users = scores.map((_, i) => `u${String(i).padStart(2, '0')}`);
          await addUsers(store, users);
          await playMatches(
            store,
            scores.map((score, i) => ({
              ...{ id: `m${i}`, score: score * 10, endedMs: NOON + (i % 3) },
              seats: [{ user: users[i]!, score: score * 10 }],
            })),
          );
          const sorted = scores
            .map((score, i) => ({ user: users[i]!, value: score * 10, endedMs: NOON + (i % 3) }))
            .toSorted((a, b) => b.value - a.value || a.endedMs - b.endedMs || (a.user < b.user ? -1 : 1));
          const expected = sorted.map(({ user, value }) => ({
            user,
            rank: 1 + sorted.filter((other) => other.value > value).length,
          }));
          const shown = (rows: readonly { user_id: string; rank: number }[]) =>
            rows.map(({ user_id, rank }) => ({ user: user_id, rank }));
          const walked = [];
          let after: Position | null = null;
          do {
            const { rows, next, total } = await readPage(store.db, TABLE, limit, after);
            expect(total).toBe(scores.length);
            walked.push(...shown(rows));
            after = next;
          } while (after !== null);
          expect(walked).toEqual(expected);
          for (const [i, { user, rank }] of expected.entries()) {
            const around = (await readAround(store.db, TABLE, user, limit))!;
            const begin = Math.max(0, i - Math.floor((limit - 1) / 2));
            expect(shown(around.rows)).toEqual(expected.slice(begin, begin + limit));
            expect(around.own.rank).toBe(rank);
            expect(around.next === null).toBe(begin + limit >= expected.length);
            expect(await readPlace(store.db, TABLE, user)).toMatchObject({ rank, total: scores.length });
          }
        },
      ),
      { numRuns: Math.ceil(10 * share) },
    );
  });

  test('[LB6] a walk shows each row once while others are added', async () => {
    const store = await freshStore(kind);
    const users = Array.from({ length: 30 }, (_, i) => `u${String(i).padStart(2, '0')}`);
    await addUsers(store, users);
    const played = (user: string, score: number): GivenMatch => ({ id: `m-${user}`, seats: [{ user, score }] });
    const [first, late] = [users.slice(0, 20), users.slice(20)];
    // Half of them have equal scores.
    await playMatches(
      store,
      first.map((user, i) => played(user, i % 2 === 0 ? 500 : i * 10)),
    );
    const seen: string[] = [];
    let after: Position | null = null;
    do {
      const { rows, next } = await readPage(store.db, TABLE, 3, after);
      seen.push(...rows.map(({ user_id }) => user_id));
      const user = late.pop();
      if (user !== undefined) await playMatches(store, [played(user, late.length % 2 === 0 ? 500 : 1000)]);
      after = next;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(first.filter((user) => !seen.includes(user))).toEqual([]);
  });

  test('[LB1] the better result stays, and of equal ones the earlier', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann']);
    const match = (id: string, score: number, endedMs: number): GivenMatch => ({
      id,
      endedMs,
      seats: [{ user: 'ann', score }],
    });
    await playMatches(store, [
      match('b', 500, NOON),
      match('a', 500, NOON - 1),
      match('c', 400, NOON - 5),
      match('d', 500, NOON),
    ]);
    expect((await readPage(store.db, TABLE, 5, null)).rows).toMatchObject([{ match_id: 'a', score: 500, rank: 1 }]);
    await playMatches(store, [match('e', 510, NOON + DAY_MS)]);
    expect((await readPage(store.db, TABLE, 5, null)).rows).toMatchObject([{ match_id: 'e' }]);
    expect((await readPage(store.db, { ...TABLE, period: '2026-11-30' }, 5, null)).rows).toMatchObject([
      { match_id: 'a' },
    ]);
    await countsAreTrue(store);
  });

  once('[LB3] [LB4] what is not the plain game, or not by one player, is in no table', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob']);
    await addUsers(store, ['robot'], 'bot');
    await playMatches(store, [
      { id: '1', plain: false, seats: [{ user: 'ann', score: 10 }] },
      { id: '2', kind: 'daily', dailyDate: '2026-11-30', seats: [{ user: 'ann', score: 20 }] },
      { id: '3', seats: [{ user: 'ann', score: 30, whole: false }] },
      { id: '4', seats: [{ user: 'ann', score: 40, place: 0 }] },
      { id: '5', seats: [{ user: null, score: 50 }] },
      // A program without a token that plays for a person's device, and a person at a bot's token.
      { id: '6', seats: [{ user: 'ann', score: 60, driver: 'bot' }] },
      { id: '7', seats: [{ user: 'robot', score: 70, driver: 'human' }] },
      { id: '8', seats: [{ user: 'robot', score: 80, driver: 'bot' }] },
      { id: '9', kind: 'offline', seats: [{ user: 'bob', score: 90 }] },
    ]);
    const people = await readPage(store.db, TABLE, 9, null);
    expect(people.rows).toMatchObject([{ user_id: 'bob', score: 90, offline: 1 }]);
    expect((await readPage(store.db, { ...TABLE, pool: 'bot' }, 9, null)).rows).toMatchObject([
      { user_id: 'robot', score: 80 },
    ]);
  });

  once('[LB4] a team is worth what its players made, and its level counts without AI', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob', 'cy']);
    const coop = { ...TABLE, mode: 'coop' };
    await playMatches(store, [
      {
        id: '1',
        mode: 'coop',
        score: 900,
        level: 3,
        seats: [
          { user: 'ann', score: 500 },
          { user: 'bob', score: 400 },
        ],
      },
      {
        ...{ id: '2', mode: 'coop', score: 5000, level: 9 },
        seats: [
          { user: 'cy', score: 700 },
          { user: null, score: 4100, driver: 'ai' },
          { user: null, score: 200 },
        ],
      },
    ]);
    expect(
      (await readPage(store.db, coop, 9, null)).rows.map(({ user_id, value, rank }) => [user_id, value, rank]),
    ).toEqual([
      ['ann', 900, 1],
      ['bob', 900, 1],
      ['cy', 900, 1],
    ]);
    const levels = await readPage(store.db, { ...coop, board: 'level' }, 9, null);
    expect(levels.rows.map(({ user_id, value }) => [user_id, value])).toEqual([
      ['ann', 3],
      ['bob', 3],
    ]);
  });

  test('[LB8] a guest has the name of the newest match, and a person their own', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann']);
    await addUsers(store, ['guest'], 'guest');
    await playMatches(store, [
      {
        id: '1',
        seats: [
          { user: 'ann', name: 'X' },
          { user: 'guest', name: 'Ünal' },
        ],
      },
    ]);
    const users = await store.db.selectFrom('user').select(['id', 'name', 'name_key']).orderBy('id').execute();
    expect(users).toEqual([
      { id: 'ann', name: 'ann', name_key: 'ann' },
      { id: 'guest', name: 'Ünal', name_key: 'ünal' },
    ]);
  });

  test('[LB5] friends are ranked among themselves', async () => {
    const store = await freshStore(kind);
    await addUsers(store, USERS);
    await playMatches(
      store,
      USERS.map((user, i) => ({ id: user, seats: [{ user, score: i < 2 ? 10 : i * 10 }] })),
    );
    const { rows, total } = await readAmong(store.db, TABLE, ['ann', 'bob', 'dee', 'nobody']);
    expect(rows.map(({ user_id, rank }) => [user_id, rank])).toEqual([
      ['dee', 1],
      ['ann', 2],
      ['bob', 2],
    ]);
    expect(total).toBe(3);
  });

  test('[LB8] results move to another user, and go with a deleted one', async () => {
    const store = await freshStore(kind);
    await addUsers(store, ['ann', 'bob', 'eve']);
    await addUsers(store, ['guest'], 'guest');
    const match = (id: string, user: string, score: number): GivenMatch => ({
      id,
      seats: [{ user, score, counts: { dots: 7, bestChain: score / 10 } }],
    });
    await playMatches(store, [
      match('1', 'ann', 100),
      match('2', 'guest', 300),
      match('3', 'bob', 200),
      match('4', 'guest', 50),
    ]);
    await store.transaction((transaction) => moveResults(transaction, 'guest', 'ann'));
    expect((await readPage(store.db, TABLE, 9, null)).rows).toMatchObject([
      { user_id: 'ann', match_id: '2', rank: 1 },
      { user_id: 'bob', rank: 2 },
    ]);
    const totals = await store.db.selectFrom('total').selectAll().where('user_id', '=', 'ann').execute();
    expect(totals).toMatchObject([{ matches: 3, ticks: 3 * 3600, counts: '{"dots":21,"bestChain":30}' }]);
    await countsAreTrue(store);
    await store.transaction(async (transaction) => {
      await removeResults(transaction, 'ann');
      await transaction.deleteFrom('user').where('id', '=', 'ann').execute();
    });
    expect((await readPage(store.db, TABLE, 9, null)).rows).toMatchObject([{ user_id: 'bob', rank: 1 }]);
    await countsAreTrue(store);
  });

  once('[LB5] thousands of equal scores are one rank, and are walked without a gap', async () => {
    const store = await freshStore(kind);
    const users = Array.from({ length: 2500 }, (_, i) => `u${String(i).padStart(4, '0')}`);
    await store.transaction(async (transaction) => {
      for (let at = 0; at < users.length; at += 500) {
        const names = users.slice(at, at + 500);
        await transaction
          .insertInto('user')
          .values(
            names.map((id) => ({
              ...{ id, kind: 'guest' as const, name: id, name_key: id, skeleton: id, owner_id: null, created_ms: 0 },
              ...{ renamed_ms: null, seen_ms: 0, deleted_ms: null },
            })),
          )
          .execute();
      }
    });
    const seats = users.map((user) => ({ user, score: 1000 }));
    for (let at = 0; at < seats.length; at += 500) {
      const id = `m${at}`;
      await storeMatch(store, { id, seats: seats.slice(at, at + 500) });
      await store.transaction((transaction) => applyMatch(transaction, id));
    }
    const walked: number[] = [];
    let after: Position | null = null;
    do {
      const page = await readPage(store.db, TABLE, 100, after);
      walked.push(...page.rows.map(({ rank }) => rank));
      after = page.next;
    } while (after !== null);
    expect(walked).toEqual(users.map(() => 1));
    expect((await readAround(store.db, TABLE, 'u1234', 3))!.rows.map(({ user_id }) => user_id)).toEqual([
      'u1233',
      'u1234',
      'u1235',
    ]);
  });
});
