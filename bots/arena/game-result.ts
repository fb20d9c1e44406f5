// What the arena knows of a game when it is over. Nothing in it depends on the speed of the machine, except `thinkUs` and
// `lateTicks`, which are kept apart from the results where these must be the same for the same seed.

import type { AiSkill, ModeName } from '#simulation';

/** Of an arena: the work of a rating grows with the square of their number. */
export const CONTESTANTS_MAX = 64;

/** Who takes part: a program with its command line, or the built-in AI. Exactly one of `command` and `skill` is null. */
export interface Contestant {
  /** Unique among the contestants of an arena. */
  readonly name: string;
  readonly command: string | null;
  readonly skill: AiSkill | null;
}

/** One game of the arena. */
export interface GameResult {
  /** From 0 on. */
  readonly game: number;
  /** Games of one round have the same seed, and give each contestant each seat once. From 0 on. */
  readonly round: number;
  /** uint32. */
  readonly seed: number;
  readonly mode: ModeName;
  readonly ticks: number;
  /** The level reached. */
  readonly level: number;
  /** The score of the team in modes in which the seats play together, else 0. */
  readonly teamScore: number;
  /** By seat. A contestant may have several seats where there are more seats than contestants. */
  readonly seats: readonly SeatResult[];
  /** The file name of its replay in the folder `replays`, null if it has none. */
  readonly replay: string | null;
}

export interface SeatResult {
  /** Index into the list of contestants. */
  readonly contestant: number;
  /** From 1 on; equal places are ties. A contestant that lost its seat comes after those that kept theirs. */
  readonly place: number;
  readonly score: number;
  /** Direction inputs that it sent. */
  readonly inputs: number;
  /** Ticks that began without its answer. */
  readonly lateTicks: number;
  /** Microseconds from a snapshot to its answer; all 0 where no answer was timed. */
  readonly thinkUs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Why it lost its seat, with its own last output; null if it kept the seat. */
  readonly fault: string | null;
}
