// What docs/operating.md has the operators of several nodes put into files, run with a real Redis, real nodes and real proxies.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { connectRedis, KEYS, type Redis } from '#redis';
import { bridgeConfig, type BridgeSettings } from '../bridge/config.ts';
import { startBridge, type Bridge } from '../bridge/main.ts';
import { claimRooms } from '../game-server/cluster/takeover/claims.ts';
import { ensureBuilt } from '../tools/set-up.js';
import { parseOnly, wordsOf } from './support/command-line.ts';
import { blockOf } from './support/document-block.ts';
import { enter, startNodes, type DeskNodes } from './support/desk-nodes.ts';
import { freePort } from './support/free-port.ts';
import { newFolder } from './support/new-folder.ts';
import { RedisServer } from './support/redis-server.ts';
import { TcpPlayer } from './support/tcp-player.ts';
import { hasWebProxy, startWebProxy } from './support/web-proxies.ts';

const DOCUMENT = 'docs/operating.md';
const UNIT = 'packetman-node@.service';
const INSTALLED = '/opt/packetman/node_modules/packetman';
const HOST = 'game.example';
const CHECKER = 'systemd-analyze';

beforeAll(ensureBuilt, 120_000);

/** A Redis as the document has it, with the users of the document. */
async function documentedRedis(): Promise<RedisServer> {
  const users = join(newFolder(), 'users.acl');
  writeFileSync(users, `${blockOf(DOCUMENT, 'redis users')}user admin on >ADMIN ~* &* +@all\n`);
  const lines = blockOf(DOCUMENT, 'redis').trim().split('\n');
  const args = lines.flatMap((line) => {
    const [name = '', ...values] = line.split(' ');
    return [
      `--${name}`,
      ...values.map((value) => (value === '""' ? '' : value.replace('/etc/redis/users.acl', users))),
    ];
  });
  const redis = await RedisServer.start({ args, login: 'packetman:PASSWORD' });
  onTestFinished(() => redis.stop());
  return redis;
}

async function connect(url: string): Promise<Redis> {
  const redis = connectRedis(url, { name: 'test', log: { info() {}, warn() {} } });
  onTestFinished(() => redis.disconnect());
  await new Promise<void>((resolve) => redis.once('ready', resolve));
  return redis;
}

/** A bridge as the document has it. @param login that of the document, '' for a Redis without users */
async function bridgeOf({ redis, servers }: DeskNodes, login = ''): Promise<Bridge> {
  const web = newFolder();
  writeFileSync(join(web, 'index.html'), 'the page');
  mkdirSync(join(web, 'assets'));
  const text = blockOf(DOCUMENT, 'json bridge of nodes')
    .replace(`${INSTALLED}/dist/web`, web)
    .replace('"8080"', '"127.0.0.1:0"')
    .replace('bridge:BRIDGEPASSWORD@redis.internal', `${login}127.0.0.1:${redis.port}`)
    .replaceAll(/10\.0\.0\.([12]):1990/g, (_, number) => `127.0.0.1:${servers[Number(number) - 1]!.publicPort}`)
    .replace('10.0.0.0/24', '127.0.0.1');
  const bridge = await startBridge(bridgeConfig(JSON.parse(text) as BridgeSettings), pino({ enabled: false }));
  onTestFinished(() => bridge.drain(0));
  return bridge;
}

/** A player in a page at this port. @throws when the bridge refuses */
async function enterPage(port: number, path: string, name: string): Promise<TcpPlayer> {
  const options = { headers: { Host: HOST }, origin: `http://${HOST}` };
  const player = TcpPlayer.over(
    createWebSocketStream(new WebSocket(`ws://127.0.0.1:${port}${path}`, ['binary'], options)),
  );
  onTestFinished(() => player.destroy());
  await player.hello(name);
  return player;
}

async function playersOf({ desk }: DeskNodes): Promise<Record<string, number>> {
  const [history] = await desk.events('live', () => true);
  const { status } = history!.data as { status: { nodes: { id: string; players: number }[] } };
  return Object.fromEntries(status.nodes.map(({ id, players }) => [id, players]));
}

test('[L16] nodes, API and bridge need no more of Redis than its users may', async () => {
  const redis = await documentedRedis();
  const nodes = await startNodes(2, redis);
  const bridge = await bridgeOf(nodes, 'bridge:BRIDGEPASSWORD@');
  const ann = await enter(nodes.servers[0]!, 'Ann');
  await ann.play();
  await enterPage(bridge.port, '/play/n2', 'Bo');
  await enterPage(bridge.port, '/play', 'Cy');
  await expect.poll(async () => Object.values(await playersOf(nodes)).reduce((sum, count) => sum + count, 0)).toBe(3);
  // Whatever a program was refused would be here.
  const admin = await connect(redis.url.replace('packetman:PASSWORD', 'admin:ADMIN'));
  expect(await admin.call('ACL', 'LOG')).toEqual([]);

  const program = await connect(redis.url);
  // What a takeover needs.
  await program.xadd(KEYS.room('ABCDE'), '1-0', 'by', 'n9');
  expect(
    await claimRooms(
      program,
      'n1',
      [{ code: 'ABCDE', owner: 'n9' }],
      () => null,
      () => false,
    ),
  ).toEqual([{ is: 'claimed', epoch: 2 }]);
  for (const command of ['EVAL return 0', 'FLUSHALL', 'KEYS *', 'CONFIG GET *', 'GET other', 'PUBLISH other a']) {
    const [name = '', ...args] = command.split(' ');
    await expect(program.call(name, ...args)).rejects.toThrow('NOPERM');
  }
  const ofBridge = await connect(redis.url.replace('packetman:PASSWORD', 'bridge:BRIDGEPASSWORD'));
  await expect(ofBridge.set('packetman:node:x', '1')).rejects.toThrow('NOPERM');
  await expect(ofBridge.mget('packetman:run')).rejects.toThrow('NOPERM');
});

test('[L16] behind nginx and haproxy pages reach every node, also when a bridge has ended', async () => {
  const nodes = await startNodes(2);
  const bridges = [await bridgeOf(nodes), await bridgeOf(nodes)];
  const ports: number[] = [];
  for (const proxy of (['nginx', 'haproxy'] as const).filter(hasWebProxy)) {
    const port = await freePort();
    const block = blockOf(DOCUMENT, `${proxy} nodes`)
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('bind :80', `bind 127.0.0.1:${port}`)
      .replace('10.0.0.1:8080', `127.0.0.1:${bridges[0]!.port}`)
      .replace('10.0.0.2:8080', `127.0.0.1:${bridges[1]!.port}`);
    await startWebProxy(proxy, block, port);
    ports.push(port);
  }
  for (const port of ports) {
    await enterPage(port, '/play/n1', `Ann${port}`);
    await enterPage(port, '/play/n2', `Bo${port}`);
  }
  await expect.poll(() => playersOf(nodes)).toEqual({ n1: ports.length, n2: ports.length });
  await bridges[0]!.drain(0);
  for (const port of ports) {
    for (const name of ['Cy', 'Di', 'Ed']) await enterPage(port, '/play', `${name}${port}`);
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { Host: HOST } });
    expect([page.status, await page.text()]).toEqual([200, 'the page']);
  }
  await nodes.servers[0]!.drain();
  for (const path of ['/api/rooms', '/api/replays']) {
    const answer = await fetch(`http://127.0.0.1:${bridges[1]!.port}${path}`, { headers: { Host: HOST } });
    expect([path, answer.status]).toEqual([path, 200]);
  }
});

test.skipIf(!hasWebProxy('haproxy'))(
  '[L16] behind haproxy bots reach a node, also when another one has ended',
  async () => {
    const { servers } = await startNodes(2);
    const port = await freePort();
    const block = blockOf(DOCUMENT, 'haproxy nodes tcp')
      .replace('bind :1990', `bind 127.0.0.1:${port}`)
      .replace('10.0.0.1:1980', `127.0.0.1:${servers[0]!.port}`)
      .replace('10.0.0.2:1980', `127.0.0.1:${servers[1]!.port}`);
    await startWebProxy('haproxy', block, port);
    await enter({ port }, 'Ann');
    await servers[0]!.drain();
    await enter({ port }, 'Bo');
  },
);

test('[L16] what the unit of a node starts is a command of ours', async () => {
  const unit = blockOf(DOCUMENT, `ini ${UNIT}`);
  const [node, program, ...words] = wordsOf(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '');
  expect([node, program]).toEqual(['/usr/bin/node', `${INSTALLED}/cli/packetman.js`]);
  const named = words.map((word) => word.replace('%H-%i', 'host-a'));
  expect(await parseOnly(named)).toMatchObject({ ran: [{ node: 'host-a' }], said: '' });
  const ports = blockOf(DOCUMENT, 'sh node-a.env').trim().split('\n');
  for (const line of ports) vi.stubEnv(...(line.split('=') as [string, string]));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await parseOnly(named)).toMatchObject({ ran: [{ port: 1980, publicPort: 1990 }], said: '' });
  if (spawnSync(CHECKER, ['--version']).status !== 0) return;
  const file = join(newFolder(), UNIT);
  writeFileSync(
    file,
    unit.replaceAll('/usr/bin/node', process.execPath).replaceAll(INSTALLED, join(import.meta.dirname, '..')),
  );
  const { stderr } = spawnSync(CHECKER, ['verify', '--man=no', file], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes(UNIT))).toEqual([]);
});
