// A match of several mazes: who is sent which of them, and when.

import { describe, expect, test } from 'vitest';
import { EMOTE_INTERVAL_TICKS } from '#protocol';
import { hashWorld, MODES, PAC, PHASE, UP, wordsOfMatch, type World } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { ENTRY_TICKS, HALLS_DELAY_TICKS, HALLS_MODE } from '../../support/halls-mode.ts';

const modes = [...MODES, HALLS_MODE];

/** A match of four seats, two of them players'; the room is in play. */
function playing(settings = {}) {
  const server = new MemoryServer({}, 7, { modes });
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create({ mode: 'halls', seatCount: 4, fill: true, skill: 'easy', ...settings });
  bob.join(code);
  ann.send({ type: 'start' });
  const room = server.room(code);
  while (room.stateName !== 'play') server.run(1);
  const match = server.match(code);
  const worlds = (): readonly World[] => match.now.worlds;
  return { server, ann, bob, code, room, match, worlds };
}

/** Which world has these words. */
function worldSeen(player: MemoryPlayer, worlds: readonly World[]): number {
  return worlds.findIndex(({ words }) => words.every((word, i) => word === player.words[i]));
}

/** The words of all worlds, by tick, of the ticks that pass. */
class Past {
  readonly byTick = new Map<number, readonly Int32Array[]>();

  run({ server, worlds, match }: ReturnType<typeof playing>, ticks: number, look = () => {}): void {
    for (let i = 0; i < ticks; i++) {
      server.run(1);
      this.byTick.set(
        match.tick,
        worlds().map(({ words }) => words.slice()),
      );
      look();
    }
  }

  /** Which world of which tick a player sees. */
  seen({ words }: MemoryPlayer): { tick: number; world: number } {
    const tick = words[0]!;
    const all = this.byTick.get(tick) ?? [];
    return { tick, world: all.findIndex((each) => each.every((word, i) => word === words[i])) };
  }
}

test('[GB10] players see the maze that they are in, and in the tick in which they go on they have all of the next one', () => {
  const setting = playing();
  const { server, ann, bob, worlds, match } = setting;
  expect([worldSeen(ann, worlds()), worldSeen(bob, worlds())]).toEqual([0, 1]);
  for (let turn = 1; turn <= 5; turn++) {
    ann.rate = 10;
    ann.input(turn, UP, match.tickNow + 1);
    server.run(1);
    expect([worldSeen(ann, worlds()), worldSeen(bob, worlds())]).toEqual([turn % 4, 1]);
    server.run(7);
    expect([worldSeen(ann, worlds()), worldSeen(bob, worlds())]).toEqual([turn % 4, 1]);
  }
});

test('[GB10] at the slowest rate too, and a player who comes back is in the maze that the seat is in', () => {
  const server = new MemoryServer({}, 7, { modes });
  const ann = server.enter('Ann');
  ann.rate = 10;
  const code = ann.create({ mode: 'halls', seatCount: 2, fill: true });
  ann.send({ type: 'start' });
  const room = server.room(code);
  while (room.stateName !== 'play') server.run(1);
  const match = server.match(code);
  for (let turn = 1; turn <= 13; turn++) {
    ann.input(turn, UP, match.tickNow + 1);
    server.run(1);
    expect(worldSeen(ann, match.now.worlds)).toBe(turn % 2);
    server.run(1);
  }
  ann.cut();
  const back = server.resume(ann);
  expect(worldSeen(back, match.now.worlds)).toBe(1);
});

describe('a watcher', () => {
  test('[GB5] sees the match as it was, begins in the middle, and catches up with the delay within seconds', () => {
    const setting = playing();
    const { server, ann, code, match } = setting;
    const past = new Past();
    past.run(setting, 700);
    const cid = server.enter('Cid');
    cid.watch(code);
    expect(match.tick - cid.words[0]!).toBeGreaterThanOrEqual(HALLS_DELAY_TICKS);
    past.run(setting, 100, () => expect(match.tick - cid.words[0]!).toBeGreaterThanOrEqual(HALLS_DELAY_TICKS));
    past.run(setting, 200, () => {
      const { tick, world } = past.seen(cid);
      expect([match.tick - tick, world >= 0]).toEqual([HALLS_DELAY_TICKS, true]);
    });
    expect(cid.take('joined')).toMatchObject([{ seat: -1, settings: { seed: 0 } }]);
    expect(ann.words[0]).toBe(match.tick);
    expect(cid.pong!.tick).toBe(cid.words[0]);
  });

  test('[GB5] does not come closer to the present while the match stands still', () => {
    const setting = playing();
    const { server, ann, bob, code, room, match } = setting;
    const past = new Past();
    const cid = server.enter('Cid');
    cid.watch(code);
    past.run(setting, 2 * HALLS_DELAY_TICKS);
    for (const player of [ann, bob]) player.send({ type: 'pause', paused: true });
    expect(room.stateName).toBe('paused');
    // Who begins to watch in a pause sees no more.
    const dan = server.enter('Dan');
    dan.watch(code);
    server.run(2 * HALLS_DELAY_TICKS);
    for (const { words } of [cid, dan]) expect(match.tick - words[0]!).toBe(HALLS_DELAY_TICKS);
    ann.send({ type: 'pause', paused: false });
    past.run(setting, HALLS_DELAY_TICKS, () => expect(past.seen(cid).tick).toBe(match.tick - HALLS_DELAY_TICKS));
  });

  test('[GR31] looks at any maze or follows any seat, late, in the next tick', () => {
    const setting = playing();
    const { server, ann, bob, code, match } = setting;
    const past = new Past();
    const cid = server.enter('Cid');
    cid.watch(code);
    past.run(setting, 2 * HALLS_DELAY_TICKS);
    for (const maze of [2, 0, 3]) {
      cid.send({ type: 'follow', seat: -1, maze });
      past.run(setting, 1);
      expect(past.seen(cid)).toEqual({ tick: match.tick - HALLS_DELAY_TICKS, world: maze });
    }
    cid.send({ type: 'follow', seat: 1, maze: -1 });
    past.run(setting, 1);
    expect(past.seen(cid).world).toBe(1);
    bob.input(1, UP, match.tickNow + 1);
    past.run(setting, HALLS_DELAY_TICKS);
    expect(past.seen(cid).world).toBe(1);
    past.run(setting, 1);
    expect(past.seen(cid)).toEqual({ tick: match.tick - HALLS_DELAY_TICKS, world: 2 });
    for (const [seat, maze] of [
      [4, -1],
      [-2, -1],
      [-1, 4],
      [-1, -2],
    ] as const) {
      cid.send({ type: 'follow', seat, maze });
    }
    ann.send({ type: 'follow', seat: 1, maze: -1 });
    expect([cid.errors(), ann.errors()]).toEqual([Array<string>(4).fill('cannot-follow'), ['cannot-follow']]);
    past.run(setting, 5);
    expect([past.seen(cid).world, worldSeen(ann, match.now.worlds)]).toEqual([2, 0]);
  });

  test('[GV4] looks at what they have chosen after the server was killed, and so does a seat that is out', () => {
    const { server, ann, bob, code, worlds } = playing();
    const [cid, dan] = [server.enter('Cid'), server.enter('Dan')];
    for (const player of [cid, dan]) player.watch(code);
    worlds()[0]!.pacState[0] = PAC.out;
    worlds()[0]!.lives = 0;
    server.run(1);
    cid.send({ type: 'follow', seat: -1, maze: 2 });
    dan.send({ type: 'follow', seat: 0, maze: -1 });
    ann.send({ type: 'follow', seat: -1, maze: 3 });
    // The log does not have what the test wrote into the world, the next checkpoint has it.
    server.run(600);
    const { next } = server.killed({}, { modes });
    const again = [ann, bob, cid, dan].map((player) => next.resume(player));
    next.run(2 * HALLS_DELAY_TICKS);
    const members = [...next.room(code).members];
    const looking = again.map(({ name }) => members.find((member) => member.name === name)!);
    expect(looking.map((member) => next.room(code).sceneFor(member).maze)).toEqual([3, 1, 2, 0]);
  });

  test('[GB5] learns of the end of a match when it has seen it, from the state, the seats and the results', () => {
    const setting = playing();
    const { server, ann, code, room, worlds } = setting;
    const cid = server.enter('Cid');
    cid.watch(code);
    server.run(2 * HALLS_DELAY_TICKS);
    for (const player of [ann, cid]) player.inbox.length = 0;
    for (const world of worlds()) world.phase = PHASE.over;
    server.run(1);
    expect([room.stateName, ann.take('results').length]).toEqual(['result', 1]);
    const dan = server.enter('Dan');
    dan.watch(code);
    ann.ready();
    server.run(HALLS_DELAY_TICKS - 1);
    expect(cid.inbox.filter(({ type }) => type !== 'notice')).toEqual([]);
    expect([dan.last('room')!.state, dan.take('results')]).toEqual(['play', []]);
    server.run(1);
    for (const player of [cid, dan]) {
      expect([player.last('room')!.state, player.take('results').length]).toEqual(['result', 1]);
      expect(player.last('seats')!.seats[0]!.ready).toBe(true);
    }
  });

  test('[GB5] learns it at once when the next match begins, or the room is in its lobby', () => {
    const setting = playing();
    const { server, ann, code, worlds } = setting;
    const cid = server.enter('Cid');
    cid.watch(code);
    server.run(1);
    for (const world of worlds()) world.phase = PHASE.over;
    server.run(2);
    cid.inbox.length = 0;
    ann.configure({ mode: 'halls', seatCount: 4 });
    expect(cid.inbox.map(({ type }) => type).slice(0, 5)).toEqual(['results', 'seats', 'room', 'joined', 'room']);
    expect(cid.inbox.at(-1)).toMatchObject({ state: 'lobby' });
  });
});

test('[GB5] a late match costs nothing before the first watcher, and nothing after the last one', () => {
  const { server, code, match } = playing();
  server.run(60);
  expect(match.late).toBeNull();
  const cid = server.enter('Cid');
  cid.watch(code);
  server.run(60);
  expect(match.late).not.toBeNull();
  cid.send({ type: 'leave' });
  server.run(60);
  expect(match.late).toBeNull();
});

test('[GK8] emotes reach those who look at the same maze, and between matches the whole room', () => {
  const { server, ann, bob, code, worlds } = playing();
  const cid = server.enter('Cid');
  cid.watch(code);
  cid.send({ type: 'follow', seat: -1, maze: 1 });
  const seenOf = (from: MemoryPlayer) => {
    server.run(EMOTE_INTERVAL_TICKS);
    from.send({ type: 'emote', emote: 'hello' });
    return [ann, bob, cid].map((player) => player.take('emote').length);
  };
  expect([seenOf(ann), seenOf(bob), seenOf(cid)]).toEqual([
    [1, 0, 0],
    [0, 1, 1],
    [0, 0, 1],
  ]);
  for (const world of worlds()) world.phase = PHASE.over;
  server.run(1);
  expect([server.room(code).stateName, seenOf(ann), seenOf(cid)]).toEqual(['result', [1, 1, 1], [1, 1, 1]]);
  ann.configure({ mode: 'halls', seatCount: 4 });
  expect([server.room(code).stateName, seenOf(bob)]).toEqual(['lobby', [1, 1, 1]]);
});

test('[GR31] a seat that is out looks around as a watcher does, and sees its own maze before and after that', () => {
  const setting = playing();
  const { ann, match, worlds } = setting;
  const past = new Past();
  past.run(setting, 2 * HALLS_DELAY_TICKS);
  worlds()[0]!.pacState[0] = PAC.out;
  worlds()[0]!.lives = 0;
  past.run(setting, 1);
  const home = () => expect(past.seen(ann)).toEqual({ tick: match.tick, world: 0 });
  home();
  ann.send({ type: 'follow', seat: 1, maze: -1 });
  past.run(setting, 30);
  expect(past.seen(ann).world).toBe(1);
  expect(match.tick - past.seen(ann).tick).toBeGreaterThanOrEqual(HALLS_DELAY_TICKS);
  ann.send({ type: 'follow', seat: -1, maze: -1 });
  past.run(setting, 1);
  home();
});

test('[GK8] an emote reaches those who look at the same maze', () => {
  const { server, ann, bob, match, code } = playing();
  const cid = server.enter('Cid');
  cid.watch(code);
  cid.send({ type: 'follow', seat: 1, maze: -1 });
  const seen = () => [ann, bob, cid].map((player) => player.take('emote').length);
  bob.send({ type: 'emote', emote: 'taunt' });
  expect(seen()).toEqual([0, 1, 1]);
  ann.input(1, UP, match.tickNow + 1);
  server.run(150);
  bob.send({ type: 'emote', emote: 'scared' });
  expect(seen()).toEqual([1, 1, 1]);
});

test('[GR32] where nobody may enter any more a newcomer watches, and has a seat in the next match', () => {
  const setting = playing();
  const { server, ann, code, room, worlds } = setting;
  const [cid, dan, eve] = ['Cid', 'Dan', 'Eve'].map((name) => server.enter(name)) as [
    MemoryPlayer,
    MemoryPlayer,
    MemoryPlayer,
  ];
  cid.join(code);
  expect(cid.seat).toBe(2);
  cid.send({ type: 'leave' });
  server.run(ENTRY_TICKS);
  dan.watch(code);
  cid.join(code);
  expect([cid.seat, cid.notices().at(-1)]).toEqual([-1, 'in-line Cid']);
  dan.send({ type: 'sit' });
  expect([dan.seat, dan.notices()]).toEqual([-1, ['joined Cid', 'in-line Dan']]);
  eve.join(code);
  expect([cid, dan, eve].flatMap((player) => player.errors())).toEqual([]);
  // Quick play offers another room.
  const fay = server.enter('Fay');
  fay.play('halls');
  expect([fay.seat, fay.code === code]).toEqual([0, false]);
  for (const world of worlds()) world.phase = PHASE.over;
  server.run(1);
  ann.send({ type: 'start' });
  server.run(300);
  expect(room.stateName).toBe('countdown');
  expect([cid.seat, dan.seat, eve.seat]).toEqual([2, 3, -1]);
});

test('[GV1] the places of those who wait outlive the process', () => {
  const { server, ann, code } = playing();
  server.run(ENTRY_TICKS);
  const cid = server.enter('Cid');
  cid.join(code);
  server.run(1);
  const { next } = server.killed({}, { modes });
  const host = next.resume(ann);
  const back = next.resume(cid);
  while (next.room(code).stateName !== 'play') next.run(1);
  expect(back.seat).toBe(-1);
  for (const world of next.match(code).now.worlds) world.phase = PHASE.over;
  next.run(1);
  host.send({ type: 'start' });
  next.run(301);
  expect(back.seat).toBe(2);
});

test('[GV5] a match of several mazes goes on where it was, with every seat in its maze', () => {
  const setting = playing();
  const { server, ann, bob, code, match } = setting;
  for (let turn = 1; turn <= 3; turn++) {
    ann.input(turn, UP, match.tickNow + 1);
    if (turn < 3) bob.input(turn, UP, match.tickNow + 1);
    server.run(250);
  }
  const words = wordsOfMatch(match.now);
  const { next, recovered } = server.killed({}, { modes });
  expect(recovered).toMatchObject({ rooms: 1, roomsDropped: 0 });
  const after = next.match(code);
  expect(wordsOfMatch(after.now)).toEqual(words);
  const [annBack, bobBack] = [ann, bob].map((player) => next.resume(player)) as [MemoryPlayer, MemoryPlayer];
  expect([worldSeen(annBack, after.now.worlds), worldSeen(bobBack, after.now.worlds)]).toEqual([3, 3]);
  expect(hashWorld(after.now.worlds[3]!)).toBe(hashWorld(match.now.worlds[3]!));
});
