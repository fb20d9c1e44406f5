// The people of one room, seated or watching, in the order in which they have a claim to be its host; and whom the host
// has turned away or silenced. Who sits where is seats.ts.

import type { Player } from './player.ts';
import { BoundedMap } from '../limits/bounded-map.ts';
import { BoundedSet } from '../limits/bounded-set.ts';
import { nameKey } from '../sessions/names.ts';
import { BANS_PER_ROOM_MAX, KICK_MS, MUTES_PER_ROOM_MAX } from './room-rules.ts';

export class Members {
  /** A list, since it is gone through at every tick, and nobody searches it but who comes or goes. */
  private readonly order: Player[] = [];
  private readonly banned = new BoundedSet<string>(BANS_PER_ROOM_MAX);
  /** Until when each stays out. Apart from the bans, so that none of those is forgotten for it. */
  private readonly kicked = new BoundedMap<string, number>(BANS_PER_ROOM_MAX);
  private readonly silenced = new BoundedSet<string>(MUTES_PER_ROOM_MAX);

  get count(): number {
    return this.order.length;
  }

  [Symbol.iterator](): Iterator<Player> {
    return this.order[Symbol.iterator]();
  }

  /** The human who has been here longest; a bot only where no human is. */
  get host(): Player | null {
    let bot: Player | null = null;
    for (const player of this.order) {
      if (!player.isPresent) continue;
      if (player.kind === 'human') return player;
      bot ??= player;
    }
    return bot;
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
    this.order.push(player);
  }

  remove(player: Player): void {
    const index = this.order.indexOf(player);
    if (index >= 0) this.order.splice(index, 1);
  }

  /** Everybody else comes first from now on when a host is needed. */
  moveToEnd(player: Player): void {
    this.remove(player);
    this.add(player);
  }

  /** Writes one frame to all of them, except one. */
  send(frame: Buffer, except: Player | null = null): void {
    for (const player of this.order) if (player !== except) player.send(frame);
  }

  ban(player: Player): void {
    for (const key of this.keysToBar(player)) this.banned.add(key);
  }

  /** Keeps somebody out for a minute. */
  kick(player: Player, nowMs: number): void {
    for (const key of this.keysToBar(player)) this.kicked.set(key, nowMs + KICK_MS);
  }

  /** @returns what keeps this player out of the room, or null. */
  bar({ banKeys: { session, addressAndName, address } }: Player, nowMs: number): 'banned' | 'kicked' | null {
    const keys = [session, addressAndName, address ?? ''];
    if (keys.some((key) => this.banned.has(key))) return 'banned';
    return keys.some((key) => (this.kicked.get(key) ?? 0) > nowMs) ? 'kicked' : null;
  }

  /** The session and its address, with the name where others, who stay, are in the room from the same address. */
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

  silence(player: Player, isSilent: boolean): void {
    if (isSilent) this.silenced.add(nameKey(player.name));
    else this.silenced.delete(nameKey(player.name));
  }

  isSilenced(player: Player): boolean {
    return this.silenced.has(nameKey(player.name));
  }
}
