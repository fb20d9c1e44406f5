// A whole match of `versus` through the eyes of each client: every byte that the server sends is decoded and compared with what
// the seat may know. What a ghost sees is computed here a second time.

import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { decodeServer, FrameDecoder, SERVER_PAYLOAD_BYTES_MAX, type RoomSettings, type ServerMessage } from '#protocol';
import {
  aiWish,
  canSteer,
  columnOf,
  LEFT,
  layoutFor,
  NONE,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  PHASE,
  RIGHT,
  ROLE,
  rowOf,
  rulesOf,
  tileOfPixel,
  wishOf,
  type World,
} from '#simulation';
import { seededRng } from '../../support/seeded-rng.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** Columns and rows that a ghost sees, by number of ghost seats (rules/modes.md 8), and what a fruit adds. */
const SIGHT = [0, 10, 7, 6, 5];
const FRUIT_SIGHT = 5;
const WATCH_DELAY_TICKS = 300;
/** Ticks that no match of these settings reaches. */
const TICKS_MAX = 40_000;

interface Received {
  readonly payload: Uint8Array;
  readonly message: ServerMessage;
}

/** Calls with every message that a client receives, after the client has applied it. */
function listen(player: MemoryPlayer, received: (each: Received) => void): void {
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  player.socket.on('data', (chunk: Uint8Array) => {
    decoder.push(chunk);
    for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
      const decoded = decodeServer(payload);
      if ('error' in decoded) throw new Error(decoded.error);
      received({ payload, message: decoded.message });
    }
  });
}

/** The words of one field, as a client has them. */
function fieldOf(words: Int32Array, world: World, name: string): Int32Array {
  const field = (world as unknown as Record<string, Int32Array | number>)[name]!;
  if (typeof field !== 'number') return words.subarray(field.byteOffset / 4, field.byteOffset / 4 + field.length);
  const start = startOf(world, name);
  return words.subarray(start, start + 1);
}

const starts = new Map<string, number>();

function startOf({ settings }: World, name: string): number {
  const key = `${settings.seatCount} ${name}`;
  const start = starts.get(key) ?? layoutFor(settings).find((row) => row.name === name)!.start;
  starts.set(key, start);
  return start;
}

function areSame(words: Int32Array, others: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return words.length === others.length;
}

/** Whether a seat that is a ghost sees a tile. */
function seesTile(world: World, seat: number, column: number, row: number): boolean {
  const ghost = world.seatActor[seat]!;
  const own = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  const ghostSeats = Array.from(world.seatRole).filter((role) => role === ROLE.ghost).length;
  const sight = SIGHT[ghostSeats]! + (world.tick < world.seatSightUntilTick[seat]! ? FRUIT_SIGHT : 0);
  return Math.abs(columnOf(own) - column) <= sight && Math.abs(rowOf(own) - row) <= sight;
}

function seesPac(world: World, seat: number): boolean {
  if (world.seatRole[seat] !== ROLE.ghost || world.phase === PHASE.over || world.revealed === 1) return true;
  const tile = tileOfPixel(world.pacX[0]!, world.pacY[0]!);
  return seesTile(world, seat, columnOf(tile), rowOf(tile));
}

/** A number as msgpack writes it. */
function encoded(value: number): number[] {
  if (value < 0) return value >= -32 ? [value & 0xff] : [0xd0, value & 0xff];
  return value < 0x80 ? [value] : value < 0x100 ? [0xcc, value] : [0xcd, value >> 8, value & 0xff];
}

/** What a client in a seat has received, and what it may have. */
class Witness {
  readonly counts: Record<string, number> = {};
  /** Ticks in which it was a ghost that did not see Pac-Man, and in which it saw it. */
  blind = 0;
  seeing = 0;
  /** Dots that it may believe in: those that it saw last. */
  private dots = new Int32Array(MAZE_ROWS);
  private board = '';
  private readonly shown: Int32Array;
  private readonly server: MemoryServer;
  private readonly code: string;

  constructor(server: MemoryServer, code: string) {
    this.server = server;
    this.code = code;
    this.shown = new Int32Array(server.match(code).world.words.length);
  }

  /** The client of this seat now. */
  follow(player: MemoryPlayer): void {
    // Its ghost may have seen something meanwhile.
    this.board = '';
    listen(player, (received) => this.check(player, received));
  }

  private check(player: MemoryPlayer, { message, payload }: Received): void {
    const { type } = message;
    this.counts[type] = (this.counts[type] ?? 0) + 1;
    const match = this.server.match(this.code);
    const world = match.world;
    const isOver = world.phase === PHASE.over;
    switch (type) {
      case 'joined':
        assert.deepEqual([message.settings.seed, message.frightTable.length, message.log], [0, 0, false]);
        break;
      case 'log':
        throw new Error('the log shows all');
      case 'results':
        assert(isOver, 'a result before the end');
        return;
      case 'pong':
        assert.equal(message.logTick, 0);
        return;
      case 'snapshot':
      case 'keyframe':
        break;
      default:
        return;
    }
    const seat = player.seat!;
    // Exactly what the view of the seat shows, and nothing that is left from before.
    const shown = this.shown.fill(0);
    rulesOf(world.settings).view(match.now, seat).show!(world, shown);
    if (!areSame(player.words, shown)) assert.deepEqual(player.words, shown);
    if (isOver || world.seatRole[seat] !== ROLE.ghost) return;
    this.checkGhost(player.words, world, seat);
    if (!seesPac(world, seat)) this.checkBytes(payload, world, player.words);
  }

  /** What the view of a ghost must not show. */
  private checkGhost(words: Int32Array, world: World, seat: number): void {
    const has = (name: string, value: number) => {
      const found = fieldOf(words, world, name);
      if (found.some((each) => each !== value))
        assert.fail(`tick ${world.tick}: ${name} is ${found.join()}, not ${value}`);
    };
    for (const name of ['random', 'frightIndex', 'seatOrder', 'seatTieBreak']) has(name, 0);
    has('pacWish', NONE);
    has('dotsLeft', world.publicDotsLeft);
    const pacSeat = world.pacSeat[0]!;
    const score = fieldOf(words, world, 'seatScore')[pacSeat];
    if (pacSeat >= 0 && score !== world.publicScore) assert.equal(score, world.publicScore);
    this.checkDots(fieldOf(words, world, 'dots'), world, seat);
    const seen = seesPac(world, seat);
    if (seen) this.seeing++;
    else this.blind++;
    if (seen) return;
    const tile = world.seatPacTile[seat]!;
    has('pacX', tile === 0 ? 0 : columnOf(tile) * 8 + 3);
    has('pacY', tile === 0 ? 0 : rowOf(tile) * 8 + 4);
    for (const name of ['pacSeen', 'pacTravel', 'pacCarryBase']) has(name, 0);
  }

  /** Out of sight dots are as they were seen last. */
  private checkDots(dots: Int32Array, world: World, seat: number): void {
    const board = `${world.turn} ${world.level} ${world.phase === PHASE.play}`;
    // The last dot of a board is not looked at any more.
    const isNew = board !== this.board || world.phase !== PHASE.play;
    this.board = board;
    for (let line = 0; line < (isNew ? 0 : MAZE_ROWS); line++) {
      for (let column = 0; column < 28; column++) {
        const bit = 1 << column;
        const isIn = seesTile(world, seat, column, line + MAZE_TOP_ROW);
        const right = isIn ? world.dots[line]! : this.dots[line]!;
        if ((dots[line]! & bit) !== (right & bit))
          assert.fail(`tick ${world.tick}: seat ${seat} has another dot at ${column}, ${line}`);
      }
    }
    this.dots = dots.slice();
  }

  /** Pac-Man's pixels stand nowhere in the bytes, unless they are also those of a ghost or of the place remembered. */
  private checkBytes(payload: Uint8Array, world: World, words: Int32Array): void {
    const [x, y] = [world.pacX[0]!, world.pacY[0]!];
    const isElsewhere = (xs: Int32Array, ys: Int32Array) => xs.every((each, i) => each !== x && ys[i] !== y);
    if (!isElsewhere(world.ghostX, world.ghostY)) return;
    if (!isElsewhere(fieldOf(words, world, 'pacX'), fieldOf(words, world, 'pacY'))) return;
    const place = Buffer.from([...encoded(x), ...encoded(y)]);
    if (Buffer.from(payload).includes(place)) assert.fail(`tick ${world.tick}: the place of Pac-Man`);
  }
}

/** Players with all seats of a match, steered by AI that sees what their seat sees. */
class Played {
  readonly server = new MemoryServer();
  readonly code: string;
  readonly players: MemoryPlayer[];
  private readonly sequences: number[];

  constructor(settings: Partial<RoomSettings> & { readonly seatCount: number }) {
    const { seatCount } = settings;
    this.players = Array.from({ length: seatCount }, (_, i) => this.server.enter(`P${i}`));
    this.code = this.players[0]!.create({ mode: 'versus', ...settings });
    for (const player of this.players.slice(1)) player.join(this.code);
    this.sequences = Array<number>(seatCount).fill(0);
  }

  get world(): World {
    return this.server.match(this.code).world;
  }

  start(): void {
    this.players[0]!.send({ type: 'start' });
  }

  /** A tick, after inputs of all who are connected. */
  tick(wish: (seat: number) => number = (seat) => aiWish(this.world, seat, 'easy')): void {
    for (const [i, player] of this.players.entries()) {
      const seat = player.seat!;
      if (player.isClosed || !canSteer(this.world, seat)) continue;
      const direction = wish(seat);
      if (direction !== wishOf(this.world, seat)) player.input(++this.sequences[i]!, direction);
    }
    this.server.run(1);
  }
}

describe.each([
  { seatCount: 4, rule: 'turns' as const },
  { seatCount: 2, rule: 'race' as const, target: 7000 },
])('a match of $seatCount seats by $rule', (settings) => {
  test('[GB11] of what a seat may not know the server sends nothing, in any message', () => {
    const played = new Played(settings);
    const { server, code, players } = played;
    const witnesses = players.map((player) => {
      const witness = new Witness(server, code);
      witness.follow(player);
      return witness;
    });
    const watcher = server.enter('Eve');
    watcher.watch(code);
    const past = new Map<number, Int32Array>();
    listen(watcher, ({ message }) => {
      if (message.type !== 'snapshot' && message.type !== 'keyframe') return;
      const tick = watcher.words[0]!;
      if (tick === 0) return;
      const lateTicks = played.world.tick - tick;
      const isMoving = played.world.phase !== PHASE.over;
      if (isMoving && lateTicks !== WATCH_DELAY_TICKS) expect(lateTicks).toBe(WATCH_DELAY_TICKS);
      if (!areSame(watcher.words, past.get(tick)!)) expect([tick, watcher.words]).toEqual([tick, past.get(tick)]);
    });
    played.start();
    const random = seededRng(3);
    let overTick = 0;
    for (let tick = 1; tick < TICKS_MAX && overTick === 0; tick++) {
      played.tick();
      const view = rulesOf(played.world.settings).view(server.match(code).now, -1);
      const watched = new Int32Array(played.world.words.length);
      view.show!(played.world, watched);
      past.set(played.world.tick, watched);
      past.delete(played.world.tick - 2 * WATCH_DELAY_TICKS);
      if (played.world.phase === PHASE.over) overTick = tick;
      const seat = random(settings.seatCount);
      if (tick % 400 === 0) players[seat]!.say(`tick ${tick}`);
      if (tick % 500 === 0) players[seat]!.send({ type: 'emote', emote: 'hello' });
      if (tick % 700 === 350 && !players[seat]!.isClosed) players[seat]!.cut();
      for (const [i, player] of players.entries()) {
        if (!player.isClosed || tick % 700 !== 600) continue;
        // The connection sends `joined` before a listener of the test can hear it: the words are checked with the next frame.
        players[i] = server.resume(player);
        witnesses[i]!.follow(players[i]);
        expect(players[i].take('joined')).toMatchObject([{ settings: { seed: 0 }, frightTable: [], log: false }]);
      }
    }
    expect(overTick).toBeGreaterThan(1000);
    expect([watcher.take('results'), watcher.last('room')!.state]).toEqual([[], 'play']);
    server.run(10);
    for (const player of players) {
      if (player.isClosed) continue;
      expect(player.take('results')).toHaveLength(1);
      expect(player.words).toEqual(played.world.words);
    }
    server.run(WATCH_DELAY_TICKS - 11);
    expect(watcher.take('results')).toEqual([]);
    server.run(1);
    expect([watcher.take('results').length, watcher.last('room')!.state]).toEqual([1, 'result']);
    server.run(3);
    expect(watcher.words).toEqual(played.world.words);
    for (const { blind, seeing, counts } of witnesses) {
      expect([blind > 300, seeing > 100, counts['snapshot']! > 500]).toEqual([true, true, true]);
      expect(Object.keys(counts)).toEqual(expect.arrayContaining(['chat', 'emote', 'notice', 'seats', 'room']));
    }
  }, 180_000);
});

test('[GB11] a ghost that does not see Pac-Man gets the same bytes, whatever Pac-Man does', () => {
  /** The bytes that the ghost receives until it sees Pac-Man, which goes one way. */
  const bytesWhile = (way: number) => {
    const played = new Played({ seatCount: 2, rule: 'turns' });
    const { server, players } = played;
    const received: Buffer[][] = [[], []];
    for (const [i, player] of players.entries())
      player.socket.on('data', (chunk: Uint8Array) => received[i]!.push(Buffer.from(chunk)));
    played.start();
    const ghost = () => players.findIndex(({ seat }) => played.world.seatRole[seat!] === ROLE.ghost);
    while (server.room(played.code).stateName !== 'play') server.run(1);
    const from = received[ghost()]!.length;
    const startX = played.world.pacX[0]!;
    for (let tick = 0; tick < 110; tick++) {
      played.tick((seat) => (played.world.seatRole[seat] === ROLE.pac ? way : NONE));
      expect(seesPac(played.world, players[ghost()]!.seat!)).toBe(false);
    }
    expect([Math.abs(played.world.pacX[0]! - startX) > 40, played.world.seatScore.some(Boolean)]).toEqual([true, true]);
    return Buffer.concat(received[ghost()]!.slice(from)).toString('hex');
  };
  const bytes = bytesWhile(LEFT);
  expect(bytes.length).toBeGreaterThan(2000);
  expect(bytesWhile(RIGHT)).toBe(bytes);
});
