// Rooms that move from one node to another: real servers, a real Redis and real links, on one virtual clock.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { internalBearer } from '#handover';
import { PROTOCOL_VERSION } from '#protocol';
import { KEYS } from '#redis';
import { replayFrom, replayOf, RULES_VERSION, verifyReplay } from '#simulation';
import { NO_OTHER_CHAT } from '../../../../game-server/chat/other-chat.ts';
import { MOVING } from '../../../../game-server/cluster/moves/moves.ts';
import { Control } from '../../../../game-server/ops/control.ts';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';

let cluster: MemoryCluster;
let a: MemoryNode;
let b: MemoryNode;

beforeEach(async () => {
  cluster = await MemoryCluster.start();
  [a, b] = [await cluster.join('a'), await cluster.join('b')];
});

afterEach(async () => {
  await cluster.stop();
});

async function enter(node: MemoryNode, name: string, follows = true): Promise<MemoryPlayer> {
  const player = node.connect();
  player.follows = follows;
  player.hello(name);
  await cluster.until(() => player.token !== '');
  return player;
}

/** A match of `coop` that runs. */
async function match(node: MemoryNode, ...players: readonly MemoryPlayer[]): Promise<string> {
  players[0]!.play();
  await cluster.until(() => players[0]!.code !== '');
  const { code } = players[0]!;
  for (const player of players.slice(1)) player.join(code);
  await cluster.until(() => node.room(code).stateName === 'play');
  return code;
}

/** What a client of ours does at a `redirect`: it connects to the other node, and stays with the old connection until `welcome`. */
async function follow(node: MemoryNode, player: MemoryPlayer): Promise<MemoryPlayer> {
  await cluster.until(() => player.last('redirect') !== undefined);
  const next = node.connect();
  next.follows = true;
  next.rate = player.rate;
  next.hello(player.name, 'human', player.token);
  return next;
}

/** Runs the nodes until something is over: rooms leave in ticks. */
async function ended<Result>(result: Promise<Result>): Promise<Result> {
  let isOver = false;
  void result.finally(() => (isOver = true));
  await cluster.until(() => isOver);
  return result;
}

/** @returns whether the room has moved */
async function move(code: string, from: MemoryNode, to: MemoryNode): Promise<boolean> {
  expect(from.codes).toEqual([code]);
  return (await from.node.moveSome(1, to.id)) === 1;
}

test('[CM1] a room moves between two ticks: all of its players go on at the other node, and nobody is told anything', async () => {
  const [ann, bob] = [await enter(a, 'Ann'), await enter(a, 'Bob')];
  const code = await match(a, ann, bob);
  await cluster.run(50);
  ann.inbox = [];
  bob.inbox = [];
  const moved = move(code, a, b);
  const annThere = await follow(b, ann);
  const before = a.room(code).match;
  const bobThere = await follow(b, bob);
  expect(await ended(moved)).toBe(true);
  await cluster.until(() => bobThere.code !== '' && annThere.code !== '');
  const room = b.room(code);
  expect(room.stateName).toBe('play');
  expect(a.core.lobby.room(code)).toBeNull();
  expect(room.match.seed).toBe(before.seed);
  // No tick is lost, and none is played twice.
  expect(annThere.last('joined')).toMatchObject({ code, seat: 0, tick: before.tickNow });
  expect(bobThere.last('joined')).toMatchObject({ code, seat: 1, tick: before.tickNow });
  await cluster.run(30);
  expect(room.tickNow).toBeGreaterThan(before.tickNow + 25);
  for (const player of [ann, bob, annThere, bobThere]) expect(player.take('notice')).toEqual([]);
  expect(a.core.held()).toMatchObject({ sessions: 0, rooms: 0, names: 0, tokens: 0 });
});

test('[CM1] players who watch late, watch, or follow the log go on where they were, with chat, settings and the replay', async () => {
  const ann = await enter(a, 'Ann');
  const watcher = await enter(a, 'Wim');
  ann.rules = watcher.rules = RULES_VERSION;
  const code = await match(a, ann);
  watcher.watch(code);
  await cluster.until(() => watcher.code === code);
  ann.mute('Wim');
  ann.input(1, 2);
  await cluster.run(100);
  const { settings } = a.room(code).rules;
  const { key } = a.room(code).match;
  const moved = move(code, a, b);
  const [annThere, watcherThere] = [await follow(b, ann), await follow(b, watcher)];
  expect(await ended(moved)).toBe(true);
  await cluster.until(() => annThere.code !== '' && watcherThere.code !== '');
  const room = b.room(code);
  expect(room.rules.settings).toEqual(settings);
  expect(room.match.key).toEqual({ id: key.id, epoch: key.epoch + 1 });
  expect(room.match.isLogAwaited).toBe(false);
  expect(watcherThere.last('joined')).toMatchObject({ seat: -1 });
  // Mutes are those of before.
  watcherThere.say('hello');
  annThere.say('anybody here?');
  await cluster.until(() => watcherThere.inbox.some(({ type }) => type === 'chat'));
  expect(annThere.take('chat').map(({ from }) => from)).toEqual(['Ann']);
  room.finish();
  const recorded = room.recorded();
  expect(recorded).not.toBeNull();
  expect(verifyReplay(replayFrom(replayOf(recorded!)))).toBeNull();
});

test('[CM2] a room stays where it is, and nobody notices, if the target refuses or is not there', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  b.node.isDraining = true;
  const { tickNow } = a.room(code);
  const moved = a.node.moveSome(1, 'b');
  await cluster.run(10);
  expect(await moved).toBe(0);
  expect(await a.node.moveSome(1, 'c')).toBe(0);
  expect(ann.take('redirect')).toEqual([]);
  expect(a.room(code).tickNow).toBe(tickNow + 10);
});

test('[CM2] no client reaches the target: the room stays after two seconds', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  let moved: number | null = null;
  void a.node.moveSome(1, 'b').then((count) => (moved = count));
  await cluster.until(() => moved !== null);
  expect(moved).toBe(0);
  expect(ann.take('redirect')).toMatchObject([{ node: 'b', keep: true, token: '' }]);
  expect(a.codes).toEqual([code]);
  expect(b.node.moveFigures).toMatchObject({ coming: 0, taken: 0 });
  await cluster.run(10);
  expect(a.room(code).stateName).toBe('play');
});

test('[CM3] the target dies while clients connect to it: the room stays', async () => {
  const [ann, bob] = [await enter(a, 'Ann'), await enter(a, 'Bob')];
  const code = await match(a, ann, bob);
  let outcome: number | null = null;
  void a.node.moveSome(1, 'b').then((count) => (outcome = count));
  await follow(b, ann);
  await cluster.run(5);
  b.kill();
  await cluster.until(() => outcome !== null);
  expect(outcome).toBe(0);
  expect(a.codes).toEqual([code]);
  const { tickNow } = a.room(code);
  await cluster.run(30);
  expect(a.room(code).tickNow).toBe(tickNow + 30);
  expect([ann.isClosed, bob.isClosed]).toEqual([false, false]);
});

test('[CM4] the target dies before it has claimed the room: the source goes on from the same tick', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  // It gets everything but the last word.
  const heard = b.node as unknown as { moves: { heard(from: string, value: { kind: string }): void } };
  const { moves } = heard;
  const original = moves.heard.bind(moves);
  moves.heard = (from, value) => {
    if (value.kind !== 'take') return original(from, value);
    b.kill();
  };
  const room = a.room(code);
  let outcome: number | null = null;
  void a.node.moveSome(1, 'b').then((count) => (outcome = count));
  await follow(b, ann);
  await cluster.until(() => a.core.lobby.room(code) === null);
  const { tickNow } = room.match;
  await cluster.until(() => outcome !== null);
  expect(outcome).toBe(0);
  expect(a.core.lobby.room(code)).toBe(room);
  expect(room.match.tickNow).toBe(tickNow);
  expect(ann.isClosed).toBe(false);
  const seen = ann.words[0]!;
  await cluster.run(30);
  expect(ann.words[0]).toBeGreaterThan(seen + 25);
  expect(ann.take('notice')).toEqual([]);
});

test('[CM4] the target cannot restore the room: the source goes on', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  const other = await enter(b, 'Zoe');
  // A room of this code is there by then.
  const take = (b.node as unknown as { moves: { parts: { receive: () => null } } }).moves.parts;
  take.receive = () => null;
  const moved = a.node.moveSome(1, 'b');
  const annThere = await follow(b, ann);
  let outcome: number | null = null;
  void moved.then((count) => (outcome = count));
  await cluster.until(() => outcome !== null);
  expect(outcome).toBe(0);
  expect(a.codes).toEqual([code]);
  const seen = ann.words[0]!;
  await cluster.run(30);
  expect(ann.words[0]).toBeGreaterThan(seen + 25);
  expect([annThere.token, other.isClosed]).toEqual(['', false]);
  // Another move works, under a newer epoch.
  expect(a.node.journal.epochOf(code)).not.toBeNull();
});

test('[CM5] the source dies after its last entry: the target has the room', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  void a.node.moveSome(1, 'b');
  const annThere = await follow(b, ann);
  await cluster.until(() => a.core.lobby.room(code) === null);
  a.kill();
  await cluster.until(() => b.codes.includes(code));
  await cluster.until(() => annThere.code === code || annThere.isClosed);
  const again = annThere.code === code ? annThere : b.resume(ann, ann.words[0]);
  await cluster.until(() => again.code === code && b.room(code).stateName === 'play');
});

test('[CM6] Redis is away when the room should leave: it stays, and plays on', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  let outcome: number | null = null;
  void a.node.moveSome(1, 'b').then((count) => (outcome = count));
  await cluster.until(() => ann.inbox.some(({ type }) => type === 'redirect'));
  await cluster.server.kill();
  await follow(b, ann);
  await cluster.until(() => outcome !== null);
  expect(outcome).toBe(0);
  expect(a.codes).toEqual([code]);
  const { tickNow } = a.room(code);
  await cluster.until(() => a.room(code).tickNow > tickNow + 30);
  const ready = [a.redis, b.redis, cluster.redis].map(
    (redis) => new Promise((resolve) => redis.once('ready', resolve)),
  );
  await cluster.server.restart();
  await Promise.all(ready);
  await cluster.until(async () => (await cluster.redis.exists(KEYS.room(code)).catch(() => 0)) === 1);
});

test('[CM7] a client that does not come, and one that follows no redirects, lose their connection and resume at the target', async () => {
  const [ann, bob, cid] = [await enter(a, 'Ann'), await enter(a, 'Bob'), await enter(a, 'Cid', false)];
  const code = await match(a, ann, bob, cid);
  const moved = move(code, a, b);
  const annThere = await follow(b, ann);
  expect(cid.take('redirect')).toEqual([]);
  await cluster.until(() => b.codes.includes(code));
  expect(await ended(moved)).toBe(true);
  await cluster.until(() => annThere.code === code);
  await cluster.until(() => cid.isClosed);
  expect(cid.errors()).toEqual(['server-stopping']);
  await cluster.until(() => annThere.inbox.some(({ type }) => type === 'notice'));
  expect(annThere.notices().toSorted()).toEqual(['disconnected Bob', 'disconnected Cid']);
  const [bobThere, cidThere] = [b.resume(bob), b.resume(cid)];
  await cluster.until(() => bobThere.code === code && cidThere.code === code);
  expect(b.room(code).members.count).toBe(3);
  expect(b.room(code).stateName).toBe('play');
});

test('[CM7] a room waits half a second for bots that open no second connection, and two seconds for people', async () => {
  const [ann, bot] = [await enter(a, 'Ann'), a.connect()];
  bot.follows = true;
  bot.hello('Bot', 'bot');
  await cluster.until(() => bot.token !== '');
  const code = await match(a, ann, bot);
  const sinceMs = cluster.clock.now();
  const moved = move(code, a, b);
  const annThere = await follow(b, ann);
  await cluster.until(() => annThere.code === code);
  expect(await ended(moved)).toBe(true);
  const tookMs = cluster.clock.now() - sinceMs;
  expect(tookMs).toBeGreaterThan(500);
  expect(tookMs).toBeLessThan(1500);
  await cluster.until(() => bot.isClosed);
  const botThere = b.resume(bot);
  await cluster.until(() => botThere.code === code);
});

test('[CM8] what a player still says on the old connection arrives in the room', async () => {
  const [ann, bob] = [await enter(a, 'Ann'), await enter(a, 'Bob')];
  const code = await match(a, ann, bob);
  const moved = move(code, a, b);
  const [annThere, bobThere] = [await follow(b, ann), await follow(b, bob)];
  await cluster.until(() => a.core.lobby.room(code) === null);
  ann.say('still here');
  ann.input(1, 3);
  expect(await ended(moved)).toBe(true);
  await cluster.until(() => bobThere.inbox.some(({ type }) => type === 'chat'));
  expect(bobThere.take('chat')).toMatchObject([{ from: 'Ann', text: 'still here' }]);
  await cluster.until(() => b.room(code).match.world.seatInput[0] === 1);
  expect(annThere.code).toBe(code);
  // The old connections are closed by the server if their clients do not do it.
  await cluster.until(() => ann.isClosed && bob.isClosed);
  // Then nothing of the move is kept: it has the room, whose match may be long over.
  expect(b.node.moveFigures.recent).toBe(1);
  await cluster.until(() => b.node.moveFigures.recent === 0);
});

test('[CM10] a room that closes or is moved a second time meanwhile has one owner in the end', async () => {
  const [ann, bob] = [await enter(a, 'Ann'), await enter(a, 'Bob')];
  const code = await match(a, ann, bob);
  const moved = a.node.moveSome(1, 'b');
  await cluster.until(() => ann.inbox.some(({ type }) => type === 'redirect'));
  expect(await a.node.moveSome(1, 'b')).toBe(0);
  a.core.lobby.closeByOperator(a.room(code));
  await cluster.run(10);
  expect(await moved).toBe(0);
  expect([a.codes, b.codes]).toEqual([[], []]);
  expect(ann.take('left')).toMatchObject([{ reason: 'operator-closed' }]);
  await cluster.until(() => b.node.moveFigures.coming === 0);
});

test('[CM1] lobbies, results and pauses move as matches do', async () => {
  const ann = await enter(a, 'Ann');
  ann.create({ level: 3 }, 'tea');
  await cluster.until(() => ann.code !== '');
  const { code } = ann;
  const moved = move(code, a, b);
  const annThere = await follow(b, ann);
  expect(await ended(moved)).toBe(true);
  await cluster.until(() => annThere.code === code);
  const room = b.room(code);
  expect(room.rules).toMatchObject({ password: 'tea', settings: { level: 3 } });
  expect(room.host?.name).toBe('Ann');
  annThere.send({ type: 'start' });
  await cluster.until(() => room.stateName === 'play');
  room.finish();
  await cluster.run(2);
  expect(room.stateName).toBe('result');
  const back = move(code, b, a);
  const annBack = await follow(a, annThere);
  expect(await ended(back)).toBe(true);
  await cluster.until(() => annBack.inbox.some(({ type }) => type === 'results'));
  expect(a.room(code).stateName).toBe('result');
});

test('[CM10] of rooms that move to one node one at a time stands still, and each is among the rooms of a living node', async () => {
  const players = await Promise.all(['Ann', 'Bob', 'Cid', 'Dan'].map((name) => enter(a, name)));
  for (const player of players) player.create();
  await cluster.until(() => players.every(({ code }) => code !== ''));
  const codes = players.map(({ code }) => code);
  const { moves } = a.node as unknown as { moves: { placeOf(code: string): string | null } };
  const stillAtOnce = new Set<number>();
  const target = b.node as unknown as { moves: { heard(from: string, value: { kind: string }): void } };
  const heard = target.moves.heard.bind(target.moves);
  target.moves.heard = (from, value) => {
    if (value.kind === 'take') stillAtOnce.add(codes.filter((code) => moves.placeOf(code) === MOVING).length);
    heard(from, value);
  };
  let isOver = false;
  const moved = a.node.moveSome(4, 'b').finally(() => (isOver = true));
  const there = await Promise.all(players.map((player) => follow(b, player)));
  await cluster.until(async () => {
    const [owned, all] = await Promise.all([
      cluster.redis.sunion(KEYS.owned('a'), KEYS.owned('b')),
      cluster.redis.smembers(KEYS.rooms),
    ]);
    expect(owned.toSorted()).toEqual(all.toSorted());
    return isOver;
  });
  expect(await moved).toBe(4);
  expect(stillAtOnce).toEqual(new Set([1]));
  await cluster.until(() => there.every(({ code }, index) => code === codes[index]));
});

test('[CM18] a room stands still just after its players have got a snapshot, and they get the next one with the next tick', async () => {
  const ann = await enter(a, 'Ann');
  ann.rate = 20;
  let player = ann;
  let [from, to] = [a, b];
  await match(a, ann);
  for (let waits = 0; waits < 6; waits++) {
    // A move may be asked for at any tick between two snapshots.
    await cluster.run(20 + waits);
    const old = from.room(player.code);
    const moved = move(player.code, from, to);
    const next = await follow(to, player);
    await cluster.until(() => next.code !== '');
    expect(await ended(moved)).toBe(true);
    expect(player.words[0]).toBe(old.match.tickNow);
    await cluster.until(() => next.words[0]! > old.match.tickNow);
    // The clock of the test runs no tick in some of its steps, and two in others.
    expect(next.words[0]).toBeLessThanOrEqual(old.match.tickNow + 2);
    [player, from, to] = [next, to, from];
  }
});

test('[CM12] a request for a room that has just left is answered by its new node', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  const moved = move(code, a, b);
  const annThere = await follow(b, ann);
  const dan = await enter(a, 'Dan');
  expect(await ended(moved)).toBe(true);
  dan.join(code);
  await cluster.until(() => dan.inbox.some(({ type }) => type === 'redirect'));
  const [redirect] = dan.take('redirect');
  expect(redirect).toMatchObject({ node: 'b', keep: false });
  const danThere = b.connect();
  danThere.follows = true;
  danThere.hello('Dan', 'human', redirect!.token);
  await cluster.until(() => danThere.code === code && annThere.code === code);
});

test('[CM13] a node that drains hands over all rooms, spread over the others, and the players in its lobby', async () => {
  const c = await cluster.join('c');
  const players = await Promise.all(['Ann', 'Bob', 'Cid', 'Dan'].map((name) => enter(a, name)));
  for (const player of players) {
    player.create();
    await cluster.until(() => player.code !== '');
  }
  const codes = players.map(({ code }) => code);
  const [zoe] = [await enter(a, 'Zoe')];
  let isDone = false;
  void a.node.drain().then(() => (isDone = true));
  const there: MemoryPlayer[] = [];
  for (const player of players) {
    await cluster.until(() => player.inbox.some(({ type }) => type === 'redirect'));
    const [redirect] = player.take('redirect');
    const next = (redirect!.node === 'b' ? b : c).connect();
    next.follows = true;
    next.hello(player.name, 'human', player.token);
    there.push(next);
  }
  await cluster.until(() => isDone);
  await cluster.until(() => there.every(({ code }, index) => code === codes[index]));
  expect([a.codes.length, b.codes.length, c.codes.length]).toEqual([0, 2, 2]);
  const [away] = zoe.take('redirect');
  expect(away).toMatchObject({ keep: false, token: '' });
  const zoeThere = (away!.node === 'b' ? b : c).resume(zoe);
  await cluster.until(() => zoeThere.inbox.some(({ type }) => type === 'welcome'));
  expect(zoeThere.last('welcome')).toMatchObject({ name: 'Zoe', resumed: true });
  expect(a.core.held()).toMatchObject({ sessions: 0, rooms: 0 });
});

test('[CM14] the last node leaves all in Redis, for the next one that starts', async () => {
  b.kill();
  await cluster.run(120);
  const ann = await enter(a, 'Ann');
  ann.create();
  await cluster.until(() => ann.code !== '');
  await cluster.run(5);
  let isDone = false;
  void a.node.drain().then(() => (isDone = true));
  await cluster.until(() => isDone);
  expect(a.codes).toEqual([ann.code]);
  expect(a.core.end('test')).toBe(true);
  expect(ann.errors()).toEqual(['server-stopping']);
  await a.node.leave();
  a.kill();
  const next = await cluster.join('next');
  await cluster.until(() => next.codes.includes(ann.code));
  const annAgain = next.resume(ann);
  await cluster.until(() => annAgain.code === ann.code);
});

test('[CM15] while all others have other rules, matches go on to their end, and their players then go to another node', async () => {
  const [ann, zoe] = [await enter(a, 'Ann'), await enter(a, 'Zoe')];
  const code = await match(a, ann);
  zoe.create();
  await cluster.until(() => zoe.code !== '');
  // A node of another version.
  const { nodes } = a.node;
  const live = nodes.live.map((record) => ({ ...record, rules: record.rules + 1 }));
  Object.defineProperty(nodes, 'live', { get: () => live });
  let isDone = false;
  void a.node.drain().then(() => (isDone = true));
  await cluster.until(() => zoe.inbox.some(({ type }) => type === 'left'));
  expect(a.codes).toEqual([code]);
  await cluster.run(120);
  expect(a.room(code).stateName).toBe('play');
  a.room(code).finish();
  await cluster.run(60);
  expect(a.codes).toEqual([code]);
  await cluster.until(() => isDone);
  expect(a.codes).toEqual([]);
  expect(ann.take('left')).toMatchObject([{ reason: 'closed' }]);
  for (const player of [ann, zoe]) expect(player.take('redirect')).toMatchObject([{ node: 'b', keep: false }]);
});

test('[CM16] an operator moves some rooms to another node', async () => {
  const ann = await enter(a, 'Ann');
  const code = await match(a, ann);
  const key = Buffer.alloc(32, 1);
  const { lobby, outbox, sessions, announcements } = a.core;
  const control = new Control({
    ...{
      key,
      clock: cluster.clock,
      lobby,
      outbox,
      sessions,
      announcements,
      log: pino({ enabled: false }),
      lines: null,
      otherChat: NO_OTHER_CHAT,
    },
    figures: () => Promise.reject(new Error('not asked for')),
    drain: () => {},
    moveRooms: (count, to) => a.node.moveSome(count, to),
  });
  const ask = (body: object) => {
    const headers = { authorization: internalBearer(key) };
    const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), {
      ...{ method: 'POST', url: '/control/move', headers },
    });
    return control.answer(request as IncomingMessage);
  };
  for (const body of [{}, { rooms: 0 }, { rooms: 51 }, { rooms: 1, to: 5 }]) {
    expect((await ask(body)).status).toBe(400);
  }
  const moving = ask({ rooms: 1, to: 'b' });
  const annThere = await follow(b, ann);
  const answer = await ended(moving);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { moved: 1 }]);
  await cluster.until(() => annThere.code === code);
});

test('[CM17] a client of another version of the protocol is led to a node that speaks it', async () => {
  const hello = (follows: boolean) => {
    const player = a.connect();
    player.send({
      ...{ type: 'hello', version: PROTOCOL_VERSION + 1, name: 'Ann', kind: 'human', token: '', rules: 0 },
      ...{ colour: 0, mark: 0, ticket: '', seen: 0, follows },
    });
    return player;
  };
  expect(hello(true).errors()).toEqual(['wrong-version']);
  const { nodes } = a.node;
  const live = nodes.live.map((record) => ({ ...record, protocol: record.protocol + 1 }));
  Object.defineProperty(nodes, 'live', { get: () => live });
  expect(hello(true).take('redirect')).toMatchObject([{ node: 'b', keep: false, token: '' }]);
  expect(hello(false).errors()).toEqual(['wrong-version']);
});
