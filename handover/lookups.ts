// What the game server asks the API while players wait: strengths for ranked matches, and whether a try of a day was used.
// The API answers these requests, the game server reads the answers.

import { identityText, type Identity } from './identity.ts';

/** An estimate of the strength and its standard deviation, as OpenSkill has them. */
export interface Strength {
  readonly mu: number;
  readonly sigma: number;
}

/** Who is rated together. */
export type RatingPool = 'human' | 'bot';

export const RATINGS_PATH = '/internal/ratings';
export const DAILY_TRY_PATH = '/internal/daily-try';

/** Strengths are finite and not absurd, whatever the other program is. */
const STRENGTH_MAX = 1000;

/** The request for the strength of a player. A player whom the API does not know has that of a new one. */
export function ratingsQuery(pool: RatingPool, mode: string, player: Identity): string {
  return `${RATINGS_PATH}?${new URLSearchParams({ pool, mode, player: identityText(player) }).toString()}`;
}

/** @param answer any JSON value; right is `{ mu, sigma }` @returns null for another one */
export function readStrength(answer: unknown): Strength | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { mu, sigma } = answer as Record<string, unknown>;
  if (typeof mu !== 'number' || typeof sigma !== 'number') return null;
  return Math.abs(mu) <= STRENGTH_MAX && sigma > 0 && sigma <= STRENGTH_MAX ? { mu, sigma } : null;
}

/** The request whether a player has started the match of a date. */
export function dailyTryQuery(date: string, mode: string, player: Identity): string {
  return `${DAILY_TRY_PATH}?${new URLSearchParams({ date, mode, player: identityText(player) }).toString()}`;
}

/** @param answer any JSON value; right is `{ match }`, the id of the first match, null for none @returns undefined for another one */
export function readDailyTry(answer: unknown): string | null | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { match } = answer as Record<string, unknown>;
  return typeof match === 'string' || match === null ? match : undefined;
}
