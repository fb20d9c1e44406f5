// What a property of the rules is: something that holds in every tick of every match.

import type { Events, Input, Match, World } from '#simulation';

/** A tick that was played. */
export interface PlayedTick {
  readonly match: Match;
  readonly inputs: readonly Input[];
}

/** A World that was stepped in a tick, and its words before it. */
export interface SteppedWorld {
  readonly world: World;
  readonly before: World;
  readonly events: Events;
}

export interface Property {
  /** Its number in simulation/README.md. */
  readonly rule: string;
  readonly says: string;
  /** The modes in which it holds; null for all. */
  readonly modes: readonly string[] | null;
  /** Begins a match. @returns what checks each tick: null if all is well, else what is wrong */
  readonly begin: (match: Match) => Check;
}

export interface Check {
  readonly ofWorld?: (stepped: SteppedWorld) => string | null;
  readonly ofMatch?: (tick: PlayedTick) => string | null;
}
