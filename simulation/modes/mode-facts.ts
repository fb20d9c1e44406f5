// What can be said of a mode without a World: who plays, which settings it takes, how it counts, what its rooms do.
// The functions that play it are in mode-rules.ts.

import type { Role, Variant } from '../constants.ts';

export interface ModeFacts {
  /** As the wire, settings and replays call it. */
  readonly name: string;
  /** What seats may control. */
  readonly roles: readonly Role[];
  readonly seats: { readonly least: number; readonly most: number };
  /** Worlds of a match, each with one maze, and Pac-Men in each world, for a number of seats. */
  readonly worldCount: (seatCount: number) => number;
  readonly pacCount: (seatCount: number) => number;
  readonly settings: SettingChoices;
  readonly eating: EatingRules;
  readonly lives: LifeRules;
  readonly room: RoomPolicy;
}

/**
 * The values a mode takes for each setting, its default first. A mode that does not take a setting has one value, and
 * `matchSettings` puts it in place of any other.
 */
export interface SettingChoices {
  readonly lives: readonly number[];
  readonly extraLifeScore: readonly number[];
  readonly killScreen: readonly boolean[];
  readonly variant: readonly Variant[];
  /** Names of mazes; every one in table `MAZES` where this is 'any'. */
  readonly maze: readonly string[] | 'any';
}

/** How long eating stops a Pac-Man, in the mode's own steps, and how fine its clock is. */
export interface EatingRules {
  readonly dotPause: number;
  readonly energizerPause: number;
  /** Whether the mode counts half-ticks, as the arcade does: fright of one half-tick then means something. */
  readonly halfTicks: boolean;
  /** The score begins again from 0 here; Infinity for never. */
  readonly scoreModulus: number;
}

export interface LifeRules {
  /** Whose lives `world.lives` counts: each player's own, the returns that all seats share, or nobody's. */
  readonly owner: 'player' | 'team' | 'none';
  /** The score of the next extra life after one at this score, 0 for none. */
  readonly nextExtraLifeAt: (score: number) => number;
}

/** What a room does around a match (rules/modes.md 1.9 to 1.11). Times are in ticks. */
export interface RoomPolicy {
  /** Seats of a room that quick play makes, and up to how many of them AI fills: nobody waits for strangers. */
  readonly quickPlaySeats: number;
  readonly quickPlayFill: number;
  /** Whether AI takes seats at all. */
  readonly hasAiSeats: boolean;
  /**
   * Whether the match waits for its players: it does not begin without a connected one, it pauses when one is
   * disconnected, and nobody in it counts as idle. Else AI steers for them.
   */
  readonly waitsForPlayers: boolean;
  /** Whose votes pause a match: those of all connected humans, or of all connected players. */
  readonly pauseVoters: 'humans' | 'players';
  /** How long a pause lasts at most, and what follows then. */
  readonly pauseTicksMax: number;
  readonly afterPause: 'match' | 'result';
  /** How long a result stays at least. */
  readonly resultTicksMin: number;
}
