// A place in a match, and its driver. seats.ts has the seats of a room.

import type { ClientKind, WireSeat } from '#protocol';
import type { InputQueue } from '../match/input-queue.ts';
import type { Player } from './player.ts';
import type { Presence } from './presence.ts';

export type Seat = { readonly driver: 'empty' } | { readonly driver: 'ai'; readonly name: string } | PlayerSeat;

export interface PlayerSeat {
  readonly driver: ClientKind;
  readonly player: Player;
  readonly inputs: InputQueue;
  readonly presence: Presence;
  isReady: boolean;
  wantsPause: boolean;
  /** Matches that the player has won in this room. */
  wins: number;
}

export function wireSeat(seat: Seat): WireSeat {
  switch (seat.driver) {
    case 'empty':
      return { name: '', driver: 'empty', disconnected: false, idle: false, ready: false, wins: 0 };
    case 'ai':
      return { name: seat.name, driver: 'ai', disconnected: false, idle: false, ready: true, wins: 0 };
    case 'human':
    case 'bot':
      return {
        name: seat.player.name,
        driver: seat.driver,
        disconnected: seat.presence.isDisconnected,
        idle: seat.presence.isIdle,
        ready: seat.isReady,
        wins: seat.wins,
      };
  }
}
