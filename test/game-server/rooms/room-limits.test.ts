// What one caller may hold of the server: rooms, places in the list and before a match, sessions that wait.

import { expect, test } from 'vitest';
import { gameServerConfig, type GameServerConfig } from '../../../game-server/config.ts';
import { LISTED_ROOMS_PER_CALLER_MAX } from '../../../game-server/rooms/list-places.ts';
import { listedRooms } from '../../../game-server/rooms/room-list.ts';
import { GRACE_TICKS } from '../../../game-server/rooms/room-rules.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const { disconnectedSessionsPerAddressMax, roomsOpenedBurst, roomsPerAddressMax, watchersPerAddressMax } =
  gameServerConfig();

/** Opens rooms from one address, each over its own connection, which is kept or lost. @returns how many there are. */
function makeRooms(server: MemoryServer, address: string, count: number, isLost: boolean): number {
  const before = server.core.lobby.roomCount;
  for (let i = 0; i < count; i++) {
    const player = server.enter('Maker', 'human', address);
    player.create({ listed: true });
    if (isLost) player.cut();
  }
  return server.core.lobby.roomCount - before;
}

const address = (i: number) => `203.0.113.${i}`;

test('[GR23] one address holds a maximum of rooms, those of disconnected sessions included, and opens them at a bounded rate', () => {
  for (const isLost of [false, true]) {
    const server = new MemoryServer();
    expect(makeRooms(server, address(1), 500, isLost)).toBeLessThanOrEqual(roomsPerAddressMax);
    expect(makeRooms(server, address(2), 1, false)).toBe(1);
  }
  const server = new MemoryServer();
  const eve = server.enter('Eve', 'human', address(1));
  for (let i = 0; i < roomsOpenedBurst; i++) {
    eve.create();
    eve.send({ type: 'leave' });
  }
  expect(eve.errors()).toEqual([]);
  eve.create();
  expect(eve.errors()).toEqual(['too-fast']);
  server.run(150);
  expect(eve.create()).not.toBe('');
});

test('[GR23] the code names the limit, and a room that closes makes place for another', () => {
  const server = new MemoryServer({ roomsPerAddressMax: 2 });
  const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((name) => server.enter(name, 'human', '2001:db8::1'));
  ann!.create();
  bob!.play();
  cid!.create();
  expect(cid!.errors()).toEqual(['too-many-rooms-held']);
  ann!.send({ type: 'leave' });
  expect(cid!.create()).not.toBe('');
});

test('[GR23] a room counts for the address that opened it until it closes', () => {
  const server = new MemoryServer({ roomsPerAddressMax: 1 });
  const ann = server.enter('Ann', 'human', address(1));
  const bob = server.enter('Bob', 'human', address(2));
  const code = ann.create();
  bob.join(code);
  ann.send({ type: 'leave' });
  ann.create();
  expect(ann.errors()).toEqual(['too-many-rooms-held']);
  bob.send({ type: 'leave' });
  expect(ann.create()).not.toBe('');
});

test('[GR23] eight addresses do not fill the server: others create, and quick play has rooms kept for it', () => {
  const server = new MemoryServer();
  for (let i = 0; i < 8; i++) makeRooms(server, address(i), 300, i % 2 === 0);
  const ann = server.enter('Ann', 'human', '192.0.2.1');
  expect(ann.create()).not.toBe('');

  const full = new MemoryServer({ roomsMax: 10 });
  expect(makeRooms(full, '127.0.0.1', 20, false)).toBe(8);
  const [bob, cid, dan] = ['Bob', 'Cid', 'Dan'].map((name) => full.enter(name, 'human', '192.0.2.1'));
  bob!.create();
  expect(bob!.errors()).toEqual(['too-many-rooms']);
  for (const player of [bob!, cid!, dan!]) player.play('classic');
  expect([bob!.seat, cid!.seat, dan!.seat]).toEqual([0, 0, null]);
  expect(dan!.errors()).toEqual(['too-many-rooms']);
});

test('[GR24] a lobby whose members are all disconnected stays as long as their sessions, again and again', () => {
  const server = new MemoryServer();
  let ann = server.enter('Ann');
  const bob = server.enter('Bob');
  const code = ann.create();
  bob.watch(code);
  bob.cut();
  for (let time = 0; time < 3; time++) {
    ann.cut();
    server.run(GRACE_TICKS - 1);
    const again = server.connect();
    again.hello('', 'human', ann.token);
    server.run(5);
    expect([again.code, again.last('room')?.host]).toEqual([code, 'Ann']);
    ann = again;
  }
  ann.cut();
  server.run(GRACE_TICKS - 1);
  expect(server.core.lobby.roomCount).toBe(1);
  server.run(1);
  expect(server.core.held()).toMatchObject({ rooms: 0, sessions: 0 });
});

test('[GR24] a lobby that all members leave closes at once', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  bob.join(ann.create());
  ann.send({ type: 'leave' });
  expect(server.core.lobby.roomCount).toBe(1);
  bob.send({ type: 'leave' });
  expect(server.core.lobby.roomCount).toBe(0);
});

test('[GR24] a friend who opens the link meanwhile enters the lobby, and is its host', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create();
  ann.cut();
  server.run(GRACE_TICKS / 2);
  bob.join(code);
  server.run(1);
  expect(bob.last('room')).toMatchObject({ code, host: 'Bob' });
  const again = server.connect();
  again.hello('', 'human', ann.token);
  server.run(1);
  expect(
    server
      .room(code)
      .seats.wire.slice(0, 2)
      .map(({ name }) => name),
  ).toEqual(['Ann', 'Bob']);
});

test('[GR24] lobbies of disconnected sessions count in the limits of their address, and hold nothing after 30 s', () => {
  const server = new MemoryServer();
  expect(makeRooms(server, address(1), 500, true)).toBeLessThanOrEqual(roomsPerAddressMax);
  const eve = server.enter('Eve', 'human', address(1));
  eve.create();
  expect(['too-many-rooms-held', 'too-fast']).toContain(eve.errors()[0]);
  server.run(GRACE_TICKS);
  expect(server.core.lobby.roomCount).toBe(0);
  expect(eve.create()).not.toBe('');
});

test('[GP8] a match waits for its players for 30 s', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const code = ann.create();
  ann.send({ type: 'start' });
  server.run(60);
  ann.cut();
  server.run(1700);
  const again = server.connect();
  again.hello('', 'human', ann.token);
  expect(again.code).toBe(code);
});

test('[GR17] one address has a quarter of the places to watch', () => {
  const server = new MemoryServer();
  const code = server.enter('Ann').create();
  const watchers = Array.from({ length: 40 }, (_, i) => server.enter(`W${i}`, 'human', '2001:db8::7'));
  for (const each of watchers) each.watch(code);
  expect(watchers.filter((each) => each.code === code)).toHaveLength(watchersPerAddressMax);
  expect(watchers.at(-1)!.errors()).toEqual(['too-many-watchers']);
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  bob.watch(code);
  expect(bob.code).toBe(code);
});

test('[GR18] one address has a few places in the list, and others come in as they become free', () => {
  const server = new MemoryServer();
  const eves = Array.from({ length: 20 }, (_, i) => server.enter(`Eve ${i}`, 'human', address(1)));
  for (const eve of eves) eve.create({ listed: true });
  const ann = server.enter('Ann', 'human', address(2));
  const code = ann.create({ listed: true });
  const reader = server.enter('Bob');
  reader.send({ type: 'browse', on: true });
  const { rooms } = reader.last('rooms')!;
  expect(rooms).toHaveLength(LISTED_ROOMS_PER_CALLER_MAX + 1);
  expect(rooms.map((room) => room.code)).toContain(code);
  expect(listedRooms(server.core.lobby.rooms)).toHaveLength(LISTED_ROOMS_PER_CALLER_MAX + 1);
  eves[0]!.send({ type: 'leave' });
  server.run(12);
  expect(reader.take('unlisted')).toHaveLength(1);
  server.run(12);
  expect(server.core.held().readers).toBe(1);
  expect(reader.take('listed')).toHaveLength(1);
});

test('[GR18] the list has 200 rooms, however many exist, and a free place is filled', () => {
  const server = new MemoryServer();
  const makers = Array.from({ length: 205 }, (_, i) => server.enter(`M${i}`, 'human', `198.51.${i}.1`));
  for (const maker of makers) maker.create({ listed: true });
  const reader = server.enter('Bob');
  reader.send({ type: 'browse', on: true });
  expect(reader.last('rooms')!.rooms).toHaveLength(200);
  expect(listedRooms(server.core.lobby.rooms)).toHaveLength(200);
  makers[0]!.send({ type: 'leave' });
  server.run(24);
  expect([reader.take('unlisted').length, reader.take('listed').length]).toEqual([1, 1]);
});

test('[GP9] of too many sessions of one address that wait, the oldest is given up; others wait on', () => {
  const server = new MemoryServer();
  server.enter('Ann', 'human', address(2)).cut();
  const count = disconnectedSessionsPerAddressMax + 10;
  for (let i = 0; i < count; i++) server.enter(`Eve ${i}`, 'human', address(1)).cut();
  const names = [...server.core.sessions].map(({ name }) => name);
  expect(names).toHaveLength(disconnectedSessionsPerAddressMax + 1);
  expect(names.slice(0, 2)).toEqual(['Ann', 'Eve 10']);
  const { names: namesHeld, tokens } = server.core.held();
  expect([namesHeld, tokens]).toEqual([names.length, names.length]);
});

test('[GP9] a session that is disconnected again and again counts as one', () => {
  const server = new MemoryServer();
  let ann = server.enter('Ann', 'human', address(1));
  for (let time = 0; time < disconnectedSessionsPerAddressMax + 10; time++) {
    ann.cut();
    const again = server.connect(address(1));
    again.hello('Ann', 'human', ann.token);
    expect(again.last('welcome')).toMatchObject({ name: 'Ann', resumed: true });
    ann = again;
  }
});

test('[GR23] a session resumed from another address counts for that one', () => {
  const overrides: Partial<GameServerConfig> = { roomsPerAddressMax: 1 };
  const server = new MemoryServer(overrides);
  const ann = server.enter('Ann', 'human', address(1));
  ann.cut();
  const again = server.connect(address(2));
  again.hello('', 'human', ann.token);
  again.create();
  const bob = server.enter('Bob', 'human', address(2));
  bob.create();
  expect(bob.errors()).toEqual(['too-many-rooms-held']);
  expect(server.enter('Cid', 'human', address(1)).create()).not.toBe('');
});

test('[GR23] a session of an exempt network has its own limits, and the same ones when it comes back', () => {
  const server = new MemoryServer({ roomsPerAddressMax: 1 });
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  bob.join(ann.create());
  ann.send({ type: 'leave' });
  // A client that disconnects right after `leave` has ended its session.
  ann.say('back soon', 'lobby');
  ann.cut();
  const again = server.connect();
  again.hello('', 'human', ann.token);
  again.create();
  expect(again.errors()).toEqual(['too-many-rooms-held']);
  bob.send({ type: 'leave' });
  expect(bob.create()).not.toBe('');
});

test('[GR23] an address is remembered while a room of it is there, and until nothing of its limits is used up', () => {
  const server = new MemoryServer({ roomsPerAddressMax: 1 });
  const [ann, bob] = [server.enter('Ann', 'human', address(1)), server.enter('Bob', 'human', address(2))];
  bob.join(ann.create());
  ann.send({ type: 'leave' });
  ann.cut();
  server.run(3600);
  const again = server.enter('Ann', 'human', address(1));
  again.create();
  expect(again.errors()).toEqual(['too-many-rooms-held']);

  const { caller } = server.core.sessions.named('Ann')!;
  bob.send({ type: 'leave' });
  caller.budget.spend(0, 1e9, server.clock.now());
  again.create();
  again.send({ type: 'leave' });
  again.cut();
  server.run(600);
  server.enter('Ann', 'human', address(1));
  expect(server.core.sessions.named('Ann')!.caller).toBe(caller);
});

test('[GC9] a resumed session is charged with what it is sent', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann', 'human', address(1));
  ann.create();
  server.run(3600);
  const { caller } = server.core.sessions.named('Ann')!;
  expect(caller.budget.isFull(server.clock.now())).toBe(true);
  ann.cut();
  server.connect(address(1)).hello('', 'human', ann.token);
  expect(server.core.sessions.named('Ann')!.caller).toBe(caller);
  expect(caller.budget.isFull(server.clock.now())).toBe(false);
});

test('[GC9] when all sessions have ended, their addresses are soon forgotten', () => {
  const server = new MemoryServer();
  for (let i = 0; i < 100; i++) makeRooms(server, address(i), 2, true);
  server.run(3600);
  for (const player of server.players) player.cut();
  server.run(3600);
  expect(server.core.held()).toMatchObject({ sessions: 0, rooms: 0, callers: 0 });
});
