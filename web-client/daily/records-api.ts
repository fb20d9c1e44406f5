// What the page asks the API about the daily match and ratings. Nothing throws: without an API there is no answer.

import { callApi } from '../account/api-call.ts';
import { deviceSecret } from '../account/device-secret.ts';
import type { Table, TableRow } from '../account/record-calls.ts';

export interface DailyOfMode {
  readonly mode: string;
  /** The change of the rules, '' for none. */
  readonly change: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly players: number;
  readonly best: TableRow | null;
}

export interface DailyInfo {
  /** In UTC, as `2026-11-30`. */
  readonly date: string;
  readonly modes: readonly DailyOfMode[];
}

export interface OwnTry {
  readonly date: string;
  readonly mode: string;
  readonly match: string;
  /** Null until the match is verified. */
  readonly score: number | null;
}

export interface RatedMatch {
  readonly id: string;
  readonly mode: string;
  readonly kind: string;
  readonly state: string;
  readonly endedMs: number;
  readonly own: { readonly ratingBefore: number | null; readonly ratingAfter: number | null };
}

export interface OwnRating {
  readonly mode: string;
  readonly pool: string;
  readonly rank: number | null;
  readonly rating: { readonly rating: number; readonly uncertainty: number; readonly matches: number };
}

/** Also null for what is no daily match: another program may answer there. */
export async function fetchDaily(): Promise<DailyInfo | null> {
  const answer = await get<unknown>('/api/daily');
  return isDaily(answer) ? answer : null;
}

export const fetchOwnTries = (): Promise<{ readonly tries: readonly OwnTry[] } | null> => get('/api/me/daily');

/** @param around whether the rows around the own one are wanted, or the best ones */
export function fetchDailyTable(date: string, mode: string, around: boolean, limit: number): Promise<Table | null> {
  return get(`/api/daily/${date}/${mode}?limit=${limit}${around ? '&around=me' : ''}`);
}

/** The newest matches of the player. */
export const fetchOwnMatches = (mode: string): Promise<{ readonly matches: readonly RatedMatch[] } | null> =>
  get(`/api/me/matches?mode=${mode}&limit=3`);

export const fetchOwnRatings = (): Promise<{ readonly ratings: readonly OwnRating[] } | null> => get('/api/me/profile');

function isDaily(answer: unknown): answer is DailyInfo {
  if (typeof answer !== 'object' || answer === null) return false;
  const { date, modes } = answer as Partial<DailyInfo>;
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) && Array.isArray(modes);
}

/** Null where there is no API, and for a refusal. */
async function get<Value>(path: string): Promise<Value | null> {
  const answer = await callApi<Value>({ path, device: deviceSecret() });
  return 'value' in answer ? answer.value : null;
}
