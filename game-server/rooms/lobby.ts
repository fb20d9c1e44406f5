// Which rooms exist, and which one a player enters. room.ts has what happens inside a room.

import assert from 'node:assert/strict';
import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH, type ClientMessage, type Fault, type Refusal } from '#protocol';
import { modeNamed, type ModeRules } from '#simulation';
import type { Clock, Rng, ServerTicks } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import type { Caller } from '../limits/callers.ts';
import type { Logger } from '../ops/log.ts';
import type { FailedMatches } from '../ops/failed-matches.ts';
import type { Outbox } from '../net/outbox.ts';
import type { MatchOutbox } from '../outbox/match-outbox.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { KeptReplays } from '../replays/kept-replays.ts';
import { PasswordGuard } from './password-guard.ts';
import type { LeaveReason, Player } from './player.ts';
import {
  dailyRules,
  mayDrive,
  quickPlayRules,
  readRules,
  refusedSeat,
  WATCHERS_MAX,
  type Offer,
  type RoomRules,
} from './room-rules.ts';
import type { Playing } from './playing.ts';
import type { Contests } from './contests.ts';
import type { OtherRooms } from './other-rooms.ts';
import { Members } from './members.ts';
import { Room, type RoomData, type RoomParts, type RoomRecords } from './room.ts';
import { PLANNED_ROOM_CODE } from './seat-plan.ts';

/** The room that a player has entered, or the reason why they could not. */
export type Placing = { readonly room: Room } | { readonly error: Refusal };

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

/** How often wrong hashes are logged: any client can report them. */
const HASH_WARNING_INTERVAL_MS = 60_000;

const NOTHING_TO_WATCH: Fault = { code: 'no-such-room', text: 'no public match is played now' };
const OPENED_TOO_FAST = 'your address has opened too many rooms in a short time';

export interface LobbyParts {
  readonly config: GameServerConfig;
  readonly clock: Clock;
  readonly ticks: ServerTicks;
  readonly outbox: Outbox;
  readonly rng: Rng;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly offer: Offer;
  readonly failedMatches: FailedMatches | null;
  readonly contests: Contests;
  readonly records: RoomRecords;
  readonly replays: KeptReplays | null;
  readonly matchOutbox: MatchOutbox | null;
  readonly newMatchId: () => string;
  /** Whether other nodes may have taken a room before this one learns of it. */
  readonly isShared: boolean;
  /** The rooms of other nodes. */
  readonly others: OtherRooms;
}

export class Lobby {
  private readonly parts: LobbyParts;
  private readonly roomParts: RoomParts;
  private readonly passwords: PasswordGuard;
  private readonly byCode = new Map<string, Room>();
  private readonly failed = new WeakSet<Room>();
  private readonly takenOut = new WeakSet<Room>();
  private createdCount = 0;
  private hashWarnedMs = -HASH_WARNING_INTERVAL_MS;

  constructor(parts: LobbyParts) {
    this.parts = parts;
    this.roomParts = {
      ...parts,
      hashDiffered: (room, tick) => this.hashDiffered(room, tick),
      closed: (room) => this.end(room, 'host-closed'),
      failed: (room, error) => this.fail(room, error),
      whenCommitted: parts.isShared ? (room, then) => this.whenCommitted(room, then) : null,
    };
    this.passwords = new PasswordGuard(parts.clock, parts.metrics, parts.log);
  }

  get rooms(): Iterable<Room> {
    return this.byCode.values();
  }

  /** The rooms of other nodes. */
  get others(): OtherRooms {
    return this.parts.others;
  }

  get roomCount(): number {
    return this.byCode.size;
  }

  room(code: string): Room | null {
    return this.byCode.get(code) ?? null;
  }

  /**
   * Opens a room of an earlier process.
   * @param openedBy in whose limits it counts
   * @param playing what it plays, made from the same data
   * @param players its members by id
   */
  restore(data: RoomData, openedBy: Caller, playing: Playing, players: ReadonlyMap<number, Player>): Room {
    assert(!this.byCode.has(data.code), 'a code belongs to one room');
    const members = Members.restore(data.members, players, this.parts.clock.now());
    const room = new Room(data.code, this.createdCount++, playing, openedBy, this.roomParts, members);
    this.byCode.set(room.code, room);
    openedBy.rooms++;
    this.parts.others.opened();
    return room;
  }

  /** Quick play: a running room of this mode with a place, or a new one. Nobody waits. */
  play(player: Player, { mode }: Said<'play'>): Placing {
    const rules = modeNamed(mode, this.parts.offer.modes);
    if (rules === null) {
      const names = this.parts.offer.modes.map(({ name }) => name).join(', ');
      return { error: { code: 'bad-settings', text: `play.mode: one of ${names}` } };
    }
    const room = this.quickPlayRoom(player, rules);
    if (room !== null) return enter(room, player, true);
    return this.openRoom(player, quickPlayRules(rules, this.parts.offer));
  }

  /** Whether quick play has a running room for this player. */
  hasOpenRoom(player: Player, mode: string): boolean {
    const rules = modeNamed(mode, this.parts.offer.modes);
    return rules !== null && this.quickPlayRoom(player, rules) !== null;
  }

  private quickPlayRoom(player: Player, mode: ModeRules): Room | null {
    const nowMs = this.parts.clock.now();
    for (const room of this.rooms) if (room.rules.mode === mode && isOpenTo(room, player, nowMs)) return room;
    return null;
  }

  join(player: Player, said: Said<'join'>): Placing {
    const planned = this.joinPlanned(player, said);
    if (planned !== null) return planned;
    const { code, password } = said;
    const found = this.find(player, code, password);
    if ('error' in found) return found;
    const { room } = found;
    const refusal = refusedSeat(room.rules, player.kind);
    if (refusal !== null) return { error: refusal };
    return enter(room, player, true, this.mayWatch(room, player));
  }

  /**
   * Opens a room whose seats are planned, before any player is there.
   * @param rules with a plan
   * @param openedBy in whose limits it counts
   * @throws if the rules of the mode fail to begin a match
   */
  openPlanned(rules: RoomRules, openedBy: Caller): Room {
    const room = new Room(PLANNED_ROOM_CODE, this.createdCount++, rules, openedBy, this.roomParts);
    this.byCode.set(room.code, room);
    openedBy.rooms++;
    return room;
  }

  /**
   * Opens the room of a ranked match, whose players then get their seats.
   * @param openedBy in whose limits it counts, although the server has opened it
   * @returns null if there are as many rooms as there can be
   */
  openRated(rules: RoomRules, openedBy: Caller): Room | null {
    const room = this.byCode.size < this.parts.config.roomsMax ? this.newRoom(rules, openedBy) : null;
    if (room === null) return null;
    this.byCode.set(room.code, room);
    openedBy.rooms++;
    this.parts.others.opened();
    return room;
  }

  /** Gives a player a seat in such a room. */
  seat(room: Room, player: Player): Placing {
    return enter(room, player, true);
  }

  /** Opens a room for the match of a day, with this player as its host. @param mode one that has such matches */
  openDaily(player: Player, mode: string, date: string): Placing {
    const rules = modeNamed(mode, this.parts.offer.modes);
    if (rules === null) return { error: 'bad-settings' };
    return this.openRoom(player, dailyRules(rules, date, this.parts.offer));
  }

  /** A player joins a planned room by the code of a seat. The password is the seed that they want. */
  private joinPlanned(player: Player, { code, password }: Said<'join'>): Placing | null {
    const room = this.room(PLANNED_ROOM_CODE);
    const plan = room?.rules.plan;
    const seat = plan?.seatOfCode(code.toUpperCase()) ?? null;
    if (room === null || plan === undefined || seat === null) return null;
    if (!plan.askForSeed(password)) return { error: 'wrong-password' };
    plan.choose(player, seat);
    return enter(room, player, true);
  }

  watch(player: Player, { code, password }: Said<'watch'>): Placing {
    const found = code === '' ? this.featured(player) : this.find(player, code, password);
    if ('error' in found) return found;
    return this.mayWatch(found.room, player) ? enter(found.room, player, false) : { error: 'too-many-watchers' };
  }

  private featured(player: Player): Placing {
    const room = this.featuredRoom(player);
    return room === null ? { error: NOTHING_TO_WATCH } : { room };
  }

  /** The public match with the most watchers, of those with the most players, of those the oldest room; null for none. */
  featuredRoom(player: Player): Room | null {
    const nowMs = this.parts.clock.now();
    let best: Room | null = null;
    for (const room of this.rooms) {
      // First what is quick to compare: there may be thousands of rooms.
      if (!isPublic(room) || !isPlaying(room) || (best !== null && !isWatchedMore(room, best))) continue;
      if (room.members.bar(player, nowMs) === null && this.mayWatch(room, player)) best = room;
    }
    return best;
  }

  private mayWatch({ watcherCount, members }: Room, player: Player): boolean {
    return watcherCount < WATCHERS_MAX && members.countOfCaller(player) < this.parts.config.watchersPerAddressMax;
  }

  /** A new room with this player as its host. */
  create(player: Player, { settings, password }: Said<'create'>): Placing {
    const rules = readRules(settings, password, this.parts.offer);
    if ('fault' in rules) return { error: rules.fault };
    return this.openRoom(player, rules);
  }

  /** A member leaves. A room without members closes. */
  leave(room: Room, player: Player): void {
    room.leave(player);
    if (room.members.count === 0 && room.rules.plan === undefined) this.close(room);
  }

  /** An invariant of a room is broken: it ends, and its members are back in the lobby. */
  fail(room: Room, error: unknown): void {
    const { log, metrics } = this.parts;
    // A disconnected session, for example, may report the same failure again.
    if (this.failed.has(room)) return;
    this.failed.add(room);
    metrics.roomsFailed++;
    log.error({ err: error, room: room.code, tick: room.world.tick, ...this.keep(room, error) }, 'room failed');
    this.end(room, 'failed');
  }

  /** An operator ends a room: its members are back in the lobby. */
  closeByOperator(room: Room): void {
    this.end(room, 'operator-closed');
  }

  private hashDiffered(room: Room, tick: number): void {
    const { clock, log, metrics } = this.parts;
    metrics.logHashMismatches++;
    const nowMs = clock.now();
    if (nowMs < this.hashWarnedMs + HASH_WARNING_INTERVAL_MS) return;
    this.hashWarnedMs = nowMs;
    log.warn({ room: room.code, tick }, 'a client has another World than the server');
  }

  /** Keeps the match of a room that failed. @returns its path, or why it could not be kept */
  private keep(room: Room, error: unknown): ReturnType<FailedMatches['keep']> {
    const { failedMatches } = this.parts;
    if (failedMatches === null || room.world.tick === 0) return { notKept: 'no match to keep' };
    const match = room.recorded({ failure: error instanceof Error ? error.message : String(error) });
    if (match === null) return { notKept: 'the match had too many inputs' };
    return failedMatches.keep(`${room.code}-${match.head.ticks}`, match);
  }

  /** Ends a room, and sends its members why. */
  end(room: Room, reason: LeaveReason): void {
    this.close(room);
    for (const player of room.members) player.removed(reason);
  }

  /** Takes a room out without a trace: another node goes on with it. The caller tells its members. */
  takeOut(room: Room): void {
    if (this.byCode.get(room.code) !== room) return;
    this.byCode.delete(room.code);
    this.takenOut.add(room);
    room.openedBy.rooms--;
    this.parts.records.roomLetGo(room);
  }

  /** Puts a room back that was taken out. */
  putBack(room: Room): void {
    assert(!this.byCode.has(room.code), 'a code belongs to one room');
    this.byCode.set(room.code, room);
    this.takenOut.delete(room);
    room.openedBy.rooms++;
    room.keepRestored();
  }

  private whenCommitted(room: Room, then: () => void): void {
    this.parts.outbox.whenCommitted(() => {
      if (!this.takenOut.has(room)) then();
    });
  }

  private close(room: Room): void {
    this.parts.records.roomClosed(room);
    if (!this.byCode.delete(room.code)) return;
    room.openedBy.rooms--;
    assert(room.openedBy.rooms >= 0, 'a room that closes was counted');
  }

  private find(player: Player, code: string, password: string): Placing {
    const room = this.room(code.toUpperCase());
    if (room === null) return { error: 'no-such-room' };
    const error = room.members.bar(player, this.parts.clock.now()) ?? this.passwords.check(room, player, password);
    return error === null ? { room } : { error };
  }

  private openRoom(player: Player, rules: RoomRules): Placing {
    const { caller } = player;
    const error = this.refusalToOpen(caller, rules);
    if (error !== null) return { error };
    const room = this.newRoom(rules, caller);
    if (room === null) return { error: 'room-failed' };
    // The creator of a room enters it, if only as a watcher: they are its host.
    const placing = enter(room, player, mayDrive(rules, player.kind));
    if ('error' in placing) {
      this.parts.records.roomClosed(room);
      return placing;
    }
    assert(!this.byCode.has(room.code), 'a code belongs to one room');
    this.byCode.set(room.code, room);
    caller.rooms++;
    this.parts.others.opened();
    return placing;
  }

  /** @returns null if the rules of the mode fail to begin a match; no room exists then */
  private newRoom(rules: RoomRules, caller: Caller): Room | null {
    const { log, metrics } = this.parts;
    try {
      return new Room(this.unusedCode(), this.createdCount++, rules, caller, this.roomParts);
    } catch (error) {
      metrics.roomsFailed++;
      log.error({ err: error, mode: rules.mode.name, notKept: 'no match to keep' }, 'room failed');
      return null;
    }
  }

  /** Why no other room may be opened: there are too many in all, or too many of this address. */
  private refusalToOpen(caller: Caller, { isQuickPlay }: RoomRules): Refusal | null {
    const { others, config } = this.parts;
    const { roomsMax, quickPlayRoomsShare, roomsPerAddressMax } = config;
    const reserved = isQuickPlay ? 0 : Math.floor(roomsMax * quickPlayRoomsShare);
    if (this.byCode.size >= roomsMax - reserved) return 'too-many-rooms';
    if (caller.rooms + others.heldBy(caller.key) >= roomsPerAddressMax) {
      return { code: 'too-many-rooms-held', text: `your address has ${roomsPerAddressMax} rooms, as many as it may` };
    }
    const nowMs = this.parts.clock.now();
    if (caller.openings.take(nowMs)) return null;
    return { code: 'too-fast', text: OPENED_TOO_FAST, retryAfterMs: caller.openings.waitMs(nowMs) };
  }

  private unusedCode(): string {
    const { others, rng } = this.parts;
    for (;;) {
      const code = others.takeCode() ?? randomCode(rng);
      if (!this.byCode.has(code) && !others.isUsed(code)) return code;
    }
  }
}

/** Any code of a room, in use or not. */
export function randomCode(rng: Rng): string {
  let code = '';
  while (code.length < ROOM_CODE_LENGTH) code += ROOM_CODE_ALPHABET[rng(ROOM_CODE_ALPHABET.length)];
  return code;
}

function enter(room: Room, player: Player, wantsSeat: boolean, mayWait = false): Placing {
  const error = room.enter(player, wantsSeat, mayWait);
  return error === null ? { room } : { error };
}

/** Whether strangers may enter a room. */
export function isPublic({ rules: { settings, password } }: Room): boolean {
  return settings.listed && password === '';
}

export function isPlaying({ stateName }: Room): boolean {
  return stateName === 'countdown' || stateName === 'play';
}

function isWatchedMore(room: Room, other: Room): boolean {
  const { watcherCount, seats } = room;
  if (watcherCount !== other.watcherCount) return watcherCount > other.watcherCount;
  return seats.players.length > other.seats.players.length;
}

/** Whether quick play may put this player here. */
function isOpenTo(room: Room, player: Player, nowMs: number): boolean {
  return (
    isPublic(room) &&
    room.rules.isUsual &&
    isPlaying(room) &&
    room.hasPlace &&
    mayDrive(room.rules, player.kind) &&
    room.members.bar(player, nowMs) === null
  );
}
