// The operator's desk with several real nodes.

import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditPage, ControlRooms, ControlSessions, Done, History, LogTail, RoomPicture } from '#handover';
import { gameServerConfig } from '../../../game-server/config.ts';
import { startGameServer, type GameServer } from '../../../game-server/main.ts';
import { DeskClient, startDeskApi } from '../../support/desk.ts';
import { newFolder } from '../../support/new-folder.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { TcpPlayer } from '../../support/tcp-player.ts';

/** A machine that is busy with other tests is not dead. */
const LEASE_MS = 10_000;

interface Nodes {
  readonly redis: RedisServer;
  readonly servers: readonly GameServer[];
  readonly desk: DeskClient;
}

async function startNodes(count: number): Promise<Nodes> {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const data = newFolder();
  const servers: GameServer[] = [];
  for (let i = 1; i <= count; i++) servers.push(await startNode(`n${i}`, data, redis.url));
  const api = await startDeskApi(data, 1, null, undefined, 0, redis.url);
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  return { redis, servers, desk };
}

/** On the clock of the system: its lease is kept by Redis. */
async function startNode(node: string, data: string, redisUrl: string): Promise<GameServer> {
  const ports = { host: '127.0.0.1', port: 0, adminPort: 0 };
  const config = gameServerConfig({ ...ports, data, redisUrl, node, nodeLeaseMs: LEASE_MS });
  const server = await startGameServer(config, pino({ enabled: false }));
  let drained: Promise<void> | null = null;
  const drain = () => (drained ??= server.drain());
  onTestFinished(drain);
  return { ...server, drain };
}

async function enter({ port }: GameServer, name: string): Promise<TcpPlayer> {
  const player = await TcpPlayer.connect(port);
  onTestFinished(() => player.destroy());
  await player.hello(name);
  return player;
}

async function nodesOf(desk: DeskClient): Promise<History['status']['nodes']> {
  const [history] = await desk.events('live', () => true);
  return (history!.data as History).status.nodes;
}

test('[OD50] the desk sees and reaches the sessions and rooms of all nodes', async () => {
  const { servers, desk } = await startNodes(2);
  const [one, two] = servers;
  const [ann, bo] = [await enter(one!, 'Ann'), await enter(two!, 'Bo')];
  const opened = await ann.play();
  const other = await bo.play();
  const ask = async <Answer>(path: string, body?: object) => (await desk.ask(path, body)).body as Answer;
  await expect.poll(async () => (await ask<ControlRooms>('rooms')).rooms.length).toBe(2);
  const rooms = await ask<ControlRooms>('rooms');
  expect([rooms.rooms.map(({ code }) => code), rooms.total, rooms.after]).toEqual([
    [opened.code, other.code].toSorted(),
    2,
    null,
  ]);
  const { sessions } = await ask<ControlSessions>('sessions');
  expect(sessions.map(({ name }) => name).toSorted()).toEqual(['Ann', 'Bo']);
  expect((await ask<ControlSessions>('sessions?search=bo')).total).toBe(1);
  const [picture] = await desk.events(`rooms/${other.code}/live`, () => true);
  expect((picture!.data as RoomPicture).code).toBe(other.code);
  expect((await desk.ask('rooms/ZZZZZ')).status).toBe(404);
  expect(await ask<Done>('announce', { text: 'Hello' })).toMatchObject({ sessions: 2 });
  const session = sessions.find(({ name }) => name === 'Bo')!.id;
  expect(await ask<Done>('kick', { session, reason: '' })).toEqual({ isAudited: true, sessions: 1 });
  await bo.closed();
  expect((await desk.ask('kick', { session: 12_345, reason: '' })).status).toBe(404);
  expect(await ask<Done>(`rooms/${opened.code}/close`, { reason: '' })).toEqual({ isAudited: true });
  expect((await ann.next('left')).reason).toBe('operator-closed');
});

test('[OD51] each node has a row with its state, a log, and can be drained alone', async () => {
  const { servers, desk } = await startNodes(2);
  await enter(servers[1]!, 'Bo');
  await expect
    .poll(() => nodesOf(desk))
    .toMatchObject([
      { id: 'n1', isUp: true, isDraining: false, hasRedis: true, mayRun: true, players: 0, ticksUnreplicated: 0 },
      { id: 'n2', isUp: true, isDraining: false, hasRedis: true, mayRun: true, players: 1, roomsTaken: 0 },
    ]);
  expect((await nodesOf(desk))[0]!.free).toBeGreaterThan(0);
  for (const node of ['n1', 'n2', '']) {
    expect(((await desk.ask(`log?node=${node}`)).body as LogTail).lines).toBeInstanceOf(Array);
  }
  expect((await desk.ask('log?node=n3')).status).toBe(404);
  expect((await desk.ask('drain', { isConfirmed: true, node: 'n3' })).status).toBe(404);
  // Of a server in this process nothing ends.
  expect((await desk.ask('drain', { isConfirmed: true, node: 'n2' })).body).toEqual({ isAudited: true });
  const { rows } = (await desk.ask('audit')).body as AuditPage;
  expect(rows[0]).toMatchObject({ what: 'drain', on: 'node n2' });
});

test('[OD52] a node that has left is gone, and while Redis is away the nodes are those of before', async () => {
  const { redis, servers, desk } = await startNodes(2);
  await expect.poll(async () => (await nodesOf(desk)).map(({ id }) => id)).toEqual(['n1', 'n2']);
  await servers[1]!.drain();
  await expect.poll(async () => (await nodesOf(desk)).map(({ id }) => id)).toEqual(['n1']);
  await redis.kill();
  await expect.poll(() => nodesOf(desk)).toMatchObject([{ id: 'n1', isUp: true, hasRedis: false }]);
  expect((await desk.ask('rooms')).status).toBe(200);
  // A node that ends without Redis waits for it.
  await redis.restart();
});
