// Games of an arena as its report gets them.

import type { Contestant, GameResult, SeatResult } from '../../bots/arena/game-result.ts';
import type { ArenaFacts } from '../../bots/arena/report/result-files.ts';

export const FACTS: ArenaFacts = { mode: 'battle', seats: 2, seed: 1, games: 4, thinkMs: 100 };

export function contestants(...names: readonly string[]): Contestant[] {
  return names.map((name) => ({ name, command: name, skill: null }));
}

/** A game with a seat for each pair of contestant and score; places are those of the scores. */
export function gameOf(
  game: number,
  scores: readonly (readonly [contestant: number, score: number])[],
  more: Partial<GameResult> = {},
): GameResult {
  const seats = scores.map(([contestant, score]) =>
    seatOf(contestant, score, 1 + scores.filter(([, other]) => other > score).length),
  );
  const base = { game, round: game, seed: 1000 + game, mode: 'battle', ticks: 600, level: 1, teamScore: 0 } as const;
  return { ...base, seats, replay: null, ...more };
}

export function seatOf(contestant: number, score: number, place: number, more: Partial<SeatResult> = {}): SeatResult {
  const thinkUs = { p50: 0, p99: 0, max: 0 };
  return { contestant, place, score, inputs: 10, lateTicks: 0, thinkUs, fault: null, ...more };
}
