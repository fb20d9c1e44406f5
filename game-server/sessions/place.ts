// Where a session is, connected or not: in the lobby or in one room.
//
//   lobby ──a request to enter──► entering ──► room ──a request to leave──► lobby
//                                    │          └── removed by the room ──► lobby, and the reason is sent again on return
//                                    └── refused ──► lobby                   until the client has shown that it knows

import assert from 'node:assert/strict';
import type { Refusal, StreamRate } from '#protocol';
import type { Placing } from '../rooms/lobby.ts';
import type { LeaveReason, Player } from '../rooms/player.ts';
import type { Room } from '../rooms/room.ts';

type PlaceState =
  | { readonly name: 'lobby'; readonly unconfirmedLeave: LeaveReason | null }
  | { readonly name: 'entering'; readonly rate: StreamRate }
  | { readonly name: 'room'; readonly room: Room; readonly rate: StreamRate };

/** A place as plain data. Which room it is, the room knows: its members are recorded with it. */
export interface PlaceData {
  /** The stream in the room; null in the lobby. */
  readonly rate: StreamRate | null;
  readonly unconfirmedLeave: LeaveReason | null;
}

const LOBBY: PlaceState = { name: 'lobby', unconfirmedLeave: null };

/** What a place reports. */
export interface PlaceEvents {
  /** The player is to learn that they are in the lobby. @param code of the room, null if they were in the lobby before */
  left(reason: LeaveReason, code: string | null): void;
  /** Its plain data has changed. */
  changed(): void;
}

/** The lobby, as a place needs it. */
export interface LobbyExit {
  leave(room: Room, player: Player): void;
}

export class Place {
  private readonly player: Player;
  private readonly lobby: LobbyExit;
  private readonly events: PlaceEvents;
  private state: PlaceState = LOBBY;

  constructor(player: Player, lobby: LobbyExit, events: PlaceEvents) {
    this.player = player;
    this.lobby = lobby;
    this.events = events;
  }

  get data(): PlaceData {
    const { state } = this;
    return {
      rate: state.name === 'room' ? state.rate : null,
      unconfirmedLeave: state.name === 'lobby' ? state.unconfirmedLeave : null,
    };
  }

  /** @param room the room of an earlier process in which the player still is; null if there is none */
  restore({ rate, unconfirmedLeave }: PlaceData, room: Room | null): void {
    if (rate === null) this.state = { name: 'lobby', unconfirmedLeave };
    else if (room === null) this.state = { name: 'lobby', unconfirmedLeave: 'closed' };
    else this.state = { name: 'room', room, rate };
  }

  /** Null in the lobby. */
  get room(): Room | null {
    return this.state.name === 'room' ? this.state.room : null;
  }

  /** The stream that the player has asked for in the room. */
  get rate(): StreamRate {
    assert(this.state.name !== 'lobby', 'only members of a room have a rate');
    return this.state.rate;
  }

  /**
   * @param rate of the snapshots there, or the log
   * @param into lets the player into a room
   * @returns the code of a refusal, or null
   */
  enter(rate: StreamRate, into: () => Placing): Refusal | null {
    assert(this.state.name === 'lobby', 'a session is in one room at most');
    const entering: PlaceState = { name: 'entering', rate };
    this.state = entering;
    const placing = into();
    if ('error' in placing) {
      // A room that failed after the player had entered has removed them, and sent the reason.
      if (this.state !== entering) return null;
      this.state = LOBBY;
      return placing.error;
    }
    this.become({ name: 'room', room: placing.room, rate });
    return null;
  }

  leave(): void {
    const { state } = this;
    if (state.name !== 'room') return;
    this.lobby.leave(state.room, this.player);
    // A room that fails meanwhile has removed its members already.
    if (this.state !== state) return;
    this.become(LOBBY);
    this.events.left('asked', state.room.code);
  }

  /** The room has removed the player, whose connection may be lost without being noticed yet. */
  removed(reason: LeaveReason): void {
    const code = this.room?.code ?? null;
    this.become({ name: 'lobby', unconfirmedLeave: reason });
    this.events.left(reason, code);
  }

  /** A request of the client shows that it knows its place. */
  confirm(): void {
    if (this.state.name === 'lobby' && this.state.unconfirmedLeave !== null) this.become(LOBBY);
  }

  disconnected(): void {
    this.room?.disconnected(this.player);
  }

  /**
   * The player is back: in the room, or in the lobby without knowing the reason.
   * @param seenTick the newest tick of the match that their client has; 0 for none
   */
  resumed(seenTick: number): void {
    if (this.state.name === 'room') this.state.room.reconnected(this.player, seenTick);
    else if (this.state.name === 'lobby' && this.state.unconfirmedLeave !== null) {
      this.events.left(this.state.unconfirmedLeave, null);
    }
  }

  private become(state: PlaceState): void {
    this.state = state;
    this.events.changed();
  }
}
