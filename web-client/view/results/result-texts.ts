// The words of a result: who has won, what counts, and the figures of a player.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import { isRanked } from '../../moments/podium-order.ts';
import { timeText } from '../../replay/playing-time.ts';

/** As the server reports it. */
export interface FinishedMatch {
  readonly level: number;
  readonly score: number;
  readonly cleared: boolean;
  readonly seats: readonly WireResult[];
}

/** Who has won, or how far the team came. */
export function resultTitle(mode: string, { level, score, cleared, seats }: FinishedMatch, ownName: string): string {
  const { results } = words();
  if (!isRanked(mode)) return cleared ? results.allCleared(score) : results.levelReached(level, score);
  const winners = seats.filter(({ place }) => place === 1).map(({ name }) => name);
  if (winners.length === 0) return results.over;
  if (winners.length > 1) return results.shared(winners);
  return winners[0] === ownName ? results.youWin : results.wins(winners[0]!);
}

/** What decides in a mode, as it stands at the end of a player's row. */
export function countText(mode: string, { score, rounds }: WireResult): string {
  return mode === 'battle' ? words().results.roundsWon(rounds) : words().number(score);
}

/** The figures of a player: label and text. @param ticks of the match, 0 if they are not known */
export function figuresOf(mode: string, result: WireResult, ticks: number): readonly (readonly [string, string])[] {
  const { results, number } = words();
  const { dots, ghosts, fruits, bestChain, caught, rivals } = result;
  return [
    [results.dots, number(dots)],
    [results.ghosts, number(ghosts)],
    [results.fruits, number(fruits)],
    [results.bestChain, number(bestChain)],
    isRanked(mode) ? [results.caught, number(rivals)] : [results.timesCaught, number(caught)],
    ...(ticks > 0 ? [[results.time, timeText(ticks)] as const] : []),
  ];
}

/** The same in short, for the rows of all players. */
export function figuresLine(mode: string, { dots, ghosts, rivals, caught }: WireResult): string {
  const { results } = words();
  const parts = isRanked(mode) ? [results.rivalsShort(rivals)] : [results.caughtShort(caught)];
  return [...parts, results.ghostsShort(ghosts), results.dotsShort(dots)].join(' · ');
}

/** What a score has reached. @param place among the best games, from 1; 0 for none of them */
export function highScoreText(score: number, place: number): string {
  const text = words().practice;
  if (place === 1) return text.newBest(score);
  return place === 0 ? text.over(score) : text.ranked(score, place);
}
