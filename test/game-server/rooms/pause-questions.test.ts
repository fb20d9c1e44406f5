// The question for a pause: who sees it, how it ends, and who may ask again.

import { expect, test } from 'vitest';
import { PAUSE_ASK_AGAIN_TICKS, PAUSE_QUESTION_TICKS } from '../../../game-server/rooms/room-rules.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** A match of these players with seats, and a watcher, who comes last. */
function playing(names: readonly string[], mode = 'coop') {
  const server = new MemoryServer();
  // With the log of the match a room without inputs sleeps between its pieces.
  const players = names.map((name) => server.enterForLog(name));
  const watcher = server.enterForLog('Watcher');
  const code = players[0]!.create({ mode, seatCount: 4 });
  for (const player of players.slice(1)) player.join(code);
  watcher.watch(code);
  players[0]!.send({ type: 'start' });
  server.run(407);
  for (const player of [...players, watcher]) player.inbox = [];
  return { server, room: server.room(code), watcher, players: players as [MemoryPlayer, MemoryPlayer, MemoryPlayer] };
}

function answer(player: MemoryPlayer, paused: boolean): void {
  player.send({ type: 'pause', paused });
}

/** The question as a member was told last: who asked, which seats have agreed, how long it is open. */
function question(player: MemoryPlayer): unknown[] {
  const { pauseAskedBy, pauseSeats, pauseLapsesInTicks } = player.last('room')!;
  return [pauseAskedBy, [...Array.from(pauseSeats)], pauseLapsesInTicks];
}

const NONE = ['', [], 0];

test('[GR14] the room shows who asks for a pause, who has agreed, and when the question lapses', () => {
  const { server, room, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann, bob, cid] = players;
  answer(bob, true);
  for (const member of [...players, watcher]) {
    expect(question(member)).toEqual(['Bob', [1], PAUSE_QUESTION_TICKS]);
    expect(member.notices()).toEqual(['paused Bob']);
  }
  server.run(100);
  answer(ann, true);
  // Twice is once.
  answer(ann, true);
  expect([question(watcher), watcher.notices()]).toEqual([['Bob', [0, 1], PAUSE_QUESTION_TICKS - 100], ['paused Ann']]);
  // Who comes now sees the question too.
  const late = server.enter('Late');
  late.watch(room.code);
  expect(question(late)).toEqual(['Bob', [0, 1], PAUSE_QUESTION_TICKS - 100]);
  answer(cid, true);
  expect([question(watcher), room.stateName]).toEqual([NONE, 'paused']);
});

test('[GR14] one no ends the question for all, and a watcher has no say in it', () => {
  const { server, room, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann, bob, cid] = players;
  answer(ann, true);
  answer(watcher, false);
  expect(question(watcher)[0]).toBe('Ann');
  answer(bob, false);
  for (const member of [...players, watcher]) expect(question(member)).toEqual(NONE);
  expect(watcher.notices()).toEqual(['paused Ann', 'pause-refused Bob']);
  // A yes is a question of its own now.
  answer(cid, true);
  expect(question(ann)).toEqual(['Cid', [2], PAUSE_QUESTION_TICKS]);
  expect([room.stateName, ...players.flatMap((player) => player.errors())]).toEqual(['play']);
  server.run(60);
  answer(cid, false);
  expect(question(ann)).toEqual(NONE);
});

test('[GR14] a question lapses, in the tick that it names, also in a room in which nothing else happens', () => {
  const { server, room, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann] = players;
  answer(ann, true);
  server.run(PAUSE_QUESTION_TICKS - 1);
  expect([question(watcher)[0], watcher.notices()]).toEqual(['Ann', ['paused Ann']]);
  server.run(1);
  expect([question(watcher), watcher.notices(), room.stateName]).toEqual([NONE, ['pause-lapsed Ann'], 'play']);
});

test('[GR14] after a question that led to no pause its player has to wait, and the others have not', () => {
  const { server, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann, bob] = players;
  answer(ann, true);
  answer(bob, false);
  answer(ann, true);
  expect(ann.errors()).toEqual(['cannot-pause']);
  answer(bob, true);
  answer(bob, false);
  expect(bob.errors()).toEqual([]);
  server.run(PAUSE_ASK_AGAIN_TICKS - 1);
  answer(ann, true);
  expect(ann.errors()).toEqual(['cannot-pause']);
  server.run(1);
  answer(ann, true);
  expect([ann.errors(), question(watcher)[0]]).toEqual([[], 'Ann']);
});

test.each(['leave', 'cut'] as const)(
  '[GR14] who is lost by %s is not waited for, and takes the own question along',
  (how) => {
    const { server, room, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
    const [ann, bob, cid] = players;
    const lose = (player: MemoryPlayer) => (how === 'cut' ? player.cut() : player.send({ type: 'leave' }));
    answer(ann, true);
    lose(ann);
    expect([question(watcher), room.stateName]).toEqual([NONE, 'play']);
    answer(bob, true);
    lose(cid);
    server.run(1);
    expect([question(watcher), room.stateName]).toEqual([NONE, 'paused']);
  },
);

test('[GR14] the question of a player who is disconnected and was not the host is over for all', () => {
  const { server, room, watcher, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann, bob, cid] = players;
  answer(cid, true);
  cid.cut();
  for (const member of [ann, bob, watcher]) expect([question(member), room.stateName]).toEqual([NONE, 'play']);
  server.resume(cid);
  answer(bob, true);
  expect(question(ann)).toEqual(['Bob', [1], PAUSE_QUESTION_TICKS]);
});

test('[GR14] a restart ends the question', () => {
  const { server, room, players } = playing(['Ann', 'Bob', 'Cid']);
  const [ann, bob] = players;
  answer(ann, true);
  const { next } = server.killed();
  const back = [ann, bob].map((player) => next.resume(player));
  next.run(900);
  expect([next.room(room.code).stateName, question(back[0]!)]).toEqual(['play', NONE]);
  answer(back[1]!, true);
  expect(question(back[0]!)).toEqual(['Bob', [1], PAUSE_QUESTION_TICKS]);
});

test('[GR14] alone there is no question', () => {
  const { watcher, room, players } = playing(['Ann']);
  answer(players[0], true);
  expect([question(watcher), room.stateName]).toEqual([NONE, 'paused']);
});
