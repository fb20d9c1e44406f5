// The public rooms, kept up to date by the messages that `browse` subscribes to.

import type { ListedRoom } from '#protocol';
import type { News } from './session-state.ts';

/** More than a server lists. */
const ROOMS_MAX = 500;

export class RoomList {
  private readonly rooms = new Map<string, ListedRoom>();

  /** Rooms to sit down in first, then by code: a room keeps its place while others come and go. */
  get all(): readonly ListedRoom[] {
    return [...this.rooms.values()].sort((a, b) => Number(isFull(a)) - Number(isFull(b)) || (a.code < b.code ? -1 : 1));
  }

  /** @param mode '' for all */
  of(mode: string): readonly ListedRoom[] {
    return mode === '' ? this.all : this.all.filter((room) => room.mode === mode);
  }

  /** @returns whether the message was about the list */
  take(message: News): boolean {
    switch (message.type) {
      case 'rooms':
        this.rooms.clear();
        for (const room of message.rooms) this.put(room);
        return true;
      case 'listed':
        this.put(message.room);
        return true;
      case 'unlisted':
        return this.rooms.delete(message.code) || true;
      default:
        return false;
    }
  }

  private put(room: ListedRoom): void {
    if (this.rooms.has(room.code) || this.rooms.size < ROOMS_MAX) this.rooms.set(room.code, room);
  }
}

/** Whether players have all seats: those of the AI are given to who comes. */
export function isFull({ players, seatCount }: Pick<ListedRoom, 'players' | 'seatCount'>): boolean {
  return players >= seatCount;
}
