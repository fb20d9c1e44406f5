// The match log as clients get it from the real server: which pieces, when, and what they lead to.

import { expect, test } from 'vitest';
import { LOG_HASH_TICKS, LOG_INTERVAL_TICKS, LOG_RATE, PROTOCOL_VERSION } from '#protocol';
import { hashWorld, RULES_VERSION } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { startTestServer } from '../../support/test-server.ts';
import { TOY_MODE } from '../../support/toy-mode.ts';

/** Ticks of the countdown of `coop`, in which each tick is stepped. */
const COUNTDOWN_TICKS = 181;

/** A room of players on the log stream, in a match that runs. */
function playing(server: MemoryServer, ...names: string[]): MemoryPlayer[] {
  const players = names.map((name) => server.enterForLog(name));
  const [host, ...others] = players as [MemoryPlayer, ...MemoryPlayer[]];
  const code = host.create();
  for (const player of others) player.join(code);
  host.send({ type: 'start' });
  server.run(COUNTDOWN_TICKS);
  return players;
}

test('[GB6] a piece for each tick with inputs, an empty one every 15 ticks, and a hash once a second', () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  const from = ann.words[0]!;
  const log = ann.log!;
  log.pieceTicks.length = log.hashTicks.length = 0;
  server.run(120);
  const quiet = log.pieceTicks.map((tick, i) => tick - (log.pieceTicks[i - 1] ?? from));
  expect(Math.max(...quiet)).toBe(LOG_INTERVAL_TICKS);
  // The hash comes with a piece that is sent anyway.
  expect(log.pieceTicks).toHaveLength(120 / LOG_INTERVAL_TICKS);
  expect(log.hashTicks).toHaveLength(120 / LOG_HASH_TICKS);
  bob.input(1, 2);
  server.run(1);
  const { tickNow } = server.room(ann.code);
  expect(log.pieces.at(-1)).toEqual([tickNow, [1, 2, 1]]);
  expect(bob.log!.pieces.at(-1)).toEqual([tickNow, [1, 2, 1]]);
  ann.input(1, 0, tickNow + 3);
  server.run(2);
  expect(log.pieceTicks.at(-1)).toBe(tickNow);
  server.run(1);
  expect(log.pieces.at(-1)).toEqual([tickNow + 3, [0, 0, 1]]);
});

test('[GB9] a pong says up to which tick a client has the whole log', () => {
  const server = new MemoryServer();
  const [ann] = playing(server, 'Ann', 'Bob') as [MemoryPlayer];
  const sam = server.enter('Sam');
  sam.join(ann.code);
  const room = server.room(ann.code);
  for (let tick = 0; tick < 40; tick++) {
    server.run(1);
    for (const player of [ann, sam]) player.send({ type: 'ping', time: tick, seenTick: player.words[0]! });
    const { tickNow } = room;
    expect(ann.pong).toEqual({ type: 'pong', time: tick, tick: tickNow, logTick: tickNow });
    expect(sam.pong).toEqual({ type: 'pong', time: tick, tick: tickNow, logTick: 0 });
  }
});

test('[GB6] a client on the log stream has the World of the server, which is stepped a few times a second', () => {
  const server = new MemoryServer();
  const [ann] = playing(server, 'Ann', 'Bob') as [MemoryPlayer];
  const room = server.room(ann.code);
  const { metrics } = server.core;
  const before = { ...metrics };
  for (let tick = 0; tick < 300; tick++) {
    if (tick % 11 === 0) ann.input(tick + 1, tick % 4);
    server.run(1);
  }
  expect(metrics.worldTicks - before.worldTicks).toBeGreaterThan(285);
  expect(metrics.worldTicksDeferred - before.worldTicksDeferred).toBeGreaterThan(250);
  expect(room.tickNow).toBe(COUNTDOWN_TICKS + 300);
  // A watcher who enters gets the current World.
  const cid = server.enterForLog('Cid');
  cid.watch(room.code);
  expect(cid.words[0]).toBe(room.tickNow);
  expect(hashWorld(cid.log!.world)).toBe(hashWorld(room.world));
  server.run(60);
  expect(hashWorld(cid.log!.world)).toBe(hashWorld(ann.log!.world));
});

test('[GB7] a viewer that asks for a keyframe gets one in the next tick, then at most one a second', () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  const { metrics } = server.core;
  const ask = (tick: number) => ann.send({ type: 'keyframe', tick });
  ann.words[1]! += 1;
  ask(7);
  expect(metrics.logHashMismatches).toBe(1);
  server.run(1);
  expect(metrics.logKeyframesSent).toBe(1);
  expect(ann.words[0]).toBe(server.room(ann.code).tickNow);
  server.run(20);
  expect(hashWorld(ann.log!.world)).toBe(hashWorld(bob.log!.world));
  for (let time = 0; time < 100; time++) {
    ask(0);
    server.run(1);
  }
  expect(metrics.logKeyframesSent).toBe(1 + 2);
  expect(metrics.logHashMismatches).toBe(1);
});

test('[GB7] wrong hashes are logged with the code of the room, once a minute', async () => {
  const server = await startTestServer();
  const ann = await server.connect();
  const version = PROTOCOL_VERSION;
  ann.send({
    type: 'hello',
    version,
    name: 'Ann',
    kind: 'human',
    token: '',
    rules: RULES_VERSION,
    colour: 0,
    mark: 0,
    ticket: '',
    seen: 0,
  });
  ann.send({ type: 'play', mode: 'coop', rate: LOG_RATE });
  const { code } = await ann.next('joined');
  const warnings = () => server.logLines.filter(({ msg }) => msg === 'a client has another World than the server');
  const report = async () => {
    for (let time = 0; time < 5; time++) ann.send({ type: 'keyframe', tick: 60 });
    await ann.ping();
  };
  await report();
  expect(warnings()).toMatchObject([{ room: code, tick: 60 }]);
  server.clock.stall(60_000);
  await report();
  expect(warnings()).toHaveLength(2);
});

test('[GB7] a viewer that gets snapshots gets no keyframe on request, and is not counted', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.send({ type: 'keyframe', tick: 5 });
  ann.play();
  ann.send({ type: 'keyframe', tick: 5 });
  server.run(60);
  expect(server.core.metrics).toMatchObject({ logKeyframesSent: 0, logHashMismatches: 0 });
  expect(ann.errors()).toEqual([]);
});

test('[GB7] a viewer that falls behind gets no pieces, and a keyframe after it has caught up', () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  const { metrics } = server.core;
  // Ann reports nothing, but is heard of.
  const reports = ann.report.bind(ann);
  ann.report = () => ann.say('x');
  server.run(240);
  expect(metrics.logPiecesSkipped).toBeGreaterThan(0);
  const last = ann.log!.pieceTicks.at(-1)!;
  expect(last).toBeLessThan(server.room(ann.code).tickNow - 20);
  ann.report = reports;
  ann.report();
  server.run(30);
  expect(metrics.logKeyframesSent).toBe(1);
  expect(hashWorld(ann.log!.world)).toBe(hashWorld(bob.log!.world));
});

test('[GB8] the log is refused to a client with other rules, and a resumed one gets 20 snapshots a second', () => {
  const server = new MemoryServer();
  const ann = server.enterForLog('Ann');
  const other = server.enter('Other');
  other.rate = 0;
  other.play();
  expect(other.errors()).toEqual(['no-log']);
  ann.play();
  expect(ann.last('joined')).toMatchObject({ log: true });
  ann.cut();
  const again = server.connect();
  again.hello('', 'human', ann.token);
  expect(again.last('joined')).toMatchObject({ log: false });
  const { snapshotsSent } = server.core.metrics;
  server.run(60);
  expect(server.core.metrics.snapshotsSent - snapshotsSent).toBe(20);
  again.cut();
  const third = server.connect();
  third.rules = ann.rules;
  third.hello('', 'human', again.token);
  expect(third.last('joined')).toMatchObject({ log: true });
});

test('[GB8] in a mode that hides something a viewer that asks for the log gets 20 snapshots a second', () => {
  const server = new MemoryServer({}, 7, { modes: [TOY_MODE] });
  const ann = server.enterForLog('Ann');
  ann.play('swap');
  expect(ann.last('joined')).toMatchObject({ log: false });
  server.run(60);
  expect(server.core.metrics).toMatchObject({ snapshotsSent: 20, logPiecesSent: 0 });
});

test('[GB6] before a pause and at the end of a match a piece brings viewers to the last tick', () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  server.run(7);
  const { world } = server.room(ann.code);
  const cid = server.enterForLog('Cid');
  cid.watch(ann.code);
  for (const player of [ann, bob]) player.send({ type: 'pause', paused: true });
  expect([ann.words[0], bob.words[0], cid.words[0], world.tick]).toEqual(Array(4).fill(COUNTDOWN_TICKS + 7));
  server.run(100);
  expect(ann.words[0]).toBe(COUNTDOWN_TICKS + 7);
  ann.send({ type: 'pause', paused: false });
  server.run(20);
  ann.send({ type: 'leave' });
  bob.send({ type: 'leave' });
  expect(cid.last('results')).toBeDefined();
  expect([cid.words[0], world.tick]).toEqual([COUNTDOWN_TICKS + 27, COUNTDOWN_TICKS + 27]);
});

test('[GB6] snapshots and the log in one room: the same World', () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  const cid = server.enter('Cid');
  cid.rate = 20;
  cid.join(ann.code);
  for (let tick = 0; tick < 200; tick++) {
    if (tick % 9 === 0) bob.input(tick + 1, tick % 4);
    server.run(1);
    if (cid.words[0] === ann.words[0]) expect([...cid.words]).toEqual([...ann.words]);
  }
  expect(cid.log).toBe(null);
  expect(cid.words[0]).toBeGreaterThan(COUNTDOWN_TICKS + 190);
});

test('[GB6] an input that arrives between two ticks leaves with the next, and the time until then is measured', async () => {
  const server = new MemoryServer();
  const [ann, bob] = playing(server, 'Ann', 'Bob') as [MemoryPlayer, MemoryPlayer];
  const count = async () => {
    const { counts, sumMs } = (await server.core.metrics.counters()).inputToWireMs;
    return { inputs: counts.reduce((sum, each) => sum + each, 0), sumMs };
  };
  expect(await count()).toEqual({ inputs: 0, sumMs: 0 });
  const { tickNow } = server.room(ann.code);
  server.clock.advance(4);
  ann.input(1, 2);
  server.clock.advance(4);
  bob.input(1, 3, tickNow);
  // Its client wants it later: what it waits is no delay.
  bob.input(2, 1, tickNow + 9);
  server.run(1);
  expect(ann.log!.pieces.at(-1)).toEqual([tickNow + 1, [0, 2, 1, 1, 3, 1]]);
  const { inputs, sumMs } = await count();
  expect(inputs).toBe(2);
  // A tick lasts 16 or 17 ms on a clock of whole milliseconds.
  expect(Math.abs(sumMs - (2 * 16 - 4 - 8))).toBeLessThanOrEqual(2);
  server.run(20);
  expect(await count()).toEqual({ inputs, sumMs });
});
