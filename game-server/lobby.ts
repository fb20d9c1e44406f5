// Which rooms exist, and who gets into which. What happens inside one is room.ts.

import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH, type ClientMessage, type ErrorCode } from '#protocol';
import type { Chance } from './clock.ts';
import type { Metrics } from './metrics.ts';
import type { Player } from './player.ts';
import { mayDrive } from './room-commands.ts';
import { isMode, quickPlayRules, readRules, WATCHERS_MAX, type RoomRules } from './room-rules.ts';
import { Room } from './room.ts';

/** The room somebody is in now, or what stands against it. */
export type Placing = { readonly room: Room } | { readonly error: ErrorCode };

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

export class Lobby {
  private readonly roomsMax: number;
  private readonly frightTable: Uint8Array;
  private readonly chance: Chance;
  private readonly metrics: Metrics;
  private readonly byCode = new Map<string, Room>();
  private roomsMade = 0;

  /** @param frightTable turns of frightened ghosts in all matches */
  constructor(roomsMax: number, frightTable: Uint8Array, chance: Chance, metrics: Metrics) {
    this.roomsMax = roomsMax;
    this.frightTable = frightTable;
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

  /** Quick play: a running room of this mode with a place, or a new one. Nobody waits. */
  play(player: Player, { mode }: Said<'play'>): Placing {
    if (!isMode(mode)) return { error: 'bad-settings' };
    for (const room of this.rooms) {
      if (room.rules.mode === mode && isOpenTo(room, player)) return seat(room, player);
    }
    return this.openRoom(player, quickPlayRules(mode, this.frightTable));
  }

  join(player: Player, { code, password }: Said<'join'>): Placing {
    const found = this.find(player, code, password);
    if ('error' in found) return found;
    return mayDrive(found.room, player) ? seat(found.room, player) : { error: 'driver-refused' };
  }

  watch(player: Player, { code, password }: Said<'watch'>): Placing {
    const found = this.find(player, code, password);
    if ('error' in found) return found;
    if (found.room.watcherCount >= WATCHERS_MAX) return { error: 'too-many-watchers' };
    found.room.enter(player, false);
    return found;
  }

  /** A room of one's own, whose host one is. */
  create(player: Player, { settings, password }: Said<'create'>): Placing {
    const rules = readRules(settings, password, this.frightTable);
    if (rules === null) return { error: 'bad-settings' };
    return this.openRoom(player, rules);
  }

  /** Somebody goes. A room that nobody is left in closes. */
  leave(room: Room, player: Player): void {
    room.leave(player);
    if (room.members.count === 0) this.byCode.delete(room.code);
  }

  /** A room cannot go on: it ends, and its people are back in the lobby. */
  fail(room: Room): void {
    this.byCode.delete(room.code);
    for (const player of room.members) player.removed('failed');
  }

  private find(player: Player, code: string, password: string): Placing {
    const room = this.room(code.toUpperCase());
    if (room === null) return { error: 'no-such-room' };
    if (room.members.isBanned(player)) return { error: 'banned' };
    return password === room.rules.password ? { room } : { error: 'wrong-password' };
  }

  private openRoom(player: Player, rules: RoomRules): Placing {
    if (this.byCode.size >= this.roomsMax) return { error: 'too-many-rooms' };
    const room = new Room(this.unusedCode(), this.roomsMade++, rules, this.chance, this.metrics);
    // Whoever makes a room is in it, even where he may only watch: he is its host.
    room.enter(player, mayDrive(room, player));
    this.byCode.set(room.code, room);
    return { room };
  }

  private unusedCode(): string {
    for (;;) {
      let code = '';
      while (code.length < ROOM_CODE_LENGTH) code += ROOM_CODE_ALPHABET[this.chance(ROOM_CODE_ALPHABET.length)];
      if (!this.byCode.has(code)) return code;
    }
  }
}

function seat(room: Room, player: Player): Placing {
  return room.enter(player, true) ? { room } : { error: 'room-full' };
}

/** Whether quick play may put this player here: into a match that is on, past no lock. */
function isOpenTo(room: Room, player: Player): boolean {
  const { settings, password } = room.rules;
  return (
    settings.listed &&
    password === '' &&
    room.state.name === 'match' &&
    room.seats.hasPlace &&
    mayDrive(room, player) &&
    !room.members.isBanned(player)
  );
}
