import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecording, replayBrowser, replayTarget, type RecordedTunnel } from '../../../bridge/ops/replay.ts';
import { openBridge, openBrowser, openEchoTarget, openFolder, openTarget, type TestBridge } from '../support.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

/** The one tunnel recorded in a folder, once its file is complete. */
async function recorded(folder: string, bridge: TestBridge): Promise<RecordedTunnel> {
  const { tunnel } = await bridge.nextEnd();
  const file = join(folder, `${String(tunnel)}.recording`);
  // Made and written behind our back.
  await expect.poll(() => (existsSync(file) ? statSync(file).size : 0)).toBeGreaterThan(100);
  await expect.poll(() => readRecording(file).records.length).toBeGreaterThan(0);
  return readRecording(file);
}

async function recordEcho(): Promise<RecordedTunnel> {
  const folder = await openFolder();
  const bridge = await openBridge(await openEchoTarget(), { record: folder });
  const browser = await openBrowser(bridge, {}, '/path?token=secret');
  for (const text of ['one', 'two', 'three']) {
    browser.socket.send(text);
    await browser.bytes(text.length);
  }
  browser.socket.close();
  await recorded(folder, bridge);
  const file = join(folder, (await readdir(folder))[0] ?? '');
  await expect.poll(() => readRecording(file).isWhole).toBe(true);
  return readRecording(file);
}

test('[B21] all that both sides say is in the file, in order and with its times, without the token', async () => {
  const { about, records } = await recordEcho();
  expect(about).toMatchObject({ path: '/path', route: 'default' });
  expect(JSON.stringify(about)).not.toContain('secret');
  const said = records.map(({ kind, bytes }) => `${kind} ${String(bytes)}`);
  expect(said.filter((line) => line.startsWith('to-target'))).toEqual([
    'to-target one',
    'to-target two',
    'to-target three',
  ]);
  expect(said.filter((line) => line.startsWith('to-browser')).join('')).toContain('to-browser three');
  expect(records.map(({ atMs }) => atMs)).toEqual(records.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
});

test('[B21] it plays as the browser against the real target, and as the target for a real browser', async () => {
  const tunnel = await recordEcho();
  const bridge = await openBridge(await openEchoTarget());
  const asBrowser = await replayBrowser(tunnel, `ws://127.0.0.1:${bridge.port}/`, Infinity);
  expect(asBrowser).toEqual({ sentBytes: 11, receivedBytes: 11, isSame: true });

  const played = await replayTarget(tunnel, LOCAL, 2);
  const other = await openBridge({ host: '127.0.0.1', port: played.port });
  const browser = await openBrowser(other);
  browser.socket.send('onetwothree');
  expect(String(await browser.bytes(11))).toBe('onetwothree');
  browser.socket.close();
  expect(await played.replayed).toEqual({ sentBytes: 11, receivedBytes: 11, isSame: true });
});

test('[B21] it reports that the other side sends something else', async () => {
  const tunnel = await recordEcho();
  const bridge = await openBridge(await openTarget((socket) => socket.end('something other')));
  const replayed = await replayBrowser(tunnel, `ws://127.0.0.1:${bridge.port}/`, Infinity);
  expect(replayed.isSame).toBe(false);
});

test('[B21] a recording has a maximum, and says that it was cut', async () => {
  const folder = await openFolder();
  const bridge = await openBridge(await openEchoTarget(), { record: folder, recordBytesMax: 1000 });
  const browser = await openBrowser(bridge);
  for (let count = 0; count < 3; count += 1) {
    browser.socket.send(Buffer.alloc(400));
    await browser.bytes(400);
  }
  browser.socket.close();
  const tunnel = await recorded(folder, bridge);
  expect(tunnel.isWhole).toBe(false);
  expect(tunnel.records.length).toBeLessThan(6);
});

test('[B21] all recordings together have a maximum', async () => {
  const folder = await openFolder();
  const bridge = await openBridge(await openEchoTarget(), { record: folder, recordTotalBytesMax: 100 });
  for (let count = 0; count < 3; count += 1) {
    const browser = await openBrowser(bridge);
    browser.socket.send(Buffer.alloc(100));
    await browser.bytes(100);
    browser.socket.close();
    await bridge.nextEnd();
  }
  // Files are made behind our back.
  await bridge.drain(1);
  await expect.poll(() => readdir(folder)).toHaveLength(1);
});
