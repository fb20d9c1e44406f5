// Reads tables: a page, the neighbours of a row, the rows of some users. Each takes the same few rows of an index, however
// deep the page is and however many rows are equal.

import type { Queries } from '../store/store.ts';
import type { UserKind } from '#handover';
import { countsAt, ofTable, type CountsAt } from './places.ts';
import type { BestRow, TableKey } from './rows-of-match.ts';

/** Where a row stands: tables are ordered by value, highest first, then by time and user. */
export type Position = Pick<BestRow, 'value' | 'ended_ms' | 'user_id'>;

/** A row with its player. */
interface PlayerRow extends BestRow {
  readonly name: string;
  readonly kind: UserKind;
}

export interface RankedRow extends PlayerRow {
  /** From 1. Rows with equal values share a rank. */
  readonly rank: number;
}

export interface TablePage {
  readonly total: number;
  readonly rows: readonly RankedRow[];
  /** Where the next page begins, null at the end. */
  readonly next: Position | null;
}

/** @param after the position of the last row before the page, null for the first page */
export async function readPage(
  queries: Queries,
  table: TableKey,
  limit: number,
  after: Position | null,
): Promise<TablePage> {
  const rows = await rowsAfter(queries, table, after, limit + 1);
  return pageOf(await ranked(queries, table, rows.slice(0, limit)), rows.length > limit);
}

/** A page with the row of a user in its middle; null if the user is not in the table. */
export async function readAround(
  queries: Queries,
  table: TableKey,
  userId: string,
  limit: number,
): Promise<(TablePage & { readonly own: RankedRow }) | null> {
  const [own] = await rowsOfUsers(queries, table, [userId]);
  if (own === undefined) return null;
  const above = await rowsBefore(queries, table, own, Math.floor((limit - 1) / 2));
  const below = await rowsAfter(queries, table, own, limit - above.length);
  const shown = [...above.toReversed(), own, ...below].slice(0, limit);
  const page = pageOf(await ranked(queries, table, shown), above.length + 1 + below.length > limit);
  return { ...page, own: page.rows[above.length]! };
}

/** The rows of some users, ranked among themselves. */
export async function readAmong(queries: Queries, table: TableKey, userIds: readonly string[]): Promise<TablePage> {
  const rows = await rowsOfUsers(queries, table, userIds);
  return pageOf(withRanks(rows, { above: 0, equal: 0, total: rows.length }), false);
}

/** Where a user stands in a table; null if not in it. */
export async function readPlace(
  queries: Queries,
  table: TableKey,
  userId: string,
): Promise<(RankedRow & CountsAt) | null> {
  const [own] = await rowsOfUsers(queries, table, [userId]);
  if (own === undefined) return null;
  const counts = await countsAt(queries, table, own.value);
  return { ...own, ...counts, rank: counts.above + 1 };
}

interface RankedRows {
  readonly total: number;
  readonly rows: readonly RankedRow[];
}

function pageOf({ total, rows }: RankedRows, hasMore: boolean): TablePage {
  return { total, rows, next: hasMore ? rows.at(-1)! : null };
}

/** @param rows that follow each other in the table */
async function ranked(queries: Queries, table: TableKey, rows: readonly PlayerRow[]): Promise<RankedRows> {
  return withRanks(rows, await countsAt(queries, table, rows[0]?.value ?? 0));
}

/** @param counts those at the value of the first row, some of whose equals may stand before the page; 0 `equal`: none do */
function withRanks(rows: readonly PlayerRow[], { above, equal, total }: CountsAt): RankedRows {
  const first = rows[0]?.value;
  let rank = above + 1;
  let following = rank + Math.max(equal, rows.filter(({ value }) => value === first).length);
  const ranks: RankedRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0 && row.value !== rows[index - 1]!.value) {
      rank = following;
      following = rank + rows.filter(({ value }) => value === row.value).length;
    }
    ranks.push({ ...row, rank });
  }
  return { total, rows: ranks };
}

/** Rows in the order of the table. Equal values and lower ones are two scans, each of which begins where it must. */
async function rowsAfter(
  queries: Queries,
  table: TableKey,
  after: Position | null,
  limit: number,
): Promise<PlayerRow[]> {
  const rows = rowsOf(queries, table);
  const inOrder = (query: typeof rows, count: number) =>
    query.orderBy('value', 'desc').orderBy('ended_ms').orderBy('user_id').limit(count).execute() as Promise<
      PlayerRow[]
    >;
  if (after === null) return inOrder(rows, limit);
  const equal = await inOrder(
    rows
      .where('value', '=', after.value)
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple('ended_ms', 'user_id'), '>', tuple(after.ended_ms, after.user_id)),
      ),
    limit,
  );
  if (equal.length === limit) return equal;
  return [...equal, ...(await inOrder(rows.where('value', '<', after.value), limit - equal.length))];
}

/** Rows before one, the nearest first. */
async function rowsBefore(queries: Queries, table: TableKey, before: Position, limit: number): Promise<PlayerRow[]> {
  if (limit === 0) return [];
  const rows = rowsOf(queries, table);
  const inOrder = (query: typeof rows, count: number) =>
    query.orderBy('value').orderBy('ended_ms', 'desc').orderBy('user_id', 'desc').limit(count).execute() as Promise<
      PlayerRow[]
    >;
  const equal = await inOrder(
    rows
      .where('value', '=', before.value)
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple('ended_ms', 'user_id'), '<', tuple(before.ended_ms, before.user_id)),
      ),
    limit,
  );
  if (equal.length === limit) return equal;
  return [...equal, ...(await inOrder(rows.where('value', '>', before.value), limit - equal.length))];
}

async function rowsOfUsers(queries: Queries, table: TableKey, userIds: readonly string[]): Promise<PlayerRow[]> {
  if (userIds.length === 0) return [];
  const rows = await rowsOf(queries, table)
    .where('user_id', 'in', userIds)
    .orderBy('value', 'desc')
    .orderBy('ended_ms')
    .orderBy('user_id')
    .execute();
  return rows as PlayerRow[];
}

function rowsOf(queries: Queries, table: TableKey) {
  const rows = queries.selectFrom('best').innerJoin('user', 'user.id', 'best.user_id');
  return ofTable(rows.selectAll('best').select(['user.name', 'user.kind']), table);
}
