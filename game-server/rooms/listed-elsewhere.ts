// The rooms of other nodes in the list of rooms, as the readers of this node know them.

import { isDeepStrictEqual } from 'node:util';
import type { ListedRoom } from '#protocol';
import { TokenBucket } from '#net';
import type { ListPlaces } from './list-places.ts';
import type { OtherRoom, OtherRooms } from './other-rooms.ts';

interface Shown {
  readonly row: OtherRoom;
  /** How often changes of the room may still be sent. */
  readonly changes: TokenBucket;
}

/** How often changes of one room are sent. */
export interface ChangeRate {
  readonly perSecond: number;
  readonly burst: number;
}

export class ListedElsewhere {
  private readonly others: OtherRooms;
  private readonly isHere: (code: string) => boolean;
  private readonly rate: ChangeRate;
  private readonly shown = new Map<string, Shown>();
  private wanted: ReadonlyMap<string, OtherRoom> = new Map<string, OtherRoom>();
  /** Of what is wanted. */
  private version = -1;
  /** Whether all that is wanted is shown. */
  private isShown = false;

  /** @param isHere whether a room is on this node: then it is not elsewhere, whatever other nodes say */
  constructor(others: OtherRooms, isHere: (code: string) => boolean, rate: ChangeRate) {
    this.others = others;
    this.isHere = isHere;
    this.rate = rate;
  }

  get rooms(): ListedRoom[] {
    return Array.from(this.shown.values(), ({ row }) => row.room);
  }

  /** Takes what the other nodes list now. */
  look(): void {
    if (this.others.version === this.version) return;
    this.version = this.others.version;
    this.wanted = new Map(Array.from(this.others.listed, (row) => [row.room.code, row]));
    this.isShown = false;
  }

  private isWanted(code: string): boolean {
    return this.wanted.has(code) && !this.isHere(code);
  }

  /** Removes what is not listed any more; the others keep their places. @returns the codes of those removed */
  remove(places: ListPlaces): string[] {
    const removed: string[] = [];
    for (const [code, { row }] of this.shown) {
      if (this.isWanted(code)) {
        places.take(row.by);
        continue;
      }
      this.shown.delete(code);
      removed.push(code);
    }
    return removed;
  }

  /** Adds what is new, and what has changed. @param isNews whether readers are sent the changes */
  add(places: ListPlaces, isNews: boolean, nowMs: number): ListedRoom[] {
    if (this.isShown) return [];
    const added: ListedRoom[] = [];
    this.isShown = true;
    for (const [code, row] of this.wanted) {
      const known = this.shown.get(code);
      if (known?.row === row) continue;
      const isSame = isDeepStrictEqual(known?.row.room, row.room);
      const changes = known?.changes ?? new TokenBucket(this.rate.perSecond, this.rate.burst, nowMs);
      const hasPlace = known !== undefined || (places.isFree(row.by) && !this.isHere(code));
      if (!hasPlace || (!isSame && isNews && !changes.take(nowMs))) {
        this.isShown = false;
        continue;
      }
      if (known === undefined) places.take(row.by);
      this.shown.set(code, { row, changes });
      if (!isSame) added.push(row.room);
    }
    return added;
  }

  /** Without readers nothing is kept. */
  forget(): void {
    this.shown.clear();
    this.wanted = new Map();
    this.version = -1;
    this.isShown = false;
  }
}
