// Players of several nodes who meet: requests go to the node that answers them, and the players with them.

import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PROTOCOL_VERSION, type ServerMessageType } from '#protocol';
import { connectRedis, type Redis } from '#redis';
import { RULES_VERSION } from '#simulation';
import { systemRng } from '../../../../game-server/clock.ts';
import { BusyMeter } from '../../../../game-server/cluster/directory/balance.ts';
import { SharedLobby } from '../../../../game-server/cluster/directory/shared-lobby.ts';
import { gameServerConfig, type GameServerConfig } from '../../../../game-server/config.ts';
import { MemoryNodes, type MemoryNode } from '../../../support/memory-node.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { PATIENT_MS, RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { ContestServer } from '../../ranked/contest-server.ts';
import { isSubscribed, patient } from './lobby-nodes.ts';

const log = pino({ enabled: false });

let server: RedisServer;
let nodes: MemoryNodes;
let all: { readonly node: MemoryNode; readonly shared: SharedLobby; isDraining: boolean }[];
let contest: ContestServer;

beforeAll(async () => void (server = await RedisServer.start()));
afterAll(async () => server.stop());
beforeEach(() => {
  nodes = new MemoryNodes(server.url);
  all = [];
  contest = new ContestServer();
  onTestFinished(async () => {
    await all[0]?.node.redis.flushall().catch(() => {});
    for (const { shared } of all) shared.messages.stop();
    nodes.stop();
  });
});

/** Nodes whose lobbies are one. */
async function cluster(ids: readonly string[], config: Partial<GameServerConfig> = {}): Promise<MemoryNode[]> {
  return Promise.all(ids.map((id) => add(id, config)));
}

async function add(id: string, config: Partial<GameServerConfig> = {}): Promise<MemoryNode> {
  const [redis, subscriber] = await Promise.all([connected(id), connected(`${id}-hears`)]);
  const peers = () =>
    all
      .filter(({ node }) => node.id !== id && !nodes.dead.has(node.id))
      .map(({ node, isDraining }) => ({
        ...{ id: node.id, isDraining, rules: RULES_VERSION, protocol: PROTOCOL_VERSION },
      }));
  const isDraining = () => all.find(({ node }) => node.id === id)?.isDraining === true;
  const busy = new BusyMeter(() => ({ active: 0, idle: 1, utilization: 0 }));
  // It stands still: what was last shared is never too old.
  const clock = new VirtualClock();
  const shared = new SharedLobby({ ...{ id, clock, log, redis, subscriber, peers, isDraining, busy }, rng: systemRng });
  const surroundings = { ...contest.surroundings(), ...shared.surroundings };
  const node = await nodes.add(id, config, surroundings);
  node.route = (request, hops, from) => shared.route(request, from, hops);
  shared.begin(node.core, gameServerConfig(config));
  await isSubscribed({ subscriber });
  all.push({ node, shared, isDraining: false });
  onTestFinished(() => {
    redis.disconnect();
    subscriber.disconnect();
  });
  return node;
}

async function connected(name: string): Promise<Redis> {
  const redis = patient(connectRedis(server.url, { name, log, silenceMsMax: PATIENT_MS }));
  await new Promise((resolve) => void redis.once('ready', resolve));
  return redis;
}

/** The other nodes know what each node has now. */
async function shareAll(): Promise<void> {
  for (const { shared } of all) await shared.directory.write();
  for (const { shared } of all) await shared.directory.look();
  for (const { shared } of all) await shared.directory.look();
}

async function message<Type extends ServerMessageType>(player: MemoryPlayer, type: Type) {
  const isHere = () => player.inbox.some((each) => each.type === type);
  await expect
    .poll(() => (isHere() ? type : player.inbox.map((each) => each.type).join(' ')), { interval: 2 })
    .toBe(type);
  return player.last(type)!;
}

async function enter(node: MemoryNode, name: string, kind: 'human' | 'bot' = 'human'): Promise<MemoryPlayer> {
  const player = node.connect();
  player.hello(name, kind);
  await message(player, 'welcome');
  return player;
}

/** Follows redirects until the player is in a room, or waits for one. @returns the player there, and the node */
async function arrived(player: MemoryPlayer): Promise<{ player: MemoryPlayer; node: string }> {
  let [at, node] = [player, ''];
  const isDone = () => at.code !== '' || at.inbox.some(({ type }) => type === 'queued' || type === 'error');
  for (;;) {
    await expect.poll(() => isDone() || at.inbox.some(({ type }) => type === 'redirect'), { interval: 2 }).toBe(true);
    const redirect = at.last('redirect');
    if (redirect === undefined) return { player: at, node };
    node = redirect.node;
    at = nodes.nodes.get(node)!.connect();
    at.hello('nobody', 'human', redirect.token);
  }
}

test('[CD3] a player alone at one node and one alone at another meet in quick play', async () => {
  const [a, b] = await cluster(['a', 'b']);
  const ann = await enter(a!, 'Ann');
  ann.play();
  await message(ann, 'joined');
  await shareAll();
  const bob = await enter(b!, 'Bob');
  bob.play();
  const there = await arrived(bob);
  expect([there.node, there.player.code]).toEqual(['a', ann.code]);
  expect(a!.core.lobby.room(ann.code)!.seats.players).toHaveLength(2);
  expect([a!.core.lobby.roomCount, b!.core.lobby.roomCount]).toEqual([1, 0]);
});

test('[CD3] a room that is full on arrival: the player gets another one there, and is not sent back', async () => {
  const [a, b] = await cluster(['a', 'b']);
  const ann = await enter(a!, 'Ann');
  ann.play('versus');
  await message(ann, 'joined');
  await shareAll();
  const { seatCount } = a!.core.lobby.room(ann.code)!.rules.settings;
  for (let index = 1; index < seatCount; index++) (await enter(a!, `A${index}`)).play('versus');
  await expect.poll(() => a!.core.lobby.room(ann.code)!.hasPlace).toBe(false);
  // As the list of a moment ago says, in which there are places.
  b!.route = () => ({ node: 'a' });
  const bob = await enter(b!, 'Bob');
  bob.play('versus');
  const there = await arrived(bob);
  expect(there.node).toBe('a');
  expect(there.player.code).not.toBe(ann.code);
  expect(a!.core.lobby.room(there.player.code)!.seats.players).toHaveLength(1);
});

test('[CD4] a room is created at the emptiest node, with its creator as the host', async () => {
  const [a, b] = await cluster(['a', 'b'], { roomsMax: 10 });
  const { route } = a!;
  a!.route = () => null;
  for (let index = 0; index < 3; index++) {
    const host = await enter(a!, `A${index}`);
    host.create();
    await message(host, 'joined');
  }
  a!.route = route;
  await shareAll();
  const ann = await enter(a!, 'Ann');
  ann.create({ mode: 'versus' });
  const there = await arrived(ann);
  expect(there.node).toBe('b');
  expect(b!.core.lobby.room(there.player.code)!.host?.name).toBe('Ann');
});

test('[CD4] with all nodes full a room is refused, and one that is closed makes room for it', async () => {
  const [a, b] = await cluster(['a', 'b'], { roomsMax: 2, quickPlayRoomsShare: 0 });
  const hosts: { player: MemoryPlayer; node: string }[] = [];
  for (let index = 0; index < 4; index++) {
    const host = await enter(a!, 'Hugo');
    host.create();
    hosts.push(await arrived(host));
    await shareAll();
  }
  expect([a!, b!].map(({ core }) => core.lobby.roomCount)).toEqual([2, 2]);
  const ann = await enter(a!, 'Ann');
  ann.create();
  await message(ann, 'error');
  const { player: gone } = hosts.find(({ node }) => node === 'b')!;
  gone.send({ type: 'leave' });
  await message(gone, 'left');
  await shareAll();
  ann.create();
  expect((await arrived(ann)).node).toBe('b');
  expect(b!.core.lobby.roomCount).toBe(2);
});

test('[CD3] the match that is watched most is watched from any node', async () => {
  const [a, b] = await cluster(['a', 'b']);
  const ann = await enter(a!, 'Ann');
  ann.play();
  await message(ann, 'joined');
  await shareAll();
  const wim = await enter(b!, 'Wim');
  wim.watch('');
  const there = await arrived(wim);
  expect([there.player.code, there.player.seat]).toEqual([ann.code, -1]);
});

test('[CD5] bots who ask for a ranked match at two nodes get one match', async () => {
  const [a, b] = await cluster(['a', 'b']);
  await shareAll();
  const bots: MemoryPlayer[] = [];
  for (let index = 0; index < 5; index++) {
    const bot = await enter(index % 2 === 0 ? a! : b!, `Robo${index}`, 'bot');
    contest.identify(bot, 'bot', `Robo${index}`);
    bot.send({ type: 'play', mode: 'versus', rate: 20, ranked: true });
    bots.push((await arrived(bot)).player);
  }
  const joined = await Promise.all(bots.map((bot) => message(bot, 'joined')));
  expect(new Set(joined.map(({ code }) => code)).size).toBe(1);
  expect(joined[0]).toMatchObject({ kind: 'ladder', counts: true });
});

test('[CD5] when the node with the queue drains, those who wait are sent to the next one and wait there', async () => {
  const [a, b] = await cluster(['a', 'b']);
  await shareAll();
  const waiting: MemoryPlayer[] = [];
  for (const node of [a!, b!]) {
    const player = await enter(node, 'Robo', 'bot');
    contest.identify(player, 'bot', node.id);
    player.send({ type: 'play', mode: 'versus', rate: 20, ranked: true });
    waiting.push((await arrived(player)).player);
  }
  const has = (node: MemoryNode) => [...node.core.sessions].length;
  const queue = all.find(({ node }) => has(node) === 2)!;
  for (const player of waiting) await message(player, 'queued');
  queue.isDraining = true;
  const next = await Promise.all(
    waiting.map(async (player) => {
      await expect.poll(() => player.inbox.some(({ type }) => type === 'redirect'), { interval: 2 }).toBe(true);
      player.take('queued');
      return arrived(player);
    }),
  );
  expect(next.map(({ node }) => node)).toEqual(Array<string>(2).fill(queue.node === a ? 'b' : 'a'));
  await expect
    .poll(() => next.map(({ player }) => player.last('queued')?.waiting).includes(2), { interval: 2 })
    .toBe(true);
});
