// The players at this screen: how many there are, which device each has, and their sessions. The dialog that shows and changes
// them is view/dialogs/players-dialog.ts.

import type { EndReason, Surroundings } from '#client';
import type { ClientMessage } from '#protocol';
import { favourite, moveUpFavourites, onFavourite } from './favourite.ts';
import { devicesFor, withDevice, withoutPlayer, type Device, type Devices } from './input/devices.ts';
import { PlayerSteerings } from './input/player-steerings.ts';
import { LOCAL_PLAYERS_MAX, LocalPlayers } from './netcode/local-players.ts';
import type { Session } from './netcode/session.ts';
import { saveDevices, savedDevices, savedLocalSessions, saveLocalSession } from './view/session-storage.ts';

export interface PlayersHereEvents {
  /** Somebody has come or gone, or has another device. */
  changed(): void;
  /** A player has no place in the room. */
  failed(number: number, reason: EndReason): void;
}

export class PlayersHere {
  readonly steerings: PlayerSteerings;
  private readonly players: LocalPlayers;
  private readonly events: PlayersHereEvents;
  private deviceOf: Devices = savedDevices() ?? devicesFor(1);

  constructor(surroundings: Surroundings, session: () => Session | null, events: PlayersHereEvents) {
    this.events = events;
    this.players = new LocalPlayers(surroundings, session, {
      changed: () => events.changed(),
      failed: (number, reason) => events.failed(number, reason),
      save: saveLocalSession,
      favouriteOf: favourite,
    });
    for (let number = 2; number <= LOCAL_PLAYERS_MAX; number++) {
      // When several preferences change, the last state counts.
      onFavourite(() => queueMicrotask(() => this.players.prefer(number)), number);
    }
    this.steerings = new PlayerSteerings(
      LOCAL_PLAYERS_MAX,
      () => this.deviceOf,
      (number, direction) => this.players.steer(number, direction),
    );
    this.players.resume(savedLocalSessions(this.count - 1));
  }

  /** From 1 to `LOCAL_PLAYERS_MAX`. */
  get count(): number {
    return this.deviceOf.length;
  }

  set count(count: number) {
    this.players.count = count;
    this.use(devicesFor(count, this.deviceOf));
  }

  /** A device for each player. */
  get devices(): Devices {
    return this.deviceOf;
  }

  /** Whether everybody has a seat in the match of the page. */
  get areSeated(): boolean {
    return this.players.areSeated;
  }

  /** The seat of a player; -1 for none. @param number from 1 */
  readonly seatOf = (number: number): number => this.players.seatOf(number);

  /** Whether a player at this screen has the seat. */
  has(seat: number): boolean {
    return this.deviceOf.some((_, index) => this.seatOf(index + 1) === seat);
  }

  /** @param ownName that of the first player */
  nameOf(number: number, ownName: string): string {
    return number === 1 ? ownName : this.players.nameOf(number, ownName);
  }

  /** Another player comes with a device that nobody has. @returns whether there was a place */
  join(device: Device): boolean {
    if (this.count === LOCAL_PLAYERS_MAX || this.deviceOf.includes(device)) return false;
    this.players.count = this.count + 1;
    this.use([...this.deviceOf, device]);
    return true;
  }

  /** @param number of another player than the first */
  remove(number: number): void {
    const { count } = this;
    this.players.remove(number);
    moveUpFavourites(number, count);
    this.use(withoutPlayer(this.deviceOf, number));
  }

  giveDevice(number: number, device: Device): void {
    this.use(withDevice(this.deviceOf, number, device));
  }

  /** Call for every change of the page's session. */
  follow(): void {
    this.players.follow();
  }

  /** What the page's own player says for all: asking for a pause, being ready. */
  send(message: ClientMessage): void {
    this.players.send(message);
  }

  reconnectNow(): void {
    this.players.reconnectNow();
  }

  private use(devices: Devices): void {
    this.steerings.releaseAll();
    this.deviceOf = devices;
    saveDevices(devices);
    this.events.changed();
  }
}
