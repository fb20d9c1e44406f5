// The list of public rooms, and live news of it for those who read it: the whole list first, then what has changed, in
// batches, so that a busy server does not keep its readers busy too.

import { TICKS_PER_SECOND } from '#simulation';
import { frameOf } from './frame.ts';
import type { Lobby } from './lobby.ts';
import { listedRoom } from './room-messages.ts';
import type { Room } from './room.ts';

/** Rooms in the list at a time; others come in as places in it become free. */
export const LISTED_ROOMS_MAX = 200;
/** News come at most five times a second. */
const NEWS_INTERVAL_TICKS = TICKS_PER_SECOND / 5;

interface Reader {
  send(frame: Buffer): void;
}

export class RoomList {
  private readonly lobby: Lobby;
  /** At most as many as there are sessions. */
  private readonly readers = new Set<Reader>();
  /** The rooms in the list, with the version that the readers know. */
  private readonly shown = new Map<Room, number>();

  constructor(lobby: Lobby) {
    this.lobby = lobby;
  }

  get readerCount(): number {
    return this.readers.size;
  }

  /** Sends the list as the other readers know it; from the next news on this one knows what they know. */
  subscribe(reader: Reader): void {
    if (this.readers.size === 0) this.takeNews();
    this.readers.add(reader);
    reader.send(frameOf({ type: 'rooms', rooms: [...this.shown.keys()].map(listedRoom) }));
  }

  unsubscribe(reader: Reader): void {
    this.readers.delete(reader);
    if (this.readers.size === 0) this.shown.clear();
  }

  /** Sends news, when it is time for some. */
  tick(serverTick: number): void {
    if (this.readers.size === 0 || serverTick % NEWS_INTERVAL_TICKS !== 0) return;
    for (const frame of this.takeNews()) for (const reader of this.readers) reader.send(frame);
  }

  /** Brings the list up to date. @returns what has to be told for it. */
  private takeNews(): Buffer[] {
    const news: Buffer[] = [];
    for (const room of this.shown.keys()) {
      if (this.isPublic(room)) continue;
      this.shown.delete(room);
      news.push(frameOf({ type: 'unlisted', code: room.code }));
    }
    for (const room of this.lobby.rooms) {
      const known = this.shown.get(room);
      const isWanted = known === undefined ? this.shown.size < LISTED_ROOMS_MAX : known !== room.announcer.version;
      if (!isWanted || !this.isPublic(room)) continue;
      this.shown.set(room, room.announcer.version);
      news.push(frameOf({ type: 'listed', room: listedRoom(room) }));
    }
    return news;
  }

  private isPublic(room: Room): boolean {
    return room.rules.settings.listed && this.lobby.room(room.code) === room;
  }
}
