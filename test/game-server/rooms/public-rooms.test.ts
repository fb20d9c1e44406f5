// What strangers find: rooms for quick play, the featured match, and how far the matches in the list are.

import { expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import { MODES } from '#simulation';
import { WATCHERS_MAX } from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** The settings of a room of quick play, as the host of a room would choose them. */
const QUICK: Partial<RoomSettings> = { listed: true, fill: true, seatCount: 4 };

/** One setting other than in quick play. */
const OTHER: readonly Partial<RoomSettings>[] = [
  { listed: false },
  { maze: 'terrace' },
  { seatCount: 3 },
  { fill: false },
  { skill: 'easy' },
  { drivers: 'humans' },
  { level: 200 },
];

test.each([{}, ...OTHER])('[GR19] quick play in a room of a host with the settings of quick play, but %j', (other) => {
  const server = new MemoryServer();
  const ann = begin(server, 'Ann', { ...QUICK, ...other });
  const bob = server.enter('Bob');
  bob.play();
  expect(bob.code === ann.code).toBe(Object.keys(other).length === 0);
});

test.each([
  ['classic', { lives: 5 }],
  ['classic', { variant: 'practice' }],
  ['versus', { rule: 'race' }],
  ['battle', { rounds: 1 }],
  ['mega', { rule: 'score' }],
] as const)('[GR19] quick play of %s does not lead into a room with %j', (mode, other) => {
  const server = new MemoryServer();
  const { quickPlaySeats: seatCount } = MODES.find(({ name }) => name === mode)!.room;
  const settings = { mode, seatCount, listed: true, fill: true, ...other };
  const robot = server.enter('Robot', 'bot');
  const ann = begin(server, 'Ann', settings);
  robot.play(mode);
  expect([robot.code === '', robot.code === ann.code]).toEqual([false, false]);
});

test.each(MODES.filter(({ seats }) => seats.most > 1).map(({ name, room }) => [name, room.quickPlaySeats]))(
  '[GR19] two players of quick play in %s meet, and a room that a host made with its settings of %i seats is as good',
  (mode, seatCount) => {
    const server = new MemoryServer();
    const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
    for (const player of [ann, bob]) player.play(mode);
    expect(bob.code).toBe(ann.code);
    const other = new MemoryServer();
    const cid = begin(other, 'Cid', { mode, seatCount, listed: true, fill: true });
    const dan = other.enter('Dan');
    dan.play(mode);
    expect(dan.code).toBe(cid.code);
  },
);

test('[GR35] the featured match has the most watchers, then the most players, then it is the oldest', () => {
  const server = new MemoryServer();
  const [first, second, third] = ['Ann', 'Bob', 'Cid'].map((name) => begin(server, name, QUICK)) as [
    MemoryPlayer,
    MemoryPlayer,
    MemoryPlayer,
  ];
  expect(featured(server)).toBe(first.code);
  server.enter('Dan').join(second.code);
  expect(featured(server)).toBe(second.code);
  server.enter('Eve').watch(third.code);
  expect(featured(server)).toBe(third.code);
});

test('[GR35] private, locked and standing rooms are not featured, nor those that bar the player or are full of watchers', () => {
  const server = new MemoryServer();
  const eve = server.enter('Eve');
  watchFeatured(eve);
  expect(eve.errors()).toEqual(['no-such-room']);
  begin(server, 'Ann', { ...QUICK, listed: false });
  begin(server, 'Bob', QUICK, 'sesame');
  server.enter('Cid').create(QUICK);
  watchFeatured(eve);
  expect(eve.errors()).toEqual(['no-such-room']);
  const dan = begin(server, 'Dan', QUICK);
  eve.join(dan.code);
  dan.send({ type: 'kick', name: 'Eve', ban: true });
  watchFeatured(eve);
  expect([eve.errors(), featured(server)]).toEqual([['no-such-room'], dan.code]);
  for (let i = 0; i < WATCHERS_MAX; i++) server.enter('Watcher').watch(dan.code);
  expect(featured(server)).toBe('');
  const fay = begin(server, 'Fay', QUICK);
  expect(featured(server)).toBe(fay.code);
});

test('[GR36] the list shows host, players, level and the eighths of the dots that are eaten', () => {
  const server = new MemoryServer();
  const ann = begin(server, 'Ann', { ...QUICK, level: 3 });
  const reader = server.enter('Reader');
  reader.send({ type: 'browse', on: true });
  const shown = () => {
    const { host, players, taken, level, eaten } = server.players.at(-1)!.last('rooms')!.rooms[0]!;
    return { host, players, taken, level, eaten };
  };
  expect(shown()).toEqual({ host: 'Ann', players: 1, taken: 4, level: 3, eaten: 0 });
  const seen: number[] = [];
  for (let i = 0; i < 60 * 40 && seen.length < 3; i += 30) {
    server.run(30);
    for (const { room } of reader.take('listed')) if (room.eaten !== (seen.at(-1) ?? 0)) seen.push(room.eaten);
  }
  expect(seen).toEqual([1, 2, 3]);
  const { dotsLeft, maze } = server.room(ann.code).world;
  expect(Math.floor((8 * (maze.dotCount - dotsLeft)) / maze.dotCount)).toBe(3);
  // A reader who comes now gets the same.
  server.enter('Late').send({ type: 'browse', on: true });
  expect(shown()).toMatchObject({ level: 3, eaten: 3 });
});

test.each(['versus', 'mega'])('[GR36] the list shows no dots of %s, which hides them from some players', (mode) => {
  const server = new MemoryServer();
  begin(server, 'Ann', { ...QUICK, mode });
  server.run(60 * 30);
  const reader = server.enter('Reader');
  reader.send({ type: 'browse', on: true });
  expect(reader.last('rooms')!.rooms[0]).toMatchObject({ eaten: 0, level: mode === 'mega' ? 0 : 1 });
});

test('[GR36] between matches no level is shown', () => {
  const server = new MemoryServer();
  server.enter('Ann').create({ ...QUICK, level: 9 });
  const reader = server.enter('Reader');
  reader.send({ type: 'browse', on: true });
  expect(reader.last('rooms')!.rooms[0]).toMatchObject({ host: 'Ann', players: 1, taken: 1, level: 0, eaten: 0 });
});

/** A room whose match runs. @returns its host */
function begin(server: MemoryServer, name: string, settings: Partial<RoomSettings>, password = ''): MemoryPlayer {
  const host = server.enter(name);
  host.create(settings, password);
  host.send({ type: 'start' });
  return host;
}

function watchFeatured(player: MemoryPlayer): void {
  player.watch('');
}

/** The featured match as a player finds it who leaves again; '' if there is none. */
function featured(server: MemoryServer): string {
  const player = server.enter('Looker', 'human', '203.0.113.77');
  watchFeatured(player);
  const { code } = player;
  player.send({ type: 'leave' });
  return code;
}
