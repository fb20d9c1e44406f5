// The real server, driven by random clients that send legal and illegal messages, connect, leave and lose connections. Its
// invariants hold meanwhile, and when the last client has left it holds what it held at the start.

import assert from 'node:assert/strict';
import { test } from 'vitest';
import {
  encodeClient,
  encodeFrame,
  LOG_RATE,
  PROTOCOL_VERSION,
  type ClientMessage,
  type RoomSettings,
  type UnknownWord,
} from '#protocol';
import { RULES_VERSION } from '#simulation';
import { GRACE_TICKS } from '../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../support/memory-player.ts';
import { MemoryServer } from '../support/memory-server.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { seededRng } from '../support/seeded-rng.ts';

const SEEDS = 1000;
const CLIENTS = 6;
const ACTIONS = 120;
const NAMES = ['Ann', 'ann', 'Bob', 'Cid', 'Dan', 'Eve', 'Fay', 'Gus', '\u0410nn', 'admin', ''];

class Chaos {
  readonly server: MemoryServer;
  private readonly draw: (below: number) => number;
  private readonly clients: MemoryPlayer[];
  private readonly tokens = [''];
  private readonly ownTokens: string[] = [];
  private lines = 0;

  constructor(seed: number) {
    this.draw = seededRng(seed);
    this.server = new MemoryServer({ roomsMax: 3, greetingsMax: 4, disconnectedSessionsMax: 4 }, seed);
    this.clients = Array.from({ length: CLIENTS }, () => this.server.connect());
  }

  /** One client does something, or time passes. */
  act(): void {
    const index = this.draw(CLIENTS);
    const client = this.clients[index]!;
    const kind = this.draw(20);
    if (client.isClosed) this.clients[index] = this.server.connect();
    else if (client.name === '' && kind > 0) this.hello(client);
    else if (kind === 0) client.cut();
    else if (kind === 1 && this.draw(4) === 0) client.bytes(this.noise(client));
    else if (kind < 6) this.server.run(this.draw(100) === 0 ? GRACE_TICKS + 100 : this.draw(20));
    else client.send(this.message(client));
  }

  /** What must hold whatever happened. */
  check(): void {
    const { core } = this.server;
    const seated = new Set<unknown>();
    for (const room of core.lobby.rooms) {
      assert.ok(room.members.count > 0, 'an open room has members');
      for (const { player } of room.seats.players) {
        assert.ok(!seated.has(player), 'nobody has two seats');
        seated.add(player);
        assert.ok(room.members.has(player), 'who sits is a member');
      }
    }
    for (const session of core.sessions) {
      if (session.room === null) assert.ok(!seated.has(session), 'who is in the lobby has no seat');
      else assert.ok(session.room.members.has(session), 'a session and its room agree');
    }
    for (const client of this.clients) this.checkClient(client);
    const { sessions, names, tokens } = core.held();
    assert.equal(names, sessions);
    assert.ok(tokens >= sessions);
  }

  /** All clients disconnect for good. */
  end(): void {
    for (const client of this.server.players) client.cut();
    this.server.run(GRACE_TICKS + 1);
    const nothing = { rooms: 0, sessions: 0, disconnected: 0, names: 0, tokens: 0, readers: 0, callers: 0 };
    assert.deepEqual(this.server.core.held(), nothing);
    assert.equal(this.server.core.metrics.roomsFailed, 0);
  }

  private checkClient(client: MemoryPlayer): void {
    for (const { scope, from, to } of client.take('chat')) {
      const isMine = scope !== 'whisper' || from === client.name || to === client.name;
      assert.ok(isMine, 'a whisper is for two');
    }
    this.tokens.push(...client.take('welcome').map(({ token }) => token));
    if (client.token !== '') this.ownTokens[this.clients.indexOf(client)] = client.token;
    client.inbox.length = 0;
    const room = this.server.core.lobby.room(client.code);
    const isUpToDate = !client.isClosed && room !== null && room.world.tick === client.words[0];
    const isSame = !isUpToDate || client.words.every((word, i) => word === room.world.words[i]);
    assert.ok(isSame, 'snapshots and the log rebuild the world of the server');
  }

  private hello(client: MemoryPlayer): void {
    // Mostly the token of the client that it replaces, sometimes an old one or another client's.
    const own = this.ownTokens[this.clients.indexOf(client)] ?? '';
    const token = this.draw(2) === 0 ? own : this.draw(8) === 0 ? this.pick(this.tokens) : '';
    client.rules = this.draw(3) === 0 ? 0 : RULES_VERSION;
    client.hello(this.pick(NAMES), this.draw(4) === 0 ? 'bot' : 'human', token);
  }

  private message(client: MemoryPlayer): ClientMessage {
    const { draw } = this;
    const codes = [...Array.from(this.server.core.lobby.rooms, ({ code }) => code), 'ABCDE'];
    const names = [...this.clients.map(({ name }) => name), 'Nobody'];
    const code = this.pick(codes);
    const name = this.pick(names);
    const isOn = draw(2) === 0;
    const password = draw(8) === 0 ? 'sesame' : '';
    const rate = this.pick([10, 20, 60, LOG_RATE, LOG_RATE] as const);
    const entering: (() => ClientMessage)[] = [
      () => ({ type: 'play', mode: this.pick(['coop', 'coop', 'classic', 'chess']), rate }),
      () => ({ type: 'join', code, password, rate }),
      () => ({ type: 'watch', code, password, rate }),
      () => ({ type: 'create', settings: this.settings(), password, rate }),
    ];
    const others: (() => ClientMessage)[] = [
      () => ({ type: 'configure', settings: this.settings(), password }),
      () => ({ type: 'leave' }),
      () => ({ type: 'input', sequence: draw(100), tick: draw(300), direction: draw(5), seenTick: draw(300) }),
      () => ({ type: 'ping', time: draw(1000), seenTick: draw(300) }),
      () => ({ type: 'sit' }),
      () => ({ type: 'ready', ready: isOn }),
      () => ({ type: 'start' }),
      () => ({ type: 'kick', name, ban: isOn }),
      () => ({ type: 'pause', paused: isOn }),
      () => ({ type: 'chat', scope: 'whisper', to: name, text: `line ${this.lines++}` }),
      () => ({ type: 'chat', scope: isOn ? 'lobby' : 'room', to: '', text: `line ${this.lines++}` }),
      () => ({ type: 'mute', name, muted: isOn, forRoom: draw(2) === 0 }),
      () => ({ type: 'browse', on: isOn }),
      () => ({ type: 'keyframe', tick: draw(2) * draw(300) }),
    ];
    // A message that is not allowed ends the session, so it is rare.
    if (draw(60) === 0)
      return {
        type: 'hello',
        version: PROTOCOL_VERSION,
        name: 'Ann',
        kind: 'human',
        token: '',
        rules: 0,
        colour: 0,
        mark: 0,
        ticket: '',
        seen: 0,
      };
    const isEntering = draw(30) === 0 || (client.code === '' && draw(2) === 0);
    return this.pick(isEntering ? entering : others)();
  }

  private settings(): RoomSettings {
    const { draw } = this;
    return {
      ...ROOM_SETTINGS,
      mode: draw(3) === 0 ? 'classic' : 'coop',
      seatCount: draw(6),
      fill: draw(2) === 0,
      maze: draw(12) === 0 ? 'spiral' : 'classic',
      skill: draw(12) === 0 ? ('expert' as UnknownWord) : 'easy',
      drivers: this.pick(['any', 'any', 'humans', 'bots']),
      listed: draw(2) === 0,
      lives: 1 + draw(3),
    };
  }

  private noise(client: MemoryPlayer): Uint8Array {
    const frame = encodeFrame(encodeClient(this.message(client)));
    return frame.map((byte) => (this.draw(6) === 0 ? this.draw(256) : byte));
  }

  private pick<Value>(values: readonly Value[]): Value {
    return values[this.draw(values.length)]!;
  }
}

test(
  `[GC7] ${SEEDS} times random clients: every promise is kept, and nothing is left behind`,
  // Far above what it takes: a busy machine is no failure.
  { timeout: 900_000 },
  () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        const chaos = new Chaos(seed);
        for (let action = 0; action < ACTIONS; action++) {
          chaos.act();
          chaos.check();
        }
        chaos.end();
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  },
);
