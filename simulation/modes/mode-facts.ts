// The facts of a mode, without its functions (mode-rules.ts): seats, settings, counting, and the policy of its rooms.

import type { Role, Rule, Variant } from '../constants.ts';
import type { FieldGroup } from '../fields.ts';

export interface ModeFacts {
  /** The name on the wire, in settings and in replays. */
  readonly name: string;
  /** What seats may control. */
  readonly roles: readonly Role[];
  readonly seats: { readonly least: number; readonly most: number };
  /** Worlds of a match, each with one maze, and Pac-Men in each world, for a number of seats. */
  readonly worldCount: (seatCount: number) => number;
  readonly pacCount: (seatCount: number) => number;
  /** The groups of fields that its Worlds have beside those of all modes. */
  readonly fields: readonly FieldGroup[];
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
  /** What decides a match, the score that wins it, and its rounds; '' and 0 in a mode without them. */
  readonly rule: readonly Rule[];
  readonly target: readonly number[];
  readonly rounds: readonly number[];
  /** Names of mazes, or 'any' for all of `MAZES`. */
  readonly maze: readonly string[] | 'any';
}

/** How long eating stops a Pac-Man, in steps of the mode, and the resolution of its clock. */
export interface EatingRules {
  readonly dotPause: number;
  readonly energizerPause: number;
  /** Whether the mode counts half-ticks, as the arcade does. Only then a fright of one half-tick has an effect. */
  readonly halfTicks: boolean;
  /** The score at which it begins again from 0; Infinity for never. */
  readonly scoreModulus: number;
}

export interface LifeRules {
  /** Whose lives `world.lives` counts: each player's own, the returns that all seats share, or nobody's. 'seat': see `seatLives`. */
  readonly owner: 'player' | 'team' | 'seat' | 'none';
  /** The score of the next extra life after one at this score, 0 for none. */
  readonly nextExtraLifeAt: (score: number) => number;
}

/** What a room does around a match (rules/modes.md 1.9 to 1.11). Times are in ticks. */
export interface RoomPolicy {
  /** Seats of a room of quick play, and how many of them AI fills, so that a player can begin alone. */
  readonly quickPlaySeats: number;
  readonly quickPlayFill: number;
  /** Whether AI takes seats at all. */
  readonly hasAiSeats: boolean;
  /**
   * Whether the match waits for its players: it does not begin without a connected player, pauses when a player is
   * disconnected, and has no idle players. Otherwise AI steers for them.
   */
  readonly waitsForPlayers: boolean;
  /** Whose votes pause a match: those of all connected humans, or of all connected players. */
  readonly pauseVoters: 'humans' | 'players';
  /** The maximum length of a pause, and what follows it. */
  readonly pauseTicksMax: number;
  readonly afterPause: 'match' | 'result';
  /** After so many ticks without a wish AI steers for a human whose actor can be steered. */
  readonly idleTicks: number;
  /** How long a result is shown at least. */
  readonly resultTicksMin: number;
}
