// The members of one room, seated or watching, in the order in which they may become its host, and the players whom the
// host has kicked, banned or muted. seats.ts has the seats.

import { nameKey } from '#handover';
import assert from 'node:assert/strict';
import type { Refusal } from '#protocol';
import { BoundedMap } from '../limits/bounded-map.ts';
import { BoundedSet } from '../limits/bounded-set.ts';
import type { Player } from './player.ts';
import { BANS_PER_ROOM_MAX, KICK_MS, MUTES_PER_ROOM_MAX } from './room-rules.ts';

/** What others may read of the members of a room. */
export interface MembersView extends Iterable<Player> {
  readonly count: number;
  has(player: Player): boolean;
  countOfCaller(player: Player): number;
  bar(player: Player, nowMs: number): Refusal | null;
}

/** The members of a room as plain data. */
export interface MembersData {
  /** Ids of the players, in the order in which they may become host. */
  readonly order: readonly number[];
  readonly banned: readonly string[];
  /** Keys that are kept out for a while, and for how many milliseconds from now. */
  readonly kicked: readonly (readonly [key: string, leftMs: number])[];
  readonly muted: readonly string[];
}

export class Members implements MembersView {
  /** A list, since each tick goes through it, and it is searched only when a player comes or goes. */
  private readonly order: Player[] = [];
  private readonly banned = new BoundedSet<string>(BANS_PER_ROOM_MAX);
  /** Until when each key is kept out. Separate from the bans, so that kicks displace no ban. */
  private readonly kicked = new BoundedMap<string, number>(BANS_PER_ROOM_MAX);
  private readonly muted = new BoundedSet<string>(MUTES_PER_ROOM_MAX);
  /** Members who were connected to the node from which the room has come, and who are about to connect to this one. */
  private expected: ReadonlySet<Player> = new Set();

  /** @param players the members by id; members that no longer exist are left out */
  static restore(data: MembersData, players: ReadonlyMap<number, Player>, nowMs: number): Members {
    const members = new Members();
    for (const id of data.order) {
      const player = players.get(id);
      if (player !== undefined) members.add(player);
    }
    for (const key of data.banned) members.banned.add(key);
    for (const [key, leftMs] of data.kicked) members.kicked.set(key, nowMs + leftMs);
    for (const key of data.muted) members.muted.add(key);
    return members;
  }

  data(nowMs: number): MembersData {
    return {
      order: this.order.map(({ id }) => id),
      banned: [...this.banned],
      kicked: [...this.kicked].flatMap(([key, untilMs]) => (untilMs > nowMs ? [[key, untilMs - nowMs] as const] : [])),
      muted: [...this.muted],
    };
  }

  get count(): number {
    return this.order.length;
  }

  [Symbol.iterator](): Iterator<Player> {
    return this.order[Symbol.iterator]();
  }

  /** The human who has been connected to this room longest, or a bot if there is no human. */
  get host(): Player | null {
    let bot: Player | null = null;
    for (const player of this.order) {
      if (!player.isConnected && !this.expected.has(player)) continue;
      if (player.kind === 'human') return player;
      bot ??= player;
    }
    return bot;
  }

  expect(players: Iterable<Player>): void {
    this.expected = new Set(players);
  }

  isExpected(player: Player): boolean {
    return this.expected.has(player);
  }

  /** @returns those who were expected and are still members */
  expectNobody(): Player[] {
    const { expected } = this;
    this.expected = new Set();
    return [...expected].filter((player) => this.has(player));
  }

  has(player: Player): boolean {
    return this.order.includes(player);
  }

  named(name: string): Player | null {
    const key = nameKey(name);
    for (const player of this.order) if (nameKey(player.name) === key) return player;
    return null;
  }

  add(player: Player): void {
    assert(!this.has(player), 'a player is a member once');
    this.order.push(player);
  }

  remove(player: Player): void {
    const index = this.order.indexOf(player);
    assert(index >= 0, 'only a member leaves');
    this.order.splice(index, 1);
  }

  /** Moves a member to the end of the order in which a host is chosen. */
  moveToEnd(player: Player): void {
    this.remove(player);
    this.add(player);
  }

  /** Moves a member to the front of that order. @returns false if they would not be host there */
  makeHost(player: Player): boolean {
    if (!player.isConnected || (player.kind === 'bot' && this.host?.kind === 'human')) return false;
    this.remove(player);
    this.order.unshift(player);
    return true;
  }

  /** Writes one frame to all of them, except one. */
  send(frame: Buffer, except: Player | null = null): void {
    for (const player of this.order) if (player !== except) player.send(frame);
  }

  ban(player: Player): void {
    for (const key of this.keysToBar(player)) this.banned.add(key);
  }

  /** Keeps a player out for a minute. */
  kick(player: Player, nowMs: number): void {
    for (const key of this.keysToBar(player)) this.kicked.set(key, nowMs + KICK_MS);
  }

  /** @returns why this player may not enter the room, or null. */
  bar({ banKeys: { session, addressAndName, address } }: Player, nowMs: number): Refusal | null {
    const keys = [session, addressAndName, address ?? ''];
    if (keys.some((key) => this.banned.has(key))) return 'banned';
    const retryAfterMs = Math.ceil(Math.max(...keys.map((key) => this.kicked.get(key) ?? 0)) - nowMs);
    return retryAfterMs > 0 ? { code: 'kicked', retryAfterMs } : null;
  }

  /** The session and its address, together with the name if other members have the same address. */
  private keysToBar(player: Player): readonly string[] {
    const { session, addressAndName, address } = player.banKeys;
    return [session, address === null || this.countOfCaller(player) > 1 ? addressAndName : address];
  }

  /** How many members, seated or not, count for the same limits as this player. */
  countOfCaller({ caller }: Player): number {
    let count = 0;
    for (const player of this.order) if (player.caller === caller) count++;
    return count;
  }

  /** Mutes for all members, not only for one. */
  mute(player: Player, isMuted: boolean): void {
    if (isMuted) this.muted.add(nameKey(player.name));
    else this.muted.delete(nameKey(player.name));
  }

  /** A member had another name. Who was muted by the host stays muted. */
  renamed(oldName: string, { name }: Player): void {
    if (this.muted.has(nameKey(oldName))) this.muted.add(nameKey(name));
  }

  isMuted(player: Player): boolean {
    return this.muted.has(nameKey(player.name));
  }
}
