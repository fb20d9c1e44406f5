import { expect, test } from 'vitest';
import type { GameResult } from '../../bots/arena/game-result.ts';
import { Tally } from '../../bots/arena/report/tally.ts';
import { contestants, gameOf, seatOf } from './arena-games.ts';

/** Contestant 0 wins nine of ten games, by far; the length of all games differs. */
const GAMES: readonly GameResult[] = Array.from({ length: 40 }, (_, game) => {
  const scores = game % 10 === 7 ? [100 + game, 400 + game] : [5000 + 10 * game, 1000];
  return gameOf(
    game,
    [
      [0, scores[0]!],
      [1, scores[1]!],
    ],
    { ticks: 600 + ((game * 3) % 40) },
  );
});

test('[RP4] upsets, close games, the longest and the highest score come first, then next ones', () => {
  const chosen = chosenOf(GAMES);
  expect(chosen).toHaveLength(10);
  expect(new Set(chosen.map(([game]) => game)).size).toBe(10);
  // Of the four upsets the two with the widest margin, the earlier first.
  expect(chosen.slice(0, 2)).toEqual([
    [7, ['Upset: two before one, 407 to 107. That happens in 10 % of their games']],
    [17, ['Upset: two before one, 417 to 117. That happens in 10 % of their games']],
  ]);
  const reasons = chosen.flatMap(([, texts]) => texts);
  expect(reasons).toContain('High score: 5,390 by one');
  expect(reasons.filter((reason) => reason.startsWith('Close:')).length).toBeGreaterThanOrEqual(2);
  expect(reasons).toContain('Long: 11 s');
});

test('[RP4] the first lost seat of each contestant comes before all else, three of them', () => {
  const games = GAMES.map((game, i) => {
    const fault = i >= 20 ? 'crashed' : null;
    return { ...game, seats: game.seats.map((seat) => ({ ...seat, fault })) };
  });
  expect(chosenOf(games)[0]).toEqual([20, expect.arrayContaining(['one lost its seat', 'two lost its seat'])]);
});

test('[RP4] a win that happens often is no upset, and a game of no points is not close', () => {
  const even = Array.from({ length: 10 }, (_, game) =>
    gameOf(game, [
      [game % 2, 90],
      [1 - (game % 2), 10],
    ]),
  );
  const empty = gameOf(10, [
    [0, 0],
    [1, 0],
  ]);
  const reasons = chosenOf([...even, empty]).flatMap(([, texts]) => texts);
  expect(reasons.filter((reason) => reason.startsWith('Upset'))).toEqual([]);
  expect(chosenOf([empty])).toEqual([[10, ['Long: 10 s']]]);
  expect(reasons).toContain('Close: 90 for one, 10 for two');
});

test('[RP4] of equal games the earlier ones are chosen, whatever comes later', () => {
  const equal = Array.from({ length: 30 }, (_, game) =>
    gameOf(game, [
      [0, 50],
      [1, 50],
    ]),
  );
  expect(
    chosenOf(equal)
      .map(([game]) => game)
      .toSorted((a, b) => a - b),
  ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('[RP4] few games are all chosen, and no game is chosen for no reason', () => {
  expect(chosenOf([])).toEqual([]);
  const chosen = chosenOf(GAMES.slice(0, 3));
  expect(chosen.map(([game]) => game).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  expect(chosen.every(([, reasons]) => reasons.length > 0)).toBe(true);
});

test('[RP4] in a round of games that are played together the upset is the game of the winner', () => {
  const games = Array.from({ length: 20 }, (_, game) => {
    const round = game >> 1;
    const score = game % 2 === 0 ? (round === 4 ? 10 : 900) : 500;
    const seats = [seatOf(game % 2, score, 1)];
    return gameOf(game, [], { mode: 'coop', round, seed: round, seats, teamScore: score });
  });
  expect(chosenOf(games)[0]).toEqual([
    9,
    [expect.stringMatching(/^Upset of its round: two before one, 500 to 10\. That happens in 10 % of their rounds$/)],
  ]);
});

function chosenOf(games: readonly GameResult[]): (readonly [number, readonly string[]])[] {
  const tally = new Tally(contestants('one', 'two'));
  for (const game of games) tally.add(game);
  tally.end();
  return tally.tellingGames().map(({ game, reasons }) => [game.game, reasons] as const);
}
