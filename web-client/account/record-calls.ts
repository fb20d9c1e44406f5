// What the API says of results: the player's own history and records, and places in tables (api/players, api/leaderboards).

import { callApi, type Answer } from './api-call.ts';
import { deviceSecret } from './device-secret.ts';

export interface Statistics {
  readonly dots: number;
  readonly ghosts: number;
  readonly fruits: number;
  readonly rivals: number;
  readonly bestChain: number;
}

export interface ModeTotal {
  readonly mode: string;
  readonly matches: number;
  readonly won: number;
  /** Time played. */
  readonly ticks: number;
  readonly statistics: Statistics;
}

export interface Best {
  readonly mode: string;
  readonly board: string;
  readonly pool: string;
  readonly rank: number;
  readonly total: number;
  readonly score: number;
  readonly level: number;
}

export interface OwnProfile {
  readonly historyHidden: boolean;
  readonly matches: number;
  readonly modes: readonly ModeTotal[];
  readonly bests: readonly Best[];
  /** Codes of what the player has reached. */
  readonly titles: readonly string[];
}

export interface PlayedMatch {
  readonly id: string;
  readonly mode: string;
  readonly kind: string;
  /** `waiting`, `verified` or `failed`. */
  readonly state: string;
  readonly endedMs: number;
  readonly level: number;
  readonly score: number;
  readonly own: { readonly place: number; readonly score: number };
  readonly seats: readonly { readonly name: string }[];
  /** Path of the replay, null if it is not kept. */
  readonly replay: string | null;
}

export interface History {
  readonly matches: readonly PlayedMatch[];
  /** Gets the next page; null at the end. */
  readonly next: string | null;
}

export interface TableRow {
  readonly rank: number;
  readonly player: { readonly name: string };
  readonly score: number;
  readonly match: string | null;
}

export interface Table {
  readonly total: number;
  readonly rows: readonly TableRow[];
  readonly own: TableRow | null;
}

export function fetchOwnProfile(): Promise<Answer<OwnProfile>> {
  return callApi({ path: '/api/me/profile', device: deviceSecret() });
}

export function fetchOwnMatches(after: string | null): Promise<Answer<History>> {
  const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
  return callApi({ path: `/api/me/matches${query}`, device: deviceSecret() });
}

/** @param hidden whether others may not see the list of matches */
export function hideHistory(hidden: boolean): Promise<Answer<undefined>> {
  return callApi({ method: 'PUT', path: '/api/me/history', body: { hidden }, device: deviceSecret() });
}

/** The place of the player's best result of this week, and the rows around it. */
export function fetchStanding(mode: string): Promise<Answer<Table>> {
  const path = `/api/leaderboards/${encodeURIComponent(mode)}?board=score&period=week&around=me&limit=3`;
  return callApi({ path, device: deviceSecret() });
}
