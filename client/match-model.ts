// One match of a room as the server describes it: its World is kept in step by keyframes and snapshots, word for word.

import { applyDelta, applyKeyframe, type ServerMessage, type WireSeat } from '#protocol';
import type { World } from '#simulation';

export type Joined = ServerMessage & { readonly type: 'joined' };
export type Update = ServerMessage & { readonly type: 'snapshot' | 'keyframe' };

/** A rematch has a model of its own. */
export class MatchModel {
  /** The code of the room. */
  readonly code: string;
  /** Name of the mode. */
  readonly mode: string;
  /** Our own seat; -1 for a watcher. */
  readonly seat: number;
  /** The server's World as of the last snapshot. */
  readonly world: World;
  /** All seats; the list is replaced as a whole. */
  seats: readonly WireSeat[];

  /** @param world as decoded from `joined`; owned by the model from now on */
  constructor(joined: Joined, world: World) {
    this.code = joined.code;
    this.mode = world.settings.mode.name;
    this.seat = joined.seat;
    this.world = world;
    this.seats = joined.seats;
  }

  /** Applies a message to the World. @returns false if it does not fit */
  receive(update: Update): boolean {
    return update.type === 'snapshot'
      ? applyDelta(this.world.words, update.tick, update.changes)
      : applyKeyframe(this.world.words, update.words);
  }
}
