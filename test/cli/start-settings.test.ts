// `packetman start` with the settings of both of its programs, as real processes.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const folder = mkdtempSync(join(tmpdir(), 'packetman-start-'));
beforeAll(ensureBuilt, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const FREE_PORTS = { port: 0, adminPort: 0 };

function fileWith(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Starts it, and gives its lines until what they are waited for. */
function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [PACKETMAN, 'start', ...args], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = once(child, 'exit');
  // It must not write into a folder that is being removed.
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (isIt: (line: string) => boolean): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the output ended');
      if (isIt(value)) return value;
    }
  };
  return { child, nextLine };
}

test('[C58] both programs get their files, their flags win, and no program gets those of the other', async () => {
  const config = fileWith('server.json', {
    ...FREE_PORTS,
    host: '127.0.0.2',
    roomsMax: 7,
    greetingsMax: 8,
    logLevel: 'info',
  });
  const bridgeConfig = fileWith('bridge.json', { listen: '127.0.0.1:0', hostNames: 'a.example', passOn: {} });
  const data = join(folder, 'data');
  const files = [`--config=${config}`, `--bridge-config=${bridgeConfig}`, `--data=${data}`];
  const { nextLine } = start([...files, '--rooms-max=9', '--host-name=b.example'], {
    PACKETMAN_SERVER_MESSAGES_BURST: '300',
    PACKETMAN_SERVER_NO_JOURNAL: '0',
    PACKETMAN_BRIDGE_TRUST: '10.0.0.1',
  });
  const logged = JSON.parse(await nextLine((line) => line.includes('game server listening'))) as {
    config: Record<string, unknown>;
  };
  expect(logged.config).toMatchObject({ host: '127.0.0.2', roomsMax: 9, greetingsMax: 8, messagesBurst: 300 });
  expect(logged.config).toMatchObject({ data, journal: true });
  expect(readdirSync(data).toSorted()).toEqual(expect.arrayContaining(['journal', 'journal.lock']));
  // The bridge connects from there, with PROXY headers.
  expect(logged.config['proxyNetworks']).toEqual(['127.0.0.0/8', '::1/128', '127.0.0.2']);
  const play = /play: +(\S+)/.exec(await nextLine((line) => line.includes('play:')))?.[1] ?? '';
  expect(await nextLine((line) => line.includes('bots:'))).toContain('tcp://127.0.0.2:');
  expect(await (await fetch(new URL('/api/rooms', play))).json()).toBeTruthy();
  expect(await (await fetch(play)).text()).toContain('<title>');
});

test('[C59] SIGHUP reaches both programs', async () => {
  const bridgeConfig = fileWith('bridge.json', { listen: '127.0.0.1:0' });
  const { child, nextLine } = start([
    `--bridge-config=${bridgeConfig}`,
    '--port=0',
    '--admin-port=0',
    '--log-level=info',
  ]);
  await nextLine((line) => line.includes('admin:'));
  child.kill('SIGHUP');
  const lines = [/SIGHUP: nothing is read again/, /configuration read again/];
  while (lines.length > 0) {
    const line = await nextLine((each) => lines.some((pattern) => pattern.test(each)));
    lines.splice(
      lines.findIndex((pattern) => pattern.test(line)),
      1,
    );
  }
});

test.each([
  [
    'a file of the server',
    () => [`--config=${fileWith('a.json', { port: 'x' })}`],
    {},
    'a.json: port: it must be a whole',
  ],
  [
    'a file of the bridge',
    () => [`--bridge-config=${fileWith('a.json', { trust: 'x' })}`],
    {},
    'a.json: trust: expected',
  ],
  ['a flag of the server', () => ['--rooms-max=0'], {}, "option '--rooms-max <number>' argument '0' is invalid"],
  ['a flag of the bridge', () => ['--heartbeat=0'], {}, "option '--heartbeat <seconds>' argument '0' is invalid"],
  ['a variable of the server', () => [], { PACKETMAN_SERVER_ROOMS_MAX: '0' }, "from env 'PACKETMAN_SERVER_ROOMS_MAX'"],
  ['a variable of the bridge', () => [], { PACKETMAN_BRIDGE_WEB: '/no/such' }, 'PACKETMAN_BRIDGE_WEB: web: no folder'],
  ['an address', () => [], { PACKETMAN_BRIDGE_LISTEN: 'x' }, 'PACKETMAN_BRIDGE_LISTEN: listen: expected host:port'],
  ['what only a child reads', () => [], { PACKETMAN_BRIDGE_LOG_LEVEL: 'x' }, "from env 'PACKETMAN_BRIDGE_LOG_LEVEL'"],
  ['a target', () => [], { PACKETMAN_BRIDGE_TARGET: '1' }, 'PACKETMAN_BRIDGE_TARGET cannot be used with start'],
  [
    'a format of frames',
    () => [],
    { PACKETMAN_BRIDGE_FRAMES: 'u8' },
    'PACKETMAN_BRIDGE_FRAMES cannot be used with start',
  ],
  [
    'a public port',
    () => ['--public-port=8080'],
    {},
    'publicPort of the server and the port of the bridge are both 8080',
  ],
  ['one port twice', () => ['--port=8080'], {}, 'port of the server and the port of the bridge are both 8080'],
])('[C58] %s that is wrong is one line and exit code 2', (_, args, variables, says) => {
  const ports = ['--admin-port=0', '--port=0', ...args()];
  const env = { ...process.env, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, 'start', ...ports], {
    encoding: 'utf8',
    env,
  });
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).toContain(says);
  expect([stdout, status]).toEqual(['', 2]);
});

test('[C58] a pipe is no settings file for two programs', () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const { status, stderr } = spawnSync(process.execPath, [PACKETMAN, 'start', '--config', path], { encoding: 'utf8' });
  expect(stderr).toBe(`error: ${path}: a pipe can be read only once, name a file\n`);
  expect(status).toBe(2);
});
