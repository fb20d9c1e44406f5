// Which node answers a request for a room, with a real Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PROTOCOL_VERSION, type ClientMessage } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { ROOM_SETTINGS } from '../../../support/room-settings.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { lobbyNodes, shareAll, type LobbyNode, type LobbyNodes } from './lobby-nodes.ts';

let redis: RedisServer;
let nodes: LobbyNodes<'a' | 'b' | 'c'>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  nodes = await lobbyNodes(redis, ['a', 'b', 'c'], new VirtualClock(), { roomsMax: 20, connectionsMax: 100 });
});

afterEach(async () => {
  await nodes.a.redis.flushall();
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

type Asked = ClientMessage & { readonly type: 'play' | 'join' | 'watch' | 'create' };

const play = (mode = 'coop', more = {}): Asked => ({ type: 'play', mode, rate: 60, ...more });
const join = (code: string): Asked => ({ type: 'join', code, password: '', rate: 60 });
const watch = (code = ''): Asked => ({ type: 'watch', code, password: '', rate: 60 });
const create: Asked = { type: 'create', settings: ROOM_SETTINGS, password: '', rate: 60 };

/** The id of the node that answers, the code of an error, or null for the node that was asked. */
function answerer(node: LobbyNode, player: MemoryPlayer, asked: Asked, hops = 0): unknown {
  const route = node.shared.route(asked, node.session(player), hops);
  if (route === null) return null;
  if ('node' in route) return route.node;
  return typeof route.error === 'string' ? route.error : route.error.code;
}

/** Opens so many rooms, each of a player. */
function openRooms({ server }: LobbyNode, count: number): void {
  for (let index = 0; index < count; index++) server.enter(`P${index}`).create();
}

test('[CD3] a room is asked for at its node, by its code in any case, and where nobody has it, here', async () => {
  const { a, b } = nodes;
  const [ann, bob] = [a.server.enter('Ann'), b.server.enter('Bob')];
  const code = ann.create();
  await shareAll(nodes);
  for (const asked of [join(code), join(code.toLowerCase()), watch(code)]) expect(answerer(b, bob, asked)).toBe('a');
  expect(answerer(a, ann, join(code))).toBeNull();
  for (const unknown of ['ABCDE', '', 'x'.repeat(500)]) expect(answerer(b, bob, join(unknown))).toBeNull();
  // It was sent on often enough.
  expect([2, 3].map((hops) => answerer(b, bob, join(code), hops))).toEqual(['a', null]);
});

test('[CD3] a room whose node has just died, or without Redis any room, is perhaps there in a moment', async () => {
  const { a, b } = nodes;
  const bob = b.server.enter('Bob');
  const code = a.server.enter('Ann').create();
  await shareAll(nodes);
  a.isAlive = false;
  expect([join(code), join('ABCDE')].map((asked) => answerer(b, bob, asked))).toEqual(['nodes-unreachable', null]);
  b.redis.disconnect();
  b.server.clock.stall(10_000);
  expect(answerer(b, bob, join('ABCDE'))).toBe('nodes-unreachable');
  expect([play(), create, watch()].map((asked) => answerer(b, bob, asked))).toEqual([null, null, null]);
});

test('[CD3] while Redis answers and takes nothing, a room that no list has is perhaps there all the same', async () => {
  const { b } = nodes;
  const bob = b.server.enter('Bob');
  await shareAll(nodes);
  await b.redis.config('SET', 'maxmemory', '1');
  // The list has to be renewed.
  b.server.clock.stall(2000);
  await b.directory.write();
  await b.directory.look();
  expect([join('ABCDE'), watch('ABCDE'), create].map((asked) => answerer(b, bob, asked))).toEqual([
    'nodes-unreachable',
    'nodes-unreachable',
    null,
  ]);
  await b.redis.config('SET', 'maxmemory', '0');
  await b.directory.write();
  expect(answerer(b, bob, join('ABCDE'))).toBeNull();
});

test('[CD3] quick play leads into a room of this node first, then into that of another one with the most players', async () => {
  const { a, b, c } = nodes;
  const [ann, ada, cid] = [a.server.enter('Ann'), a.server.enter('Ada'), c.server.enter('Cid')];
  for (const player of [ann, ada, cid]) player.play();
  const bob = b.server.enter('Bob');
  // Nobody else is known to play.
  expect(answerer(b, bob, play())).toBeNull();
  await shareAll(nodes);
  expect(answerer(b, bob, play())).toBe('a');
  expect(answerer(c, c.server.enter('Cleo'), play())).toBeNull();
  expect(answerer(b, bob, play('versus'))).toBeNull();
  // The request that was sent on finds the room, or opens another one there.
  const [sent, late] = [a.server.enter('Bob2'), a.server.enter('Bob3')];
  expect(answerer(a, sent, play(), 1)).toBeNull();
  sent.play();
  expect(sent.code).toBe(ann.code);
  a.server.core.lobby.closeByOperator(a.server.room(ann.code));
  expect(answerer(a, late, play(), 1)).toBeNull();
});

test('[CD3] players who ask at two nodes that have no room meet: each is sent to the same one', async () => {
  const { a, b, c } = nodes;
  for (const node of [a, b]) node.server.enter('Ann').play();
  await shareAll(nodes);
  const asked = [c.server.enter('Cid'), c.server.enter('Cleo')].map((player) => answerer(c, player, play()));
  expect(new Set(asked).size).toBe(1);
});

test('[CD3] no more players are sent to a room than it has places, until its list is another', async () => {
  const { a, b } = nodes;
  const ann = a.server.enter('Ann');
  ann.play();
  await shareAll(nodes);
  const places = a.server.room(ann.code).rules.settings.seatCount - 1;
  const bobs = Array.from({ length: places + 1 }, (_, index) => b.server.enter(`Bob${index}`));
  expect(bobs.map((bob) => answerer(b, bob, play()))).toEqual([...Array<string>(places).fill('a'), null]);
  a.server.enter('Ada').play();
  await shareAll(nodes);
  expect(answerer(b, bobs[0]!, play())).toBe('a');
});

test('[CD3] the match to watch is the one that is watched most on all nodes, and at a tie one of this node', async () => {
  const { a, b } = nodes;
  const [ann, bob] = [a.server.enter('Ann'), b.server.enter('Bob')];
  const watcher = b.server.enter('Wim');
  ann.play();
  await shareAll(nodes);
  expect(answerer(b, watcher, watch())).toBe('a');
  bob.play();
  await shareAll(nodes);
  expect(answerer(b, watcher, watch())).toBeNull();
  a.server.enter('Fan').watch(ann.code);
  await shareAll(nodes);
  expect(answerer(b, watcher, watch())).toBe('a');
  expect(answerer(b, watcher, watch(), 1)).toBeNull();
});

test('[CD4] a new room is opened here, unless another node is emptier by a tenth', async () => {
  const { a, b, c } = nodes;
  openRooms(a, 3);
  openRooms(b, 2);
  openRooms(c, 2);
  await shareAll(nodes);
  const ann = a.server.enter('Ann');
  // 3 of 20 rooms against 2 of 20.
  expect(answerer(a, ann, create)).toBeNull();
  a.server.enter('More').create();
  expect([create, play(), play('coop', { daily: true })].map((asked) => answerer(a, ann, asked))).toEqual([
    'b',
    'b',
    'b',
  ]);
  // Who was sent is not sent back.
  expect(answerer(a, ann, create, 1)).toBeNull();
});

test('[CD4] how busy a node is counts like its rooms', async () => {
  const { a, b, c } = nodes;
  const ann = a.server.enter('Ann');
  for (const node of [a, b]) {
    node.used.active += 100_000;
    node.used.idle += 100_000;
  }
  a.server.clock.advance(200);
  await shareAll(nodes);
  expect([answerer(a, ann, create), answerer(c, c.server.enter('Cid'), create)]).toEqual(['c', null]);
  expect(b.directory.ownLoad.busy).toBe(50);
});

test('[CD4] a full node gets nothing while another one has room, and all are full only when none has', async () => {
  const { a, b, c } = nodes;
  const ann = a.server.enter('Ann');
  for (const node of [a, b]) node.used.active += 1_000_000;
  a.server.clock.advance(200);
  await shareAll(nodes);
  expect(answerer(a, ann, create)).toBe('c');
  // A full node that was asked by another one sends the request on.
  expect(answerer(b, b.server.enter('Bob'), create, 1)).toBe('c');
  c.used.active += 1_000_000;
  a.server.clock.advance(200);
  await shareAll(nodes);
  expect(answerer(a, ann, create)).toBeNull();
});

test('[CD4] a node that drains opens no rooms, and none are opened there', async () => {
  const { a, b, c } = nodes;
  const [ann, bob] = [a.server.enter('Ann'), b.server.enter('Bob')];
  ann.play();
  c.peer.isDraining = true;
  a.peer.isDraining = true;
  await shareAll(nodes);
  expect(answerer(b, bob, play())).toBeNull();
  expect([create, play()].map((asked) => answerer(a, a.server.enter('Ada'), asked))).toEqual(['b', 'b']);
  // Its rooms can be joined to their end.
  expect(answerer(b, bob, join(ann.code))).toBe('a');
});

test('[CD4] while nodes have different rules, rooms are opened on those with the newest', async () => {
  const { a, b, c } = nodes;
  b.peer.rules = RULES_VERSION + 1;
  await shareAll(nodes);
  expect(answerer(a, a.server.enter('Ann'), create)).toBe('b');
  b.peer.rules = RULES_VERSION - 1;
  expect(answerer(a, a.server.enter('Ada'), create)).toBeNull();
  // A client of this node understands nothing of that one.
  const code = b.server.enter('Bob').create();
  b.peer.protocol = PROTOCOL_VERSION + 1;
  await shareAll(nodes);
  expect(answerer(c, c.server.enter('Cid'), join(code))).toBeNull();
});
