// The list of public rooms. Its readers get the whole list first, and then its changes in batches, so that a busy server
// does not keep its readers busy too.

import { isDeepStrictEqual } from 'node:util';
import type { ListedRoom } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '#net';
import { Delivery, type Reader } from '../net/delivery.ts';
import { frameOf } from '../net/frame.ts';
import type { Lobby } from './lobby.ts';
import { LISTED_ROOMS_MAX, ListPlaces } from './list-places.ts';
import { ListedElsewhere } from './listed-elsewhere.ts';
import type { OtherRooms } from './other-rooms.ts';
import { listedRoom } from './room-messages.ts';
import type { Room } from './room.ts';

/** Changes are sent at most five times a second. */
const NEWS_INTERVAL_TICKS = TICKS_PER_SECOND / 5;
/** How often changes of one room are sent, since all readers get them. */
const CHANGES_PER_SECOND = 1;
const CHANGES_BURST = 3;

/** How often one reader gets the whole list, however often it subscribes. */
const WHOLES_PER_SECOND = 1;
const WHOLES_BURST = 4;

/** The rooms of this node for readers that get no changes. */
export function listedRooms(rooms: Iterable<Room>): Room[] {
  const listed: Room[] = [];
  const places = new ListPlaces();
  for (const room of rooms) {
    if (room.rules.settings.listed && places.take(room.openedBy.key)) listed.push(room);
    if (listed.length === LISTED_ROOMS_MAX) break;
  }
  return listed;
}

/** The rooms of all nodes for such readers: those of this one first. */
export function listedEverywhere(rooms: Iterable<Room>, others: OtherRooms): ListedRoom[] {
  const places = new ListPlaces();
  const own = listedRooms(rooms).filter(({ openedBy }) => places.take(openedBy.key));
  const elsewhere = [...others.listed].filter(({ by }) => places.take(by));
  return [...own.map(listedRoom), ...elsewhere.map(({ room }) => room)];
}

type News = Parameters<typeof frameOf>[0];

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
  private readonly elsewhere: ListedElsewhere;
  /** How often changes of each room may still be sent. Kept while the room is unlisted, since its host can switch that. */
  private readonly changes = new WeakMap<Room, TokenBucket>();
  /** The whole list as a frame, until it changes. */
  private whole: Buffer | null = null;
  /** Whether the list is as it was sent last. */
  private isFresh = false;

  constructor(lobby: Lobby, others: OtherRooms, clock: Clock) {
    this.lobby = lobby;
    this.elsewhere = new ListedElsewhere(others, (code) => lobby.room(code) !== null, {
      ...{ perSecond: CHANGES_PER_SECOND, burst: CHANGES_BURST },
    });
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
    this.whole ??= frameOf({ type: 'rooms', rooms: this.entries });
    reader.send(this.whole);
  }

  private get entries(): ListedRoom[] {
    const own = Array.from(this.shown.values(), ({ entry }) => entry);
    return [...own, ...this.elsewhere.rooms];
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
    this.elsewhere.forget();
    this.whole = null;
    this.isFresh = false;
  }

  /** Brings the list up to date. @returns what has changed. */
  private refresh(): News[] {
    const news: News[] = [];
    const places = new ListPlaces();
    this.elsewhere.look();
    for (const room of this.shown.keys()) {
      if (this.isPublic(room)) {
        places.take(room.openedBy.key);
        continue;
      }
      this.shown.delete(room);
      news.push({ type: 'unlisted', code: room.code });
    }
    for (const code of this.elsewhere.remove(places)) news.push({ type: 'unlisted', code });
    const nowMs = this.clock.now();
    // The first reader gets the whole list, so nothing of it is a change.
    const isNews = this.readers.size > 0;
    for (const room of this.lobby.rooms) {
      const known = this.shown.get(room);
      const { version } = room;
      const isWanted = known === undefined ? places.isFree(room.openedBy.key) : isOutdated(known, room);
      if (!isWanted || !this.isPublic(room)) continue;
      const entry = listedRoom(room);
      const isSame = isDeepStrictEqual(known?.entry, entry);
      if (!isSame && isNews && !this.mayBeNews(room, nowMs)) continue;
      this.shown.set(room, { version, entry });
      if (isSame) continue;
      if (known === undefined) places.take(room.openedBy.key);
      news.push({ type: 'listed', room: entry });
    }
    for (const room of this.elsewhere.add(places, isNews, nowMs)) news.push({ type: 'listed', room });
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
