// Real nodes on the clock of the system, in this process, with a Redis of their own and an API whose desk finds them.

import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Api } from '../../api/main.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer, type GameServer } from '../../game-server/main.ts';
import { DeskClient, startDeskApi } from './desk.ts';
import { newFolder } from './new-folder.ts';
import { RedisServer } from './redis-server.ts';
import { TcpPlayer } from './tcp-player.ts';

/** A machine that is busy with other tests is not dead, and players of tests do not report what they have seen. */
const LEASE_MS = 10_000;
const STANDSTILL_MS = 600_000;

export interface DeskNodes {
  /** The data folder of all. */
  readonly data: string;
  readonly redis: RedisServer;
  readonly servers: readonly GameServer[];
  readonly api: Api;
  readonly desk: DeskClient;
}

/** An operator is signed in. Everything ends with the test. */
export async function startNodes(count: number, given?: RedisServer): Promise<DeskNodes> {
  const redis = given ?? (await RedisServer.start());
  if (given === undefined) onTestFinished(() => redis.stop());
  const data = newFolder();
  const api = await startDeskApi(data, 1, null, undefined, 0, redis.url);
  const servers: GameServer[] = [];
  for (let i = 1; i <= count; i++) servers.push(await startNode(`n${i}`, data, redis.url, api));
  const desk = new DeskClient(`http://127.0.0.1:${api.port}`);
  await desk.signIn();
  return { data, redis, servers, api, desk };
}

/** On the clock of the system: its lease is kept by Redis. */
async function startNode(node: string, data: string, redisUrl: string, api: Api): Promise<GameServer> {
  const apiUrl = `http://127.0.0.1:${api.adminPort}`;
  const ports = { host: '127.0.0.1', port: 0, adminPort: 0, publicPort: 0 };
  const config = gameServerConfig({
    ...ports,
    data,
    redisUrl,
    node,
    nodeLeaseMs: LEASE_MS,
    standstillMsMax: STANDSTILL_MS,
    apiUrl,
  });
  const server = await startGameServer(config, pino({ enabled: false }));
  let drained: Promise<void> | null = null;
  const drain = () => (drained ??= server.drain());
  onTestFinished(drain);
  return { ...server, drain };
}

/** A client that has been welcomed under this name. */
export async function enter({ port }: Pick<GameServer, 'port'>, name: string): Promise<TcpPlayer> {
  const player = await TcpPlayer.connect(port);
  onTestFinished(() => player.destroy());
  await player.hello(name);
  return player;
}
