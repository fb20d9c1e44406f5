import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { RECORD_HEAD_BYTES, RECORD_KINDS } from '../../bridge/ops/recorder.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { openBridge, openBrowser, openEchoTarget, openFolder, openTarget } from '../bridge/support.ts';
import { rawSocket } from '../support/raw-socket.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');

beforeAll(ensureBuilt, 120_000);

/** The file of one session in which three words went to an echo, cut at so many bytes. */
async function record(recordBytesMax = 1_000_000): Promise<string> {
  const folder = await openFolder();
  const bridge = await openBridge(await openEchoTarget(), { record: folder, recordBytesMax });
  const browser = await openBrowser(bridge);
  for (const word of ['one', 'two', 'three']) {
    browser.socket.send(word);
    await browser.bytes(word.length);
  }
  browser.socket.close();
  const { tunnel } = await bridge.nextEnd();
  const file = join(folder, `${String(tunnel)}.recording`);
  // Made and written behind our back; the last record is empty, and says whether the file is whole.
  const lastKind = async () => (existsSync(file) ? (await readFile(file)).at(-RECORD_HEAD_BYTES) : undefined);
  await expect.poll(lastKind).toBe(recordBytesMax < 1000 ? RECORD_KINDS.cut : RECORD_KINDS.end);
  return file;
}

function replay(...args: string[]) {
  const child = spawn(process.execPath, [PACKETMAN, 'bridge-replay', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  return { child, said: text(child.stdout), complained: text(child.stderr), code: async () => (await exited)[0] };
}

test('[C9] bridge-replay plays the browser against a bridge, at scaled speed', async () => {
  const file = await record();
  const bridge = await openBridge(await openEchoTarget());
  const { said, complained, code } = replay('--to', `ws://127.0.0.1:${bridge.port}/`, '--speed', '1000', file);
  expect(await said).toBe('sent 11 bytes, received 11: as recorded\n');
  expect([await complained, await code()]).toEqual(['', 0]);
});

test('[C9] bridge-replay exits with 1 if the other side sends something else', async () => {
  const file = await record();
  const bridge = await openBridge(await openTarget((socket) => socket.end('something else')));
  const { said, code } = replay('--to', `ws://127.0.0.1:${bridge.port}/`, '--speed', 'Infinity', file);
  expect(await said).toMatch(/^sent 11 bytes, received 14: not what was recorded\n$/);
  expect(await code()).toBe(1);
});

test('[C9] bridge-replay plays the target for a caller, on a port that it tells', async () => {
  const file = await record();
  const { child, said, code } = replay('--listen', '127.0.0.1:0', '--speed', '2', file);
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  const port = Number(/on port (?<port>\d+)\n/.exec(String(line))?.groups?.['port']);
  const caller = rawSocket(port);
  caller.write('onetwothree');
  expect(await text(caller)).toBe('onetwothree');
  expect(await said).toBe('sent 11 bytes, received 11: as recorded\n');
  expect(await code()).toBe(0);
});

test('[C9] bridge-replay says of a cut file that it was cut, and plays what there is', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const { said, complained, code } = replay('--to', `ws://127.0.0.1:${bridge.port}/`, await record(26));
  expect(await complained).toBe('packetman: the recording was cut, it is played as far as it goes\n');
  expect(await said).toBe('sent 3 bytes, received 3: as recorded\n');
  expect(await code()).toBe(0);
});

test('[C9] bridge-replay refuses a file that is missing, or that no bridge has written, in one line', async () => {
  const folder = await openFolder();
  for (const [name, content] of Object.entries({
    text: 'hello\n',
    json: '{"a":1}\n',
    half: '{"session"',
    broken: '{\n',
  })) {
    const file = join(folder, name);
    await writeFile(file, content);
    const { status, stderr } = play('--listen', '0', file);
    expect([status, stderr]).toEqual([1, `packetman: ${file}: not a recording\n`]);
  }
  const missing = play('--listen', '0', join(folder, 'missing'));
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/^packetman: ENOENT[^\n]*missing'\n$/);
});

function play(...args: string[]) {
  return spawnSync(process.execPath, [PACKETMAN, 'bridge-replay', ...args], { encoding: 'utf8' });
}
