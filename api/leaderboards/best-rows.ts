// Writes the rows of the tables, and beside them how many rows have which value: the only file that does. Readers count
// the places of a million rows from these counts (places.ts).

import type { Queries } from '../store/store.ts';
import { isBetter, rowKey, type BestRow, type TableKey } from './rows-of-match.ts';

/** The lengths of the ranges that rows are counted in: single values, and ranges of so many that few are left to add up. */
export const COUNT_STEPS = [1, 1000] as const;
export const WIDE_STEP = COUNT_STEPS[1];

const KEY = ['pool', 'board', 'period', 'mode', 'user_id'] as const;
/** Rows of one statement: PostgreSQL takes 65,535 values in one, SQLite 32,766. */
const ROWS_MAX = 2000;

/** Enters rows where they are better than what is there. The order of several calls does not matter. */
export async function enterBest(queries: Queries, rows: readonly BestRow[]): Promise<void> {
  const best = new Map<string, BestRow>();
  for (const row of rows) {
    const known = best.get(rowKey(row));
    if (known === undefined || isBetter(row, known)) best.set(rowKey(row), row);
  }
  const stored = new Map((await storedBeside(queries, rows)).map((row) => [rowKey(row), row]));
  const better = [...best.values()].filter((row) => {
    const old = stored.get(rowKey(row));
    return old === undefined || isBetter(row, old);
  });
  await put(queries, better, stored);
}

/** Puts rows in the place of what is there. */
export async function putRows(queries: Queries, rows: readonly BestRow[]): Promise<void> {
  await put(queries, rows, new Map((await storedBeside(queries, rows)).map((row) => [rowKey(row), row])));
}

/** Removes rows of a user: all of them, or those of a board and mode. */
export async function removeRows(
  queries: Queries,
  userId: string,
  of: Partial<Pick<TableKey, 'board' | 'period' | 'mode' | 'pool'>> = {},
): Promise<void> {
  let removal = queries.deleteFrom('best').where('user_id', '=', userId);
  for (const column of ['pool', 'board', 'period', 'mode'] as const) {
    if (of[column] !== undefined) removal = removal.where(column, '=', of[column]);
  }
  await count(queries, [], (await removal.returningAll().execute()) as BestRow[]);
}

async function put(queries: Queries, rows: readonly BestRow[], stored: ReadonlyMap<string, BestRow>): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_MAX) {
    await queries
      .insertInto('best')
      .values(rows.slice(at, at + ROWS_MAX))
      .onConflict((conflict) =>
        conflict.columns(KEY).doUpdateSet(({ ref }) => ({
          value: ref('excluded.value'),
          score: ref('excluded.score'),
          level: ref('excluded.level'),
          match_id: ref('excluded.match_id'),
          ended_ms: ref('excluded.ended_ms'),
          offline: ref('excluded.offline'),
        })),
      )
      .execute();
  }
  const replaced = rows.flatMap((row) => stored.get(rowKey(row)) ?? []);
  await count(queries, rows, replaced);
}

/** The stored rows of the same users, in the tables of these rows and perhaps others. */
async function storedBeside(queries: Queries, rows: readonly BestRow[]): Promise<BestRow[]> {
  if (rows.length === 0) return [];
  const among = <Name extends keyof BestRow>(name: Name) => [...new Set(rows.map((row) => row[name]))];
  const stored = await queries
    .selectFrom('best')
    .selectAll()
    .where('pool', 'in', among('pool'))
    .where('board', 'in', among('board'))
    .where('period', 'in', among('period'))
    .where('mode', 'in', among('mode'))
    .where('user_id', 'in', among('user_id'))
    .execute();
  return stored as BestRow[];
}

/** Counts rows that were added and removed. */
async function count(queries: Queries, added: readonly BestRow[], removed: readonly BestRow[]): Promise<void> {
  const changes = new Map<string, TableKey & { step: number; value: number; users: number }>();
  const add = ({ pool, board, period, mode, value }: BestRow, users: number): void => {
    for (const step of COUNT_STEPS) {
      const range = { pool, board, period, mode, step, value: Math.floor(value / step) };
      const name = Object.values(range).join(' ');
      const change = changes.get(name) ?? { ...range, users: 0 };
      change.users += users;
      changes.set(name, change);
    }
  };
  for (const row of added) add(row, 1);
  for (const row of removed) add(row, -1);
  // In one order, so that two transactions that change the same counts wait for each other in turn.
  const sorted = [...changes]
    .filter(([, { users }]) => users !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => change);
  for (let at = 0; at < sorted.length; at += ROWS_MAX) {
    await queries
      .insertInto('best_count')
      .values(sorted.slice(at, at + ROWS_MAX))
      .onConflict((conflict) =>
        conflict
          .columns(['pool', 'board', 'period', 'mode', 'step', 'value'])
          .doUpdateSet(({ eb, ref }) => ({ users: eb(ref('best_count.users'), '+', ref('excluded.users')) })),
      )
      .execute();
  }
}
