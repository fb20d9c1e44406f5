// A mode whose rules throw, in each of its parts and at each time: the room that finds it ends, or is not made, and nothing
// else is harmed.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EVERYTHING, modeNamed, MODES, PHASE, replayFrom, type ModeRules } from '#simulation';
import { FailedMatches } from '../../../game-server/ops/failed-matches.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const coop = modeNamed('coop')!;

/** The rules of `coop`, one part of which can be broken: `fault` then throws. */
const PARTS: Readonly<Record<string, (fault: () => void) => Partial<ModeRules>>> = {
  start: (fault) => ({ start: (world, index) => (fault(), coop.start(world, index)) }),
  step: (fault) => ({ step: (world, events) => (fault(), coop.step(world, events)) }),
  homeOf: (fault) => ({ homeOf: (seat) => (fault(), coop.homeOf(seat)) }),
  enter: (fault) => ({ enter: (world, seat, events) => (fault(), coop.enter(world, seat, events)) }),
  leave: (fault) => ({ leave: (world, seat, events) => (fault(), coop.leave(world, seat, events)) }),
  afterStep: (fault) => ({ afterStep: fault }),
  mayEndSoon: (fault) => ({ mayEndSoon: (match) => (fault(), coop.mayEndSoon(match)) }),
  rank: (fault) => ({ rank: (match, seat, other) => (fault(), coop.rank(match, seat, other)) }),
  isCleared: (fault) => ({ isCleared: (match) => (fault(), coop.isCleared(match)) }),
  view: (fault) => ({ view: () => (fault(), EVERYTHING) }),
  'view.show': (fault) => ({ view: () => ({ ...EVERYTHING, key: 'hidden', show: fault }) }),
};
const TIMES = ['when a room is made', 'in the lobby', 'in a match', 'when a match is over'] as const;

/** Which of these find the fault. The others do not ask that part of the rules. */
const FINDS: Readonly<Record<string, readonly (typeof TIMES)[number][]>> = {
  start: ['when a room is made', 'in the lobby', 'in a match', 'when a match is over'],
  homeOf: ['when a room is made', 'in the lobby', 'in a match', 'when a match is over'],
  step: ['in a match'],
  enter: ['in a match'],
  leave: ['in a match'],
  afterStep: ['in a match'],
  mayEndSoon: ['in a match'],
  rank: ['when a match is over'],
  isCleared: ['when a match is over'],
  view: ['when a room is made', 'in the lobby', 'in a match', 'when a match is over'],
  'view.show': ['when a room is made', 'in the lobby', 'in a match', 'when a match is over'],
};
const CASES = Object.entries(FINDS).flatMap(([part, times]) => times.map((time) => [part, time] as const));

test.each(CASES)('[GR9] rules that throw in `%s` %s: that room ends, and nothing of it is left', (part, time) => {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let isBroken = false;
  const mode: ModeRules = {
    ...{ ...coop, name: 'broken' },
    ...PARTS[part]!(() => {
      if (isBroken) throw new Error(`broken rule: ${part}`);
    }),
  };
  const server = new MemoryServer({}, 7, { modes: [...MODES, mode], failedMatches: new FailedMatches(folder) });
  const [ann, bob, cid, dan] = ['Ann', 'Bob', 'Cid', 'Dan'].map((name) => server.enter(name)) as [
    MemoryPlayer,
    MemoryPlayer,
    MemoryPlayer,
    MemoryPlayer,
  ];
  dan.play();
  const otherRoom = server.room(dan.code);
  const breakNow = (now: (typeof TIMES)[number]): void => void (isBroken ||= time === now);

  breakNow('when a room is made');
  const code = ann.create({ mode: 'broken', fill: false });
  if (code === '') {
    expect(ann.errors()).toEqual(['room-failed']);
  } else {
    bob.join(code);
    cid.watch(code);
    breakNow('in the lobby');
    ann.configure({ mode: 'broken', fill: false, level: 2 });
    server.run(2);
    if (server.core.lobby.room(code) !== null) {
      ann.send({ type: 'start' });
      server.run(60);
      breakNow('in a match');
      bob.send({ type: 'leave' });
      server.run(5);
      bob.join(code);
      server.run(5);
    }
    const room = server.core.lobby.room(code);
    if (room !== null) {
      breakNow('when a match is over');
      room.world.phase = PHASE.over;
      server.run(500);
      ann.send({ type: 'start' });
      server.run(5);
    }
    for (const player of [ann, cid])
      expect([player.errors(), player.last('left')?.reason]).toEqual([['room-failed'], 'failed']);
    // Bob may have left before, and found no room when coming back.
    expect(['room-failed', 'no-such-room']).toContain(bob.errors()[0]);
  }
  expect(server.core.metrics.roomsFailed).toBe(1);
  expect([...server.core.lobby.rooms]).toEqual([otherRoom]);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )) {
    expect(replayFrom(JSON.parse(readFileSync(join(folder, file), 'utf8')), [mode]).failure).toBe(
      `broken rule: ${part}`,
    );
  }

  // The others play on, and all may play again.
  const { tick } = otherRoom.world;
  server.run(60);
  expect([otherRoom.world.tick, [...dan.words]]).toEqual([tick + 60, [...otherRoom.world.words]]);
  expect(dan.errors()).toEqual([]);
  for (const player of [ann, bob, cid]) player.play();
  expect([ann, bob, cid].map((player) => player.code === '')).toEqual([false, false, false]);
  for (const player of server.players) {
    player.send({ type: 'leave' });
    player.cut();
  }
  server.run(2000);
  const nothing = { rooms: 0, sessions: 0, disconnected: 0, names: 0, tokens: 0 };
  expect([server.core.metrics.roomsFailed, server.core.held()]).toMatchObject([1, nothing]);
});
