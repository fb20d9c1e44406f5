// The profile of a player: all of it comes from rows that are kept up to date, so it costs the same after any number of
// matches.

import type { z } from '@hono/zod-openapi';
import { utcDateOf } from '#handover';
import { datesOfTries, streakOf } from '../leaderboards/daily-tries.ts';
import { countsAt } from '../leaderboards/places.ts';
import { ALL_TIME } from '../leaderboards/periods.ts';
import { shownRating } from '../leaderboards/rated-match.ts';
import type { BestRow } from '../leaderboards/rows-of-match.ts';
import { totalsOf } from '../leaderboards/totals.ts';
import type { Queries } from '../store/store.ts';
import { statisticsOf } from './history.ts';
import type { profileShape } from './shapes.ts';
import { titlesOf } from './titles.ts';

type Profile = z.output<typeof profileShape>;

/** @returns null for a user who is deleted */
export async function profileOf(queries: Queries, userId: string, nowMs: number): Promise<Profile | null> {
  const user = await queries
    .selectFrom('user')
    .leftJoin('user as owner', (join) =>
      join.onRef('owner.id', '=', 'user.owner_id').on('owner.deleted_ms', 'is', null),
    )
    .select(['user.name', 'user.kind', 'user.created_ms', 'user.history_hidden', 'owner.name as owner'])
    .where('user.id', '=', userId)
    .where('user.deleted_ms', 'is', null)
    .executeTakeFirst();
  if (user === undefined) return null;
  const totals = await totalsOf(queries, userId);
  return {
    player: { name: user.name, kind: user.kind },
    owner: user.owner,
    sinceMs: user.created_ms,
    historyHidden: user.history_hidden === 1,
    matches: totals.reduce((sum, { matches }) => sum + matches, 0),
    lastMatchMs: totals.length === 0 ? null : Math.max(...totals.map(({ lastMs }) => lastMs)),
    modes: totals.map(({ mode, matches, won, ticks, counts }) => ({
      ...{ mode, matches, won, ticks },
      statistics: statisticsOf(counts),
    })),
    bests: await bestsOf(queries, userId),
    ratings: await ratingsOf(queries, userId),
    dailyStreak: streakOf(await datesOfTries(queries, userId), utcDateOf(nowMs)),
    titles: titlesOf(totals),
  };
}

async function bestsOf(queries: Queries, userId: string): Promise<Profile['bests']> {
  const rows = (await queries
    .selectFrom('best')
    .selectAll()
    .where('user_id', '=', userId)
    .where('period', '=', ALL_TIME)
    .where('board', 'in', ['score', 'level'])
    .orderBy('mode')
    .orderBy('board', 'desc')
    .execute()) as BestRow[];
  const bests: Profile['bests'] = [];
  for (const row of rows) {
    const { above, total } = await countsAt(queries, row, row.value);
    const { pool, mode, score, level, match_id, ended_ms } = row;
    const board = row.board === 'level' ? 'level' : 'score';
    bests.push({
      ...{ mode, board, pool, rank: above + 1, total, score, level, match: match_id, endedMs: ended_ms },
      offline: row.offline === 1,
    });
  }
  return bests;
}

async function ratingsOf(queries: Queries, userId: string): Promise<Profile['ratings']> {
  const rows = await queries
    .selectFrom('rating')
    .leftJoin('best', (join) =>
      join
        .onRef('best.pool', '=', 'rating.pool')
        .onRef('best.mode', '=', 'rating.mode')
        .onRef('best.user_id', '=', 'rating.user_id')
        .on('best.board', '=', 'rating')
        .on('best.period', '=', ALL_TIME),
    )
    .select(['rating.pool', 'rating.mode', 'mu', 'sigma', 'games', 'best.value'])
    .where('rating.user_id', '=', userId)
    .orderBy('rating.mode')
    .execute();
  const ratings: Profile['ratings'] = [];
  for (const { pool, mode, value, ...strength } of rows) {
    const table = { pool, board: 'rating', period: ALL_TIME, mode } as const;
    const rank = value === null ? null : 1 + (await countsAt(queries, table, value)).above;
    ratings.push({ mode, pool, rank, rating: shownRating(strength) });
  }
  return ratings;
}
