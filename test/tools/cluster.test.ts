// What a run over several nodes is made of: its players and their checks on a lone server, and the namespaces of its nodes.

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { LOG_RATE } from '#protocol';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { Watch } from '../../load/frames/watch.ts';
import { Namespaces } from '../../tools/cluster/namespaces.ts';
import { Player, type PlayerPlan, type Servers } from '../../tools/cluster/player.ts';
import { randomNumbers } from '../../tools/kill/random-numbers.ts';

const isRoot = process.getuid?.() === 0 && spawnSync('ip', ['-V']).status === 0;

test('[LN5] players of pages and bots on a lone server are shown nothing wrong, though they lose connections and sessions', async () => {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  const watch = new Watch();
  onTestFinished(() => watch.stop());
  const servers: Servers = {
    door: () => ({ host: '127.0.0.1', port: server.port }),
    nameOf: () => 'n1',
    room: () => players.find(({ code }) => code !== null)?.code ?? null,
    mayLose: () => false,
  };
  const plans: Omit<PlayerPlan, 'name'>[] = [
    { kind: 'human', rate: LOG_RATE, entry: { type: 'play', mode: 'coop' }, wanders: true },
    { kind: 'bot', rate: 60, entry: { type: 'play', mode: 'coop' }, wanders: false },
    { kind: 'human', rate: LOG_RATE, entry: { type: 'play', mode: 'versus' }, wanders: false },
    { kind: 'bot', rate: 20, entry: { type: 'play', mode: 'mega' }, wanders: true },
  ];
  const players = plans.map((plan, i) => new Player({ ...plan, name: `p${i}` }, servers, watch, randomNumbers(i)));
  onTestFinished(() => players.forEach((player) => player.end()));
  await Promise.all(players.map((player) => player.until(() => player.tick > 200)));
  for (const player of players) player.cut();
  await Promise.all(players.map((player) => player.until(() => player.resumes > 0 && player.tick > 300)));
  expect(watch.faults.first).toEqual([]);
  expect(watch.frames.sights).toBeGreaterThan(200);
  expect(watch.frames.takeovers).toBe(0);
  expect(watch.gaps.kinds.toSorted()).toEqual(['bot', 'page']);
  // A server without a journal that stops keeps no seat.
  void server.drain();
  await players[1]!.until(() => watch.faults.count('lost-seat') > 0);
});

test.runIf(isRoot)(
  '[LN6] a node in its namespace is cut off from one address, or from all, and is healed',
  async () => {
    const namespaces = Namespaces.create(2)!;
    onTestFinished(() => namespaces.end());
    const redis = createServer((socket) => socket.on('error', () => {}).end('here'));
    await new Promise<void>((resolve) => redis.listen(0, namespaces.redisHost, resolve));
    onTestFinished(() => void redis.close());
    const { port } = redis.address() as { port: number };
    const { within, host, redisUrl } = namespaces.place(0, port);
    expect(redisUrl).toBe(`redis://${namespaces.redisHost}:${port}/0`);
    const routeTo = (address: string) => {
      const [program, ...args] = [...within, 'ip', 'route', 'get', address];
      return spawnSync(program, args, { encoding: 'utf8' }).status;
    };
    const peer = namespaces.place(1, port).host;
    expect([routeTo(namespaces.redisHost), routeTo(peer)]).toEqual([0, 0]);
    namespaces.cutFromRedis(0);
    expect([routeTo(namespaces.redisHost) === 0, routeTo(peer)]).toEqual([false, 0]);
    namespaces.heal(0);
    namespaces.cutFromPeers(0);
    expect([routeTo(namespaces.redisHost), routeTo(peer) === 0]).toEqual([0, false]);
    namespaces.cutFromAll(0);
    expect(routeTo(namespaces.redisHost)).not.toBe(0);
    namespaces.heal(0);
    expect([routeTo(namespaces.redisHost), routeTo(peer), host !== peer]).toEqual([0, 0, true]);
  },
);
