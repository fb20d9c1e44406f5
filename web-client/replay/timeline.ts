// What a playback moves along: the ticks of a match that can be shown, and the worlds of one of them.

import type { WireSeat } from '#protocol';
import type { Events, World } from '#simulation';

export interface Timeline {
  /** The first and the last tick that can be shown. Both may change: the match may go on, and old ticks are forgotten. */
  readonly firstTick: number;
  readonly lastTick: number;
  /** The tick that is shown. */
  readonly tick: number;
  /** The world at that tick, and one tick earlier. At the first tick, and where another maze is shown, both are the same. */
  readonly world: World;
  readonly before: World;
  /** All seats at that tick; the list is replaced as a whole. */
  readonly seats: readonly WireSeat[];
  /** What happened in the tick that `next` has moved to. */
  readonly events: Events;
  /** Of a match with several mazes, shows the one that a seat is in, or for the seat -1 the one with this number. */
  look(seat: number, maze: number): void;
  /** Moves on by one tick. @returns false, and does nothing, at the end */
  next(): boolean;
  /** Moves to a tick, or to the nearest one that can be shown. */
  seek(tick: number): void;
}
