// The daily match: the first try of a user that was started on a date is the one that counts, finished or not.

import { DAY_MS, utcDateOf } from '#handover';
import type { Queries } from '../store/store.ts';
import { putRows, removeRows } from './best-rows.ts';
import { dailyRowOf } from './rows-of-match.ts';
import { verifiedMatches, type VerifiedMatch } from './verified-match.ts';

/** Longer streaks are shown as this one. */
const STREAK_MAX = 1000;

export interface DailyTry {
  /** The UTC date of the settings, such as `2026-11-30`. */
  readonly date: string;
  readonly mode: string;
  readonly userId: string;
  readonly matchId: string;
  readonly startedMs: number;
}

/**
 * Records that a user has started the daily match. Of several tries the one that was started first counts, in whichever
 * order they are recorded.
 */
export async function recordDailyTry(
  queries: Queries,
  { date, mode, userId, matchId, startedMs }: DailyTry,
): Promise<void> {
  const changed = await queries
    .insertInto('daily_try')
    .values({ date, mode, user_id: userId, match_id: matchId, started_ms: startedMs })
    .onConflict((conflict) =>
      conflict
        .columns(['date', 'mode', 'user_id'])
        .doUpdateSet({ match_id: matchId, started_ms: startedMs })
        .where(({ eb, refTuple, tuple }) =>
          eb(refTuple('daily_try.started_ms', 'daily_try.match_id'), '>', tuple(startedMs, matchId)),
        ),
    )
    .returning('match_id')
    .execute();
  if (changed.length === 0) return;
  await removeRows(queries, userId, { board: 'daily', period: date, mode });
  for (const match of await verifiedMatches(queries, [matchId])) await enterDaily(queries, match, [userId]);
}

/** Enters a verified daily match into the table of its date, for those whose try it is. */
export async function applyDaily(queries: Queries, match: VerifiedMatch): Promise<void> {
  const { kind, dailyDate, id } = match;
  if (kind !== 'daily' || dailyDate === null) return;
  const counted = await queries
    .selectFrom('daily_try')
    .select('user_id')
    .where('match_id', '=', id)
    .where('date', '=', dailyDate)
    .execute();
  await enterDaily(
    queries,
    match,
    counted.map(({ user_id }) => user_id),
  );
}

async function enterDaily(queries: Queries, match: VerifiedMatch, userIds: readonly string[]): Promise<void> {
  await putRows(
    queries,
    userIds.flatMap((userId) => dailyRowOf(match, userId) ?? []),
  );
}

/** Days in a row up to today or yesterday. @param dates with a try, in any order */
export function streakOf(dates: readonly string[], today: string): number {
  const tried = new Set(dates);
  let day = Date.parse(today);
  if (!tried.has(today)) day -= DAY_MS;
  let streak = 0;
  while (tried.has(utcDateOf(day))) {
    streak++;
    day -= DAY_MS;
  }
  return streak;
}

/** The dates of a user's tries that a streak can need. */
export async function datesOfTries(queries: Queries, userId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom('daily_try')
    .select('date')
    .distinct()
    .where('user_id', '=', userId)
    .orderBy('date', 'desc')
    .limit(STREAK_MAX)
    .execute();
  return rows.map(({ date }) => date);
}
