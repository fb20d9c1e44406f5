// Small limits of open files: who does not fit is refused in order, and when nothing can be opened it is logged.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { TcpPlayer } from '../support/tcp-player.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { CAN, logLines, PACKETMAN, Program } from './program.ts';

beforeAll(ensureBuilt, 120_000);

const LIMIT = 96;
const CALLERS = 90;
const SERVER_FLAGS = ['--host=127.0.0.1', '--port=0', '--admin-port=0'];

describe.skipIf(!CAN.limit)('with a small limit', () => {
  test('[PF20] of more players than a server can take each is welcome or told that it is full', async () => {
    const program = await Program.start('server', SERVER_FLAGS, { descriptors: LIMIT });
    const callers = await Promise.all(Array.from({ length: CALLERS }, () => TcpPlayer.connect(program.port)));
    onTestFinished(() => callers.forEach((caller) => caller.destroy()));
    const results = await Promise.all(callers.map(greet));
    const welcome = results.filter((result) => result === 'welcome').length;
    expect(welcome).toBeGreaterThan(10);
    expect(results.filter((result) => result === 'server-full')).toHaveLength(CALLERS - welcome);

    expect(await program.get('/healthz')).toMatch(/ok/);
    expect(await program.metric('open_descriptors')).toBeLessThan(LIMIT);
    expect(await program.metric('descriptors_exhausted_total')).toBe(0);

    // Who goes makes room.
    callers[results.indexOf('welcome')]!.destroy();
    await expect.poll(async () => greet(await TcpPlayer.connect(program.port))).toBe('welcome');
  });

  test('[PF21] of more browsers than a bridge can take each has its session or is refused, and health answers', async () => {
    const target = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(target, 'listening');
    onTestFinished(() => void target.close());
    const flags = ['--admin=127.0.0.1:0', '127.0.0.1:0', `127.0.0.1:${(target.address() as AddressInfo).port}`];
    const program = await Program.start('bridge', flags, { descriptors: LIMIT });
    const browsers = Array.from({ length: CALLERS }, () => new WebSocket(`ws://127.0.0.1:${program.port}/`));
    onTestFinished(() => browsers.forEach((browser) => browser.terminate()));
    const results = await Promise.all(browsers.map(outcome));
    expect(results.filter((result) => result === 'open').length).toBe(await program.metric('tunnels'));
    expect(await program.metric('tunnels')).toBeGreaterThan(5);
    expect(await program.get('/healthz')).toMatch(/ok/);
    expect(await program.metric('open_descriptors')).toBeLessThan(LIMIT);
    expect(await program.metric('descriptors_exhausted_total')).toBe(0);

    browsers[results.indexOf('open')]!.close();
    await expect.poll(() => outcome(new WebSocket(`ws://127.0.0.1:${program.port}/`))).toBe('open');
  });

  test.each(['server', 'bridge'])('[PF22] a %s that cannot even load says in one line what it needs', (name) => {
    const flags = name === 'server' ? SERVER_FLAGS : ['127.0.0.1:0', '127.0.0.1:9'];
    const script = ['-c', 'ulimit -n 32 && exec "$@"', 'sh', process.execPath, PACKETMAN, name, ...flags];
    const { status, stderr } = spawnSync('sh', script, { encoding: 'utf8' });
    expect(status).toBe(1);
    // Newer versions of Node load with fewer descriptors, so that the number comes from what the program itself needs.
    expect(stderr).toMatch(/^packetman: .*at least \d\d are needed.*\n$/);
  });

  test.skipIf(!CAN.lowerLimit).each(['server', 'bridge'] as const)(
    '[PF23] a %s that runs out of descriptors logs it once, counts it, and recovers',
    async (name) => {
      const bridge = ['--admin=127.0.0.1:0', '127.0.0.1:0', '127.0.0.1:9'];
      const program = await Program.start(name, name === 'server' ? SERVER_FLAGS : bridge, { stdout: 'pipe' });
      let log = '';
      program.process.stdout!.on('data', (chunk) => (log += String(chunk)));
      // One that asks in between keeps its connection: no other is accepted while nothing can be opened.
      const ask = await openAdmin(program.adminPort);
      const limit = (value: string) =>
        spawnSync('prlimit', ['--pid', String(program.process.pid), `--nofile=${value}`]);
      limit('8:1024');
      const told = () => logLines(log).filter((line) => line.msg === 'no descriptors left, new connections are lost');
      // Asked again and again: it would be closed if nothing came for some seconds.
      await expect.poll(ask).toMatch(/_descriptors_exhausted_total [1-9]/);
      await expect.poll(() => told().length).toBe(1);
      limit('1024:1024');
      await expect.poll(() => program.get('/healthz').catch(() => '')).toMatch(/ok/);
      expect(told()).toHaveLength(1);
    },
  );
});

/** Says hello. @returns `welcome`, or the code of the error; `reset` where there was none. */
async function greet(player: TcpPlayer): Promise<string> {
  const welcome = player.hello('Ann').then(() => 'welcome');
  return welcome.catch(() => player.error()).catch(() => 'reset');
}

/** What comes of a handshake. A bridge with no session to give closes the WebSocket, or its connection. */
async function outcome(browser: WebSocket): Promise<'open' | 'refused'> {
  return new Promise((resolve) => {
    browser.on('error', () => resolve('refused'));
    browser.on('open', () => resolve('open'));
  });
}

/** A connection over which `/metrics` is asked for. */
async function openAdmin(port: number): Promise<() => Promise<string>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ask = async () => {
    const [response] = (await once(get({ host: '127.0.0.1', port, path: '/metrics', agent }), 'response')) as [
      IncomingMessage,
    ];
    return text(response);
  };
  await ask();
  return ask;
}
