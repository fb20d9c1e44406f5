// What users did in all of their verified matches, mode by mode.

import type { Queries } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { RATED_MODES } from './boards.ts';
import type { VerifiedMatch } from './verified-match.ts';

export interface Total {
  readonly mode: string;
  readonly matches: number;
  /** First places, in modes with places. */
  readonly won: number;
  readonly ticks: number;
  /** When the last match ended. */
  readonly lastMs: number;
  /** Sums of what is counted for a seat, and the best chain. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The only count that is a record, and not a sum. */
const BEST_CHAIN = 'bestChain';

/** What a match adds for a user. What a seat did counts only if the player had it all the time. */
function totalOf(match: VerifiedMatch, userId: string): Total {
  const own = match.seats.filter(({ user }) => user?.id === userId);
  const rivals = match.seats.filter(({ place }) => place > 0).length;
  const hasWon = RATED_MODES.has(match.mode) && rivals > 1 && own.some(({ place, whole }) => whole && place === 1);
  return {
    mode: match.mode,
    matches: 1,
    won: hasWon ? 1 : 0,
    ticks: match.ticks,
    lastMs: match.endedMs,
    counts: own.filter(({ whole }) => whole).reduce((sum, { counts }) => sumOfCounts(sum, counts), {}),
  };
}

function sumOfTotals(one: Total, other: Total): Total {
  return {
    mode: one.mode,
    matches: one.matches + other.matches,
    won: one.won + other.won,
    ticks: one.ticks + other.ticks,
    lastMs: Math.max(one.lastMs, other.lastMs),
    counts: sumOfCounts(one.counts, other.counts),
  };
}

/** Adds a match to the totals of its players. */
export async function addToTotals(queries: Queries, match: VerifiedMatch): Promise<void> {
  const users = [...new Set(match.seats.flatMap(({ user }) => (user === null ? [] : [user.id])))];
  if (users.length === 0) return;
  const stored = await queries
    .selectFrom('total')
    .selectAll()
    .where('mode', '=', match.mode)
    .where('user_id', 'in', users)
    .execute();
  const before = new Map(stored.map((row) => [row.user_id, totalFrom(row)]));
  const after = users.map((userId) => {
    const added = totalOf(match, userId);
    const known = before.get(userId);
    return { userId, total: known === undefined ? added : sumOfTotals(known, added) };
  });
  await putTotals(queries, after);
}

/** Adds the totals of a user to those of another. Those of the first stay. */
export async function moveTotals(queries: Queries, fromId: string, toId: string): Promise<void> {
  const known = new Map((await totalsOf(queries, toId)).map((total) => [total.mode, total]));
  const moved = (await totalsOf(queries, fromId)).map((total) => {
    const own = known.get(total.mode);
    return { userId: toId, total: own === undefined ? total : sumOfTotals(own, total) };
  });
  await putTotals(queries, moved);
}

/** Puts the totals of users in the place of what is there. */
async function putTotals(
  queries: Queries,
  totals: readonly { readonly userId: string; readonly total: Total }[],
): Promise<void> {
  if (totals.length === 0) return;
  await queries
    .insertInto('total')
    .values(
      totals.map(({ userId, total: { lastMs, counts, ...total } }) => ({
        ...total,
        user_id: userId,
        last_ms: lastMs,
        counts: JSON.stringify(counts),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'mode']).doUpdateSet(({ ref }) => ({
        matches: ref('excluded.matches'),
        won: ref('excluded.won'),
        ticks: ref('excluded.ticks'),
        last_ms: ref('excluded.last_ms'),
        counts: ref('excluded.counts'),
      })),
    )
    .execute();
}

export async function totalsOf(queries: Queries, userId: string): Promise<Total[]> {
  const rows = await queries.selectFrom('total').selectAll().where('user_id', '=', userId).orderBy('mode').execute();
  return rows.map(totalFrom);
}

function totalFrom({ mode, matches, won, ticks, last_ms, counts }: Database['total']): Total {
  return { mode, matches, won, ticks, lastMs: last_ms, counts: JSON.parse(counts) as Record<string, number> };
}

/** What was counted in all: sums, and of chains the best. */
export function sumOfCounts(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...one };
  for (const [name, count] of Object.entries(other)) {
    const known = sum[name] ?? 0;
    sum[name] = name === BEST_CHAIN ? Math.max(known, count) : known + count;
  }
  return sum;
}
