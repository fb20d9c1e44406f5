// What the history says in words and sums: without elements of the page.

import { TICKS_PER_SECOND } from '#simulation';
import { words } from '../language/language.ts';
import type { Best, OwnProfile, PlayedMatch, Statistics } from './record-calls.ts';

export type Totals = Pick<Statistics, 'dots' | 'ghosts' | 'fruits' | 'rivals' | 'bestChain'> & {
  readonly matches: number;
  readonly won: number;
  readonly ticks: number;
};

/** One best result for each mode: by score. The API also has those by level. */
export function bestsByMode({ bests }: OwnProfile): readonly Best[] {
  return bests.filter(({ board, pool }) => board === 'score' && pool === 'human');
}

/** The sums over all modes; of chains the longest. */
export function totalOf({ matches, modes }: OwnProfile): Totals {
  const sum = (of: (mode: OwnProfile['modes'][number]) => number): number =>
    modes.reduce((total, mode) => total + of(mode), 0);
  return {
    matches,
    won: sum(({ won }) => won),
    ticks: sum(({ ticks }) => ticks),
    dots: sum(({ statistics }) => statistics.dots),
    ghosts: sum(({ statistics }) => statistics.ghosts),
    fruits: sum(({ statistics }) => statistics.fruits),
    rivals: sum(({ statistics }) => statistics.rivals),
    bestChain: Math.max(0, ...modes.map(({ statistics }) => statistics.bestChain)),
  };
}

/** What the player has reached, in words. A later version of the API may have titles without any. */
export function titlesOf({ titles }: OwnProfile): readonly string[] {
  const texts: Readonly<Record<string, string>> = words().account.matches.titles;
  return titles.flatMap((code) => (Object.hasOwn(texts, code) ? texts[code]! : []));
}

/** @returns such as `1 h 5 min` */
export function playedTime(ticks: number): string {
  const minutes = Math.floor(ticks / (60 * TICKS_PER_SECOND));
  return words().account.matches.hours(Math.floor(minutes / 60), minutes % 60);
}

/**
 * The result of a match in a few words: the place where players compete, else the score.
 * @param hasPlaces whether they do
 */
export function resultOf(match: PlayedMatch, hasPlaces: boolean): { readonly title: string; readonly facts: string[] } {
  const text = words().account.matches;
  const { own, seats, level, score, kind, state } = match;
  const signs = [
    Object.hasOwn(text.kinds, kind) ? text.kinds[kind as keyof typeof text.kinds] : '',
    state === 'waiting' ? text.waiting : state === 'failed' ? text.failed : '',
  ].filter((sign) => sign !== '');
  if (hasPlaces) return { title: text.placeOf(own.place, seats.length), facts: [text.points(own.score), ...signs] };
  // A team has one score.
  return { title: text.points(score), facts: [text.level(level), ...signs] };
}
