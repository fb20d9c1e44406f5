// The matches of a player, newest first.

import { z } from '@hono/zod-openapi';
import { SEAT_COUNTS, type SeatCounts } from '#simulation';
import { cursorOf, positionOf, positionText } from '../http/cursor.ts';
import type { Queries } from '../store/store.ts';
import type { playedMatchShape } from './shapes.ts';

export interface HistoryQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly mode?: string | undefined;
}

type PlayedMatch = z.output<typeof playedMatchShape>;

/**
 * @param isOwn whether the player asks: then matches that are not verified and those of closed rooms are in it
 * @throws {ApiError} for a cursor of another list
 */
export async function readHistory(
  queries: Queries,
  userId: string,
  { limit, after, mode }: HistoryQuery,
  isOwn: boolean,
): Promise<{ matches: PlayedMatch[]; next: string | null }> {
  const position = positionOf(after, z.tuple([z.int(), positionText]));
  let rows = queries
    .selectFrom('match_seat as own')
    .innerJoin('match', 'match.id', 'own.match_id')
    .leftJoin('match_log', 'match_log.match_id', 'own.match_id')
    .leftJoin('rating_change', (join) =>
      join.onRef('rating_change.match_id', '=', 'own.match_id').onRef('rating_change.user_id', '=', 'own.user_id'),
    )
    .select(['match.id', 'match.mode', 'variant', 'kind', 'daily_date', 'settings', 'state', 'own.ended_ms', 'ticks'])
    .select(['level', 'match.score as match_score', 'own.seat', 'own.place', 'own.score', 'own.stats'])
    .select(['match_log.match_id as logged', 'rating_change.before', 'rating_change.after'])
    .where('own.user_id', '=', userId)
    .orderBy('own.ended_ms', 'desc')
    .orderBy('own.match_id', 'desc')
    .orderBy('own.seat')
    .limit(limit + 1);
  if (!isOwn) rows = rows.where('state', '=', 'verified').where('listed', '=', 1);
  if (mode !== undefined) rows = rows.where('match.mode', '=', mode);
  if (position !== null) {
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('own.ended_ms', 'own.match_id'), '<', tuple(...position)),
    );
  }
  const found = await rows.execute();
  const page = found.slice(0, limit);
  const seats = await seatsOf(
    queries,
    page.map(({ id }) => id),
  );
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    matches: page.map((row) => ({
      ...{ id: row.id, mode: row.mode, variant: row.variant ?? '', kind: row.kind, daily: row.daily_date },
      settings: JSON.parse(row.settings) as PlayedMatch['settings'],
      ...{ state: row.state, endedMs: row.ended_ms, ticks: row.ticks, level: row.level, score: row.match_score },
      own: {
        ...{ seat: row.seat, place: row.place ?? 0, score: row.score },
        statistics: statisticsOf(JSON.parse(row.stats) as Record<string, number>),
        ratingBefore: muOf(row.before),
        ratingAfter: muOf(row.after),
      },
      seats: seats.get(row.id) ?? [],
      replay: row.logged === null ? null : `/api/matches/${row.id}/replay`,
    })),
    next: last === undefined ? null : cursorOf([last.ended_ms, last.id]),
  };
}

/** All counts of a seat, 0 for those that an older match did not have. */
export function statisticsOf(counts: Readonly<Record<string, number>>): SeatCounts {
  return Object.fromEntries(SEAT_COUNTS.map((name) => [name, counts[name] ?? 0])) as SeatCounts;
}

async function seatsOf(queries: Queries, matchIds: readonly string[]): Promise<Map<string, PlayedMatch['seats']>> {
  const seats = new Map<string, PlayedMatch['seats']>(matchIds.map((id) => [id, []]));
  if (matchIds.length === 0) return seats;
  const rows = await queries
    .selectFrom('match_seat')
    .select(['match_id', 'seat', 'name', 'driver', 'place', 'score'])
    .where('match_id', 'in', matchIds)
    .orderBy('match_id')
    .orderBy('seat')
    .execute();
  for (const { match_id, seat, name, driver, place, score } of rows) {
    seats.get(match_id)!.push({ seat, name, driver, place: place ?? 0, score });
  }
  return seats;
}

function muOf(strength: string | null): number | null {
  return strength === null ? null : Math.round((JSON.parse(strength) as { mu: number }).mu * 10) / 10;
}
