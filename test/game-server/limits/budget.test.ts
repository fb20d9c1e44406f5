// What clients may cost: every message, as often as the rate allows, in front of many others.

import { expect, onTestFinished, test, vi } from 'vitest';
import { CLIENT_MESSAGES, type ClientMessage, type ClientMessageType } from '#protocol';
import { Budget } from '../../../game-server/limits/budget.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { Delivery, WRITES_PER_TICK_MAX } from '../../../game-server/net/delivery.ts';
import { LobbyChat } from '../../../game-server/chat/lobby-chat.ts';
import { MESSAGE_WORK_US } from '../../../game-server/limits/message-costs.ts';
import { Quota } from '../../../game-server/sessions/quota.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { ROOM_SETTINGS } from '../../support/room-settings.ts';

const { budget, budgetsPerAddress } = gameServerConfig();
const WATCHERS = 93;
const SECONDS = 10;
/** For pings of the others, and messages about the room itself. */
const SLACK_BYTES = 512 * 1024;

interface Scene {
  readonly server: MemoryServer;
  readonly host: MemoryPlayer;
  readonly stranger: MemoryPlayer;
  readonly watchers: readonly MemoryPlayer[];
  readonly code: string;
}

/** A host in front of many watchers, and another player in the lobby. */
function scene(settings = {}): Scene {
  const server = new MemoryServer();
  const host = server.enter('Hanna');
  const code = host.create({ listed: true, ...settings });
  const watchers = Array.from({ length: WATCHERS }, (_, i) => server.enter(`W${i}`));
  for (const watcher of watchers) watcher.watch(code);
  const stranger = server.enter('Stranger');
  server.run(600);
  for (const player of server.players) player.inbox.length = 0;
  return { server, host, stranger, watchers, code };
}

/** Sends two messages in every tick. @returns the bytes that the server wrote meanwhile. */
function flood({ server }: Scene, player: MemoryPlayer, message: (i: number) => ClientMessage, seconds = SECONDS) {
  const before = server.core.metrics.bytesOut;
  let said = 0;
  for (let tick = 0; tick < seconds * 60 && !player.isClosed; tick++) {
    for (let i = 0; i < 2 && !player.isClosed; i++) player.send(message(said++));
    server.run(1);
  }
  return server.core.metrics.bytesOut - before;
}

const settings = (i: number) => ({ ...ROOM_SETTINGS, level: 1 + (i % 200), listed: true });
const inTurn =
  (...messages: ClientMessage[]) =>
  (i: number) =>
    messages[i % messages.length]!;
const rate = 60;

/** By type: who sends it, and the costliest form of it. */
const FLOODS: Record<string, (scene: Scene) => [MemoryPlayer, (i: number) => ClientMessage]> = {
  configure: ({ host }) => [host, (i) => ({ type: 'configure', settings: settings(i), password: '' })],
  'watch and leave': ({ stranger, code }) => [
    stranger,
    inTurn({ type: 'watch', code, password: '', rate }, { type: 'leave' }),
  ],
  'join and leave': ({ stranger, code }) => [
    stranger,
    inTurn({ type: 'join', code, password: '', rate }, { type: 'leave' }),
  ],
  'play and leave': ({ stranger }) => [stranger, inTurn({ type: 'play', mode: 'coop', rate }, { type: 'leave' })],
  'create and leave': ({ stranger }) => [
    stranger,
    inTurn({ type: 'create', settings: settings(0), password: '', rate }, { type: 'leave' }),
  ],
  browse: ({ stranger }) => [stranger, inTurn({ type: 'browse', on: true }, { type: 'browse', on: false })],
  ready: ({ host }) => [host, inTurn({ type: 'ready', ready: true }, { type: 'ready', ready: false })],
  'start, pause and unpause': ({ host }) => [
    host,
    (i) => (i === 0 ? { type: 'start' } : { type: 'pause', paused: i % 2 === 1 }),
  ],
  'host mutes': ({ host }) => [host, (i) => ({ type: 'mute', name: 'W1', muted: i % 2 === 0, forRoom: true })],
  mute: ({ stranger }) => [stranger, (i) => ({ type: 'mute', name: 'W1', muted: i % 2 === 0, forRoom: false })],
  'kick nobody': ({ host }) => [host, inTurn({ type: 'kick', name: 'Nobody', ban: true })],
  chat: ({ host }) => [host, inTurn({ type: 'chat', scope: 'room', to: '', text: '\u{1F600}'.repeat(120) })],
  sit: ({ watchers }) => [watchers[0]!, inTurn({ type: 'sit' }, { type: 'leave' })],
  emote: ({ watchers }) => [watchers[0]!, inTurn({ type: 'emote', emote: 'hello' })],
};

test.each(Object.keys(FLOODS))(
  '[GC9] %s, as often as messages may come, costs no more bytes than a budget has',
  (name) => {
    const set = scene();
    const [player, message] = FLOODS[name]!(set);
    const idle = flood(set, set.stranger, () => ({ type: 'ping', time: 0, seenTick: 0 }), 1);
    const bytes = flood(set, player, message) - idle * SECONDS;
    expect(bytes).toBeLessThan(budget.bytesBurst + budget.bytesPerSecond * SECONDS + SLACK_BYTES);
    // And the others are still there, in the room as it is.
    const room = set.server.room(set.code);
    set.server.run(120);
    for (const watcher of set.watchers) expect(watcher.words.length).toBe(room.world.words.length);
  },
);

test('[GC9] a watcher who looks at another maze 30 times a second costs no more bytes than a budget has', () => {
  const set = scene({ mode: 'mega', seatCount: 16, fill: true });
  const { server, host, watchers } = set;
  host.send({ type: 'start' });
  server.run(200);
  const [watcher] = watchers as [MemoryPlayer];
  /** The bytes of some seconds, with 30 messages in each. */
  const bytesWhile = (message: (i: number) => ClientMessage) => {
    const before = server.core.metrics.bytesOut;
    for (let i = 0; i < SECONDS * 30 && !watcher.isClosed; i++) {
      watcher.send(message(i));
      server.run(2);
    }
    return server.core.metrics.bytesOut - before;
  };
  const idle = bytesWhile(() => ({ type: 'ping', time: 0, seenTick: watcher.words[0]! }));
  const bytes = bytesWhile((i) => ({ type: 'follow', seat: -1, maze: i % 16 })) - idle;
  expect([watcher.errors(), bytes > 100_000]).toEqual([[], true]);
  expect(bytes).toBeLessThan(budget.bytesBurst + budget.bytesPerSecond * SECONDS + SLACK_BYTES);
});

test('[GC9] matches that begin by themselves are charged to the player who caused them', () => {
  const set = scene({ mode: 'classic', seatCount: 1 });
  const { server, host, stranger, code } = set;
  // A room of watchers, one of whom sits down, is ready and leaves.
  host.send({ type: 'leave' });
  const join: ClientMessage = { type: 'join', code, password: '', rate };
  stranger.send(join);
  set.watchers[0]!.send({ type: 'start' });
  server.run(2);
  expect(server.room(code).stateName).toBe('countdown');
  stranger.send({ type: 'leave' });
  const bytes = flood(set, stranger, inTurn(join, { type: 'ready', ready: true }, { type: 'leave' }));
  expect(set.watchers[5]!.take('joined').length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(budget.bytesBurst + budget.bytesPerSecond * SECONDS + 2 * SLACK_BYTES);
});

test('[GC9] a client with too many refusals is closed as a flood, unless it pauses in time', () => {
  const set = scene();
  const { host, server, stranger } = set;
  const configure = (i: number): ClientMessage => ({ type: 'configure', settings: settings(i), password: '' });
  flood(set, host, configure, 2);
  expect(host.errors()).toContain('too-fast');
  server.run(60 * 25);
  host.configure({ level: 7 });
  expect(host.errors()).toEqual([]);
  flood(set, host, configure, 30);
  expect(host.errors().at(-1)).toBe('flood');
  expect(host.isClosed).toBe(true);
  stranger.send({ type: 'browse', on: true });
  expect(stranger.errors()).toEqual([]);
});

test('[GC9] requests within the message rate are refused a bounded number of times, each counted, before the flood', () => {
  const { server, host } = scene();
  let refused = 0;
  for (let second = 0; second < 60 && !host.isClosed; second++) {
    for (let i = 0; i < 60; i++) host.configure({ level: 1 + i });
    server.run(60);
    refused += host.take('error').length;
  }
  const { refusalsBurst, refusalsPerSecond } = gameServerConfig();
  expect(host.isClosed).toBe(true);
  expect(refused).toBeGreaterThan(refusalsBurst);
  expect(refused).toBeLessThan(refusalsBurst + 10 * refusalsPerSecond);
  expect(server.core.metrics.messagesOverBudget).toBe(refused);
});

test('[GC9] what a room sends later is charged to the player whose request last changed something', () => {
  const { server, host, stranger, watchers, code } = scene();
  const payer = () => server.room(code).payer;
  const session = ({ name }: MemoryPlayer) => server.core.sessions.named(name);
  stranger.watch(code);
  expect(payer()).toBe(session(stranger));
  host.configure({ level: 2 });
  expect(payer()).toBe(session(host));
  watchers[0]!.send({ type: 'start' });
  expect(watchers[0]!.errors()).toHaveLength(1);
  expect(payer()).toBe(session(host));
  stranger.send({ type: 'leave' });
  expect(payer()).toBe(session(stranger));
});

test('[GC9] a budget of several shares has that multiple of both rates and bursts, and is full when both are', () => {
  const config = { workUsPerSecond: 10, workUsBurst: 100, bytesPerSecond: 1000, bytesBurst: 10_000 };
  for (const [workUs, bytes, seconds] of [
    [299, 0, 10],
    [0, 29_999, 10],
  ] as const) {
    const shared = new Budget(config, 3, 0);
    shared.spend(workUs, bytes, 0);
    expect([shared.isSpent(0), shared.isFull(0)]).toEqual([false, false]);
    shared.spend(Math.sign(workUs), Math.sign(bytes), 0);
    expect(shared.isSpent(0)).toBe(true);
    expect([shared.isFull(1000 * seconds - 100), shared.isFull(1000 * seconds)]).toEqual([false, true]);
  }
});

test('[GC9] with nothing left of a budget one can still play, ping and leave', () => {
  const set = scene();
  const { server, stranger } = set;
  stranger.play();
  const { code } = stranger;
  server.run(200);
  for (let i = 0; i < 20; i++) server.core.sessions.named('Stranger')!.caused(1024 * 1024);
  stranger.input(1, 1);
  server.run(2);
  expect(server.room(code).world.seatInput[stranger.seat!]).toBe(1);
  stranger.ready();
  expect(stranger.errors()).toEqual(['too-fast']);
  stranger.send({ type: 'leave' });
  expect(stranger.last('left')!.reason).toBe('asked');
});

test('[GC9] all sessions of one address share a budget, and an IPv6 /64 is one; on an exempt network each has its own', () => {
  const cost = (addresses: readonly string[]) => {
    const server = new MemoryServer();
    const players = addresses.map((address, i) => server.enter(`P${i}`, 'human', address));
    for (const { name } of players) server.core.sessions.named(name)!.caused(budget.bytesBurst / 2);
    for (const player of players) player.send({ type: 'browse', on: true });
    return players.map((player) => player.errors());
  };
  const many = (address: (i: number) => string) => Array.from({ length: 2 * budgetsPerAddress }, (_, i) => address(i));
  expect(cost(many(() => '203.0.113.7')).flat()).toContain('too-fast');
  expect(cost(many((i) => `2001:db8:0:1::${i + 1}`)).flat()).toContain('too-fast');
  expect(cost(many((i) => `203.0.113.${i}`)).flat()).toEqual([]);
  expect(cost(many(() => '127.0.0.1')).flat()).toEqual([]);
});

test('[GC9] hello has a cost, and so has what others are sent about disconnected and resumed sessions', () => {
  const { server, host, stranger, code } = scene();
  stranger.watch(code);
  const before = server.core.metrics.bytesOut;
  const spend = vi.spyOn(Quota.prototype, 'spend');
  onTestFinished(() => spend.mockRestore());
  let last = stranger;
  for (let i = 0; i < 20; i++) {
    last.cut();
    const again = server.connect();
    again.hello('', 'human', last.token);
    last = again;
  }
  const paid = spend.mock.calls.reduce((sum, [, bytes]) => sum + bytes, 0);
  const welcomes = 20 * 100;
  expect(paid).toBeGreaterThan(server.core.metrics.bytesOut - before - welcomes);
  expect(host.errors()).toEqual([]);

  const eve = server.enter('Eve', 'human', '203.0.113.7');
  const hellos = Math.ceil((budget.workUsBurst * budgetsPerAddress) / MESSAGE_WORK_US.hello);
  for (let i = 0; i < hellos; i++) {
    const again = server.enter('Mallory', 'human', '203.0.113.7');
    again.send({ type: 'leave' });
    again.cut();
  }
  eve.send({ type: 'browse', on: true });
  expect(eve.errors()).toEqual(['too-fast']);
});

test('[GC9] every type of message has a cost, and those of every tick none', () => {
  expect(Object.keys(MESSAGE_WORK_US)).toEqual(Object.keys(CLIENT_MESSAGES));
  const free = (Object.keys(MESSAGE_WORK_US) as ClientMessageType[]).filter((type) => MESSAGE_WORK_US[type] === 0);
  expect(free).toEqual(['input', 'ping']);
});

test('[GR21] a single change is sent at once; of many changes the newest, a few times a second', () => {
  const set = scene();
  const { server, host, watchers } = set;
  const watcher = watchers[0]!;
  host.ready();
  expect(watcher.take('room')).toHaveLength(1);
  expect(watcher.last('seats')!.seats[0]!.ready).toBe(true);
  server.run(600);
  watcher.inbox.length = 0;
  flood(set, host, (i) => ({ type: 'ready', ready: i % 2 === 1 }), 1);
  // The last was `true`.
  server.run(60);
  expect(watcher.take('room').length).toBeLessThanOrEqual(16);
  const seats = watcher.take('seats');
  expect(seats.length).toBeLessThanOrEqual(16);
  expect(seats.at(-1)!.seats[0]!.ready).toBe(true);
});

test('[GR21] settings that change quickly are sent twice a second, and a match that begins is sent at once', () => {
  const set = scene();
  const { server, host, watchers } = set;
  for (let i = 0; i < 12; i++) host.configure({ level: 1 + i, seatCount: 1 + (i % 4) });
  expect(watchers[0]!.take('joined')).toHaveLength(2);
  host.send({ type: 'start' });
  const last = watchers[0]!.last('joined')!;
  expect(last.settings).toMatchObject({ level: 12, seatCount: 4 });
  expect(watchers[0]!.last('room')).toMatchObject({ state: 'countdown', settings: { level: 12 } });
  server.run(240);
  for (const watcher of watchers) expect(watcher.words).toEqual(server.room(set.code).world.words);
  expect(watchers[0]!.take('joined')).toEqual([]);
});

test('[GR21] what is sent later is charged to the player who made a change, not to a player who chatted after it', () => {
  const { server, host, watchers } = scene();
  const paid = [host, watchers[0]!].map(({ name }) => vi.spyOn(server.core.sessions.named(name)!, 'caused'));
  for (let level = 1; level <= 5; level++) host.configure({ level });
  watchers[0]!.say('hello');
  watchers[0]!.send({ type: 'mute', name: 'W1', muted: true, forRoom: false });
  watchers[0]!.send({ type: 'browse', on: true });
  server.run(60);
  expect(watchers[1]!.last('joined')!.settings.level).toBe(5);
  expect(paid.map(({ mock }) => mock.calls.length > 0)).toEqual([true, false]);
});

test('[GR21] a delayed change is sent later, and a player who enters meanwhile gets it at once', () => {
  const { server, host, stranger, watchers, code } = scene();
  for (let level = 1; level <= 5; level++) host.configure({ level });
  stranger.watch(code);
  expect(stranger.last('joined')!.settings.level).toBe(5);
  expect(watchers[0]!.last('joined')!.settings.level).toBe(2);
  server.run(60);
  expect(watchers[0]!.last('joined')!.settings.level).toBe(5);
  expect(watchers[0]!.last('room')!.settings.level).toBe(5);
});

test('[GR21] coming and going is noticed a few times a second, and keeps out no other notice', () => {
  const set = scene();
  const { host, stranger, watchers, code } = set;
  flood(set, stranger, inTurn({ type: 'watch', code, password: '', rate }, { type: 'leave' }), 1);
  expect(stranger.errors()).toEqual([]);
  for (let i = 1; i <= 10; i++) host.send({ type: 'mute', name: `W${i}`, muted: true, forRoom: true });
  const notices = watchers[0]!.notices();
  expect(notices.length).toBeLessThanOrEqual(20 + 5 + 10);
  expect(notices.slice(-10)).toEqual(Array.from({ length: 10 }, (_, i) => `muted W${i + 1}`));
});

test('[GR21] what belongs to a match is sent after it, even if the match is delayed', () => {
  const { server, host, stranger, watchers, code } = scene();
  const [watcher] = watchers;
  for (let seatCount = 1; seatCount <= 4; seatCount++) host.configure({ seatCount });
  watcher!.inbox.length = 0;
  host.ready();
  stranger.join(code);
  expect(watcher!.inbox.map(({ type }) => type)).toEqual(['notice']);
  server.run(60);
  const types = watcher!.inbox.map(({ type }) => type).filter((type) => type !== 'notice');
  expect(types[0]).toBe('joined');
  expect(types).toContain('room');
  expect(watcher!.last('room')).toMatchObject({ settings: { seatCount: 4 } });
});

test('[GR18] a reader that subscribes again and again gets the list about once a second; others get its news', () => {
  const server = new MemoryServer();
  const [reader, stranger] = [server.enter('Reader'), server.enter('Stranger')];
  reader.send({ type: 'browse', on: true });
  const makers = Array.from({ length: 100 }, (_, i) => server.enter(`Maker ${i}`));
  for (const maker of makers) maker.create({ listed: true });
  server.run(12);
  expect(reader.take('listed')).toHaveLength(100);
  const set = { server, host: reader, stranger, watchers: [], code: '' };
  flood(set, stranger, inTurn({ type: 'browse', on: false }, { type: 'browse', on: true }), 2);
  makers[0]!.send({ type: 'leave' });
  server.run(120);
  const lists = stranger.take('rooms');
  expect(lists.length).toBeLessThanOrEqual(8);
  // What was asked for last holds: this one knows what the others know.
  expect(lists.at(-1)!.rooms.length - stranger.take('unlisted').length).toBe(99);
  expect(reader.take('unlisted')).toHaveLength(1);
  makers[1]!.send({ type: 'leave' });
  server.run(12);
  expect(stranger.take('unlisted')).toHaveLength(1);
  stranger.send({ type: 'browse', on: false });
  reader.cut();
  expect(server.core.held().readers).toBe(0);
});

test('[GR18] a room that changes again and again is news once a second, and none where the list shows nothing of it', () => {
  const server = new MemoryServer();
  const [reader, maker] = [server.enter('Reader'), server.enter('Maker')];
  maker.create({ listed: true });
  reader.send({ type: 'browse', on: true });
  const set = { server, host: maker, stranger: reader, watchers: [], code: maker.code };
  flood(set, maker, inTurn({ type: 'ready', ready: true }, { type: 'ready', ready: false }), 2);
  expect(reader.take('listed')).toEqual([]);

  const configure = (seatCount: number, listed: boolean): ClientMessage => {
    return { type: 'configure', settings: { ...ROOM_SETTINGS, seatCount, listed }, password: '' };
  };
  flood(set, maker, (i) => configure(1 + (Math.floor(i / 20) % 4), true), 5);
  const news = reader.take('listed');
  expect(news.length).toBeLessThanOrEqual(8);
  server.run(600);
  expect([...news, ...reader.take('listed')].at(-1)!.room.seatCount).toBe(
    server.room(maker.code).rules.settings.seatCount,
  );
  // A place in the list that is given up and taken again.
  for (let i = 0; i < 20; i++) {
    maker.send(configure(4, i % 2 === 1));
    server.run(12);
  }
  const places = reader.take('listed');
  expect(places.length).toBeLessThanOrEqual(8);
  server.run(120);
  expect([...places, ...reader.take('listed')].at(-1)!.room.code).toBe(maker.code);
});

test('[GR18] the only reader may close the list and open it again, and finds all rooms', () => {
  const server = new MemoryServer();
  const [reader, maker] = [server.enter('Reader'), server.enter('Maker')];
  maker.create({ listed: true });
  for (let i = 0; i < 8; i++) {
    reader.send({ type: 'browse', on: true });
    server.run(20);
    reader.send({ type: 'browse', on: false });
    server.run(20);
  }
  const lists = reader.take('rooms');
  expect(lists.length).toBeGreaterThan(5);
  for (const { rooms } of lists) expect(rooms).toHaveLength(1);
});

test('[GR18] a late reader knows as much of a change, and of its end, as all others', () => {
  const server = new MemoryServer();
  const [reader, maker] = [server.enter('Reader'), server.enter('Maker')];
  const watcher = server.enter('Watcher');
  const code = maker.create({ listed: true });
  reader.send({ type: 'browse', on: true });
  server.run(60);
  // Another room makes the list be sent whole anew, while this one is seen between two news.
  server.enter('Other').create({ listed: true });
  server.run(12);
  watcher.watch(code);
  const late = server.enter('Late');
  late.send({ type: 'browse', on: true });
  watcher.send({ type: 'leave' });
  server.run(120);
  const known = (player: MemoryPlayer) => {
    const rooms = new Map(player.take('rooms').flatMap((list) => list.rooms.map((room) => [room.code, room])));
    for (const { room } of player.take('listed')) rooms.set(room.code, room);
    return rooms.get(code)!.watchers;
  };
  expect([known(reader), known(late)]).toEqual([0, 0]);
});

test('[GR18] a reader that unsubscribes while it waits for the list gets nothing', () => {
  const server = new MemoryServer();
  const reader = server.enter('Reader');
  for (let i = 0; i < 6; i++) reader.send({ type: 'browse', on: true });
  expect([reader.take('rooms').length, server.core.held().readers]).toEqual([4, 1]);
  reader.send({ type: 'browse', on: false });
  expect(server.core.held().readers).toBe(0);
  server.run(180);
  expect(reader.take('rooms')).toEqual([]);
  reader.send({ type: 'browse', on: true });
  reader.send({ type: 'browse', on: true });
  server.run(180);
  expect(reader.take('rooms')).toHaveLength(2);
});

test('[GK7] a frame for thousands is written over several ticks, once to each reader, in order, and not to those that left', () => {
  const got = Array.from({ length: 1000 }, (): string[] => []);
  const readers = got.map((frames) => ({ send: (frame: Buffer) => frames.push(frame.toString()) }));
  const gone = new Set([readers[999]]);
  const delivery = new Delivery<(typeof readers)[number]>((reader) => !gone.has(reader));
  const written = () => got.reduce((sum, { length }) => sum + length, 0);
  expect(delivery.add(Buffer.from('a'), readers)).toBe(1000 - WRITES_PER_TICK_MAX);
  delivery.add(Buffer.from('b'), readers);
  expect(written()).toBe(WRITES_PER_TICK_MAX);
  for (let tick = 2; tick <= 5; tick++) {
    delivery.tick();
    expect(written()).toBe(Math.min(1998, tick * WRITES_PER_TICK_MAX));
  }
  expect(delivery.isIdle).toBe(true);
  expect(new Set(got.slice(0, 999).map((frames) => frames.join('')))).toEqual(new Set(['ab']));
  expect(got[999]).toEqual([]);
});

test('[GK7] a line to the lobby is charged with what is written later; beyond 20 undelivered lines the next is refused', () => {
  const chat = new LobbyChat();
  const charged: number[] = [];
  const speaker = { name: 'Ann', hears: () => false, send: () => {}, caused: (bytes: number) => charged.push(bytes) };
  const listeners = Array.from({ length: 999 }, (_, i) => ({ hears: () => i > 98, send: () => {} }));
  const said = Array.from({ length: 30 }, () => chat.say(Buffer.alloc(10), speaker, [speaker, ...listeners]));
  expect(said.filter((isTaken) => isTaken)).toHaveLength(20);
  // One of its own and 900 of others, the first 400 at once.
  expect(charged).toEqual([5010, ...Array(19).fill(9010)]);
});

test('[GK7] lines to a full lobby are refused while too many are under way', () => {
  const server = new MemoryServer();
  const clients = Array.from({ length: 1000 }, (_, i) => server.enter(`P${i}`));
  for (const player of clients.slice(0, 30)) player.say('hello', 'lobby');
  expect(clients.slice(0, 30).flatMap((player) => player.errors())).toContain('chat-too-fast');
  server.run(60);
  expect(clients[999]!.take('chat').length).toBeGreaterThanOrEqual(20);
});
