// The list of public rooms. Its readers get the whole list first, and then its changes in batches, so that a busy server
// does not keep its readers busy too.

import { isDeepStrictEqual } from 'node:util';
import type { ListedRoom } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Clock } from '../clock.ts';
import type { Caller } from '../limits/callers.ts';
import { TokenBucket } from '#net';
import { Delivery, type Reader } from '../net/delivery.ts';
import { frameOf } from '../net/frame.ts';
import type { Lobby } from './lobby.ts';
import { listedRoom } from './room-messages.ts';
import type { Room } from './room.ts';

/** Rooms in the list at a time; others are added when places become free. */
const LISTED_ROOMS_MAX = 200;
/** Rooms in the list that one address may have opened. */
export const LISTED_ROOMS_PER_CALLER_MAX = 8;
/** Changes are sent at most five times a second. */
const NEWS_INTERVAL_TICKS = TICKS_PER_SECOND / 5;
/** How often changes of one room are sent, since all readers get them. */
const CHANGES_PER_SECOND = 1;
const CHANGES_BURST = 3;

/** How often one reader gets the whole list, however often it subscribes. */
const WHOLES_PER_SECOND = 1;
const WHOLES_BURST = 4;

/** The rooms for readers that get no changes. */
export function listedRooms(rooms: Iterable<Room>): Room[] {
  const listed: Room[] = [];
  const counts = new Map<Caller, number>();
  for (const room of rooms) {
    const count = counts.get(room.openedBy) ?? 0;
    if (!room.rules.settings.listed || count >= LISTED_ROOMS_PER_CALLER_MAX) continue;
    counts.set(room.openedBy, count + 1);
    listed.push(room);
    if (listed.length === LISTED_ROOMS_MAX) break;
  }
  return listed;
}

/** A room as the readers know it. */
interface Shown {
  readonly version: number;
  readonly entry: ListedRoom;
}

export class RoomList {
  private readonly lobby: Lobby;
  private readonly clock: Clock;
  /** At most as many as there are sessions. */
  private readonly readers = new Set<Reader>();
  /** Readers that have had the whole list too often, and get it later. */
  private readonly waiting = new Set<Reader>();
  private readonly delivery = new Delivery<Reader>((reader) => this.readers.has(reader));
  /** How often each reader may still get the whole list. */
  private readonly wholes = new WeakMap<Reader, TokenBucket>();
  private readonly shown = new Map<Room, Shown>();
  /** How often changes of each room may still be sent. Kept while the room is unlisted, since its host can switch that. */
  private readonly changes = new WeakMap<Room, TokenBucket>();
  /** The whole list as a frame, until it changes. */
  private whole: Buffer | null = null;
  /** Whether the list is as it was sent last. */
  private isFresh = false;

  constructor(lobby: Lobby, clock: Clock) {
    this.lobby = lobby;
    this.clock = clock;
  }

  get readerCount(): number {
    return this.readers.size + this.waiting.size;
  }

  /** Sends the list as the other readers have it, so that the next changes fit for this one too. */
  subscribe(reader: Reader): void {
    this.unsubscribe(reader);
    if (this.mayHaveWhole(reader, this.clock.now())) this.begin(reader);
    else this.waiting.add(reader);
  }

  private begin(reader: Reader): void {
    if (this.readers.size === 0 && !this.isFresh) this.refresh();
    this.readers.add(reader);
    this.whole ??= frameOf({ type: 'rooms', rooms: Array.from(this.shown.values(), ({ entry }) => entry) });
    reader.send(this.whole);
  }

  unsubscribe(reader: Reader): void {
    this.readers.delete(reader);
    this.waiting.delete(reader);
  }

  /** Sends changes, if they are due. */
  tick(serverTick: number): void {
    this.delivery.tick();
    if (serverTick % NEWS_INTERVAL_TICKS !== 0) return;
    if (this.waiting.size > 0) this.beginWaiting();
    if (this.readers.size === 0) return this.forget();
    // With very many readers the last changes may still be under way. The next ones then contain more.
    if (!this.delivery.isIdle) return;
    const news = this.refresh().map(frameOf);
    if (news.length > 0) this.delivery.add(Buffer.concat(news), [...this.readers]);
    this.isFresh = false;
  }

  private beginWaiting(): void {
    const nowMs = this.clock.now();
    for (const reader of this.waiting) {
      if (!this.mayHaveWhole(reader, nowMs)) continue;
      this.waiting.delete(reader);
      this.begin(reader);
    }
  }

  /** Without readers, closed rooms are not kept. */
  private forget(): void {
    this.shown.clear();
    this.whole = null;
    this.isFresh = false;
  }

  /** Brings the list up to date. @returns what has changed. */
  private refresh() {
    const news: Parameters<typeof frameOf>[0][] = [];
    const counts = new Map<Caller, number>();
    for (const room of this.shown.keys()) {
      if (this.isPublic(room)) {
        counts.set(room.openedBy, (counts.get(room.openedBy) ?? 0) + 1);
        continue;
      }
      this.shown.delete(room);
      news.push({ type: 'unlisted', code: room.code });
    }
    const nowMs = this.clock.now();
    // The first reader gets the whole list, so nothing of it is a change.
    const isNews = this.readers.size > 0;
    for (const room of this.lobby.rooms) {
      const known = this.shown.get(room);
      const { version } = room;
      const isWanted = known === undefined ? this.hasPlace(room, counts) : isOutdated(known, room);
      if (!isWanted || !this.isPublic(room)) continue;
      const entry = listedRoom(room);
      const isSame = isDeepStrictEqual(known?.entry, entry);
      if (!isSame && isNews && !this.mayBeNews(room, nowMs)) continue;
      this.shown.set(room, { version, entry });
      if (isSame) continue;
      if (known === undefined) counts.set(room.openedBy, (counts.get(room.openedBy) ?? 0) + 1);
      news.push({ type: 'listed', room: entry });
    }
    if (news.length > 0) this.whole = null;
    this.isFresh = true;
    return news;
  }

  private mayHaveWhole(reader: Reader, nowMs: number): boolean {
    return bucketOf(this.wholes, reader, WHOLES_PER_SECOND, WHOLES_BURST, nowMs).take(nowMs);
  }

  private mayBeNews(room: Room, nowMs: number): boolean {
    return bucketOf(this.changes, room, CHANGES_PER_SECOND, CHANGES_BURST, nowMs).take(nowMs);
  }

  private hasPlace(room: Room, counts: ReadonlyMap<Caller, number>): boolean {
    return this.shown.size < LISTED_ROOMS_MAX && (counts.get(room.openedBy) ?? 0) < LISTED_ROOMS_PER_CALLER_MAX;
  }

  private isPublic(room: Room): boolean {
    return room.rules.settings.listed && this.lobby.room(room.code) === room;
  }
}

function isOutdated({ version, entry }: Shown, room: Room): boolean {
  if (version !== room.version) return true;
  const { level, eaten } = room.progress;
  return level !== entry.level || eaten !== entry.eaten;
}

/** The bucket of one room or reader, a new one the first time. */
function bucketOf<Key extends object>(
  buckets: WeakMap<Key, TokenBucket>,
  key: Key,
  perSecond: number,
  burst: number,
  nowMs: number,
): TokenBucket {
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const bucket = new TokenBucket(perSecond, burst, nowMs);
  buckets.set(key, bucket);
  return bucket;
}
