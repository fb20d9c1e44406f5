// The tables by mode.

import { createRoute, z } from '@hono/zod-openapi';
import { utcDateOf } from '#handover';
import { askerOf } from '../accounts/who-asks.ts';
import type { App } from '../http/app.ts';
import { answerOf } from '../http/bodies.ts';
import { cachedJson, type Caching } from '../http/cached.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { BOARDS, boardsOfMode, MODE_NAMES } from './boards.ts';
import { ALL_TIME, monthOf, periodKey, weekOf } from './periods.ts';
import { RATED_MATCHES_MIN } from './rated-match.ts';
import { leaderboardListShape, leaderboardShape } from './shapes.ts';
import { answerTable, isForCaller, tableQuery } from './table-query.ts';

/** A new record is seen after so many seconds. */
export const TABLE_CACHING: Caching = { maxAgeSeconds: 2, for: 'everybody' };
export const OWN_CACHING: Caching = { maxAgeSeconds: 0, for: 'caller' };
const LIST_CACHING: Caching = { maxAgeSeconds: 60, for: 'everybody' };
const PERIOD_LENGTH_MAX = 10;

const listRoute = createRoute({
  method: 'get',
  path: '/api/leaderboards',
  summary: 'Which tables there are',
  responses: answerOf(leaderboardListShape, 'Modes, boards, and the periods of now.'),
});

const tableRoute = createRoute({
  method: 'get',
  path: '/api/leaderboards/{mode}',
  summary: 'A table of a mode',
  request: {
    params: z.object({ mode: z.string() }),
    query: z.object({
      ...tableQuery.shape,
      board: z.enum(BOARDS).default('score'),
      period: z.string().max(PERIOD_LENGTH_MAX).default(ALL_TIME).openapi({
        description: '`all`, `month`, `week`, `day`, or a month 2026-11, an ISO week 2026-W49, a day 2026-11-30 (UTC).',
      }),
    }),
  },
  responses: answerOf(leaderboardShape, 'Rows of the table, best first.'),
});

export function addLeaderboardRoutes(app: App, parts: Parts): void {
  const { store, now } = parts;

  app.openapi(listRoute, (request) => {
    const ms = now();
    const tables = MODE_NAMES.map((mode) => ({ mode, boards: boardsOfMode(mode) }));
    const periods = { day: utcDateOf(ms), week: weekOf(ms), month: monthOf(ms) };
    return cachedJson(request, { tables, periods, ratedMatchesMin: RATED_MATCHES_MIN }, LIST_CACHING);
  });

  app.openapi(tableRoute, async (request) => {
    const { mode } = request.req.valid('param');
    const query = request.req.valid('query');
    const { board, pool } = query;
    if (!boardsOfMode(mode).includes(board) || !MODE_NAMES.includes(mode)) {
      throw new ApiError('not-found', {
        text: 'There is no such table.',
        field: MODE_NAMES.includes(mode) ? 'board' : 'mode',
      });
    }
    const period = periodKey(query.period, now());
    if (period === null) throw new ApiError('bad-request', { text: 'There is no such period.', field: 'period' });
    // What a rating was in a month is not kept.
    if (board === 'rating' && period !== ALL_TIME) {
      throw new ApiError('bad-request', { text: 'Ratings are of all time.', field: 'period' });
    }
    const asker = isForCaller(query) ? await askerOf(request, parts) : null;
    const table = await answerTable(store.db, { pool, board, period, mode }, query, asker?.id ?? null);
    return cachedJson(
      request,
      { mode, board, period, pool, ...table },
      isForCaller(query) ? OWN_CACHING : TABLE_CACHING,
    );
  });
}
