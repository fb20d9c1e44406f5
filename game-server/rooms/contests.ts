// What rooms report of matches that are for a table: ranked matches, and those of a day. ranked/ does what follows.

import type { Player } from './player.ts';
import type { RoomRules } from './room-rules.ts';
import type { SeatOwner } from './seat.ts';

/** How a player has left a match that was not over. */
export interface Leave {
  /** Before it had begun, so that it does not take place. */
  readonly isCalledOff: boolean;
}

export interface Contests {
  /**
   * A player begins a match under these rules.
   * @param match its id
   * @param discount is called if it turns out later that their result does not count
   * @returns whether their result counts, as far as is known
   */
  begins(player: Player, rules: RoomRules, match: string, discount: () => void): boolean;
  /** Whether it would count if the match began now. */
  wouldCount(player: Player, rules: RoomRules): boolean;
  /** A player leaves a ranked match that is not over. @param code of its room, which is in the middle of a change */
  left(code: string, player: SeatOwner, leave: Leave): void;
}
