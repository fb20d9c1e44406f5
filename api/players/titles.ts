// What a player has reached, as codes that pages put into words.

import { sumOfCounts, type Total } from '../leaderboards/totals.ts';

interface Title {
  readonly code: string;
  readonly isReached: (sum: (count: string) => number, matches: number, won: number) => boolean;
}

/** In the order in which they are shown. The numbers are round ones: a first match, an evening, months of play. */
const TITLES: readonly Title[] = [
  { code: 'first-match', isReached: (_, matches) => matches >= 1 },
  { code: 'hundred-matches', isReached: (_, matches) => matches >= 100 },
  { code: 'first-win', isReached: (_, _matches, won) => won >= 1 },
  { code: 'hundred-wins', isReached: (_, _matches, won) => won >= 100 },
  { code: 'four-ghosts', isReached: (sum) => sum('bestChain') >= 4 },
  { code: 'thousand-ghosts', isReached: (sum) => sum('ghosts') >= 1000 },
  { code: 'ten-thousand-dots', isReached: (sum) => sum('dots') >= 10_000 },
  { code: 'million-dots', isReached: (sum) => sum('dots') >= 1_000_000 },
  { code: 'hundred-fruits', isReached: (sum) => sum('fruits') >= 100 },
];

/** @param totals of all modes */
export function titlesOf(totals: readonly Total[]): string[] {
  const counts = totals.reduce((all, total) => sumOfCounts(all, total.counts), {} as Total['counts']);
  const sum = (count: string): number => counts[count] ?? 0;
  const matches = totals.reduce((all, total) => all + total.matches, 0);
  const won = totals.reduce((all, total) => all + total.won, 0);
  return TITLES.filter(({ isReached }) => isReached(sum, matches, won)).map(({ code }) => code);
}
