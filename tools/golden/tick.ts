// What is looked at in each tick of a match, to find a moment in it.

import type { Events, Match, World } from '#simulation';

export interface Tick {
  readonly match: Match;
  /** The first world of the match. */
  readonly world: World;
  /** The words of the tick before. */
  readonly before: World;
  readonly events: Events;
}

/** Gets every tick of one match; returns true once the moment has come. */
export type Watcher = (tick: Tick) => boolean;
