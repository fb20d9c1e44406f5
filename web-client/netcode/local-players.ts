// The players at this screen beside the page's own: as many sessions as are wanted follow the page's session into its room,
// and leave with it. A lost connection of one of them, or of the page, leaves the others where they are.

import type { EndReason, Favourite, SavedSession, Surroundings } from '#client';
import type { ClientMessage } from '#protocol';
import type { Direction } from '#simulation';
import { LocalPlayer, localName } from './local-player.ts';
import type { OnlineRoom, SessionState } from './session-state.ts';
import type { Session } from './session.ts';

/** Players at one screen, the page's own included. */
export const LOCAL_PLAYERS_MAX = 4;
/** Modes that show everything to everybody: only there one picture is right for several players. */
const SHARED_MODES: readonly string[] = ['coop', 'battle'];
/** How often a lost session is opened again in a room, and after what delay. */
const REOPENED_MAX = 3;
const REOPEN_MS = 1000;
/** Reasons after which a new session may succeed: the old session is gone, the room is not. */
const REOPENED_AFTER: readonly EndReason[] = ['session-lost', 'connection-lost', 'bye', 'no-answer', 'unreachable'];

export interface LocalPlayersEvents {
  /** Names or seats of the players at this screen have changed. */
  changed(): void;
  /** A player has no place. @param number from 2 */
  failed(number: number, reason: EndReason): void;
  /** What a reload needs to go on with the session of a player; null for nothing. */
  save(number: number, session: SavedSession | null): void;
  /** What a player wants to look like. */
  favouriteOf(number: number): Favourite;
}

interface Place {
  /** From 2. */
  number: number;
  player: LocalPlayer | null;
  /** The session to go on with, after a reload. */
  saved: SavedSession | null;
  /** The room in which the player has no place; '' for none. */
  refusedIn: string;
  reopened: number;
}

export function canShareScreen(mode: string): boolean {
  return SHARED_MODES.includes(mode);
}

export class LocalPlayers {
  private readonly surroundings: Surroundings;
  private readonly session: () => Session | null;
  private readonly events: LocalPlayersEvents;
  private places: Place[] = [];
  /** Guards against nested calls while a session is opened or closed. */
  private isFollowing = false;

  constructor(surroundings: Surroundings, session: () => Session | null, events: LocalPlayersEvents) {
    this.surroundings = surroundings;
    this.session = session;
    this.events = events;
  }

  /** Players wanted at this screen, the page's own included. */
  get count(): number {
    return this.places.length + 1;
  }

  /** @param count 1 to `LOCAL_PLAYERS_MAX`; those with the highest numbers leave first */
  set count(count: number) {
    while (this.places.length > count - 1) this.close(this.places.pop()!);
    while (this.places.length < count - 1) this.places.push(newPlace(this.places.length + 2, null));
    this.follow();
  }

  /** One player leaves; those after them move up with seat and name. @param number from 2 */
  remove(number: number): void {
    const [place] = this.places.splice(number - 2, 1);
    if (place === undefined) return;
    this.close(place);
    for (const [i, each] of this.places.entries()) each.number = i + 2;
    this.events.save(this.places.length + 2, null);
    this.follow();
  }

  /** After a reload of the page. @param sessions by number, from 2 */
  resume(sessions: readonly (SavedSession | null)[]): void {
    this.places = sessions.slice(0, LOCAL_PLAYERS_MAX - 1).map((saved, i) => newPlace(i + 2, saved));
  }

  /** The seat of a player in the match that is shown; -1 for none. @param number from 1 */
  seatOf(number: number): number {
    const room = this.session()?.room ?? null;
    if (room === null) return -1;
    return number === 1 ? room.match.seat : (this.places[number - 2]?.player?.seatIn(room.match) ?? -1);
  }

  /** As the server has it, or as it will be asked for; '' for a number that is not wanted. @param number from 2 */
  nameOf(number: number, ownName: string): string {
    const place = this.places[number - 2];
    return place === undefined ? '' : (place.player?.name ?? localName(ownName, number));
  }

  /** Whether all who are wanted have a seat. */
  get areSeated(): boolean {
    return this.places.every(({ number }) => this.seatOf(number) >= 0);
  }

  /** @param number from 1 */
  steer(number: number, direction: Direction): void {
    const session = this.session();
    if (number === 1) return session?.steer(direction);
    const shown = session?.state.name === 'room' ? session.room : null;
    this.places[number - 2]?.player?.steer(direction, shown);
  }

  /** Sends a message of the page's own player for the others as well: asking for a pause, being ready. */
  send(message: ClientMessage): void {
    for (const { player } of this.places) player?.send(message);
  }

  /** A player has other favourites. @param number from 2 */
  prefer(number: number): void {
    this.places[number - 2]?.player?.prefer(this.events.favouriteOf(number));
  }

  reconnectNow(): void {
    for (const { player } of this.places) player?.reconnectNow();
  }

  /** Call for every change of the page's session. */
  follow(state: SessionState | null = this.session()?.state ?? null): void {
    if (this.isFollowing) return;
    this.isFollowing = true;
    // A page whose session was lost is in the lobby on its way back into the room.
    const isInLobby = state?.name === 'lobby' && this.session()?.isRequesting === false;
    if (state === null || state.name === 'ended' || isInLobby) this.leave();
    else if (state.name === 'room') this.enter(state.room);
    this.isFollowing = false;
    this.share();
  }

  private leave(): void {
    for (const place of this.places) {
      this.close(place);
      Object.assign(place, newPlace(place.number, null));
    }
  }

  private enter(room: OnlineRoom): void {
    const isShared = canShareScreen(room.match.mode) && room.isSeated;
    for (const place of this.places) {
      const isHere = place.player?.room.code === room.code;
      if (place.player !== null && (!isHere || !isShared)) this.close(place);
      if (place.player === null && isShared && place.refusedIn !== room.code) this.open(place, room);
    }
  }

  private open(place: Place, room: OnlineRoom): void {
    const session = this.session();
    if (session === null) return;
    const saved = place.saved?.code === room.code ? place.saved : null;
    place.saved = null;
    const name = saved?.name ?? localName(session.name, place.number);
    const shared = { code: room.code, password: session.roomPassword };
    const player: LocalPlayer = new LocalPlayer(
      this.surroundings,
      name,
      this.events.favouriteOf(place.number),
      shared,
      saved,
      {
        changed: () => this.changed(place, player),
        failed: (reason) => this.failed(place, player, reason),
        saved: (kept) => this.events.save(place.number, kept),
      },
    );
    place.player = player;
  }

  private changed(place: Place, player: LocalPlayer): void {
    if (place.player !== player) return;
    const seat = this.seatOf(place.number);
    if (!player.isConnected && seat >= 0) this.session()?.room?.match.dropInputs(seat);
    this.share();
    this.events.changed();
  }

  private failed(place: Place, player: LocalPlayer, reason: EndReason): void {
    if (place.player !== player) return;
    this.close(place);
    if (REOPENED_AFTER.includes(reason) && place.reopened++ < REOPENED_MAX) {
      this.surroundings.after(REOPEN_MS, () => this.follow());
    } else {
      place.refusedIn = player.room.code;
      this.events.failed(place.number, reason);
    }
    this.share();
    this.events.changed();
  }

  private close(place: Place): void {
    const { player } = place;
    place.player = null;
    if (player === null) return;
    player.close();
    this.events.save(place.number, null);
  }

  /** The match that is shown takes the inputs of all seats at this screen. */
  private share(): void {
    const match = this.session()?.room?.match;
    const seats = this.places.map(({ number }) => this.seatOf(number)).filter((seat) => seat >= 0);
    match?.shareScreenWith(seats);
  }
}

function newPlace(number: number, saved: SavedSession | null): Place {
  return { number, player: null, saved, refusedIn: '', reopened: 0 };
}
