// What a request may ask of a table, and the answer: a page, the neighbours of a player, or the rows of some players.

import { z } from '@hono/zod-openapi';
import { NAME_LENGTH_MAX } from '#protocol';
import { cursorOf, pageQuery, positionOf, positionText } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { playerNamed, playersNamed } from '../players/find-player.ts';
import type { Queries } from '../store/store.ts';
import { RATING_UNITS, shownRating } from './rated-match.ts';
import type { TableKey } from './rows-of-match.ts';
import { POOLS, type leaderboardRowShape } from './shapes.ts';
import { readAmong, readAround, readPage, type RankedRow, type TablePage } from './table-page.ts';

/** Names in one request: as many as players in a room. */
const PLAYERS_MAX = 64;
/** Who asks, in `around`. Nobody can claim the name. */
const ME = 'me';

/** A name in UTF-16 units, of which a character may take two. No name has invisible characters. */
export const givenName = z
  .string()
  .min(1)
  .max(2 * NAME_LENGTH_MAX)
  .regex(/^[^\p{Cc}]+$/u);

export const tableQuery = z.object({
  ...pageQuery.shape,
  pool: z.enum(POOLS).default('human').openapi({ description: 'People or bots.' }),
  around: givenName.optional().openapi({
    description:
      '`me`, or the name of a person or bot: the page with their row in its middle. Without a row, the first page.',
  }),
  player: z
    .preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z.array(givenName).max(PLAYERS_MAX).optional(),
    )
    .openapi({
      param: { name: 'player', in: 'query', required: false },
      type: 'array',
      items: { type: 'string' },
      maxItems: PLAYERS_MAX,
      description: 'Names of persons or bots, each as a parameter of its own: their rows, ranked among themselves.',
    }),
});
export type TableQuery = z.output<typeof tableQuery>;

type ShownRow = z.output<typeof leaderboardRowShape>;

export interface ShownTable {
  readonly total: number;
  readonly rows: ShownRow[];
  readonly own: ShownRow | null;
  readonly next: string | null;
}

/** Whether the answer depends on who asks. */
export function isForCaller({ around }: TableQuery): boolean {
  return around === ME;
}

/**
 * @param askerId the user who asks, null without one
 * @throws {ApiError} for a cursor of another list, a name that nobody has, or two ways of choosing rows at once
 */
export async function answerTable(
  queries: Queries,
  table: TableKey,
  query: TableQuery,
  askerId: string | null,
): Promise<ShownTable> {
  const { limit, after, around, player } = query;
  if ([after, around, player].filter((given) => given !== undefined).length > 1) {
    throw new ApiError('bad-request', { text: 'Only one of after, around and player can be given.', field: 'around' });
  }
  const position = positionOf(after, z.tuple([z.int(), z.int(), positionText]));
  if (player !== undefined) {
    const players = await playersNamed(queries, player);
    return shownTable(
      queries,
      table,
      await readAmong(
        queries,
        table,
        players.map(({ id }) => id),
      ),
    );
  }
  if (around !== undefined) {
    const userId = around === ME ? askerId : await idOf(queries, around);
    const page = userId === null ? null : await readAround(queries, table, userId, limit);
    if (page !== null) return shownTable(queries, table, page);
  }
  const from = position && { value: position[0], ended_ms: position[1], user_id: position[2] };
  return shownTable(queries, table, await readPage(queries, table, limit, from));
}

/** Rows as they are shown, with the ratings of their players. */
export async function shownRows(queries: Queries, table: TableKey, rows: readonly RankedRow[]): Promise<ShownRow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ user_id }) => user_id);
  const isRating = table.board === 'rating';
  const ratings = isRating
    ? await queries
        .selectFrom('rating')
        .select(['user_id', 'mu', 'sigma', 'games'])
        .where('pool', '=', table.pool)
        .where('mode', '=', table.mode)
        .where('user_id', 'in', ids)
        .execute()
    : [];
  const strengths = new Map(ratings.map((row) => [row.user_id, shownRating(row)]));
  return rows.map((row) => ({
    ...{ rank: row.rank, player: { name: row.name, kind: row.kind } },
    ...{ score: row.score, level: row.level, endedMs: row.ended_ms },
    value: isRating ? row.value / RATING_UNITS : row.value,
    match: isRating ? null : row.match_id,
    offline: row.offline === 1,
    rating: strengths.get(row.user_id) ?? null,
  }));
}

async function shownTable(
  queries: Queries,
  table: TableKey,
  { total, rows, next, own = null }: TablePage & { readonly own?: RankedRow | null },
): Promise<ShownTable> {
  const shown = await shownRows(queries, table, rows);
  return {
    total,
    rows: shown,
    own: own === null ? null : shown[rows.indexOf(own)]!,
    next: next && cursorOf([next.value, next.ended_ms, next.user_id]),
  };
}

async function idOf(queries: Queries, name: string): Promise<string> {
  const player = await playerNamed(queries, name);
  if (player === null) throw new ApiError('not-found', { text: 'Nobody has claimed this name.', field: 'around' });
  return player.id;
}
