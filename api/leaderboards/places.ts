// Counts places in a table from the counts beside it: a few thousand small rows, however many rows the table has.

import type { SelectQueryBuilder } from 'kysely';
import type { Queries } from '../store/store.ts';
import { COUNT_STEPS, WIDE_STEP } from './best-rows.ts';
import type { TableKey } from './rows-of-match.ts';

export interface CountsAt {
  /** Rows with a higher value, and rows with this one. */
  readonly above: number;
  readonly equal: number;
  readonly total: number;
}

/** Counts the rows of a table around a value. */
export async function countsAt(queries: Queries, table: TableKey, value: number): Promise<CountsAt> {
  const wide = Math.floor(value / WIDE_STEP);
  const counts = (step: number) =>
    ofTable(queries.selectFrom('best_count'), table)
      .where('step', '=', step)
      .select(({ fn, lit }) => fn.coalesce(fn.sum<number>('users'), lit(0)).as('users'));
  const [fine, coarse] = COUNT_STEPS;
  const { total, far, near, equal } = await queries
    .selectNoFrom([
      counts(coarse).as('total'),
      counts(coarse).where('value', '>', wide).as('far'),
      counts(fine)
        .where('value', '>', value)
        .where('value', '<', (wide + 1) * WIDE_STEP)
        .as('near'),
      counts(fine).where('value', '=', value).as('equal'),
    ])
    .executeTakeFirstOrThrow();
  return { above: far! + near!, equal: equal!, total: total! };
}

/** Rows of one table. */
export function ofTable<Tables, Name extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Name, Row>,
  { pool, board, period, mode }: TableKey,
): SelectQueryBuilder<Tables, Name, Row> {
  // The columns are those of `best` and `best_count`, which callers name.
  const of = query as unknown as SelectQueryBuilder<{ best: TableKey }, 'best', Row>;
  return of
    .where('pool', '=', pool)
    .where('board', '=', board)
    .where('period', '=', period)
    .where('mode', '=', mode) as unknown as SelectQueryBuilder<Tables, Name, Row>;
}
