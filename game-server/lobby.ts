// Which rooms exist, and who gets into which. What happens inside one is room.ts.

import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH, type ClientMessage, type ErrorCode, type SnapshotRate } from '#protocol';
import { MODES, SEATS_MAX, type Mode } from '#simulation';
import type { Chance } from './clock.ts';
import type { Metrics } from './metrics.ts';
import { QUICK_PLAY, type RoomRules } from './room-rules.ts';
import { Room } from './room.ts';
import type { Player } from './seat.ts';

export type Placing = { readonly room: Room; readonly seat: number } | { readonly error: ErrorCode };

export class Lobby {
  private readonly roomsMax: number;
  private readonly chance: Chance;
  private readonly metrics: Metrics;
  private readonly byCode = new Map<string, Room>();
  private roomsMade = 0;

  constructor(roomsMax: number, chance: Chance, metrics: Metrics) {
    this.roomsMax = roomsMax;
    this.chance = chance;
    this.metrics = metrics;
  }

  get rooms(): Iterable<Room> {
    return this.byCode.values();
  }

  get roomCount(): number {
    return this.byCode.size;
  }

  room(code: string): Room | null {
    return this.byCode.get(code) ?? null;
  }

  /** Quick play: a running room of this mode with a place, or a new one. */
  play(player: Player, { mode, rate }: ClientMessage & { type: 'play' }): Placing {
    if (!isMode(mode)) return { error: 'bad-settings' };
    for (const room of this.rooms) {
      const isFit = room.rules.open && room.rules.mode === mode && room.state !== 'result' && room.hasPlace;
      if (isFit) return place(player, room, rate);
    }
    return this.openRoom(player, QUICK_PLAY[mode], rate);
  }

  join(player: Player, { code, rate }: ClientMessage & { type: 'join' }): Placing {
    const room = this.room(code.toUpperCase());
    return room === null ? { error: 'no-such-room' } : place(player, room, rate);
  }

  /** A room of one's own, which quick play leaves alone. */
  create(player: Player, { mode, seatCount, fill, rate }: ClientMessage & { type: 'create' }): Placing {
    if (!isMode(mode) || seatCount < 1 || seatCount > SEATS_MAX[mode]) return { error: 'bad-settings' };
    return this.openRoom(player, { mode, seatCount, fillTo: fill ? seatCount : 0, open: false }, rate);
  }

  /** A player goes. A room that nobody is left in closes. */
  leave(room: Room, seat: number): void {
    room.leave(seat);
    if (room.players.length === 0) this.close(room);
  }

  /** A room cannot go on: it ends, and its players are back in the lobby. */
  fail(room: Room): void {
    this.close(room);
    for (const player of room.players) player.roomFailed();
  }

  private close(room: Room): void {
    this.byCode.delete(room.code);
  }

  private openRoom(player: Player, rules: RoomRules, rate: SnapshotRate): Placing {
    if (this.byCode.size >= this.roomsMax) return { error: 'too-many-rooms' };
    const room = new Room(this.unusedCode(), this.roomsMade++, rules, this.chance, this.metrics);
    this.byCode.set(room.code, room);
    return place(player, room, rate);
  }

  private unusedCode(): string {
    for (;;) {
      let code = '';
      while (code.length < ROOM_CODE_LENGTH) code += ROOM_CODE_ALPHABET[this.chance(ROOM_CODE_ALPHABET.length)];
      if (!this.byCode.has(code)) return code;
    }
  }
}

function place(player: Player, room: Room, rate: SnapshotRate): Placing {
  const seat = room.join(player, rate);
  return seat === null ? { error: 'room-full' } : { room, seat };
}

function isMode(mode: string): mode is Mode {
  return MODES.includes(mode as Mode);
}
