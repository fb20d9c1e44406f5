// What docs/operating.md has operators put into files: the units of systemd, and the configuration of a bridge. Its
// blocks for nginx, haproxy and lighttpd are tested with the bridge and the server behind them.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { MIGRATIONS } from '../api/store/migrations/index.ts';
import { bridgeConfig, type BridgeSettings } from '../bridge/config.ts';
import { startBridge } from '../bridge/main.ts';
import { API_PATHS } from '../cli/bridge-options.ts';
import { REPLAY_LINK } from '../cli/room-links.ts';
import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';
import { parseOnly, wordsOf } from './support/command-line.ts';
import { blockOf } from './support/document-block.ts';
import { ensureBuilt } from '../tools/set-up.js';
import { DATABASES, freshDatabase, storeAt } from './support/database.ts';
import { TcpPlayer } from './support/tcp-player.ts';
import { startTestServer } from './support/test-server.ts';

const DOCUMENT = 'docs/operating.md';
const UNITS = ['packetman.service', 'packetman-bridge.socket', 'packetman-bridge.service'];
const INSTALLED = '/opt/packetman/node_modules/packetman';
const CHECKER = 'systemd-analyze';
beforeAll(ensureBuilt, 120_000);
const hasSystemd = spawnSync(CHECKER, ['--version']).status === 0;

test.runIf(hasSystemd)('[L16] systemd has nothing to say against the units', () => {
  const folder = openFolder();
  for (const unit of UNITS) {
    const text = unitOf(unit)
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll(INSTALLED, join(import.meta.dirname, '..'));
    writeFileSync(join(folder, unit), text);
  }
  const verify = ['verify', '--man=no', ...UNITS.map((unit) => join(folder, unit))];
  const { stderr } = spawnSync(CHECKER, verify, { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => UNITS.some((unit) => line.includes(unit)))).toEqual([]);
});

test('[L16] what the units start is a command of ours', async () => {
  const commands = UNITS.flatMap((unit) => /^ExecStart=(.*)$/m.exec(unitOf(unit))?.[1] ?? []);
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const [node, program, ...words] = wordsOf(command);
    expect([node, program]).toEqual(['/usr/bin/node', `${INSTALLED}/cli/packetman.js`]);
    expect(await parseOnly(words)).toMatchObject({ ran: [{}], said: '' });
  }
});

test('[L16] a bridge with the configuration serves the page and the game over TLS', async () => {
  const server = await startTestServer({ publicPort: 0 });
  const folder = openFolder();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'game.example' }]);
  const files = { 'game.example.pem': cert, 'game.example.key': key, 'index.html': 'the page' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const text = blockOf(DOCUMENT, 'json bridge')
    .replaceAll('/etc/ssl', folder)
    .replace(`${INSTALLED}/dist/web`, folder)
    .replace('"443"', '"127.0.0.1:0"')
    .replace(':9090', ':0')
    .replace(':1980', `:${server.port}`)
    .replaceAll(':1990', `:${server.publicPort}`);
  const bridge = await startBridge(bridgeConfig(JSON.parse(text) as BridgeSettings), pino({ level: 'silent' }));
  onTestFinished(() => bridge.drain(1));

  expect(await fetchText(bridge.port, '/')).toBe('the page');
  expect(JSON.parse(await fetchText(bridge.port, '/api/rooms'))).toEqual([]);
  const url = `wss://127.0.0.1:${bridge.port}/play`;
  const options = { rejectUnauthorized: false, headers: { Host: 'game.example' }, origin: 'https://game.example' };
  const player = TcpPlayer.over(createWebSocketStream(new WebSocket(url, ['binary'], options)));
  await player.hello('Ann');
  player.destroy();
  expect(bridge.adminPort).toBeGreaterThan(0);
});

test('[L16] a bridge of its own has the paths and links of one that start runs', async () => {
  const command = /^ {4}(packetman bridge .*)$/m.exec(readFileSync(DOCUMENT, 'utf8'))?.[1] ?? '';
  const { ran } = await parseOnly(wordsOf(command).slice(1));
  const { api = [], pageLink } = ran[0] as { api?: string[]; pageLink?: string[] };
  const { passOn, pageLinks } = JSON.parse(blockOf(DOCUMENT, 'json bridge')) as BridgeSettings;
  const ofGameServer = ['/api/rooms', '/api/replays'];
  const flags = api.flatMap((text) =>
    text.startsWith('/') ? [text.split('=')] : API_PATHS.map((path) => [path, text]),
  );
  expect(passOn).toEqual(Object.fromEntries(flags));
  expect(Object.keys(passOn!).toSorted()).toEqual([...API_PATHS, ...ofGameServer].toSorted());
  expect(pageLink).toEqual(pageLinks);
  for (const letter of ROOM_CODE_ALPHABET) {
    const code = letter.repeat(ROOM_CODE_LENGTH);
    for (const path of [code, code.toLowerCase()]) expect(`/${path}`).toMatch(new RegExp(`^(?:${pageLinks![0]})$`));
  }
  expect(pageLinks).toContain(REPLAY_LINK);
});

describe.each(DATABASES)('with %s', (kind) => {
  test('[L16] the commands of backup, restore and migration work one after the other', async () => {
    const place = await freshDatabase(kind);
    const file = join(openFolder(), 'packetman.backup');
    const run = (info: string): string[] =>
      blockOf(DOCUMENT, info)
        .trim()
        .split('\n')
        .map((command) => {
          const [program, ...words] = wordsOf(command.replaceAll('/var/backups/packetman.backup', file));
          expect(program).toBe('packetman');
          const { databaseUrl } = place;
          const env = {
            ...process.env,
            PACKETMAN_API_DATA: dirname(place.file),
            ...(databaseUrl && { DATABASE_URL: databaseUrl }),
          };
          const main = join(import.meta.dirname, '../cli/packetman.js');
          const { stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8', env });
          return (stdout + stderr).trim();
        });
    const { length } = MIGRATIONS;
    expect(run('sh migrate')).toEqual([`the schema was 0 and is ${length}`]);
    await storeAt(place).db.insertInto('counter').values({ name: 'audit', value: 1 }).execute();
    expect(run('sh database')).toEqual([`1 rows written to ${file}`]);
    expect(run('sh restore')).toEqual([
      'error: the database has rows already: --replace removes them',
      '1 rows restored',
    ]);
    expect(run('sh migrate')).toEqual([`the schema is up to date: ${length}`]);
  });
});

function unitOf(name: string): string {
  return blockOf(DOCUMENT, `ini ${name}`);
}

async function fetchText(port: number, path: string): Promise<string> {
  const headers = { Host: 'game.example' };
  const [response] = (await once(
    get({ host: '127.0.0.1', port, path, headers, rejectUnauthorized: false }),
    'response',
  )) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-operating-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
