// A verified match as leaderboards and totals read it: from the tables, so that it counts in the same way when it arrives
// and when the results of a user are made again.

import type { Queries } from '../store/store.ts';
import type { MatchKind } from '#handover';

export interface VerifiedSeat {
  readonly seat: number;
  /** Null for AI, for players whom nobody knows, and for users who were deleted. */
  readonly user: { readonly id: string; readonly kind: 'guest' | 'person' | 'bot' } | null;
  readonly name: string;
  readonly driver: 'human' | 'bot' | 'ai';
  /** Whether the player had the seat for the whole match, and steered it. */
  readonly whole: boolean;
  /** From 1; 0 for those who left before the end. */
  readonly place: number;
  readonly score: number;
  readonly counts: Readonly<Record<string, number>>;
}

export interface VerifiedMatch {
  readonly id: string;
  readonly mode: string;
  readonly kind: MatchKind;
  readonly dailyDate: string | null;
  readonly listed: boolean;
  /** Whether its settings are those of the main tables. */
  readonly plain: boolean;
  readonly endedMs: number;
  readonly ticks: number;
  readonly level: number;
  readonly score: number;
  readonly seats: readonly VerifiedSeat[];
}

/** Verified matches of these ids, in any order. Others are left out. */
export async function verifiedMatches(queries: Queries, ids: readonly string[]): Promise<VerifiedMatch[]> {
  if (ids.length === 0) return [];
  const matches = await queries
    .selectFrom('match')
    .select(['id', 'mode', 'kind', 'daily_date', 'listed', 'plain', 'ended_ms', 'ticks', 'level', 'score'])
    .where('id', 'in', ids)
    .where('state', '=', 'verified')
    .execute();
  const seats = await queries
    .selectFrom('match_seat')
    .leftJoin('user', (join) => join.onRef('user.id', '=', 'match_seat.user_id').on('user.deleted_ms', 'is', null))
    .select(['match_id', 'seat', 'user.id as user_id', 'user.kind as user_kind', 'driver', 'whole', 'place', 'score'])
    .select(['stats', 'match_seat.name'])
    .where('match_id', 'in', ids)
    .execute();
  const seatsOf = new Map<string, VerifiedSeat[]>(matches.map(({ id }) => [id, []]));
  for (const row of seats) {
    seatsOf.get(row.match_id)?.push({
      seat: row.seat,
      user: row.user_id === null || row.user_kind === null ? null : { id: row.user_id, kind: row.user_kind },
      name: row.name,
      driver: row.driver as VerifiedSeat['driver'],
      whole: row.whole === 1,
      place: row.place ?? 0,
      score: row.score,
      counts: JSON.parse(row.stats) as Record<string, number>,
    });
  }
  return matches.map((match) => ({
    id: match.id,
    mode: match.mode,
    kind: match.kind,
    dailyDate: match.daily_date,
    listed: match.listed === 1,
    plain: match.plain === 1,
    endedMs: match.ended_ms,
    ticks: match.ticks,
    level: match.level,
    score: match.score,
    seats: seatsOf.get(match.id)!,
  }));
}
