// The functions of a mode. A mode is one file here and one row in modes.ts; a mode without one of them does not compile.

import type { Events } from '../events.ts';
import type { Match } from '../match.ts';
import type { View } from '../view.ts';
import type { World } from '../world.ts';
import type { ModeFacts } from './mode-facts.ts';

/** How many ticks ahead a mode knows that a match may end. So many ticks of a match can be run together at most. */
export const END_KNOWN_TICKS = 15;

/** Worlds that are not stepped while nothing happens in them, in a mode with several. */
export interface SleepRules {
  /** Sets the flags of the worlds that are stepped in the next tick to 1, those of the others to 0. */
  readonly findAwake: (match: Match, awake: Uint8Array) => void;
  /** Moves a World that was not stepped on to a tick, and its deadlines with it. Does nothing for one of that tick. */
  readonly wake: (world: World, tick: number) => void;
}

export interface ModeRules extends ModeFacts {
  /** Prepares a new World: its first level is laid out, no seat has entered. Called once, at tick 0. */
  readonly start: (world: World, index: number) => void;
  /** The world that a seat is in when the match begins. */
  readonly homeOf: (seat: number) => number;
  /** Moves the World on by one tick. Inputs of the tick are already in it. */
  readonly step: (world: World, events: Events) => void;
  /** A player or AI takes a seat, or gives it up. */
  readonly enter: (world: World, seat: number, events: Events) => void;
  readonly leave: (world: World, seat: number, events: Events) => void;
  /** What happens between the worlds of a match after all were stepped; null for modes with one world. */
  readonly afterStep: ((match: Match) => void) | null;
  /** Left out in modes whose worlds are always stepped. */
  readonly sleep?: SleepRules;
  /**
   * Whether the match may be over within the next END_KNOWN_TICKS ticks, if no seat is taken or given up in them. A server
   * then runs each tick at its time, so that a result is not late.
   */
  readonly mayEndSoon: (match: Match) => boolean;
  /**
   * The order of two seats in the result: negative if the first is before the second, 0 if they share a place. A seat is
   * judged by the world that it is in.
   */
  readonly rank: (match: Match, seat: number, other: number) => number;
  /** Whether a seat takes no part in the rest of the match, so that its player may look at others and leave for another match. */
  readonly isOut: (match: Match, seat: number) => boolean;
  /** Whether a newcomer may take this seat now, from AI or as an empty one. Otherwise it waits for the next match. */
  readonly mayTakeOver: (match: Match, seat: number) => boolean;
  /** How many rounds of the match a seat has won, for the result; 0 in modes without rounds. */
  readonly roundsWon: (match: Match, seat: number) => number;
  /** Whether the players won, as the result reports it. */
  readonly isCleared: (match: Match) => boolean;
  /** What a seat may see; -1 for a watcher. */
  readonly view: (match: Match, seat: number) => View;
}

/** The rules of a match's mode. The type of settings only has the facts, but every mode is a `ModeRules`. */
export function rulesOf({ mode }: { readonly mode: ModeFacts }): ModeRules {
  return mode as ModeRules;
}
