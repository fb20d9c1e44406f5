// The daily match: settings, table and own tries.

import { createRoute, z } from '@hono/zod-openapi';
import { dailyOf, DAILY_MODES, DAY_MS, isDailyMode, utcDateOf, type Daily } from '#handover';
import { askerOf } from '../accounts/who-asks.ts';
import type { App } from '../http/app.ts';
import { answerOf } from '../http/bodies.ts';
import { cachedJson } from '../http/cached.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { datesOfTries, streakOf } from './daily-tries.ts';
import { OWN_CACHING, TABLE_CACHING } from './leaderboard-routes.ts';
import type { TableKey } from './rows-of-match.ts';
import { dailyShape, dailyTableShape, ownDailyShape } from './shapes.ts';
import { readPage } from './table-page.ts';
import { answerTable, isForCaller, shownRows, tableQuery } from './table-query.ts';

/** Own tries in one answer: a month of both modes. */
const TRIES_MAX = 62;
const DATE_LENGTH = 10;

const todayRoute = createRoute({
  method: 'get',
  path: '/api/daily',
  summary: "Today's daily matches",
  responses: answerOf(dailyShape, 'Settings of the date in UTC, and the best first try of each mode.'),
});

const tableRoute = createRoute({
  method: 'get',
  path: '/api/daily/{date}/{mode}',
  summary: 'The table of a daily match',
  request: { params: z.object({ date: z.string().length(DATE_LENGTH), mode: z.string() }), query: tableQuery },
  responses: answerOf(dailyTableShape, 'The first tries of all players, best first.'),
});

const ownRoute = createRoute({
  method: 'get',
  path: '/api/me/daily',
  summary: 'Own tries of daily matches',
  responses: answerOf(ownDailyShape, 'The streak, and the last tries. Empty without a user.'),
});

export function addDailyRoutes(app: App, parts: Parts): void {
  const { store, now } = parts;

  app.openapi(todayRoute, async (request) => {
    const date = utcDateOf(now());
    const modes = [];
    for (const mode of DAILY_MODES) {
      const table = dailyTable(date, mode, 'human');
      const { total, rows } = await readPage(store.db, table, 1, null);
      const [best = null] = await shownRows(store.db, table, rows);
      const { change, settings } = dailyOf(date, mode);
      modes.push({ mode, change, settings: { ...settings }, players: total, best });
    }
    return cachedJson(request, { date, endsMs: Date.parse(date) + DAY_MS, modes }, TABLE_CACHING);
  });

  app.openapi(tableRoute, async (request) => {
    const { date, mode } = request.req.valid('param');
    const query = request.req.valid('query');
    const { change, settings } = dailyThatWas(date, mode, now());
    const asker = isForCaller(query) ? await askerOf(request, parts) : null;
    const table = await answerTable(store.db, dailyTable(date, mode, query.pool), query, asker?.id ?? null);
    const answer = { date, mode, change, settings: { ...settings }, ...table };
    return cachedJson(request, answer, isForCaller(query) ? OWN_CACHING : TABLE_CACHING);
  });

  app.openapi(ownRoute, async (request) => {
    const asker = await askerOf(request, parts);
    if (asker === null) return cachedJson(request, { streak: 0, tries: [] }, OWN_CACHING);
    const streak = streakOf(await datesOfTries(store.db, asker.id), utcDateOf(now()));
    const rows = await store.db
      .selectFrom('daily_try')
      .leftJoin('best', (join) =>
        join
          .onRef('best.user_id', '=', 'daily_try.user_id')
          .onRef('best.period', '=', 'daily_try.date')
          .onRef('best.mode', '=', 'daily_try.mode')
          .on('best.board', '=', 'daily'),
      )
      .select(['daily_try.date', 'daily_try.mode', 'daily_try.match_id', 'started_ms', 'best.score'])
      .where('daily_try.user_id', '=', asker.id)
      .orderBy('daily_try.date', 'desc')
      .orderBy('daily_try.mode')
      .limit(TRIES_MAX)
      .execute();
    const tries = rows.map(({ date, mode, match_id, started_ms, score }) => ({
      ...{ date, mode, match: match_id, startedMs: started_ms, score },
    }));
    return cachedJson(request, { streak, tries }, OWN_CACHING);
  });
}

function dailyTable(date: string, mode: string, pool: TableKey['pool']): TableKey {
  return { pool, board: 'daily', period: date, mode };
}

/** @throws {ApiError} for a date that is none, or has not come: nobody may know its settings before */
function dailyThatWas(date: string, mode: string, nowMs: number): Daily {
  if (!isDailyMode(mode)) throw new ApiError('not-found', { text: 'This mode has no daily match.', field: 'mode' });
  if (date > utcDateOf(nowMs)) throw new ApiError('not-found', { text: 'That day has not come.', field: 'date' });
  try {
    return dailyOf(date, mode);
  } catch {
    throw new ApiError('not-found', { text: 'There is no such date.', field: 'date' });
  }
}
