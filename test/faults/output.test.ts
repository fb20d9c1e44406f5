// What is kept or printed besides logs, on a full disk: recordings, reports, the output of a command.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { readRecording } from '../../bridge/ops/replay.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { CAN, fill, logLines, PACKETMAN, Program } from './program.ts';

beforeAll(ensureBuilt, 120_000);

const BYTES = 1024 * 1024;

test.skipIf(!CAN.mount)(
  '[PF30] a full disk below --record: sessions go on, what is missing is counted and logged once',
  async () => {
    const disk = newFolder();
    const program = await Program.start('bridge', flags(disk, await openEcho()), { disk });
    fill(program.inside(disk));
    for (let count = 0; count < 3; count++) expect(await echoed(program.port)).toBe('hello');
    await expect.poll(() => program.metric('recordings_cut_total')).toBe(3);
    expect(await program.stop()).toEqual([0, null]);
  },
);

test('[PF31] SIGTERM while a session is recorded: the recording is whole', async () => {
  const folder = newFolder();
  const program = await Program.start('bridge', flags(folder, await openEcho()), { stdout: 'pipe' });
  let text = '';
  program.process.stdout!.on('data', (chunk) => (text += String(chunk)));
  const browser = new WebSocket(`ws://127.0.0.1:${program.port}/`);
  await once(browser, 'open');
  let bytes = 0;
  browser.on('message', (chunk: Buffer) => (bytes += chunk.length));
  browser.send(Buffer.alloc(BYTES));
  await expect.poll(() => bytes).toBe(BYTES);
  const closed = once(program.process, 'close');
  expect(await program.stop()).toEqual([0, null]);
  const [file = ''] = readdirSync(folder);
  expect(readRecording(join(folder, file))).toMatchObject({ isWhole: true });
  // All that it has said is read.
  await closed;
  expect(logLines(text).at(-1)).toMatchObject({ msg: 'bridge drained' });
});

test.skipIf(!CAN.full)('[PF32] a command that cannot print says so in one line, exit code 1', () => {
  const full = openSync('/dev/full', 'w');
  const args = [PACKETMAN, 'arena', '--games=1', '--bots=ai:easy'];
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^packetman: cannot write to standard output: ENOSPC.*\n$/);
});

test.skipIf(!CAN.full)('[PF33] nor does a full disk below standard error change what a command does', () => {
  const full = openSync('/dev/full', 'w');
  const args = [PACKETMAN, 'replay', '/no-such-file'];
  expect(spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', full] }).status).toBe(1);
});

test.skipIf(!CAN.mount)(
  '[PF34] a load report that finds no room is one line, exit code 1, after the figures',
  async () => {
    const server = await Program.start('server', ['--host=127.0.0.1', '--port=0', '--admin-port=0']);
    const disk = newFolder();
    const mount = `mount -t tmpfs -o size=4k tmpfs '${disk}' && exec "$@"`;
    const command = [process.execPath, PACKETMAN, 'load', '--clients=2', '--seconds=1', '--settle=0', `--out=${disk}`];
    const ports = [`--port=${server.port}`, `--admin-url=http://127.0.0.1:${server.adminPort}`];
    const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', mount, 'sh', ...command, ...ports], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('2 clients');
    expect(stderr).toMatch(/^packetman: ENOSPC.*\n$/);
    expect(status).toBe(1);
  },
);

function flags(folder: string, target: string): string[] {
  return ['--admin=127.0.0.1:0', '--record', folder, '127.0.0.1:0', target];
}

async function openEcho(): Promise<string> {
  const target = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(target, 'listening');
  onTestFinished(() => void target.close());
  return `127.0.0.1:${(target.address() as AddressInfo).port}`;
}

/** What comes back of a word. */
async function echoed(port: number): Promise<string> {
  const browser = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(browser, 'open');
  browser.send('hello');
  const [message] = (await once(browser, 'message')) as [Buffer];
  browser.close();
  await once(browser, 'close');
  return String(message);
}
