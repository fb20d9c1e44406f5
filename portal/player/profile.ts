// What the page of a player shows, from the answers of the API: without elements of the page.

import { TICKS_PER_SECOND } from '#simulation';
import { locale, words } from '../words/words.ts';

/** `GET /api/players/NAME`. */
export interface ProfileAnswer {
  readonly player: { readonly name: string; readonly kind: 'guest' | 'person' | 'bot' };
  /** Of a bot: the name of its owner. */
  readonly owner: string | null;
  readonly sinceMs: number;
  readonly historyHidden: boolean;
  readonly matches: number;
  readonly lastMatchMs: number | null;
  readonly modes: readonly {
    readonly won: number;
    readonly ticks: number;
    readonly statistics: { readonly dots: number; readonly ghosts: number; readonly rivals: number };
  }[];
  /** Codes of what the player has reached. */
  readonly titles: readonly string[];
  readonly bests: readonly {
    readonly mode: string;
    readonly board: string;
    readonly rank: number;
    readonly total: number;
    readonly score: number;
    readonly level: number;
    readonly match: string;
  }[];
  readonly ratings: readonly {
    readonly mode: string;
    readonly rank: number | null;
    readonly rating: { readonly rating: number; readonly uncertainty: number; readonly matches: number };
  }[];
}

export interface PlayedMatch {
  readonly id: string;
  readonly mode: string;
  readonly kind: string;
  readonly endedMs: number;
  readonly level: number;
  readonly score: number;
  readonly own: { readonly place: number; readonly score: number };
  readonly seats: readonly { readonly name: string }[];
  readonly replay: string | null;
}

/** `GET /api/players/NAME/matches`. */
export interface HistoryAnswer {
  readonly matches: readonly PlayedMatch[];
  readonly next: string | null;
}

/** Modes in which players compete: a match has places there, else one score. */
const WITH_PLACES: readonly string[] = ['versus', 'battle', 'mega'];

/** The name that the path of the page ends with; '' for none. */
export function nameInPath(path: string): string {
  try {
    return decodeURIComponent(/^\/players\/([^/]+)\/?$/.exec(path)?.[1] ?? '');
  } catch {
    return '';
  }
}

/** Who it is, since when, and whose. */
export function factsOf({ player, owner, sinceMs, lastMatchMs }: ProfileAnswer): string {
  const text = words().player;
  const who = player.kind === 'bot' ? [owner === null ? text.bot : text.botOf(owner)] : [];
  const last = lastMatchMs === null ? [] : [text.lastMatch(dateText(lastMatchMs))];
  return [...who, text.since(dateText(sinceMs)), ...last].join(' · ');
}

/** Label and value of the sums over all modes. */
export function figuresOf({ matches, modes }: ProfileAnswer): (readonly [string, string])[] {
  const text = words().player;
  const number = new Intl.NumberFormat(locale()).format;
  const sum = (of: (mode: ProfileAnswer['modes'][number]) => number): number =>
    modes.reduce((total, mode) => total + of(mode), 0);
  const minutes = Math.floor(sum(({ ticks }) => ticks) / (60 * TICKS_PER_SECOND));
  return [
    [text.matchesPlayed, number(matches)],
    [text.won, number(sum(({ won }) => won))],
    [text.time, text.hours(number(Math.floor(minutes / 60)), String(minutes % 60))],
    [text.dots, number(sum(({ statistics }) => statistics.dots))],
    [text.ghosts, number(sum(({ statistics }) => statistics.ghosts))],
    [text.rivals, number(sum(({ statistics }) => statistics.rivals))],
  ];
}

/** The result of a match in a few words. */
export function resultText({ mode, own, seats, level, score }: PlayedMatch): string {
  const text = words().player;
  const number = new Intl.NumberFormat(locale()).format;
  if (WITH_PLACES.includes(mode)) return text.placeOf(number(own.place), number(seats.length), number(own.score));
  return text.levelAndScore(number(level), number(score));
}

export function dateText(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(ms);
}
