// What a playback moves along: the ticks of a match that can be shown, and the worlds of one of them.

import type { WireSeat } from '#protocol';
import type { Events, World } from '#simulation';

export interface Timeline {
  /** The first and the last tick that can be shown. Both may change: the match may go on, and old ticks are forgotten. */
  readonly firstTick: number;
  readonly lastTick: number;
  /** The tick that is shown. */
  readonly tick: number;
  /** The world at that tick, and one tick earlier (at the first tick the same): always the same two objects. */
  readonly world: World;
  readonly before: World;
  /** All seats at that tick; the list is replaced as a whole. */
  readonly seats: readonly WireSeat[];
  /** What happened in the tick that `next` has moved to. */
  readonly events: Events;
  /** Moves on by one tick. @returns false, and does nothing, at the end */
  next(): boolean;
  /** Moves to a tick, or to the nearest one that can be shown. */
  seek(tick: number): void;
}
