// Sessions outlive connections: resuming, being disconnected, being idle, ending.

import { expect, test } from 'vitest';
import { canSteer, hashWorld, LEFT, NONE, PAC, PHASE, RIGHT, STANDIN_AFTER_TICKS } from '#simulation';
import { DISCONNECTED_TICKS_MAX, GRACE_TICKS, IDLE_WARNING_TICKS } from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** Ann and Bob in a match that is on. */
function twoPlayers(settings = {}) {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create({ seatCount: 2, ...settings });
  bob.join(code);
  ann.send({ type: 'start' });
  server.run(200);
  for (const player of [ann, bob]) player.inbox.length = 0;
  return { server, ann, bob, code, room: server.room(code) };
}

/** Comes back over a new connection. */
function again(server: MemoryServer, player: MemoryPlayer, token = player.token): MemoryPlayer {
  const next = server.connect();
  next.hello('Somebody', 'human', token);
  return next;
}

test('[GP1] a resumed session has the same name, seat, score and world; meanwhile others see the player disconnected', () => {
  const { server, ann, bob, room } = twoPlayers();
  bob.input(1, LEFT);
  server.run(20);
  const score = room.world.seatScore[1];
  bob.cut();
  expect(ann.last('seats')!.seats[1]).toMatchObject({ name: 'Bob', driver: 'human', disconnected: true });
  expect(ann.notices()).toEqual(['disconnected Bob']);
  server.run(60);
  const back = again(server, bob);
  expect(back.last('welcome')).toMatchObject({ name: 'Bob', resumed: true });
  expect(back.last('joined')).toMatchObject({ seat: 1, code: room.code });
  expect(back.last('room')!.state).toBe('play');
  expect(back.words).toEqual(room.world.words);
  expect(room.world.seatScore[1]).toBeGreaterThanOrEqual(score!);
  expect(ann.last('seats')!.seats[1]!.disconnected).toBe(false);
  expect(ann.notices()).toEqual(['reconnected Bob']);
  server.run(10);
  expect(back.words).toEqual(room.world.words);
});

test('[GP2] a token is new on every use; an old, a used and an invented one begin a new session', () => {
  const { server, bob } = twoPlayers();
  bob.cut();
  const second = again(server, bob);
  expect(second.token).not.toBe(bob.token);
  second.report();
  second.cut();
  for (const token of [bob.token, 'A'.repeat(22)]) {
    const stranger = again(server, bob, token);
    expect(stranger.last('welcome')).toMatchObject({ resumed: false });
    expect(stranger.seat).toBeNull();
  }
  expect(again(server, second).seat).toBe(1);
});

test('[GP2] a session survives the loss of a token together with the connection it was sent over', () => {
  const { server, bob } = twoPlayers();
  bob.cut();
  again(server, bob).cut();
  again(server, bob).cut();
  const back = again(server, bob);
  expect(back.seat).toBe(1);
});

test('[GP3] the newest connection wins; the older gets a code and is closed', () => {
  const { server, ann, bob, room } = twoPlayers();
  const newer = again(server, bob);
  expect(bob.errors()).toEqual(['resumed-elsewhere']);
  expect(bob.isClosed).toBe(true);
  expect(newer.seat).toBe(1);
  expect(ann.notices()).toEqual([]);
  server.run(40);
  expect(newer.words).toEqual(room.world.words);
});

test('[GP4] the last wish holds for 180 ticks, then the AI steers, and its wishes acknowledge nothing', () => {
  const { server, bob, room } = twoPlayers();
  bob.input(7, RIGHT);
  server.run(1);
  bob.cut();
  for (let tick = 0; tick < STANDIN_AFTER_TICKS; tick++) {
    server.run(1);
    expect(room.world.pacWish[1]).toBe(RIGHT);
  }
  const wishes = new Set<number>();
  for (let tick = 0; tick < 600; tick++) {
    server.run(1);
    wishes.add(room.world.pacWish[1]!);
    expect(room.world.seatInput[1]).toBe(7);
  }
  expect(wishes.size).toBeGreaterThan(2);
});

test('[GP4] after 1799 ticks the player still has the seat, after 1800 it is released', () => {
  for (const [ticks, isKept] of [
    [GRACE_TICKS - 1, true],
    [GRACE_TICKS, false],
  ] as const) {
    const { server, ann, bob, room } = twoPlayers();
    bob.cut();
    server.run(ticks);
    const back = again(server, bob);
    expect(back.last('welcome')!.resumed).toBe(isKept);
    expect(back.seat).toBe(isKept ? 1 : null);
    if (isKept) expect(room.seats.wire[1]!.disconnected).toBe(false);
    else expect(ann.last('seats')!.seats[1]).toMatchObject({ driver: 'empty' });
  }
});

test('[GP4] a player who is back steers from the next tick on, and no wish counts twice', () => {
  const { server, bob, room } = twoPlayers();
  bob.input(1, LEFT);
  bob.input(2, RIGHT);
  server.run(2);
  bob.cut();
  server.run(300);
  const back = again(server, bob);
  back.input(1, LEFT);
  back.input(2, RIGHT);
  server.run(1);
  expect(room.world.seatInput[1]).toBe(2);
  back.input(3, NONE);
  server.run(1);
  expect(room.world.seatInput[1]).toBe(3);
  expect(room.world.pacWish[1]).toBe(NONE);
});

test('[GP5] a player who is disconnected for more than 3600 ticks of one match in all loses the seat', () => {
  // With good players beside them the match does not end before that.
  const { server, ann, bob } = twoPlayers({ seatCount: 4, fill: true, skill: 'hard' });
  let player = bob;
  let away = 0;
  while (away + GRACE_TICKS - 1 <= DISCONNECTED_TICKS_MAX) {
    player.cut();
    server.run(GRACE_TICKS - 1);
    away += GRACE_TICKS - 1;
    player = again(server, player);
    expect(player.seat).toBe(1);
    ann.input(away, LEFT);
  }
  player.cut();
  server.run(DISCONNECTED_TICKS_MAX - away);
  expect(ann.last('seats')!.seats[1]!.driver).toBe('human');
  server.run(1);
  expect(ann.last('seats')!.seats[1]!.driver).toBe('ai');
  const back = again(server, player);
  expect(back.last('welcome')!.resumed).toBe(true);
  expect(back.seat).toBeNull();
});

test('[GP6] a human without a wish is warned, then steered by the AI until the next wish; a bot is not', () => {
  const server = new MemoryServer();
  const [ann, robot] = [server.enter('Ann'), server.enter('Robot', 'bot')];
  const code = ann.create({ seatCount: 2 });
  robot.join(code);
  ann.send({ type: 'start' });
  const room = server.room(code);
  while (room.stateName !== 'play') server.run(1);
  ann.inbox.length = robot.inbox.length = 0;
  // A Pac-Man that stands still is caught now and then; only the time in the maze counts.
  room.world.lives = 1000;
  const { idleTicks } = room.rules.mode.room;
  const runInMaze = (ticks: number) => {
    for (let left = ticks; left > 0;) {
      server.run(1);
      if (room.world.phase === PHASE.play && canSteer(room.world, 0)) left--;
    }
  };
  runInMaze(idleTicks - IDLE_WARNING_TICKS - 2);
  expect(ann.notices()).toEqual([]);
  runInMaze(2);
  expect(ann.notices()).toEqual(['idle Ann']);
  expect(robot.notices()).toEqual([]);
  runInMaze(IDLE_WARNING_TICKS);
  expect(robot.last('seats')!.seats.map(({ disconnected, idle }) => [disconnected, idle])).toEqual([
    [false, true],
    [false, false],
  ]);
  runInMaze(2);
  expect(room.world.pacState[0]).toBe(PAC.alive);
  expect(room.world.pacState[1]).not.toBe(PAC.alive);
  ann.input(1, LEFT);
  expect(robot.last('seats')!.seats[0]!.idle).toBe(false);
});

test('[GP7] `classic` pauses when its player is disconnected, and goes on with the same world when they unpause', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play('classic');
  const room = server.room(ann.code);
  server.run(400);
  const watcher = server.enter('Bob');
  watcher.watch(room.code);
  ann.cut();
  expect(watcher.last('room')!.state).toBe('paused');
  const hash = hashWorld(room.world);
  server.run(600);
  const back = again(server, ann);
  server.run(100);
  expect(hashWorld(room.world)).toBe(hash);
  back.send({ type: 'pause', paused: false });
  server.run(1);
  expect(back.last('room')!.state).toBe('play');
  expect(hashWorld(room.world)).not.toBe(hash);
});

test('[GP7] `classic` does not begin again while its player is disconnected', () => {
  const server = new MemoryServer();
  const [ann, watcher] = [server.enter('Ann'), server.enter('Bob')];
  ann.play('classic');
  const room = server.room(ann.code);
  watcher.watch(room.code);
  server.run(400);
  room.world.phase = PHASE.over;
  server.run(1);
  ann.cut();
  server.run(1000);
  expect(room.stateName).toBe('result');
  again(server, ann);
  server.run(1);
  expect(room.stateName).toBe('countdown');
});

test('[GP8] a room without a connected member stands still, and closes with its last session', () => {
  const { server, ann, bob, room } = twoPlayers();
  ann.cut();
  bob.cut();
  const { tick } = room.world;
  server.run(GRACE_TICKS - 1);
  expect(room.world.tick).toBe(tick);
  expect(server.core.lobby.roomCount).toBe(1);
  server.run(1);
  expect(server.core.held()).toEqual({
    rooms: 0,
    sessions: 0,
    disconnected: 0,
    names: 0,
    tokens: 0,
    readers: 0,
    callers: 0,
  });
});

test('[GP9] a session ends at once if its client leaves and closes, or breaks the protocol', () => {
  const { server, ann, bob } = twoPlayers();
  bob.send({ type: 'leave' });
  bob.report();
  bob.cut();
  expect(server.core.sessions.count).toBe(1);
  ann.bytes(Uint8Array.of(0, 0, 0, 0));
  expect(ann.errors()).toEqual(['frame-empty']);
  expect(server.core.held()).toMatchObject({ rooms: 0, sessions: 0, names: 0, tokens: 0 });
});

test('[GP9] of too many disconnected sessions the oldest ends', () => {
  const server = new MemoryServer({ disconnectedSessionsMax: 2 });
  const players = ['Ann', 'Bob', 'Cid'].map((name) => server.enter(name));
  for (const player of players) player.cut();
  expect([...server.core.sessions].map(({ name }) => name)).toEqual(['Bob', 'Cid']);
});

/** Keeps a disconnected player so for this many ticks in all, with short returns in time. @returns the last connection. */
function disconnectFor(server: MemoryServer, player: MemoryPlayer, ticks: number): MemoryPlayer {
  let last = player;
  for (let left = ticks; left > 0; left -= GRACE_TICKS - 20) {
    if (left < ticks) {
      last = again(server, last);
      last.cut();
    }
    server.run(Math.min(left, GRACE_TICKS - 20));
  }
  return last;
}

/** What came since the welcome, in order. */
function typesAfterWelcome(player: MemoryPlayer): string[] {
  const received = player.inbox.map((message) => (message.type === 'left' ? `left ${message.reason}` : message.type));
  expect(received[0]).toBe('welcome');
  return received.slice(1);
}

test('[GP11] a player removed from a room while disconnected gets the reason on return', () => {
  const ways: [string, (set: ReturnType<typeof twoPlayers>) => MemoryPlayer | void][] = [
    ['left kicked', ({ ann }) => ann.send({ type: 'kick', name: 'Bob', ban: false })],
    ['left banned', ({ ann }) => ann.send({ type: 'kick', name: 'Bob', ban: true })],
    ['left closed', ({ server, bob }) => disconnectFor(server, bob, DISCONNECTED_TICKS_MAX + 20)],
    ['error left failed', ({ server, room }) => server.core.lobby.fail(room, new Error('broken'))],
  ];
  for (const [expected, happens] of ways) {
    const set = twoPlayers();
    set.bob.cut();
    const bob = happens(set) ?? set.bob;
    set.server.run(20);
    const back = again(set.server, bob);
    expect(typesAfterWelcome(back).join(' ')).toBe(expected);
    if (expected.startsWith('error')) expect(back.errors()).toEqual(['room-failed']);
    // A client that has shown that it knows does not get it again.
    back.send({ type: 'browse', on: true });
    back.cut();
    expect(typesAfterWelcome(again(set.server, back))).toEqual([]);
  }
});

test('[GP11] a kick that was sent over a dead connection is sent again', () => {
  const { server, ann, bob } = twoPlayers();
  ann.send({ type: 'kick', name: 'Bob', ban: false });
  bob.input(1, LEFT);
  const back = again(server, bob);
  back.cut();
  expect(typesAfterWelcome(again(server, back))).toEqual(['left kicked']);
});

test('[GP11] a lobby that the host closed meanwhile is reported; a match that ended meanwhile shows its result', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  bob.join(ann.create());
  bob.cut();
  ann.send({ type: 'close' });
  expect(typesAfterWelcome(again(server, bob))).toEqual(['left host-closed']);

  const set = twoPlayers();
  set.bob.cut();
  set.room.world.phase = PHASE.over;
  set.server.run(20);
  expect(typesAfterWelcome(again(set.server, set.bob)).slice(0, 3)).toEqual(['joined', 'room', 'results']);
});

test('[GP11] a room that the player left, or an earlier one, is not reported', () => {
  const { server, ann, bob, code } = twoPlayers();
  bob.send({ type: 'leave' });
  bob.report();
  const back = again(server, bob);
  expect(typesAfterWelcome(back)).toEqual([]);
  back.join(code);
  ann.send({ type: 'kick', name: 'Bob', ban: false });
  back.play();
  back.cut();
  expect(typesAfterWelcome(again(server, back)).slice(0, 2)).toEqual(['joined', 'room']);
});
