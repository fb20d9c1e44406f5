// Fills an empty database with players and one table of results, by SQL that SQLite and PostgreSQL understand.

import { type Kysely, sql } from 'kysely';
import { DAY_MS } from '#handover';
import type { Store } from '../../../api/store/store.ts';
import type { Database } from '../../../api/store/tables.ts';

/** Ids are 32 digits: so many zeros before a number of eight. */
const ID_ZEROS = '0'.repeat(24);
const FIRST_ID = 10_000_000;
/** Rows of one statement. */
const ROWS_AT_ONCE = 100_000;

export function playerId(index: number): string {
  return ID_ZEROS + String(FIRST_ID + index);
}

export function playerName(index: number): string {
  return `Player ${index}`;
}

/**
 * Adds persons, and the best score of each in `classic` of all time. Scores are multiples of 10 up to 900,000, most of
 * them low, and many of them equal.
 */
export async function addPlayers({ db, transaction }: Store, count: number, nowMs: number): Promise<void> {
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const to = Math.min(count, from + ROWS_AT_ONCE);
    await transaction(async (queries) => {
      const ids = sql`with recursive n (i) as (select cast(${sql.lit(from)} as bigint) union all select i + 1 from n where i < ${sql.lit(to - 1)})`;
      const id = sql`${sql.lit(ID_ZEROS)} || cast(${sql.lit(FIRST_ID)} + i as text)`;
      const name = sql`cast(i as text)`;
      await sql`
        insert into "user" (id, kind, name, name_key, skeleton, created_ms, seen_ms)
        ${ids} select ${id}, 'person', 'Player ' || ${name}, 'player ' || ${name}, 'player ' || ${name},
          ${sql.lit(nowMs)}, ${sql.lit(nowMs)} from n`.execute(queries);
      // Two numbers without an order, whose product is low more often than high.
      const value = sql`((i * 7919) % 300) * ((i * 104729 + 13) % 301) * 10`;
      await sql`
        insert into best (pool, board, period, mode, user_id, value, score, level, match_id, ended_ms, offline)
        ${ids} select 'human', 'score', 'all', 'classic', ${id}, ${value}, ${value}, 1, ${id},
          ${sql.lit(nowMs - DAY_MS)} + (i * 31) % ${sql.lit(DAY_MS)}, 0 from n`.execute(queries);
    });
  }
  for (const step of [1, 1000]) {
    await sql`
      insert into best_count (pool, board, period, mode, step, value, users)
      select pool, board, period, mode, ${sql.lit(step)}, value / ${sql.lit(step)}, count(*) from best
      group by pool, board, period, mode, value / ${sql.lit(step)}`.execute(db);
  }
  await analyze(db);
}

/** Statistics for the planner, as a database that has grown to this size has them. */
async function analyze(db: Kysely<Database>): Promise<void> {
  await sql`analyze`.execute(db);
}
