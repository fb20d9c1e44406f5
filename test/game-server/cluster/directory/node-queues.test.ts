// Ranked matches and the match of the day over several nodes, with a real Redis and an API that the test plays.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { identityText } from '#handover';
import { CONTESTS } from '../../../../game-server/ranked/contest-table.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { ContestServer, deviceOf } from '../../ranked/contest-server.ts';
import { delivered, lobbyNodes, shareAll, until, type LobbyNode, type LobbyNodes } from './lobby-nodes.ts';

let redis: RedisServer;
let contest: ContestServer;
let nodes: LobbyNodes<'a' | 'b' | 'c'>;

beforeAll(async () => {
  redis = await RedisServer.start();
});

beforeEach(async () => {
  contest = new ContestServer();
  nodes = await lobbyNodes(redis, ['a', 'b', 'c'], new VirtualClock(), {}, contest.surroundings());
  await shareAll(nodes);
});

afterEach(async () => {
  await nodes.a.redis.flushall();
  for (const node of nodes.all) node.stop();
});

afterAll(() => redis.stop());

/** A player whom the servers know. */
function enter({ server }: LobbyNode, name: string, device = name): MemoryPlayer {
  const player = server.enter(name);
  contest.identify(player, 'human', device);
  return player;
}

function seek(player: MemoryPlayer, mode = 'versus'): void {
  player.send({ type: 'play', mode, rate: 20, ranked: true });
}

/** The node with the queue of a mode, and another one. */
function queueOf(mode: string): { here: LobbyNode; elsewhere: LobbyNode } {
  const route = (node: LobbyNode) => {
    const player = enter(node, `Asks${node.peer.id}`);
    return node.shared.route({ type: 'play', mode, rate: 20, ranked: true }, node.session(player), 0);
  };
  const here = nodes.all.find((node) => route(node) === null)!;
  return { here, elsewhere: nodes.all.find((node) => node !== here)! };
}

/** Seconds pass, in which answers of the API arrive and all clients are heard. */
async function seconds(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) {
    await new Promise((resolve) => void setImmediate(resolve));
    nodes.a.server.clock.advance(1000);
    for (const { server } of nodes.all) for (const player of server.players) player.report();
  }
}

test('[CD5] each contest has its queue at one node, and all nodes agree on it, after one of them has gone too', () => {
  const agree = () => {
    for (const { mode, kind } of CONTESTS) {
      const asked = nodes.all.map((node) => {
        const player = kind === 'human' ? enter(node, `${mode}${node.peer.id}`) : node.server.enter('Robo', 'bot');
        if (kind === 'bot') contest.identify(player, 'bot', 'Robo');
        const route = node.shared.route({ type: 'play', mode, rate: 20, ranked: true }, node.session(player), 0);
        return route === null ? node.peer.id : 'node' in route ? route.node : 'error';
      });
      if (nodes.all.every(({ peer }) => !peer.isDraining)) expect(new Set(asked).size).toBe(1);
      for (const id of asked) expect(nodes.all.find(({ peer }) => peer.id === id)!.peer.isDraining).toBe(false);
    }
  };
  agree();
  nodes.b.peer.isDraining = true;
  agree();
});

test('[CD5] who is nobody, or asks for a mode without ranked matches, is refused where they ask', () => {
  const { elsewhere } = queueOf('versus');
  const ann = elsewhere.server.enter('Ann');
  const route = (mode: string) =>
    elsewhere.shared.route({ type: 'play', mode, rate: 20, ranked: true }, elsewhere.session(ann), 0);
  expect(route('versus')).toBeNull();
  contest.identify(ann, 'human', 'Ann');
  expect([route('coop'), route('nothing'), route('versus')]).toEqual([null, null, { node: expect.any(String) }]);
});

test('[CD11] of two sessions of one player, at different nodes, the newest waits', async () => {
  const { here } = queueOf('versus');
  const other = nodes.all.find((node) => node !== here)!;
  const first = enter(here, 'Ann');
  seek(first);
  expect(first.last('queued')).toBeDefined();
  // It comes from the node with the queue of another mode.
  other.shared.surroundings.otherQueues.waits(deviceOf('Ann'));
  await delivered(nodes);
  expect(first.errors()).toEqual(['queued-elsewhere']);
});

test('[CD11] who has left a ranked match waits before the next one at every node', async () => {
  const { here, elsewhere } = queueOf('versus');
  const ann = enter(here, 'Ann');
  elsewhere.shared.surroundings.otherQueues.left(deviceOf('Ann'));
  await delivered(nodes);
  seek(ann);
  expect(ann.errors()).toEqual(['ranked-pause']);
});

test('[CD11] who has a seat in a ranked match of another node gets no second one', async () => {
  const { here } = queueOf('versus');
  const players = ['Ann', 'Bob'].map((name) => enter(here, name));
  for (const player of players) seek(player);
  await seconds(14);
  expect(players[0]!.last('joined')).toMatchObject({ kind: 'ranked', code: players[1]!.code });
  // The queue goes to another node.
  here.peer.isDraining = true;
  await shareAll(nodes);
  const next = queueOf('versus').here;
  expect(next).not.toBe(here);
  const [again, cid] = [enter(next, 'Ann2', 'Ann'), enter(next, 'Cid')];
  for (const player of [again, cid]) seek(player);
  await seconds(14);
  expect([again, cid].map(({ seat }) => seat)).toEqual([null, null]);
  const dan = enter(next, 'Dan');
  seek(dan);
  await seconds(2);
  expect([again.seat, cid.code !== '', dan.code]).toEqual([null, true, cid.code]);
});

test('[CD11] a try that has begun at another node does not count a second time, before the API knows of it', async () => {
  const { a, b } = nodes;
  const daily = async (player: MemoryPlayer) => {
    player.send({ type: 'play', mode: 'classic', rate: 20, daily: true });
    await until(() => player.code !== '');
    return player.last('joined')!.counts;
  };
  const first = enter(a, 'Ann');
  expect(await daily(first)).toBe(true);
  const second = enter(b, 'Ann2', 'Ann');
  await delivered(nodes);
  expect(await daily(second)).toBe(false);
});

test('[CD11] damaged news is left out', async () => {
  const { a, b } = nodes;
  const bad = [{}, { player: 7 }, { player: 'x' }, { player: 'user:../x' }];
  for (const kind of ['ranked-waits', 'ranked-left', 'daily-tried']) {
    for (const body of bad) await a.shared.messages.sendAll(kind, body);
  }
  const player = identityText(deviceOf('Ann'));
  for (const body of [
    { date: '2026', mode: 'classic' },
    { date: 7, mode: 'classic' },
    { date: '2026-11-30', mode: 7 },
  ]) {
    await a.shared.messages.sendAll('daily-tried', { ...body, player });
  }
  await delivered(nodes);
  const ann = enter(b, 'Ann');
  seek(ann);
  expect([ann.errors(), ann.last('queued')?.position]).toEqual([[], 1]);
});
