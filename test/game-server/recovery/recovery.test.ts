// A server that goes on with what the journal of a killed one has.

import { expect, test } from 'vitest';
import { EVERYTHING, modeNamed, MODES, type ModeRules } from '#simulation';
import { FILE_CHECKPOINT_TICKS, NO_JOURNAL } from '../../../game-server/journal/journal.ts';
import type { JournalRecord } from '../../../game-server/journal/record.ts';
import { GRACE_TICKS } from '../../../game-server/rooms/room-rules.ts';
import { MemoryServer } from '../../support/memory-server.ts';

test('[GV2] after a kill sessions have their names and tokens, and are disconnected for the usual time', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const gone = server.enter('Bob');
  gone.send({ type: 'leave' });
  gone.cut();
  const { next, recovered } = server.killed();
  expect(recovered).toMatchObject({ sessions: 1, rooms: 0 });
  expect(next.core.held()).toMatchObject({ sessions: 1, disconnected: 1, names: 1 });
  expect(next.enter('Ann').name).toBe('Ann-2');
  next.run(GRACE_TICKS - 30);
  const again = next.resume(ann);
  expect(again.last('welcome')).toMatchObject({ name: 'Ann', resumed: true });
  expect(next.core.held()).toMatchObject({ disconnected: 0 });
});

test('[GV2] a session that nobody resumes ends, and its room closes with it', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.create();
  const { next, recovered } = server.killed();
  expect(recovered).toMatchObject({ sessions: 1, rooms: 1 });
  next.run(GRACE_TICKS + 20);
  expect(next.core.held()).toMatchObject({ sessions: 0, rooms: 0, names: 0, tokens: 0 });
  expect(next.resume(ann).last('welcome')).toMatchObject({ resumed: false });
});

test('[GV3] killed in the middle of a change of tokens: the client resumes with the one that it has, old or new', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const oldToken = ann.token;
  ann.report();
  const again = server.resume(ann);
  expect(again.token).not.toBe(oldToken);
  for (const token of [oldToken, again.token]) {
    const { next } = server.killed();
    const player = next.connect();
    player.hello('Ann', 'human', token);
    expect(player.last('welcome')).toMatchObject({ name: 'Ann', resumed: true });
  }
});

test('[GV3] a token that was replaced for good stays invalid', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const oldToken = ann.token;
  const again = server.resume(ann);
  again.report();
  const { next } = server.killed();
  const player = next.connect();
  player.hello('Ann', 'human', oldToken);
  expect(player.last('welcome')).toMatchObject({ resumed: false });
});

test('[GV4] a lobby is as it was: code, settings, password, host, bans and mutes', () => {
  const server = new MemoryServer();
  const [ann, bob, cid, dan] = ['Ann', 'Bob', 'Cid', 'Dan'].map((name) => server.enter(name)) as [
    ReturnType<MemoryServer['enter']>,
    ReturnType<MemoryServer['enter']>,
    ReturnType<MemoryServer['enter']>,
    ReturnType<MemoryServer['enter']>,
  ];
  const code = ann.create({ level: 5 }, 'tea');
  for (const player of [bob, cid, dan]) player.join(code, 'tea');
  ann.send({ type: 'kick', name: 'Dan', ban: true });
  ann.mute('Cid', { forRoom: true });
  bob.mute('Ann');
  bob.ready();
  const { next } = server.killed();
  expect(next.room(code).rules).toMatchObject({ password: 'tea', settings: { level: 5 } });
  // Who comes first is host only until the host is back.
  const bobAgain = next.resume(bob);
  expect(bobAgain.last('room')).toMatchObject({ code, state: 'lobby', host: 'Bob', locked: true });
  expect(bobAgain.last('joined')).toMatchObject({ code, seat: 1 });
  const annAgain = next.resume(ann);
  next.run(20);
  expect(bobAgain.last('room')).toMatchObject({ host: 'Ann' });
  expect(annAgain.last('joined')!.seats.map(({ name, ready }) => `${name} ${ready}`)).toEqual([
    'Ann false',
    'Bob true',
    'Cid false',
    ' false',
  ]);
  const danAgain = next.resume(dan);
  danAgain.join(code, 'tea');
  expect(danAgain.errors()).toEqual(['banned']);
  const cidAgain = next.resume(cid);
  cidAgain.say('hello?');
  expect(cidAgain.errors()).toEqual(['muted']);
  bobAgain.take('chat');
  annAgain.say('here');
  expect(bobAgain.take('chat')).toEqual([]);
});

test('[GV4] a ban of a session that has ended concerns no session of a later process', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann', 'human', '10.0.0.1');
  const code = ann.create();
  const bob = server.enter('Bob', 'human', '10.0.0.2');
  bob.join(code);
  ann.send({ type: 'kick', name: 'Bob', ban: true });
  bob.send({ type: 'leave' });
  bob.cut();
  // Nothing else is known of that session after two restarts.
  const { next } = server.killed().next.killed();
  next.resume(ann);
  const cid = next.enter('Cid', 'human', '10.0.0.3');
  cid.join(code);
  expect([cid.errors(), cid.code]).toEqual([[], code]);
});

test('[GV4] a lobby whose settings were changed is there, with the new ones', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const code = ann.create();
  server.run(60);
  ann.configure({ level: 3 }, 'tea');
  server.run(60);
  const { next, recovered } = server.killed();
  expect(recovered).toMatchObject({ rooms: 1, roomsDropped: 0 });
  expect(next.room(code).rules).toMatchObject({ password: 'tea', settings: { level: 3 } });
  expect(next.resume(ann).last('joined')).toMatchObject({ settings: { level: 3 } });
});

test('[GV8] a room that failed when it was opened is not restored', () => {
  const coop = modeNamed('coop')!;
  let isBroken = false;
  const show = () => {
    if (isBroken) throw new Error('a broken rule');
  };
  const view: ModeRules['view'] = () => ({ ...EVERYTHING, key: 'hidden', show });
  const modes = [...MODES, { ...coop, name: 'broken', view }];
  const server = new MemoryServer({}, 7, { modes });
  const ann = server.enter('Ann');
  isBroken = true;
  ann.create({ mode: 'broken' });
  expect(ann.errors()).toEqual(['room-failed']);
  server.run(60);
  isBroken = false;
  const { recovered } = server.killed({}, { modes });
  expect(recovered).toMatchObject({ rooms: 0, roomsDropped: 0, sessions: 1 });
});

test('[GV2] a restored lobby waits for its members as long as their sessions do, and then as any other', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const code = ann.create();
  const { next } = server.killed();
  next.run(GRACE_TICKS - 30);
  const again = next.resume(ann);
  expect(again.last('joined')).toMatchObject({ code });
  next.run(60);
  again.cut();
  next.run(GRACE_TICKS - 1);
  expect(next.core.held()).toMatchObject({ rooms: 1 });
  next.run(1);
  expect(next.core.held()).toMatchObject({ rooms: 0 });
});

test('[GV8] a player who was sent out while disconnected learns it after the restart', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  bob.join(ann.create());
  bob.cut();
  ann.send({ type: 'kick', name: 'Bob', ban: false });
  const { next } = server.killed();
  expect(next.resume(bob).take('left')).toMatchObject([{ reason: 'kicked' }]);
});

test('[GV7] a server that is stopped asks its clients to come back, and another process goes on as after a kill', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create();
  bob.join(code);
  server.core.end('a new version');
  expect(ann.last('error')).toMatchObject({ code: 15, fatal: true, recovery: 'resume' });
  expect(bob.take('bye')).toEqual([]);
  server.run(60);
  const { next } = server.killed();
  const [bobAgain, annAgain] = [next.resume(bob), next.resume(ann)];
  next.run(20);
  // That all were disconnected while the process ended has not cost the host the role.
  expect(bobAgain.last('room')).toMatchObject({ code, host: 'Ann' });
  expect(annAgain.last('welcome')).toMatchObject({ resumed: true });
});

test('[GV7] without a journal all clients get bye', () => {
  const server = new MemoryServer({}, 7, { journal: NO_JOURNAL });
  const ann = server.enter('Ann');
  server.core.end('closing time');
  expect(ann.take('bye')).toMatchObject([{ reason: 'closing time' }]);
});

/** A server with a match of two, at a tick in which much has happened. */
function playing(settings = {}) {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')] as const;
  const code = ann.create({ seatCount: 2, ...settings });
  bob.join(code);
  ann.send({ type: 'start' });
  return { server, ann, bob, code };
}

test('[GV5] a killed match stands at the last tick that was shown, word for word, with its scores', () => {
  const { server, ann, bob, code } = playing();
  for (let sequence = 1; sequence <= 120; sequence++) {
    ann.input(sequence, sequence % 4);
    if (sequence % 3 === 0) bob.input(sequence, (sequence >> 2) % 4);
    server.run(1 + (sequence % 9));
  }
  const shown = ann.words.slice();
  const { next, recovered } = server.killed();
  expect(recovered).toMatchObject({ rooms: 1, roomsDropped: 0 });
  const room = next.room(code);
  expect(room.stateName).toBe('restored');
  expect([...room.world.words]).toEqual([...shown]);
  const again = next.resume(ann);
  expect([...again.words]).toEqual([...shown]);
  expect(again.seat).toBe(0);
});

test('[GV5] each running match gets a checkpoint within 600 ticks, and not all in one tick', () => {
  const records: JournalRecord[] = [];
  const journal = { ...NO_JOURNAL, isOn: true, append: (record: JournalRecord) => void records.push(record) };
  const server = new MemoryServer({}, 7, { journal });
  const codes = Array.from({ length: 30 }, (_, i) => {
    const player = server.enterForLog(`P${i}`);
    player.create();
    player.send({ type: 'start' });
    return player.code;
  });
  // One more that does not run.
  server.enter('Idle').create();
  server.run(700);
  for (let time = 0; time < 3; time++) {
    const given = new Map<string, number>();
    for (let tick = 0; tick < 640; tick++) {
      records.length = 0;
      server.run(1);
      const checkpoints = records.filter((record) => record.kind === 'checkpoint');
      expect(checkpoints.length).toBeLessThanOrEqual(1);
      for (const { room } of checkpoints) given.set(room, (given.get(room) ?? 0) + 1);
    }
    expect([...given.keys()].toSorted()).toEqual(codes.toSorted());
  }
});

test('[GV6] a restored match waits for all who were connected, counts down, and goes on from its tick', () => {
  const { server, ann, bob, code } = playing();
  server.run(400);
  const { tick } = server.room(code).world;
  const { next } = server.killed();
  // Nobody is there yet: it stands, however long that takes.
  next.run(200);
  const annAgain = next.resume(ann);
  expect(annAgain.last('room')).toMatchObject({ state: 'restored', endsInTicks: 0 });
  next.run(100);
  expect(annAgain.words[0]).toBe(tick);
  const bobAgain = next.resume(bob);
  expect(bobAgain.last('room')).toMatchObject({ state: 'restored' });
  next.run(1);
  expect(annAgain.last('room')).toMatchObject({ state: 'restored', endsInTicks: 180 });
  next.run(179);
  expect(next.room(code).world.tick).toBe(tick);
  next.run(2);
  expect(next.room(code).world.tick).toBe(tick + 1);
  next.run(10);
  expect(annAgain.last('room')).toMatchObject({ state: 'play' });
  expect(
    annAgain
      .take('seats')
      .at(-1)
      ?.seats.map(({ disconnected }) => disconnected),
  ).toEqual([false, false]);
  // Inputs of before are not applied again, later ones are.
  annAgain.input(1, 2);
  next.run(5);
  expect(next.room(code).world.seatInput[0]).toBe(1);
});

test('[GV6] 600 ticks after the first one is back it goes on without the others, whom AI replaces as usual', () => {
  const { server, ann, code } = playing();
  server.run(400);
  const { tick } = server.room(code).world;
  const { next } = server.killed();
  const again = next.resume(ann);
  next.run(590);
  expect(again.last('room')).toMatchObject({ state: 'restored', endsInTicks: 0 });
  next.run(20);
  expect(again.last('room')).toMatchObject({ state: 'restored', endsInTicks: 180 });
  next.run(180);
  expect(next.room(code).world.tick).toBeGreaterThan(tick);
  expect(next.room(code).seats.wire[1]).toMatchObject({ name: 'Bob', disconnected: true });
});

test('[GV6] a match does not wait for players who were disconnected before', () => {
  const { server, ann, bob } = playing();
  server.run(300);
  bob.cut();
  server.run(60);
  const { next } = server.killed();
  const again = next.resume(ann);
  next.run(2);
  expect(again.last('room')).toMatchObject({ state: 'restored', endsInTicks: 180 });
});

test('[GV6] killed again while it waits or counts down, it waits for the same players, at the same tick', () => {
  const { server, ann, bob, code } = playing();
  server.run(300);
  const words = [...server.room(code).world.words];
  let { next } = server.killed();
  ({ next } = next.killed());
  const annAgain = next.resume(ann);
  next.run(100);
  ({ next } = next.killed());
  const annThird = next.resume(annAgain);
  next.run(100);
  expect(annThird.last('room')).toMatchObject({ state: 'restored', endsInTicks: 0 });
  const bobAgain = next.resume(bob);
  next.run(90);
  expect(bobAgain.last('room')).toMatchObject({ state: 'restored', endsInTicks: 180 });
  ({ next } = next.killed());
  expect(next.room(code).stateName).toBe('restored');
  expect([...next.room(code).world.words]).toEqual(words);
  const bobThird = next.resume(bobAgain);
  next.run(10);
  expect(bobThird.last('room')).toMatchObject({ state: 'restored', endsInTicks: 0 });
  next.resume(annThird);
  next.run(200);
  expect(bobThird.last('room')).toMatchObject({ state: 'play' });
});

test('[GV6] classic is paused, and goes on when its player says so', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.play('classic');
  server.run(600);
  const { code } = ann;
  const words = [...server.room(code).world.words];
  const { next } = server.killed();
  const again = next.resume(ann);
  expect(again.last('room')).toMatchObject({ state: 'paused' });
  next.run(60);
  expect([...next.room(code).world.words]).toEqual(words);
  again.send({ type: 'pause', paused: false });
  next.run(60);
  expect(next.room(code).world.tick).toBe(words[0]! + 60);
});

test('[GV4] a pause comes back as such', () => {
  const { server, ann, bob, code } = playing();
  server.run(300);
  for (const player of [ann, bob]) player.send({ type: 'pause', paused: true });
  server.run(60);
  const { next } = server.killed();
  const again = next.resume(ann);
  expect(again.last('room')).toMatchObject({ state: 'paused' });
  next.resume(bob).send({ type: 'pause', paused: false });
  next.run(60);
  expect(again.last('room')).toMatchObject({ state: 'play' });
  expect(next.room(code).world.tick).toBe(360);
});

test('[GV4] a result comes back as such, and so does the rematch that follows', () => {
  const { server, ann, bob, code } = playing({ lives: 1 });
  for (let tick = 0; server.room(code).stateName !== 'result' && tick < 40_000; tick += 20) {
    ann.input(tick + 1, (tick / 20) % 4);
    bob.input(tick + 1, (tick / 40) % 4);
    server.run(20);
  }
  expect(server.room(code).stateName).toBe('result');
  const results = ann.last('results')!;
  ann.ready();
  const ended = server.killed().next;
  const again = ended.resume(ann);
  expect(again.last('room')).toMatchObject({ state: 'result' });
  expect(again.last('results')).toEqual(results);
  // A rematch begins as usual, and survives too.
  ended.resume(bob).ready();
  ended.run(310);
  expect(ended.room(code).stateName).toBe('countdown');
  const rematch = ended.killed().next;
  expect(rematch.room(code).world.tick).toBe(ended.room(code).world.tick);
});

test('[GV8] a room of other rules, or whose hash differs, is left out, and its members are in the lobby', () => {
  const { server, ann, bob, code } = playing();
  const cid = server.enter('Cid');
  const other = cid.create();
  server.run(300);
  for (const spoil of [spoilHash, spoilRules]) {
    const records = server.journal.kept.map((record) => spoil(structuredClone(record), code));
    const next = new MemoryServer();
    expect(next.core.recover(records)).toMatchObject({ rooms: 1, roomsDropped: 1, sessions: 3 });
    expect(next.room(other)).not.toBeNull();
    expect(next.resume(ann).take('left')).toMatchObject([{ reason: 'closed' }]);
    const bobAgain = next.resume(bob);
    bobAgain.play();
    expect(bobAgain.seat).not.toBeNull();
  }
});

test('[GV8] a session that is in no room any more, or in two, after half a write, is in one at most', () => {
  const { server, ann, bob, code } = playing();
  server.run(200);
  const other = new Set(server.journal.kept.filter(({ kind }) => kind === 'room'));
  const twin = structuredClone([...other].at(-1)!) as JournalRecord & { kind: 'room' };
  const records = [
    ...server.journal.kept,
    { ...twin, room: 'TWINS', state: { ...(twin.state as object), code: 'TWINS' } },
  ];
  const outside = records.flatMap((record) => {
    if (record.kind !== 'session') return record;
    const state = record.state as { name: string; place: object };
    return state.name === 'Bob'
      ? { ...record, state: { ...state, place: { rate: null, unconfirmedLeave: null } } }
      : record;
  });
  const next = new MemoryServer();
  expect(next.core.recover(outside)).toMatchObject({ rooms: 1, roomsDropped: 1, sessions: 2 });
  expect([...next.room(code).members].map(({ name }) => name)).toEqual(['Ann']);
  expect(next.resume(ann).code).toBe(code);
  expect(next.resume(bob).take('left')).toEqual([]);
});

test('[GV8] a match whose player is missing after half a write goes on with AI, or ends when no seat is taken', () => {
  for (const [fill, stateName] of [
    [true, 'play'],
    [false, 'result'],
  ] as const) {
    const server = new MemoryServer();
    const ann = server.enter('Ann');
    const code = ann.create({ fill });
    const wat = server.enter('Wat');
    wat.watch(code);
    ann.send({ type: 'start' });
    server.run(400);
    const { length } = server.journal.kept;
    ann.send({ type: 'leave' });
    const next = new MemoryServer();
    // The session is the first record of what the departure leads to.
    next.core.recover(server.journal.kept.slice(0, length + 1));
    next.resume(wat);
    next.run(300);
    expect([fill, next.room(code).stateName]).toEqual([fill, stateName]);
    expect(next.room(code).seats.takenCount).toBe(fill ? 4 : 0);
  }
});

test('[GV8] a record whose state is not that of this program is left out, and all others are there', () => {
  const { server, code } = playing();
  const states = [null, 7, 'x', {}, [], { playing: null }];
  const odd = states.flatMap((state): JournalRecord[] => [
    { kind: 'session', session: 900, state },
    { kind: 'room', room: 'ODD', state },
    { kind: 'checkpoint', room: 'ODD', match: 1, state },
    { kind: 'checkpoint', room: code, match: server.room(code).seed, state },
  ]);
  const kept = [...server.journal.kept];
  for (const record of odd) {
    const next = new MemoryServer();
    // The last checkpoint of the match is the one that counts.
    const { sessions } = next.core.recover([record, ...kept, ...(record.kind === 'checkpoint' ? [] : [record])]);
    expect([record, sessions, next.room(code).isBetweenMatches]).toEqual([record, 2, false]);
  }
  // Whatever is there of a session, it ends.
  const ann = server.journal.kept.find(({ kind }) => kind === 'session') as JournalRecord & { kind: 'session' };
  for (const key of Object.keys(ann.state as object)) {
    const next = new MemoryServer();
    next.core.recover([{ ...ann, state: { ...(ann.state as object), [key]: null } }]);
    next.run(1802);
    expect([key, next.core.held()]).toMatchObject([key, { sessions: 0, disconnected: 0, tokens: 0 }]);
  }
});

function spoilHash(record: JournalRecord): JournalRecord {
  if (record.kind !== 'tick') return record;
  return { ...record, pieces: record.pieces.map((piece) => ({ ...piece, hash: piece.hash === 0 ? 0 : 1 })) };
}

function spoilRules(record: JournalRecord, code: string): JournalRecord {
  if (record.kind !== 'room' || record.room !== code) return record;
  return { ...record, state: { ...(record.state as object), rulesVersion: 999 } };
}

test('[CN16] nothing is recorded of a room that another node has taken, although its match would be due', () => {
  const server = new MemoryServer();
  const players = ['Ann', 'Ben', 'Cid', 'Dan'].map((name) => server.enter(name));
  for (const player of players) player.play('classic');
  const { code } = players[0]!.last('joined')!;
  // A turn over all rooms has begun, and the first room is its last.
  server.run(FILE_CHECKPOINT_TICKS + 1);
  const records = () => server.journal.kept.filter((record) => 'room' in record && record.room === code);
  const { length } = records();
  expect(length).toBeGreaterThan(0);
  server.core.lobby.takeOut(server.room(code));
  server.run(2 * FILE_CHECKPOINT_TICKS);
  expect(records().slice(length)).toEqual([]);
});
