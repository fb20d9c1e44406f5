// Joining, seats and rooms, over real sockets on a virtual clock.

import { expect, test } from 'vitest';
import { ERRORS, INT32_MAX } from '#protocol';
import { LEFT, NONE, PAC, PHASE, RIGHT } from '#simulation';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { ROOM_SETTINGS } from '../../support/room-settings.ts';
import type { TcpPlayer } from '../../support/tcp-player.ts';

/** Sends an input and waits until the server has it. */
async function wish(player: TcpPlayer, sequence: number, direction: number, tick = 0): Promise<void> {
  player.send({ type: 'input', sequence, tick, direction, seenTick: player.words[0]! });
  await player.ping();
}

function worldOf(server: TestServer, code: string) {
  return server.lobby.room(code)!.world;
}

test('[GR1] joining gives a whole world, and then deltas that keep it equal to the server’s', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  const { code } = await ann.play();
  for (let tick = 20; tick <= 400; tick += 20) {
    server.ticks(20);
    await ann.at(tick);
    await ann.ping();
    expect(ann.words).toEqual(worldOf(server, code).words);
  }
  expect(ann.seenTicks).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  expect(ann.inbox.some((message) => message.type === 'keyframe')).toBe(false);
});

test('[GR1] a player who joins a running room by its code gets it as it stands, at their own rate', async () => {
  const server = await startTestServer();
  const ann = await server.enter('Ann');
  const { code } = await ann.play('coop', 60);
  await server.run(203, ann);
  const bob = await server.enter('Bob');
  const joined = await bob.join(code.toLowerCase(), 20);
  expect(joined).toMatchObject({ code, tick: 203, seat: 1 });
  expect(joined.seats.map((seat) => seat.name)).toEqual(['Ann', 'Bob', '', '']);
  server.ticks(9);
  await bob.at(212 - (212 % 3));
  expect(bob.seenTicks).toHaveLength(3);
  await ann.at(212);
});

test('[GR2] the largest sequence comes back as it was sent, and one beyond is refused', async () => {
  const server = await startTestServer();
  const ann = await server.enter('Ann');
  const { code, seat } = await ann.play();
  await wish(ann, INT32_MAX - 1, LEFT);
  await server.run(3, ann);
  expect(worldOf(server, code).seatInput[seat]).toBe(INT32_MAX - 1);
  await wish(ann, INT32_MAX, RIGHT);
  await server.run(3, ann);
  expect(worldOf(server, code).seatInput[seat]).toBe(INT32_MAX);
  expect(ann.words).toEqual(worldOf(server, code).words);
  ann.send({ type: 'input', sequence: INT32_MAX + 1, tick: 0, direction: LEFT, seenTick: ann.words[0]! });
  expect(await ann.error()).toBe('bad-fields');
});

test('[GR2] a wish moves its own Pac-Man in everybody’s world, and its sequence comes back as the acknowledgement', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code, seat } = await ann.create(2);
  await bob.join(code);
  await server.run(190, ann, bob);
  await wish(ann, 1, LEFT);
  const before = worldOf(server, code).pacX[seat]!;
  await server.run(20, ann, bob);
  const world = worldOf(server, code);
  expect(world.seatInput[seat]).toBe(1);
  expect(world.pacX[seat]).toBeLessThan(before);
  expect(bob.words).toEqual(world.words);
  expect(bob.words).toEqual(ann.words);
});

test('[GR3] an input for a tick ahead waits for it', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  const { code, seat } = await ann.create(1);
  await server.run(20, ann);
  await wish(ann, 1, RIGHT, 30);
  server.ticks(9);
  expect(worldOf(server, code).seatInput[seat]).toBe(0);
  server.ticks(1);
  expect(worldOf(server, code).tick).toBe(30);
  expect(worldOf(server, code).seatInput[seat]).toBe(1);
});

test('[GR4] AI fills a quick-play room up to two; a newcomer takes its seat over, later ones take free seats', async () => {
  const server = await startTestServer();
  const ann = await server.enter('Ann');
  const joined = await ann.play();
  expect(joined.seats.map((seat) => seat.driver)).toEqual(['human', 'ai', 'empty', 'empty']);
  const bob = await server.enter('Bob');
  expect(await bob.play()).toMatchObject({ code: joined.code, seat: 1 });
  expect((await ann.next('seats')).seats.map((seat) => seat.driver)).toEqual(['human', 'human', 'empty', 'empty']);
  const robot = await server.connect();
  await robot.hello('Robot', 'bot');
  expect(await robot.play()).toMatchObject({ code: joined.code, seat: 2 });
  const { seats } = await ann.next('seats');
  expect(seats.map((seat) => seat.driver)).toEqual(['human', 'human', 'bot', 'empty']);
  server.ticks(1);
  expect([...worldOf(server, joined.code).pacState]).toEqual([PAC.waiting, PAC.waiting, PAC.waiting, PAC.empty]);
});

test('[GR5] a seat that a player leaves becomes AI while AI is wanted, and empty otherwise', async () => {
  const server = await startTestServer();
  const players = [await server.enter('Ann'), await server.enter('Bob'), await server.enter('Cid')] as const;
  const [ann, bob, cid] = players;
  const { code } = await ann.play();
  await bob.play();
  await cid.play();
  await server.run(20, ...players);
  await wish(bob, 1, LEFT);
  bob.send({ type: 'leave' });
  await bob.next('left');
  expect(server.lobby.room(code)!.seats.wire.map((seat) => seat.driver)).toEqual(['human', 'empty', 'human', 'empty']);
  cid.send({ type: 'leave' });
  await cid.next('left');
  await ann.find('seats', ({ seats }) => seats[1]!.driver === 'ai');
  server.ticks(1);
  expect([...worldOf(server, code).pacState].map((state) => state !== PAC.empty)).toEqual([true, true, false, false]);
});

test('[GR5] a wish and its acknowledgement are not inherited with a seat', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create(2);
  await bob.join(code);
  await server.run(20, ann, bob);
  await wish(bob, 7, LEFT);
  await server.run(20, ann, bob);
  expect(worldOf(server, code).seatInput[1]).toBe(7);
  bob.send({ type: 'leave' });
  await bob.next('left');
  await bob.join(code);
  server.ticks(1);
  expect(worldOf(server, code).seatInput[1]).toBe(0);
  expect(worldOf(server, code).pacWish[1]).toBe(NONE);
});

test('[GR6] a code that no room has, a room without a place, and settings out of range are refused', async () => {
  const server = await startTestServer({ roomsMax: 1 });
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  bob.send({ type: 'join', code: 'ABCDE', password: '', rate: 20 });
  expect(await bob.error()).toBe('no-such-room');
  bob.send({ type: 'create', settings: { ...ROOM_SETTINGS, seatCount: 5 }, password: '', rate: 20 });
  expect(await bob.error()).toBe('bad-settings');
  bob.send({ type: 'play', mode: 'chess', rate: 20 });
  expect(await bob.error()).toBe('bad-settings');
  const { code } = await ann.create(1);
  bob.send({ type: 'join', code, password: '', rate: 20 });
  expect(await bob.next('error')).toMatchObject({ code: ERRORS['room-full'].wire, fatal: false, answers: 3 });
  bob.send({ type: 'play', mode: 'coop', rate: 20 });
  expect(await bob.error()).toBe('too-many-rooms');
});

test('[GR7] a room closes when its last member leaves', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  await ann.play();
  expect(server.lobby.roomCount).toBe(1);
  ann.send({ type: 'leave' });
  await ann.next('left');
  expect(server.lobby.roomCount).toBe(0);
});

test('[GR8] a result lasts 600 ticks, then the same members play a new match; meanwhile quick play skips the room', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const first = await ann.play();
  await server.run(20, ann);
  await wish(ann, 5, LEFT);
  worldOf(server, first.code).phase = PHASE.over;
  await server.run(20, ann);
  expect((await bob.play()).code).not.toBe(first.code);
  await server.run(581, ann, bob);
  const second = await ann.next('joined');
  expect(second).toMatchObject({ code: first.code, seat: first.seat, tick: 0 });
  expect(second.settings.seed).not.toBe(first.settings.seed);
  await wish(ann, 6, RIGHT);
  await server.run(20, ann, bob);
  const world = worldOf(server, first.code);
  expect(world.seatInput[0]).toBe(6);
  await ann.at(world.tick);
  expect(ann.words).toEqual(world.words);
});

test('[GR9] a room that throws ends alone: its players are back in the lobby, others go on', async () => {
  const server = await startTestServer();
  const [ann, bob] = [await server.enter('Ann'), await server.enter('Bob')];
  const { code } = await ann.create();
  const other = await bob.create();
  server.lobby.room(code)!.tick = () => {
    throw new Error('a broken rule');
  };
  server.ticks(20);
  expect(await ann.error()).toBe('room-failed');
  await ann.next('left');
  expect(server.lobby.room(code)).toBeNull();
  await bob.at(20);
  expect(bob.words).toEqual(worldOf(server, other.code).words);
  await ann.play();
});
