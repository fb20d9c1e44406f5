// The best games of `classic` that were played on this device, in the page or on a server, as the page's storage keeps them.
// Stored text is validated.

import { NAME_LENGTH_MAX, readName } from '#protocol';
import { matchSettings, plainSettings, type MatchSettings } from '#simulation';

export interface HighScore {
  readonly name: string;
  readonly score: number;
  /** The level that was reached. */
  readonly level: number;
  /** When it was played, in milliseconds since 1970. */
  readonly playedAtMs: number;
  /** Which game on a server it was: its result can arrive more than once. Left out for a game in the page. */
  readonly game?: string;
}

export const HIGH_SCORES_MAX = 10;

const GAME_LENGTH_MAX = 40;
/** Longer texts are rejected: ten scores have about a thousand characters. */
const STORED_LENGTH_MAX = (110 + GAME_LENGTH_MAX + 4 * NAME_LENGTH_MAX) * HIGH_SCORES_MAX;
const LEVEL_MAX = 256;
const SCORE_MAX = 10_000_000;
/** The last moment that a Date can hold. */
const MOMENT_MAX = 8.64e15;

/** The scores of a stored text, best first; null for a text that has no list of scores. Entries that are no scores are left out. */
export function readHighScores(stored: string): readonly HighScore[] | null {
  if (stored.length > STORED_LENGTH_MAX) return null;
  let list: unknown;
  try {
    list = JSON.parse(stored);
  } catch {
    return null;
  }
  return Array.isArray(list) ? ranked(list.filter(isHighScore)) : null;
}

export function writeHighScores(scores: readonly HighScore[]): string {
  return JSON.stringify(scores);
}

/** Whether a match is the game that all high scores are of: `classic` as in the arcade, from its first level on. */
export function countsForHighScores(settings: MatchSettings): boolean {
  if (settings.mode.name !== 'classic') return false;
  const played = plainSettings({ ...settings, seed: 0 });
  const usual = plainSettings(matchSettings({ mode: 'classic', seed: 0 }));
  return (Object.keys(usual) as (keyof typeof usual)[]).every((name) => played[name] === usual[name]);
}

/**
 * Adds the score of a game. Of equal scores the older one is better. A game that is in the list already stays as it is.
 * @returns the new list, and the place of the score in it from 1; 0 if it is none of the best
 */
export function withHighScore(
  scores: readonly HighScore[],
  score: HighScore,
): { readonly scores: readonly HighScore[]; readonly place: number } {
  if (!isHighScore(score)) return { scores, place: 0 };
  const known = score.game === undefined ? -1 : scores.findIndex(({ game }) => game === score.game);
  if (known >= 0) return { scores, place: known + 1 };
  const list = ranked([...scores, score]);
  return { scores: list, place: list.indexOf(score) + 1 };
}

function ranked(scores: readonly HighScore[]): readonly HighScore[] {
  return scores.toSorted((a, b) => b.score - a.score || a.playedAtMs - b.playedAtMs).slice(0, HIGH_SCORES_MAX);
}

/** A game without points does not count. */
function isHighScore(value: unknown): value is HighScore {
  if (typeof value !== 'object' || value === null) return false;
  const { name, score, level, playedAtMs, game } = value as Readonly<Record<string, unknown>>;
  return (
    typeof name === 'string' &&
    readName(name) === name &&
    isIntegerIn(score, 1, SCORE_MAX) &&
    isIntegerIn(level, 1, LEVEL_MAX) &&
    isIntegerIn(playedAtMs, 0, MOMENT_MAX) &&
    (game === undefined || (typeof game === 'string' && game.length <= GAME_LENGTH_MAX))
  );
}

function isIntegerIn(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
