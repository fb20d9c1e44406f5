// Two whole servers with a Redis in common, over sockets, on the clock of the system: their lobby is one.

import { once } from 'node:events';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PROTOCOL_VERSION } from '#protocol';
import { connectRedis, KEYS } from '#redis';
import { systemClock, systemRng } from '../../../../game-server/clock.ts';
import { gameServerConfig, type GameServerConfig } from '../../../../game-server/config.ts';
import { startGameServer, type GameServer } from '../../../../game-server/main.ts';
import { freePort } from '../../../support/free-port.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { TcpPlayer } from '../../../support/tcp-player.ts';

/** A machine that is busy with other tests is not dead, and players of tests do not report what they have seen. */
const LEASE_MS = 10_000;
const STANDSTILL_MS = 600_000;
/** They say nothing while others act. */
const SURROUNDINGS = { clock: systemClock, rng: systemRng, silenceMsMax: Infinity };

async function startNode(node: string, redisUrl: string, other: Partial<GameServerConfig> = {}): Promise<GameServer> {
  const ports = { host: '127.0.0.1', port: 0, adminPort: 0, publicPort: 0 };
  const config = gameServerConfig({
    ...ports,
    redisUrl,
    node,
    nodeLeaseMs: LEASE_MS,
    standstillMsMax: STANDSTILL_MS,
    ...other,
  });
  const server = await startGameServer(config, pino({ enabled: false }), SURROUNDINGS);
  onTestFinished(() => server.drain());
  return server;
}

async function enter(port: number, name: string, token = ''): Promise<TcpPlayer> {
  const player = await TcpPlayer.connect(port);
  onTestFinished(() => player.destroy());
  const versions = { version: PROTOCOL_VERSION, rules: 0, colour: 0, mark: 0, ticket: '', seen: 0 };
  player.send({ type: 'hello', ...versions, name, kind: 'human', token, follows: true });
  await player.next('welcome');
  return player;
}

async function roomsOf({ publicPort }: GameServer): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${publicPort}/api/rooms`);
  return ((await response.json()) as { code: string }[]).map(({ code }) => code);
}

test('[CD3] two whole servers: a room of one is found at the other, by quick play, list, link and chat', async () => {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const [a, b] = [await startNode('a', redis.url), await startNode('b', redis.url)];
  const ann = await enter(a.port, 'Ann');
  ann.send({ type: 'play', mode: 'coop', rate: 20 });
  const { code } = await ann.next('joined');
  const bob = await enter(b.port, 'Bob');
  bob.send({ type: 'browse', on: true });
  await expect.poll(() => roomsOf(b), { interval: 100 }).toEqual([code]);
  const linked = await fetch(`http://127.0.0.1:${b.publicPort}/api/rooms/${code}`);
  expect(await linked.json()).toMatchObject({ code, mode: 'coop', players: 1 });
  const listed = await bob.next('rooms');
  if (listed.rooms.length === 0) expect((await bob.next('listed')).room.code).toBe(code);
  const cid = await enter(a.port, 'Cid');
  bob.send({ type: 'chat', scope: 'lobby', to: '', text: 'hello' });
  expect(await cid.next('chat')).toMatchObject({ from: 'Bob', text: 'hello' });
  cid.send({ type: 'chat', scope: 'whisper', to: 'bob', text: 'psst' });
  expect(await cid.next('chat')).toMatchObject({ to: 'Bob', text: 'psst' });
  // What is not renewed in time, while Redis stands still, is forgotten for a moment.
  await expect.poll(() => roomsOf(b), { interval: 100 }).toEqual([code]);
  bob.send({ type: 'play', mode: 'coop', rate: 20 });
  const redirect = await bob.next('redirect');
  expect(redirect).toMatchObject({ node: 'a', port: a.port });
  const there = await enter(redirect.port, 'nobody', redirect.token);
  expect((await there.next('joined')).code).toBe(code);
});

test('[CW12] a client that connects before its node has joined the others waits for that', async () => {
  const redis = await RedisServer.start();
  const outside = connectRedis(redis.url, { name: 'test', log: pino({ enabled: false }) });
  onTestFinished(async () => {
    outside.disconnect();
    await redis.stop();
  });
  await once(outside, 'ready');
  // Its predecessor was killed: its lease is not over yet.
  await outside.set(KEYS.node('a'), '{}');
  const [port, adminPort] = [await freePort(), await freePort()];
  const starting = startNode('a', redis.url, { port, adminPort, nodeLeaseMs: 1500 });
  const early = await vi.waitFor(() => TcpPlayer.connect(port), { timeout: 100_000, interval: 20 });
  onTestFinished(() => early.destroy());
  const welcome = early.hello('Ann');
  const read = async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  await expect.poll(read, { interval: 20 }).toMatch(/type="hello"\} 1\n/);
  await outside.del(KEYS.node('a'));
  await starting;
  expect((await welcome).name).toBe('Ann');
});
