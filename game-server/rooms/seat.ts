// A place in a match, and its driver. seats.ts has the seats of a room.

import type { ClientKind, WireSeat } from '#protocol';
import type { AiSkill } from '#simulation';
import type { InputQueue } from '../match/input-queue.ts';
import { NO_APPEARANCE, type Appearance } from './appearance.ts';
import type { Player } from './player.ts';
import type { Presence } from './presence.ts';

export type Seat =
  | { readonly driver: 'empty' }
  | { readonly driver: 'ai'; readonly name: string; readonly skill: AiSkill }
  | PlayerSeat;

export interface PlayerSeat {
  readonly driver: ClientKind;
  readonly player: Player;
  readonly inputs: InputQueue;
  readonly presence: Presence;
  appearance: Appearance;
  isReady: boolean;
  /** The tick of the match from which the player may ask for a pause again. */
  pauseAskTick: number;
  /** Matches that the player has won in this room. */
  wins: number;
  /** Ticks of the match in which AI steered for the player. */
  standInTicks: number;
  /** The tick of the match from which on the player has the seat; 0 from the start. */
  sinceTick: number;
  /** Whether nobody else has moved the seat in this match before. */
  isFirst: boolean;
  /** Whose result the seat makes: the player as they were when they came to it. */
  owner: SeatOwner;
}

/** Who a player is. */
export type SeatOwner = Pick<Player, 'identity' | 'version'>;

export function ownerOf({ identity, version }: SeatOwner): SeatOwner {
  return { identity, version };
}

/**
 * Whose result a seat makes now. A player who identifies as somebody else, or as nobody, changes nothing of a match that they
 * are in: nobody gives a loss away. Only a player who was nobody gets the result by it, since a page does not wait for its
 * ticket before it plays.
 */
export function resultOwner({ owner, player }: PlayerSeat): SeatOwner {
  return owner.identity === null ? ownerOf(player) : owner;
}

/** How a player comes to a seat. */
export type SeatEntry = Pick<PlayerSeat, 'sinceTick' | 'isFirst'>;

/** From the start of the match. */
export const FROM_START: SeatEntry = { sinceTick: 0, isFirst: true };

/** @param ofAi how the AI looks in this seat */
export function wireSeat(seat: Seat, ofAi: () => Appearance): WireSeat {
  switch (seat.driver) {
    case 'empty':
      return { ...WITHOUT_PLAYER, name: '', driver: 'empty', ready: false, ...NO_APPEARANCE };
    case 'ai':
      return { ...WITHOUT_PLAYER, name: seat.name, driver: 'ai', ready: true, ...ofAi() };
    case 'human':
    case 'bot':
      return {
        name: seat.player.name,
        driver: seat.driver,
        disconnected: seat.presence.isDisconnected,
        idle: seat.presence.isIdle,
        ready: seat.isReady,
        wins: seat.wins,
        ...seat.appearance,
      };
  }
}

const WITHOUT_PLAYER = { disconnected: false, idle: false, wins: 0 };
