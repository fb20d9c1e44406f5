// Ratings by OpenSkill: which matches are rated, and what they change. Matches are rated in the order in which they were
// verified, each once.

import { newStrength, rated, uncertaintyOf, type Place, type Strength } from '#ratings';
import type { Queries } from '../store/store.ts';
import type { RatingPool } from '#handover';
import { putRows, removeRows } from './best-rows.ts';
import { RATED_MODES } from './boards.ts';
import { ALL_TIME } from './periods.ts';
import { poolOf, type BestRow } from './rows-of-match.ts';
import type { VerifiedMatch } from './verified-match.ts';

/** Rated matches before a player enters a table: fewer say little. */
export const RATED_MATCHES_MIN = 5;
/** The tables count whole numbers: hundredths of a rating. */
export const RATING_UNITS = 100;

interface Contest {
  readonly pool: RatingPool;
  readonly places: readonly Place[];
}

/**
 * The comparison that a match is, by user; null for one that is not rated (LB10): with AI, with humans and bots, or by
 * settings of its own. Nobody chooses their opponents in a rated match.
 */
export function contestOf(match: VerifiedMatch): Contest | null {
  if (!RATED_MODES.has(match.mode) || !match.plain) return null;
  const isRanked = match.kind === 'ranked' || match.kind === 'ladder';
  // Nobody waits in a queue for `mega`, so its open rooms are rated.
  if (!isRanked && !(match.kind === 'casual' && match.mode === 'mega' && match.listed)) return null;
  const drivers = new Set(match.seats.map(({ driver }) => driver));
  if (drivers.size !== 1 || drivers.has('ai')) return null;
  // In a ranked match, leaving is losing. In an open room, only those count who were there all the time.
  const counted = match.seats.filter(({ whole, place }) => isRanked || (whole && place > 0));
  const last = 1 + Math.max(...match.seats.map(({ place }) => place));
  const places = counted.flatMap((seat) => {
    if (poolOf(seat) === null) return [];
    return [{ player: seat.user!.id, place: seat.place || last }];
  });
  if (places.length < 2 || new Set(places.map(({ player }) => player)).size < places.length) return null;
  return { pool: drivers.has('bot') ? 'bot' : 'human', places };
}

/** Rates a match, if it is to be rated and has not been. */
export async function rateMatch(queries: Queries, match: VerifiedMatch): Promise<void> {
  const contest = contestOf(match);
  if (contest === null) return;
  const { pool, places } = contest;
  const { mode, id, endedMs } = match;
  const done = await queries
    .selectFrom('rating_change')
    .select('user_id')
    .where('match_id', '=', id)
    .limit(1)
    .execute();
  if (done.length > 0) return;
  const ids = places.map(({ player }) => player);
  const stored = await queries
    .selectFrom('rating')
    .selectAll()
    .where('pool', '=', pool)
    .where('mode', '=', mode)
    .where('user_id', 'in', ids)
    .execute();
  const before = new Map(stored.map((row) => [row.user_id, row]));
  const strengths = places.map((place) => ({ ...place, ...(before.get(place.player) ?? newStrength()) }));
  const after = rated(strengths).map(({ player, mu, sigma }) => ({
    ...{ pool, mode, user_id: player, mu, sigma, changed_ms: endedMs },
    games: 1 + (before.get(player)?.games ?? 0),
  }));
  await queries
    .insertInto('rating')
    .values(after)
    .onConflict((conflict) =>
      conflict.columns(['pool', 'mode', 'user_id']).doUpdateSet(({ ref }) => ({
        mu: ref('excluded.mu'),
        sigma: ref('excluded.sigma'),
        games: ref('excluded.games'),
        changed_ms: ref('excluded.changed_ms'),
      })),
    )
    .execute();
  await queries
    .insertInto('rating_change')
    .values(
      after.map((row) => ({
        match_id: id,
        user_id: row.user_id,
        before: strengthText(before.get(row.user_id) ?? newStrength()),
        after: strengthText(row),
      })),
    )
    .execute();
  await putRows(
    queries,
    after.filter(({ games }) => games >= RATED_MATCHES_MIN).map((row) => boardRow(row, id)),
  );
}

type RatingRow = Strength & {
  readonly pool: RatingPool;
  readonly mode: string;
  readonly user_id: string;
  readonly games: number;
  readonly changed_ms: number;
};

/** The ratings of a user as rows of their tables. */
export async function restoreRatingRows(queries: Queries, userId: string): Promise<void> {
  await removeRows(queries, userId, { board: 'rating' });
  const ratings = await queries.selectFrom('rating').selectAll().where('user_id', '=', userId).execute();
  await putRows(
    queries,
    ratings.filter(({ games }) => games >= RATED_MATCHES_MIN).map((row) => boardRow(row, '')),
  );
}

function boardRow({ pool, mode, user_id, mu, sigma, changed_ms }: RatingRow, matchId: string): BestRow {
  const value = Math.round((mu - uncertaintyOf(sigma)) * RATING_UNITS);
  return {
    ...{ pool, board: 'rating', period: ALL_TIME, mode, user_id, value, score: 0, level: 0 },
    ...{ match_id: matchId, ended_ms: changed_ms, offline: 0 },
  };
}

function strengthText({ mu, sigma }: Strength): string {
  return JSON.stringify({ mu, sigma });
}

/** How a rating is shown: with one decimal, as in the reports of the arena. */
export function shownRating({ mu, sigma, games }: Strength & { readonly games: number }): {
  rating: number;
  uncertainty: number;
  matches: number;
} {
  const shown = (number: number) => Math.round(number * 10) / 10;
  return { rating: shown(mu), uncertainty: shown(uncertaintyOf(sigma)), matches: games };
}
