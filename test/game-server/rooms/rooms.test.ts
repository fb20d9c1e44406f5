// Rooms and their lobby: hosts, settings, ready, results and rematches, pauses, watchers, and the list of rooms.

import { expect, test } from 'vitest';
import { CLIENT_MESSAGES, ERRORS, errorMessage, type RoomSettings, type UnknownWord } from '#protocol';
import { hashWorld, LEFT, modeNamed, PHASE } from '#simulation';
import {
  AUTO_REMATCH_TICKS,
  HOST_IDLE_TICKS,
  KICK_MS,
  LOBBY_BACK_TICKS,
  READY_WAIT_TICKS,
  WATCHERS_MAX,
} from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** A second more than a kick lasts. */
const KICK_TICKS = KICK_MS * 0.06 + 60;

function lobbyOf(names: readonly string[], settings = {}, password = '') {
  const server = new MemoryServer();
  const players = names.map((name) => server.enter(name));
  const code = players[0]!.create(settings, password);
  for (const player of players.slice(1)) player.join(code, password);
  for (const player of players) player.inbox.length = 0;
  return { server, players, host: players[0]!, guest: players[1]!, code, room: server.room(code) };
}

/** Ends the match that is on. */
function endMatch({ server, room }: ReturnType<typeof lobbyOf>): void {
  room.world.phase = PHASE.over;
  server.run(1);
}

function start(player: MemoryPlayer): void {
  player.send({ type: 'start' });
}

const COOP = modeNamed('coop')!.room;

test('[GR10] a created room waits in its lobby, at tick 0, until its host starts; AI takes the empty seats then', () => {
  const { server, host, guest, room } = lobbyOf(['Ann', 'Bob'], { fill: true, skill: 'hard' });
  server.run(100);
  expect(room.world.tick).toBe(0);
  expect(room.seats.wire.map(({ driver }) => driver)).toEqual(['human', 'human', 'empty', 'empty']);
  start(guest);
  expect(guest.errors()).toEqual(['not-host']);
  start(host);
  expect(guest.last('joined')!.seats.map(({ driver }) => driver)).toEqual(['human', 'human', 'ai', 'ai']);
  expect(guest.last('room')).toMatchObject({ state: 'countdown', host: 'Ann', endsInTicks: 181 });
  server.run(181);
  expect(guest.last('room')).toMatchObject({ state: 'play', endsInTicks: 0 });
  start(host);
  expect(host.errors()).toEqual(['not-between-matches']);
});

test('[GR11] the host is the human who has been here longest, until they leave, are disconnected or are idle in the lobby', () => {
  const { server, players } = lobbyOf(['Ann', 'Bob', 'Cid']);
  const [ann, bob, cid] = players as [MemoryPlayer, MemoryPlayer, MemoryPlayer];
  ann.send({ type: 'leave' });
  expect(cid.notices()).toEqual(['left Ann', 'host Bob']);
  bob.cut();
  expect(cid.last('room')!.host).toBe('Cid');
  const back = server.connect();
  back.hello('', 'human', bob.token);
  expect(back.last('room')!.host).toBe('Cid');
  server.run(HOST_IDLE_TICKS - 1);
  expect(back.last('room')).toBeUndefined();
  cid.ready();
  server.run(HOST_IDLE_TICKS - 1);
  expect(back.last('room')!.host).toBe('Cid');
  server.run(1);
  expect(back.last('room')!.host).toBe('Bob');
});

test('[GR11] a bot is host only where no human is', () => {
  const server = new MemoryServer();
  const [robot, ann] = [server.enter('Robot', 'bot'), server.enter('Ann')];
  ann.join(robot.create());
  expect(ann.last('room')!.host).toBe('Ann');
});

test('[GR12] the host changes settings between matches, but not to what does not fit', () => {
  const setting = lobbyOf(['Ann', 'Bob']);
  const { host, guest, room, code, server } = setting;
  guest.configure({ seatCount: 2 });
  expect(guest.errors()).toEqual(['not-host']);
  for (const settings of [{ seatCount: 1 }, { seatCount: 5 }, { mode: 'classic' }, { mode: 'chess' }, { level: 0 }]) {
    host.configure(settings);
    expect(host.errors()).toEqual(['bad-settings']);
  }
  host.configure({}, 'a'.repeat(33));
  expect(host.errors()).toEqual(['bad-settings']);
  guest.inbox.length = 0;
  host.configure({ seatCount: 2, level: 3 }, 'sesame');
  expect(guest.last('joined')!.settings).toMatchObject({ seatCount: 2, level: 3 });
  expect(guest.last('room')).toMatchObject({ state: 'lobby', locked: true });
  start(host);
  host.configure({});
  expect(host.errors()).toEqual(['not-between-matches']);
  server.run(20);
  expect(guest.words).toEqual(room.world.words);
  const cid = server.enter('Cid');
  cid.join(code);
  cid.join(code, 'sesam');
  cid.join(code, 'sesame');
  expect(cid.errors()).toEqual(['wrong-password', 'wrong-password', 'room-full']);
});

test.each<[string, Partial<RoomSettings>]>([
  ['skill', { skill: 'expert' as UnknownWord }],
  ['drivers', { drivers: 'friends' as UnknownWord }],
  ['variant', { variant: 'mirror' as UnknownWord }],
  ['name that all objects inherit', { skill: 'constructor' as UnknownWord }],
  ['empty word', { drivers: '' as UnknownWord }],
  ['maze', { maze: 'spiral' }],
  ['maze without a name', { maze: '' }],
])('[GR6] a room with an unknown %s is refused, and nothing changes', (_name, settings) => {
  const { host, guest, room, server } = lobbyOf(['Ann', 'Bob']);
  const before = room.rules;
  host.configure(settings);
  const text = expect.stringMatching(/^settings\.\w+: one of \w+/) as string;
  expect(host.take('error')).toEqual([{ ...errorMessage('bad-settings', CLIENT_MESSAGES.configure.type), text }]);
  expect(ERRORS['bad-settings'].recovery).toBeNull();
  expect([room.rules, guest.code, host.code]).toEqual([before, room.code, room.code]);
  const cid = server.enter('Cid');
  cid.send({ type: 'create', settings: { ...room.rules.settings, ...settings }, password: '', rate: 20 });
  expect(cid.errors()).toEqual(['bad-settings']);
  cid.join(room.code);
  expect(cid.code).toBe(room.code);
});

test('[GR6] the snapshot rate 0 is reserved: a request with it changes nothing, and another rate may follow', () => {
  const { server, room } = lobbyOf(['Ann', 'Bob']);
  const { code, rules } = room;
  const cid = server.enter('Cid');
  cid.send({ type: 'play', mode: 'coop', rate: 0 });
  cid.send({ type: 'join', code, password: '', rate: 0 });
  cid.send({ type: 'watch', code, password: '', rate: 0 });
  cid.send({ type: 'create', settings: rules.settings, password: '', rate: 0 });
  expect(cid.errors()).toEqual(['no-log', 'no-log', 'no-log', 'no-log']);
  expect([cid.seat, server.core.lobby.roomCount, room.members.count]).toEqual([null, 1, 2]);
  cid.join(code);
  expect(cid.code).toBe(code);
});

test('[GR12] a setting that the mode does not take is accepted with any value, and becomes that of the mode', () => {
  const { host, guest, room, server } = lobbyOf(['Ann', 'Bob']);
  const plain = room.world.words.length;
  host.configure({ lives: 5, extraLifeScore: 0, killScreen: false, variant: 'turbo' });
  expect(host.errors()).toEqual([]);
  expect(guest.last('room')!.settings).toMatchObject({
    lives: 3,
    extraLifeScore: 10_000,
    killScreen: true,
    variant: 'none',
  });
  expect([room.world.words.length, room.world.lives, room.world.extraLifeAt]).toEqual([plain, 0, 10_000]);
  host.configure({ lives: 4 });
  expect(host.errors()).toEqual([]);
  expect(room.world.lives).toBe(0);
  const cid = server.enter('Cid');
  cid.create({ mode: 'classic', seatCount: 1, fill: true });
  expect(cid.last('room')!.settings).toMatchObject({ fill: false, rule: '', target: 0, rounds: 0 });
});

test('[GR13] a result names place and statistics, lasts its least time, and ends when all are ready', () => {
  const setting = lobbyOf(['Ann', 'Bob']);
  const { server, players, host, guest, room } = setting;
  start(host);
  server.run(200);
  host.input(1, LEFT);
  server.run(60);
  const score = room.world.seatScore[0]!;
  endMatch(setting);
  const results = guest.last('results')!;
  expect(results.seats.map(({ name, place }) => [name, place])).toEqual([
    ['Ann', 1],
    ['Bob', 2],
  ]);
  expect(results.seats[0]).toMatchObject({ score, dots: score / 10, caught: 0 });
  expect(results.seats[0]!.distance).toBeGreaterThan(30);
  expect(guest.last('room')).toMatchObject({ state: 'result', endsInTicks: LOBBY_BACK_TICKS });
  for (const player of players) player.ready();
  expect(host.last('seats')!.seats.map(({ ready }) => ready)).toEqual([true, true, false, false]);
  server.run(COOP.resultTicksMin - 1);
  expect(room.stateName).toBe('result');
  server.run(1);
  expect(guest.last('joined')).toMatchObject({ tick: 0 });
  expect(guest.last('room')!.state).toBe('countdown');
  expect(room.seats.wire.some(({ ready }) => ready)).toBe(false);
});

test('[GR13] a ready player waits 900 ticks at most; with nobody ready for 3600 the room goes back to its lobby', () => {
  const setting = lobbyOf(['Ann', 'Bob'], { fill: true });
  const { server, guest, host, room } = setting;
  start(host);
  server.run(200);
  endMatch(setting);
  server.run(1000);
  guest.ready();
  server.run(READY_WAIT_TICKS - 1);
  expect(room.stateName).toBe('result');
  server.run(1);
  expect(room.stateName).toBe('countdown');
  server.run(200);
  endMatch(setting);
  server.run(LOBBY_BACK_TICKS - 1);
  expect(room.stateName).toBe('result');
  server.run(1);
  expect(guest.last('room')!.state).toBe('lobby');
  expect(room.seats.wire.map(({ driver }) => driver)).toEqual(['human', 'human', 'empty', 'empty']);
});

test('[GR13] the host can start without waiting for others, after the minimum time of the result', () => {
  const setting = lobbyOf(['Ann', 'Bob']);
  const { server, host, room } = setting;
  start(host);
  server.run(200);
  endMatch(setting);
  start(host);
  server.run(COOP.resultTicksMin - 1);
  expect(room.stateName).toBe('result');
  server.run(1);
  expect(room.stateName).toBe('countdown');
});

test('[GR13] in `classic` the next game begins as soon as its player is ready', () => {
  const setting = lobbyOf(['Ann'], { mode: 'classic', seatCount: 1, lives: 1 });
  const { server, host, room } = setting;
  start(host);
  server.run(400);
  endMatch(setting);
  host.ready();
  server.run(1);
  expect(room.stateName).toBe('countdown');
});

test('[GR5] a match ends as it stands when its last player leaves, and watchers get the result', () => {
  const { server, host, code } = lobbyOf(['Ann'], { mode: 'classic', seatCount: 1 });
  const bob = server.enter('Bob');
  bob.watch(code);
  start(host);
  server.run(400);
  host.send({ type: 'leave' });
  expect(bob.last('room')!.state).toBe('result');
  bob.send({ type: 'sit' });
  start(bob);
  server.run(2);
  expect(bob.last('joined')).toMatchObject({ seat: 0, tick: 0 });
});

test('[GR13] quick play starts again by itself after 600 ticks', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play();
  const room = server.room(ann.code);
  server.run(200);
  endMatch({ server, room } as ReturnType<typeof lobbyOf>);
  expect(ann.last('room')).toMatchObject({ host: '', endsInTicks: AUTO_REMATCH_TICKS });
  server.run(AUTO_REMATCH_TICKS - 1);
  expect(room.stateName).toBe('result');
  server.run(1);
  expect(room.stateName).toBe('countdown');
});

test('[GR14] in coop all humans must want a pause, any of them ends it, and the world is the same after it', () => {
  const { server, players, host, guest, room } = lobbyOf(['Ann', 'Bob']);
  const robot = server.enter('Robot', 'bot');
  robot.join(room.code);
  host.send({ type: 'pause', paused: true });
  expect(host.errors()).toEqual(['cannot-pause']);
  start(host);
  server.run(200);
  robot.send({ type: 'pause', paused: true });
  expect(robot.errors()).toEqual(['cannot-pause']);
  host.send({ type: 'pause', paused: true });
  server.run(10);
  expect(room.stateName).toBe('play');
  guest.send({ type: 'pause', paused: true });
  expect(host.last('room')).toMatchObject({ state: 'paused', endsInTicks: COOP.pauseTicksMax });
  const hash = hashWorld(room.world);
  server.run(500);
  for (const player of players) expect(player.words).toEqual(room.world.words);
  expect(hashWorld(room.world)).toBe(hash);
  guest.send({ type: 'pause', paused: false });
  expect(room.stateName).toBe('play');
  for (const player of players) player.send({ type: 'pause', paused: true });
  server.run(COOP.pauseTicksMax);
  expect(room.stateName).toBe('play');
});

test('[GR14] a player who joins a paused room sees it as it is, at any snapshot rate', () => {
  const { server, host, room } = lobbyOf(['Ann', 'Bob']);
  start(host);
  server.run(203);
  for (const name of ['Ann', 'Bob']) {
    server.players.find((player) => player.name === name)!.send({ type: 'pause', paused: true });
  }
  const slow = server.enter('Cid');
  slow.send({ type: 'join', code: room.code, password: '', rate: 10 });
  server.run(20);
  expect(slow.words).toEqual(room.world.words);
});

test.each([true, false])(
  '[GR15] a session that was kicked (banned: %s) is kept out also from another address',
  (ban) => {
    const server = new MemoryServer();
    const [ann, eve] = [server.enter('Ann', 'human', '192.0.2.1'), server.enter('Eve', 'human', '203.0.113.7')];
    const code = ann.create();
    eve.watch(code);
    ann.send({ type: 'kick', name: 'Eve', ban });
    eve.send({ type: 'ping', time: 0, seenTick: 0 });
    eve.cut();
    const again = server.connect('198.51.100.7');
    again.hello('Eve', 'human', eve.token);
    expect(again.last('welcome')!.resumed).toBe(true);
    again.watch(code);
    expect(again.errors()).toEqual([ban ? 'banned' : 'kicked']);
  },
);

test('[GR15] the host kicks and bans members, but not themselves', () => {
  const { server, host, guest, code } = lobbyOf(['Ann', 'Bob']);
  guest.send({ type: 'kick', name: 'Ann', ban: false });
  expect(guest.errors()).toEqual(['not-host']);
  host.send({ type: 'kick', name: 'ann', ban: false });
  host.send({ type: 'kick', name: 'Nobody', ban: false });
  expect(host.errors()).toEqual(['no-such-player', 'no-such-player']);
  host.send({ type: 'kick', name: 'bob', ban: false });
  expect(guest.last('left')!.reason).toBe('kicked');
  expect(host.notices()).toEqual(['kicked Bob', 'left Bob']);
  server.run(KICK_TICKS);
  guest.join(code);
  host.send({ type: 'kick', name: 'Bob', ban: true });
  expect(guest.last('left')!.reason).toBe('banned');
  guest.join(code);
  guest.watch(code);
  expect(guest.errors()).toEqual(['banned', 'banned']);
  guest.send({ type: 'leave' });
  guest.cut();
  const again = server.enter('Bob');
  again.join(code);
  expect(again.errors()).toEqual(['banned']);
  server.enter('Cid').join(code);
  expect(host.last('seats')!.seats[1]!.name).toBe('Cid');
});

test('[GR15] a kicked player is kept out for a minute, also with a new session of the same address', () => {
  const { server, host, code } = lobbyOf(['Ann']);
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  const ways = [
    (player: MemoryPlayer) => player.join(code),
    (player: MemoryPlayer) => player.watch(code),
    (player: MemoryPlayer) => player.play(),
  ];
  host.configure({ listed: true });
  eve.join(code);
  start(host);
  host.send({ type: 'kick', name: 'Eve', ban: false });
  eve.join(code);
  expect(eve.errors()).toEqual(['kicked']);
  const fay = server.enter('Fay', 'human', '203.0.113.7');
  for (const way of ways.slice(0, 2)) way(fay);
  expect(fay.errors()).toEqual(['kicked', 'kicked']);
  fay.play();
  expect(fay.code).not.toBe(code);
  const gus = server.enter('Gus', 'human', '203.0.113.8');
  gus.join(code);
  expect(gus.code).toBe(code);
  server.run(KICK_TICKS - 120);
  eve.join(code);
  expect(eve.errors()).toEqual(['kicked']);
  server.run(120);
  eve.join(code);
  expect(eve.code).toBe(code);
});

test.each([true, false])('[GR15] a kick (ban: %s) keeps no other member of the same address out', (ban) => {
  const address = '203.0.113.7';
  const server = new MemoryServer();
  const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((name) => server.enter(name, 'human', address));
  const code = ann!.create();
  bob!.join(code);
  ann!.send({ type: 'kick', name: 'Bob', ban });
  cid!.join(code);
  expect(cid!.code).toBe(code);
  const dan = server.enter('Dan', 'human', '203.0.113.8');
  dan.join(code);
  ann!.send({ type: 'leave' });
  ann!.join(code);
  expect(ann!.code).toBe(code);
  bob!.join(code);
  bob!.send({ type: 'leave' });
  bob!.cut();
  const again = server.enter('BOB', 'human', address);
  again.join(code);
  expect([bob!, again].flatMap((player) => player.errors())).toEqual(Array(2).fill(ban ? 'banned' : 'kicked'));
});

test('[GR15] a ban of the last member of an address holds for the address', () => {
  const { server, host, code } = lobbyOf(['Ann']);
  const eves = ['Eve', 'Fay'].map((name) => server.enter(name, 'human', '203.0.113.7'));
  for (const eve of eves) eve.join(code);
  for (const { name } of eves) host.send({ type: 'kick', name, ban: true });
  const gus = server.enter('Gus', 'human', '203.0.113.7');
  gus.join(code);
  expect(gus.errors()).toEqual(['banned']);
});

test('[GR15] many kicks remove no ban', () => {
  const { server, host, code } = lobbyOf(['Ann']);
  server.enter('Eve', 'human', '203.0.113.7').join(code);
  host.send({ type: 'kick', name: 'Eve', ban: true });
  for (let i = 0; i < 150; i++) {
    server.enter(`B${i}`, 'human', `198.51.100.${i}`).join(code);
    host.send({ type: 'kick', name: `B${i}`, ban: false });
    server.run(5);
  }
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  eve.join(code);
  expect(eve.errors()).toEqual(['banned']);
});

test('[GR15] from an address that no other member has, a ban holds for any name', () => {
  const { server, host, code } = lobbyOf(['Ann']);
  server.enter('Eve', 'human', '203.0.113.7').join(code);
  host.send({ type: 'kick', name: 'Eve', ban: true });
  const again = server.enter('Fay', 'human', '203.0.113.7');
  again.join(code);
  expect(again.errors()).toEqual(['banned']);
});

test('[GR16] a room for humans or bots only gives no seat to others, but lets them watch', () => {
  const { server, code } = lobbyOf(['Ann'], { drivers: 'humans' });
  const robot = server.enter('Robot', 'bot');
  robot.join(code);
  robot.watch(code);
  robot.send({ type: 'sit' });
  expect(robot.errors()).toEqual(['driver-refused', 'driver-refused']);
  expect(robot.seat).toBe(-1);
});

test('[GR17] a watcher sees the match, changes nothing in it, and may take a free seat', () => {
  const { server, host, room, code } = lobbyOf(['Ann'], { seatCount: 2 });
  const bob = server.enter('Bob');
  bob.watch(code);
  expect(bob.seat).toBe(-1);
  start(host);
  server.run(200);
  bob.input(1, LEFT);
  bob.ready();
  server.run(20);
  expect(bob.words).toEqual(room.world.words);
  expect([...room.world.seatInput]).toEqual([0, 0]);
  bob.send({ type: 'sit' });
  expect(bob.seat).toBe(1);
  server.run(20);
  expect(bob.words).toEqual(room.world.words);
  expect(host.last('seats')!.seats[1]).toMatchObject({ name: 'Bob', driver: 'human' });
});

test('[GR17] a room has a maximum of watchers', () => {
  const { server, code } = lobbyOf(['Ann']);
  for (let i = 0; i < WATCHERS_MAX; i++) server.enter('Watcher').watch(code);
  const late = server.enter('Late');
  late.watch(code);
  expect(late.errors()).toEqual(['too-many-watchers']);
});

test('[GR18] the list of rooms shows public ones, and news of them as they change, a few times a second', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  ann.create({ listed: true, seatCount: 2 }, 'sesame');
  server.enter('Cid').create();
  bob.send({ type: 'browse', on: true });
  const shown = {
    code: ann.code,
    mode: 'coop',
    state: 'lobby',
    taken: 1,
    seatCount: 2,
    watchers: 0,
    drivers: 'any',
    ...{ rule: '', target: 0, rounds: 0, fill: false },
    ...{ host: 'Ann', players: 1, level: 0, eaten: 0 },
  };
  expect(bob.last('rooms')!.rooms).toEqual([{ ...shown, locked: true }]);
  server.enter('Dan').watch(ann.code, 'sesame');
  start(ann);
  server.run(60);
  expect(bob.take('listed').map(({ room }) => [room.state, room.watchers, room.level])).toEqual([['countdown', 1, 1]]);
  server.run(200);
  expect(bob.last('listed')!.room.state).toBe('play');
  ann.send({ type: 'leave' });
  const dan = server.players.find(({ name }) => name === 'Dan')!;
  dan.send({ type: 'leave' });
  server.run(12);
  expect(bob.take('unlisted')).toHaveLength(1);
  bob.send({ type: 'browse', on: false });
  dan.create({ listed: true });
  server.run(60);
  expect(bob.take('listed')).toEqual([]);
  expect(server.core.held().readers).toBe(0);
});

test('[GR19] quick play skips rooms that are locked, between matches, paused, or not for this kind of client', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create({ listed: true, fill: true });
  bob.play();
  expect(bob.code).not.toBe(code);
  bob.send({ type: 'leave' });
  start(ann);
  bob.play();
  expect(bob.code).toBe(code);
});
