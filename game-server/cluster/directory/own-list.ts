// The list of this node: which of its rooms others show, and put players into.

import { identityText } from '#handover';
import { isPlaying, isPublic } from '../../rooms/lobby.ts';
import { listedRooms } from '../../rooms/room-list.ts';
import { listedRoom } from '../../rooms/room-messages.ts';
import { isRated } from '../../rooms/room-rules.ts';
import type { Room } from '../../rooms/room.ts';
import {
  CODES_MAX,
  CONTESTANTS_MAX,
  HOLDERS_MAX,
  OPEN_ROOMS_MAX,
  rowText,
  type FeaturedRoom,
  type ListRow,
  type NodeList,
  type OpenRoom,
} from './node-list.ts';

/** A row of the list, and what it was made of. */
interface MadeRow {
  readonly version: number;
  readonly progress: Room['progress'];
  readonly entry: [text: string, row: ListRow];
}

/** How often the rows show how far their matches are: this changes all the time, and readers see it once a second. */
const PROGRESS_MS = 1000;

/** The rows of the list. Their text takes the most time of it, so a row is made again only when its room has changed. */
export class OwnRows {
  private readonly made = new WeakMap<Room, MadeRow>();
  private progressMs = -Infinity;
  private isProgressDue = true;

  /** A list is about to be made. */
  begin(nowMs: number): void {
    this.isProgressDue = nowMs - this.progressMs >= PROGRESS_MS;
    if (this.isProgressDue) this.progressMs = nowMs;
  }

  of(room: Room): [text: string, row: ListRow] {
    const known = this.made.get(room);
    const { version, progress } = room;
    const isNew = this.isProgressDue && known !== undefined && !isSame(known.progress, progress);
    if (known?.version === version && !isNew) return known.entry;
    const row = { room: listedRoom(room), by: ownerKey(room) };
    const entry: [string, ListRow] = [rowText(row), row];
    this.made.set(room, { version, progress, entry });
    return entry;
  }
}

function isSame(one: Room['progress'], other: Room['progress']): boolean {
  return one.level === other.level && one.eaten === other.eaten;
}

/** The rooms of this node, as it tells the others. @param rows those that were made before */
export function ownList(rooms: Iterable<Room>, rows = new OwnRows()): NodeList {
  const codes = new Set<string>();
  const open: OpenRoom[] = [];
  const held = new Map<string, number>();
  const contestants = new Set<string>();
  let featured: FeaturedRoom | null = null;
  const all = [...rooms];
  for (const room of all) {
    if (codes.size < CODES_MAX) codes.add(room.code);
    if (!room.openedBy.isShared) held.set(room.openedBy.key, (held.get(room.openedBy.key) ?? 0) + 1);
    addContestants(room, contestants);
    if (!isPublic(room) || !isPlaying(room)) continue;
    const { code, watcherCount: watchers } = room;
    const players = room.seats.players.length;
    if (open.length < OPEN_ROOMS_MAX && room.rules.isUsual && room.hasPlace) {
      const places = room.rules.settings.seatCount - players;
      open.push({ code, mode: room.rules.mode.name, drivers: driversOf(room), players, places });
    }
    if (featured === null || isFeaturedBefore({ watchers, players }, featured)) featured = { code, watchers, players };
  }
  const listed = new Map(listedRooms(all).map((room) => rows.of(room)));
  return { codes, rows: listed, open, featured, held: holders(held), contestants };
}

/** Whether a match comes before another as the featured one. */
export function isFeaturedBefore(
  one: Pick<FeaturedRoom, 'watchers' | 'players'>,
  other: Pick<FeaturedRoom, 'watchers' | 'players'>,
): boolean {
  return one.watchers === other.watchers ? one.players > other.players : one.watchers > other.watchers;
}

/** Callers of shared addresses are different ones on each node. */
function ownerKey({ openedBy }: Room): string {
  return openedBy.isShared ? '' : openedBy.key;
}

function driversOf({ rules }: Room): OpenRoom['drivers'] {
  const { drivers } = rules.settings;
  return drivers === 'humans' || drivers === 'bots' ? drivers : 'any';
}

function addContestants({ rules, stateName, seats }: Room, contestants: Set<string>): void {
  if (!isRated(rules) || stateName === 'result') return;
  for (const { owner } of seats.players) {
    if (owner.identity !== null && contestants.size < CONTESTANTS_MAX) contestants.add(identityText(owner.identity));
  }
}

/** Those who have opened most. One room says little. */
function holders(held: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const several = [...held].filter(([, count]) => count > 1);
  return new Map(several.toSorted(([, one], [, other]) => other - one).slice(0, HOLDERS_MAX));
}
