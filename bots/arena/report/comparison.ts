// What the games of the arena compare. Where seats play against each other each game is a comparison; where they play
// together all games of a round are one, since nobody wins or loses such a game.

import { isContest } from '../mode-seats.ts';
import type { GameResult } from '../game-result.ts';

/** A comparison of contestants, one entry for each of them. */
export interface Comparison {
  readonly games: readonly GameResult[];
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly contestant: number;
  /** From 1 on; equal places are ties. */
  readonly place: number;
  /** The mean of its seats. */
  readonly score: number;
  /** Its best game of the comparison. */
  readonly game: GameResult;
}

/** Takes games in the order of their numbers, and gives comparisons. */
export class Comparisons {
  private readonly compared: (comparison: Comparison) => void;
  private round: GameResult[] = [];

  constructor(compared: (comparison: Comparison) => void) {
    this.compared = compared;
  }

  add(game: GameResult): void {
    if (isContest(game.mode)) return this.compared({ games: [game], entries: entriesOf([game], meanPlace) });
    if (this.round.length > 0 && this.round[0]!.round !== game.round) this.end();
    this.round.push(game);
  }

  /** To be called after the last game. */
  end(): void {
    const games = this.round;
    if (games.length > 0) this.compared({ games, entries: entriesOf(games, faultsThenScore) });
    this.round = [];
  }
}

/** The seats of one contestant in the games of a comparison. */
interface Part {
  readonly contestant: number;
  places: number;
  score: number;
  seats: number;
  faults: number;
  game: GameResult;
  gameScore: number;
}

/** The order of two parts: negative if the first is better. */
type Order = (a: Part, b: Part) => number;

/** A contestant with several seats of a game is as good as the mean of their places. */
const meanPlace: Order = (a, b) => a.places * b.seats - b.places * a.seats;

/** One that lost a seat comes after those that kept theirs; then points of a seat count. */
const faultsThenScore: Order = (a, b) => a.faults - b.faults || b.score * a.seats - a.score * b.seats;

function entriesOf(games: readonly GameResult[], order: Order): Entry[] {
  const parts = partsOf(games).toSorted((a, b) => order(a, b) || a.contestant - b.contestant);
  let place = 1;
  return parts.map((part, i) => {
    if (i > 0 && order(parts[i - 1]!, part) < 0) place = i + 1;
    return { contestant: part.contestant, place, score: part.score / part.seats, game: part.game };
  });
}

function partsOf(games: readonly GameResult[]): Part[] {
  const parts = new Map<number, Part>();
  for (const game of games) {
    for (const { contestant, place, score, fault } of game.seats) {
      let part = parts.get(contestant);
      if (part === undefined) {
        part = { contestant, places: 0, score: 0, seats: 0, faults: 0, game, gameScore: score };
        parts.set(contestant, part);
      }
      part.places += place;
      part.score += score;
      part.seats++;
      if (fault !== null) part.faults++;
      if (score > part.gameScore) {
        part.game = game;
        part.gameScore = score;
      }
    }
  }
  return [...parts.values()];
}
