// What nodes know of each other's rooms, with a real Redis.

import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { KEYS } from '#redis';
import { OwnRows } from '../../../../game-server/cluster/directory/own-list.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { LIFE_FACTOR, lobbyNodes, shareAll, until, type LobbyNodes } from './lobby-nodes.ts';

let redis: RedisServer;
let nodes: LobbyNodes<'a' | 'b'>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  nodes = await lobbyNodes(redis, ['a', 'b'], new VirtualClock());
});

afterEach(async () => {
  await nodes.a.redis.flushall();
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

test('[CD1] each node knows which other node has a room, listed or not, until the room is closed', async () => {
  const { a, b } = nodes;
  const ann = a.server.enter('Ann');
  const hidden = ann.create({ listed: false });
  await shareAll(nodes);
  expect(b.directory.nodeOf(hidden)).toBe('a');
  expect(a.directory.nodeOf(hidden)).toBeNull();
  expect([...b.directory.listed]).toEqual([]);
  ann.send({ type: 'leave' });
  await shareAll(nodes);
  expect(b.directory.nodeOf(hidden)).toBeNull();
});

test('[CD1] a list that is due for renewal while the connection is lost leaves no failure without a handler', async () => {
  const { a } = nodes;
  a.server.enter('Ann').create({ mode: 'versus', listed: true });
  await a.directory.write();
  a.server.clock.stall(1000);
  // Both commands fail at once: a rejection that nobody handles would end the process, and fails the test run.
  const ready = once(a.redis, 'ready');
  a.redis.disconnect(true);
  expect(await a.directory.write()).toBe(false);
  await ready;
  expect(await a.directory.write()).toBe(true);
});

test('[CD1] nothing is written while nothing changes, and what is there is renewed', async () => {
  const { a } = nodes;
  a.server.enter('Ann').create({ mode: 'versus', listed: true });
  await a.directory.write();
  const text = await a.redis.get(KEYS.list('a'));
  const before = await callsOf('set');
  for (let looks = 0; looks < 4; looks++) {
    a.server.clock.stall(200);
    expect(await a.directory.write()).toBe(false);
  }
  expect(await callsOf('set')).toBe(before);
  await a.redis.pexpire(KEYS.list('a'), 500);
  a.server.clock.stall(300);
  await a.directory.write();
  expect(await a.redis.pttl(KEYS.list('a'))).toBeGreaterThan(1000 * LIFE_FACTOR);
  expect(await a.redis.get(KEYS.list('a'))).toBe(text);
  // Redis has lost its data.
  await a.redis.flushall();
  a.server.clock.stall(1000);
  await a.directory.write();
  expect(await a.directory.write()).toBe(true);
  expect(await a.redis.get(KEYS.list('a'))).toBe(text);
});

test('[CD1] a row is written again when its room has changed, or its match has gone on', async () => {
  const { a } = nodes;
  const ann = a.server.enter('Ann');
  const code = ann.create({ listed: true, fill: true });
  await a.directory.write();
  const row = async () => (await a.redis.get(KEYS.list('a')))!.split('\n')[1]!;
  expect(await row()).toContain('"state":"lobby"');
  ann.send({ type: 'start' });
  a.server.run(5 * 60);
  await a.directory.write();
  expect(await row()).toContain('"state":"play"');
  for (let runs = 0; runs < 80 && a.server.room(code).progress.eaten < 2; runs++) a.server.run(30);
  a.server.clock.stall(1000);
  await a.directory.write();
  expect(await row()).toContain('"eaten":2');
});

test('[CD1] how far a match is shows once a second, whatever else of a room at once', () => {
  const { a } = nodes;
  const ann = a.server.enter('Ann');
  const room = a.server.room(ann.create({ listed: true, fill: true }));
  ann.send({ type: 'start' });
  a.server.run(5 * 60);
  const rows = new OwnRows();
  const textAt = (ms: number) => {
    rows.begin(ms);
    return rows.of(room)[0];
  };
  const text = textAt(0);
  const { version } = room;
  const { eaten } = room.progress;
  for (let ticks = 0; ticks < 40 * 60 && room.progress.eaten === eaten; ticks++) a.server.run(1);
  expect(room.version).toBe(version);
  expect(textAt(999)).toBe(text);
  expect(textAt(1000)).toContain(`"eaten":${room.progress.eaten}`);
  a.server.enter('Bob').send({ type: 'watch', code: room.code, password: '', rate: 20 });
  expect(textAt(1001)).toContain('"watchers":1');
});

test('[CD1] a list is read only when it is another', async () => {
  const { a, b } = nodes;
  a.server.enter('Ann').create();
  await shareAll(nodes);
  const before = await callsOf('getrange');
  await b.directory.look();
  await b.directory.look();
  // The figures only.
  expect((await callsOf('getrange')) - before).toBe(2);
});

test('[CD1] the others learn of a new room at once, not at the next look', async () => {
  const { a, b } = nodes;
  await shareAll(nodes);
  const code = a.server.enter('Ann').create();
  // Less than the time between two looks.
  a.server.clock.advance(60);
  await until(() => b.directory.nodeOf(code) === 'a');
});

test('[CD2] the rooms of a node vanish with its lease, and with its keys', async () => {
  const { a, b } = nodes;
  const code = a.server.enter('Ann').create();
  await shareAll(nodes);
  a.isAlive = false;
  expect(b.directory.nodeOf(code)).toBeNull();
  expect(b.directory.isLost(code)).toBe(true);
  b.server.clock.stall(5001);
  expect(b.directory.isLost(code)).toBe(false);
  a.isAlive = true;
  await shareAll(nodes);
  expect(b.directory.nodeOf(code)).toBe('a');
  await a.redis.del(KEYS.load('a'));
  await b.directory.look();
  expect(b.directory.nodeOf(code)).toBeNull();
});

test('[CD2] damaged lists and figures harm nothing else', async () => {
  const { a, b } = nodes;
  const code = a.server.enter('Ann').create({ mode: 'versus', listed: true });
  await shareAll(nodes);
  const [head = '', row = ''] = (await a.redis.get(KEYS.list('a')))!.split('\n');
  const load = JSON.parse((await a.redis.get(KEYS.load('a')))!) as Record<string, unknown>;
  const show = async (list: string, number: number) => {
    await a.redis.set(KEYS.list('a'), list);
    await a.redis.set(KEYS.load('a'), JSON.stringify({ ...load, list: number }));
    await b.directory.look();
    return [b.directory.nodeOf(code), [...b.directory.listed].length];
  };
  expect(await show(`${head}\n${row}`, 1)).toEqual(['a', 1]);
  expect(await show(`${head}\n${row}\n{}\n[]\nnull\nx\n${row.replace('"versus"', '7')}`, 2)).toEqual(['a', 1]);
  expect(await show('not JSON', 3)).toEqual([null, 0]);
  expect(await show(`{"codes":["${code}"],"open":{},"held":3}\n${row}`, 4)).toEqual([null, 1]);
  expect(await show(`${head}\n${' '.repeat(2_000_000)}`, 5)).toEqual([null, 0]);
  for (const figures of ['', '{', '[]', 'null', '{"list":"x"}', `{"list":1e99,"pad":"${'x'.repeat(5000)}"}`]) {
    await show(`${head}\n${row}`, 6);
    await a.redis.set(KEYS.load('a'), figures);
    await b.directory.look();
    expect(b.directory.nodeOf(code)).toBeNull();
  }
});

test('[CD2] keys of another type count as damaged: the lists of all others are read', async () => {
  const { a, b } = nodes;
  const code = a.server.enter('Ann').create();
  await shareAll(nodes);
  for (const key of [KEYS.list('a'), KEYS.load('a')]) {
    await a.redis.multi().del(key).rpush(key, 'x').exec();
    if (key === KEYS.list('a'))
      await a.redis.set(KEYS.load('a'), JSON.stringify({ ...a.directory.ownLoad, players: 0, bots: 0, list: 9 }));
    b.server.clock.stall(3001);
    await b.directory.look();
    expect([b.directory.isBlind, b.directory.nodeOf(code)]).toEqual([false, null]);
  }
});

test('[CD2] without Redis what was known stays, and this node knows that it may be out of date', async () => {
  const { a, b } = nodes;
  const code = a.server.enter('Ann').create();
  await shareAll(nodes);
  expect(b.directory.isBlind).toBe(false);
  b.redis.disconnect();
  b.server.clock.stall(3001);
  await b.directory.look();
  expect([b.directory.isBlind, b.directory.nodeOf(code)]).toEqual([true, 'a']);
});

async function callsOf(command: string): Promise<number> {
  const stats = await nodes.a.redis.info('commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}
