// The list of rooms over several nodes, with a real Redis.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { LISTED_ROOMS_MAX, LISTED_ROOMS_PER_CALLER_MAX } from '../../../../game-server/rooms/list-places.ts';
import { listedEverywhere } from '../../../../game-server/rooms/room-list.ts';
import { linkedRoom } from '../../../../game-server/rooms/room-messages.ts';
import { lobbyNodes, shareAll, type LobbyNode, type LobbyNodes } from './lobby-nodes.ts';

let redis: RedisServer;
let nodes: LobbyNodes<'a' | 'b'>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  const config = { exemptNetworks: [], roomsPerAddressMax: 10, roomsMax: 1000 };
  nodes = await lobbyNodes(redis, ['a', 'b'], new VirtualClock(), config);
});

afterEach(async () => {
  await nodes.a.redis.flushall();
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

const address = (number: number) => `198.51.${number >> 8}.${number & 255}`;

/** A player of an own address who has opened a listed room. */
function host({ server }: LobbyNode, number: number): MemoryPlayer {
  const player = server.enter(`P${number}`, 'human', address(number));
  player.create({ listed: true });
  return player;
}

function reader({ server }: LobbyNode): MemoryPlayer {
  const player = server.enter('Reader');
  player.send({ type: 'browse', on: true });
  return player;
}

const codesOf = (player: MemoryPlayer) => player.last('rooms')?.rooms.map(({ code }) => code);
const everywhere = ({ server }: LobbyNode) =>
  listedEverywhere(server.core.lobby.rooms, server.core.lobby.others).map(({ code }) => code);

test('[CD6] the list has the rooms of all nodes, those of the own node first, and follows their changes', async () => {
  const { a, b } = nodes;
  const [ann, bob] = [host(a, 1), host(b, 2)];
  await shareAll(nodes);
  const readers = [reader(a), reader(b)];
  expect(readers.map(codesOf)).toEqual([
    [ann.code, bob.code],
    [bob.code, ann.code],
  ]);
  expect([everywhere(a), everywhere(b)]).toEqual([
    [ann.code, bob.code],
    [bob.code, ann.code],
  ]);
  const cid = a.server.enter('Cid');
  cid.join(ann.code);
  await shareAll(nodes);
  b.server.clock.advance(201);
  for (const each of readers) expect(each.last('listed')!.room).toMatchObject({ code: ann.code, players: 2 });
  const { code } = ann;
  for (const each of [cid, ann]) each.send({ type: 'leave' });
  await shareAll(nodes);
  b.server.clock.advance(201);
  for (const each of readers) expect(each.take('unlisted').map((message) => message.code)).toEqual([code]);
  expect([everywhere(a), everywhere(b)]).toEqual([[bob.code], [bob.code]]);
});

test('[CD6] a node whose lease is over takes its rooms out of the list', async () => {
  const { a, b } = nodes;
  const [ann] = [host(a, 1), host(b, 2)];
  await shareAll(nodes);
  const each = reader(b);
  a.isAlive = false;
  b.server.clock.advance(201);
  expect(each.take('unlisted').map(({ code }) => code)).toEqual([ann.code]);
});

test('[CD6] one address has its places in the list over all nodes, and others come in when they become free', async () => {
  const { a, b } = nodes;
  const eves = [a, b].map(({ server }, node) =>
    Array.from({ length: 6 }, (_, index) => {
      const eve = server.enter(`Eve${node}${index}`, 'human', address(1));
      eve.create({ listed: true });
      return eve;
    }),
  );
  const bob = host(b, 2);
  await shareAll(nodes);
  const each = reader(a);
  const codes = codesOf(each)!;
  expect(codes).toHaveLength(LISTED_ROOMS_PER_CALLER_MAX + 1);
  expect(codes).toContain(bob.code);
  expect(everywhere(a)).toEqual(codes);
  eves[0]![0]!.send({ type: 'leave' });
  a.server.clock.advance(201);
  expect([each.take('unlisted'), each.take('listed')].map(({ length }) => length)).toEqual([1, 1]);
});

test('[CD6] the list has no more than its maximum, and places that become free go to rooms of any node', async () => {
  const { a, b } = nodes;
  const own = Array.from({ length: 150 }, (_, index) => host(a, index));
  Array.from({ length: 100 }, (_, index) => host(b, 200 + index));
  await shareAll(nodes);
  const each = reader(a);
  expect(codesOf(each)).toHaveLength(LISTED_ROOMS_MAX);
  expect(everywhere(a)).toHaveLength(LISTED_ROOMS_MAX);
  for (const player of own.slice(0, 60)) player.send({ type: 'leave' });
  a.server.clock.advance(201);
  expect([each.take('unlisted'), each.take('listed')].map(({ length }) => length)).toEqual([60, 50]);
});

test('[CD6] the changes of a room of another node are sent once a second, after a burst of three', async () => {
  const { a, b } = nodes;
  const ann = host(a, 1);
  await shareAll(nodes);
  const each = reader(b);
  const change = async (seatCount: number) => {
    ann.configure({ listed: true, seatCount });
    await shareAll(nodes);
    b.server.clock.advance(201);
    return each.take('listed').length;
  };
  const sent = [];
  for (const seatCount of [1, 2, 3, 4, 1, 2]) sent.push(await change(seatCount));
  expect(sent.slice(0, 3)).toEqual([1, 1, 1]);
  expect(sent.reduce((sum, count) => sum + count, 0)).toBeLessThan(6);
  b.server.clock.advance(2000);
  each.take('listed');
  ann.configure({ listed: true, seatCount: 3 });
  await shareAll(nodes);
  b.server.clock.advance(1001);
  expect(each.last('listed')!.room.seatCount).toBe(3);
});

test('[CD6] the rooms of an address count on all nodes', async () => {
  const { a, b } = nodes;
  for (let index = 0; index < 6; index++) a.server.enter(`A${index}`, 'human', address(1)).create();
  await shareAll(nodes);
  const later = Array.from({ length: 5 }, (_, index) => b.server.enter(`B${index}`, 'human', address(1)));
  for (const player of later) player.create();
  expect(later.map((player) => player.errors())).toEqual([[], [], [], [], ['too-many-rooms-held']]);
});

test('[CD6] a room of another node is shown to whoever knows its code, as its node shows it', async () => {
  const { a, b } = nodes;
  const ann = a.server.enter('Ann', 'human', address(1));
  const code = ann.create({ mode: 'versus', seatCount: 3 }, 'tea');
  await shareAll(nodes);
  const shown = await b.directory.linked(code);
  expect(shown).toEqual(linkedRoom(a.server.room(code)));
  expect(shown).toMatchObject({ code, host: 'Ann', locked: true, settings: { mode: 'versus', seatCount: 3 } });
  expect(JSON.stringify(shown)).not.toContain('tea');
  expect([await a.directory.linked(code), await b.directory.linked('ABCDE')]).toEqual([null, null]);
  // What another node says is checked.
  const room = shown as Record<string, unknown>;
  for (const wrong of [
    { room: 7 },
    { room: { ...room, code: 'ABCDE' } },
    { room: { ...room, settings: { x: [1] } } },
    {},
  ]) {
    a.shared.messages.on('room', () => wrong);
    expect(await b.directory.linked(code)).toBeNull();
  }
});
