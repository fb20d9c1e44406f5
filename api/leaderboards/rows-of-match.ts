// What a verified match is worth in the tables: pure, so that the order in which matches arrive does not matter.

import { LEVEL_BOARD_MODES, type Board } from './boards.ts';
import { periodsOf } from './periods.ts';
import type { RatingPool } from '#handover';
import type { VerifiedMatch, VerifiedSeat } from './verified-match.ts';

/** One table of results. `board` is also `daily`, whose periods are dates. */
export interface TableKey {
  readonly pool: RatingPool;
  readonly board: Board | 'daily';
  readonly period: string;
  readonly mode: string;
}

/** A row of a table. */
export interface BestRow extends TableKey {
  readonly user_id: string;
  readonly value: number;
  readonly score: number;
  readonly level: number;
  readonly match_id: string;
  readonly ended_ms: number;
  readonly offline: 0 | 1;
}

/**
 * The rows that a match makes in the main tables (LB1 to LB4). A daily match makes none there, since its maze can be
 * rehearsed.
 */
export function rowsOfMatch(match: VerifiedMatch): BestRow[] {
  if (!match.plain || match.kind === 'daily') return [];
  const periods = periodsOf(match.endedMs);
  return match.seats.flatMap((seat) => {
    const pool = poolOf(seat);
    if (pool === null || !seat.whole || seat.place === 0) return [];
    return boardsOf(match, seat).flatMap((board) =>
      periods.map((period) => rowOf(match, seat, { pool, board, period, mode: match.mode })),
    );
  });
}

/** The row of the first try of a user in the table of its day, or null for a seat that does not count. */
export function dailyRowOf(match: VerifiedMatch, userId: string): BestRow | null {
  const seat = match.seats.find(({ user, place, whole }) => user?.id === userId && place > 0 && whole);
  if (match.kind !== 'daily' || match.dailyDate === null || seat === undefined) return null;
  const pool = poolOf(seat);
  if (pool === null) return null;
  return rowOf(match, seat, { pool, board: 'daily', period: match.dailyDate, mode: match.mode });
}

/** The better of two rows of one user: the higher value, then the earlier match. Never equal for two matches. */
export function isBetter(one: BestRow, other: BestRow): boolean {
  if (one.value !== other.value) return one.value > other.value;
  if (one.ended_ms !== other.ended_ms) return one.ended_ms < other.ended_ms;
  return one.match_id < other.match_id;
}

/** A table key and a user as one text. */
export function rowKey({ pool, board, period, mode, user_id }: TableKey & { readonly user_id: string }): string {
  return `${pool} ${board} ${period} ${mode} ${user_id}`;
}

/** Whose table a seat is in, null for AI, unknown players, and programs without a token. */
export function poolOf({ user, driver }: VerifiedSeat): RatingPool | null {
  if (user === null || driver === 'ai') return null;
  const isBot = user.kind === 'bot';
  return isBot === (driver === 'bot') ? (isBot ? 'bot' : 'human') : null;
}

function rowOf(match: VerifiedMatch, seat: VerifiedSeat, key: TableKey): BestRow {
  const score = scoreOf(match, seat);
  return {
    ...key,
    user_id: seat.user!.id,
    value: key.board === 'level' ? match.level : score,
    score,
    level: match.level,
    match_id: match.id,
    ended_ms: match.endedMs,
    offline: match.kind === 'offline' ? 1 : 0,
  };
}

/** A level that others have cleared is not the player's own. */
function boardsOf({ mode, seats }: VerifiedMatch, { driver }: VerifiedSeat): Board[] {
  const isTeamAlike = seats.every((other) => other.driver === driver);
  return LEVEL_BOARD_MODES.has(mode) && isTeamAlike ? ['score', 'level'] : ['score'];
}

/** The points of a team are those of its players: those of AI, or of bots beside humans, do not count. */
function scoreOf({ mode, seats, score }: VerifiedMatch, seat: VerifiedSeat): number {
  if (mode !== 'coop') return seat.score;
  if (seats.every(({ driver }) => driver === seat.driver)) return score;
  const own = seats.filter(({ driver, place }) => driver === seat.driver && place > 0);
  return own.reduce((sum, { score: points }) => sum + points, 0);
}
