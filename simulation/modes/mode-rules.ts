// What a mode must answer. A mode is one file here and one row in modes.ts; leaving out a part does not compile.

import type { Events } from '../events.ts';
import type { Match } from '../match.ts';
import type { View } from '../view.ts';
import type { World } from '../world.ts';
import type { ModeFacts } from './mode-facts.ts';

export interface ModeRules extends ModeFacts {
  /** Makes a fresh World ready to be stepped: its first level is laid out, nobody has entered. Called once, at tick 0. */
  readonly start: (world: World) => void;
  /** Moves the World on by one tick. Inputs of the tick are already in it. */
  readonly step: (world: World, events: Events) => void;
  /** A player or AI takes a seat, or gives it up. */
  readonly enter: (world: World, seat: number, events: Events) => void;
  readonly leave: (world: World, seat: number) => void;
  /** What happens between the worlds of a match after all were stepped; null where there is one world. */
  readonly afterStep: ((match: Match) => void) | null;
  /**
   * The order of two seats in the result: negative when the first stands before the second, 0 when they share a place.
   * A seat's standing is read in the world it is in.
   */
  readonly rank: (match: Match, seat: number, other: number) => number;
  /** Whether the match ended with a win of those who played, as the result says it. */
  readonly isCleared: (match: Match) => boolean;
  /** What a seat may see; -1 for a watcher. */
  readonly view: (match: Match, seat: number) => View;
}

/** The rules of a match's mode. Every mode that settings can have is a `ModeRules`: the World only needs its facts. */
export function rulesOf({ mode }: { readonly mode: ModeFacts }): ModeRules {
  return mode as ModeRules;
}
