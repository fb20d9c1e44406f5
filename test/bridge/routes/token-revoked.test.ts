// Tunnels whose token is revoked, where the route asks for it.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRedis } from '#redis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bridgeConfig } from '../../../bridge/config.ts';
import { TokenWatch } from '../../../bridge/routes/token-watch.ts';
import { addressText, type TcpAddress } from '../../../bridge/target/address.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { connectedToRedis, openBridge, openBrowser, openEchoTarget, openFolder, type TestBridge } from '../support.ts';

const REVOKED = { code: 1008, reason: 'token revoked' };

/** Opens a tunnel with each of the tokens, revokes `red`, and sees that this alone ends. */
async function expectRedToEnd(bridge: TestBridge, revoke: () => unknown): Promise<void> {
  const [red, blue] = [await openBrowser(bridge, {}, '/?token=red'), await openBrowser(bridge, {}, '/?token=blue')];
  for (const { socket, bytes } of [red, blue]) {
    socket.send('echo');
    expect(String(await bytes(4))).toBe('echo');
  }
  await revoke();
  expect(await red.closed).toEqual(REVOKED);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'token-revoked', code: 1008 });
  blue.socket.send('more');
  expect(String(await blue.bytes(4))).toBe('more');
}

async function openTokens(): Promise<{ red: string; blue: string; target: TcpAddress }> {
  const target = await openEchoTarget();
  return { red: `red: ${addressText(target)}\n`, blue: `blue: ${addressText(target)}\n`, target };
}

test('[B73] the line of a token file is gone', async () => {
  const { red, blue } = await openTokens();
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, red + blue);
  const bridge = await openBridge(null, { tokens: file, revoke: true });
  await expectRedToEnd(bridge, () => writeFile(file, blue));
});

test('[B73] the file of a token is gone', async () => {
  const { target } = await openTokens();
  const folder = await openFolder();
  for (const name of ['red', 'blue']) await writeFile(join(folder, name), addressText(target));
  const bridge = await openBridge(null, { tokenFolder: folder, revoke: true });
  await expectRedToEnd(bridge, () => rm(join(folder, 'red')));
});

/** A Redis with both tokens. */
async function openRedis() {
  const { target } = await openTokens();
  const server = await RedisServer.start();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, { name: 'test', log: { info() {}, warn() {} } });
  onTestFinished(() => redis.disconnect());
  await once(redis, 'ready');
  for (const name of ['red', 'blue']) await redis.set(name, addressText(target));
  return { redis, source: `127.0.0.1:${server.port}` };
}

test.each(['gone', '', 'disabled', '{"host":"unix:/run/a.sock"}'])(
  '[B73] the key of a token in Redis is gone, or names no target any more: %s',
  async (value) => {
    const { redis, source } = await openRedis();
    const bridge = await openBridge(null, { tokenRedis: source, revoke: true });
    await connectedToRedis(bridge);
    await expectRedToEnd(bridge, () => (value === 'gone' ? redis.del('red') : redis.set('red', value)));
  },
);

test('[B73] tokens of open tunnels can be revoked after the configuration names another Redis', async () => {
  const { redis, source } = await openRedis();
  const bridge = await openBridge(null, { tokenRedis: source, revoke: true });
  await connectedToRedis(bridge);
  await expectRedToEnd(bridge, async () => {
    bridge.reload(bridgeConfig({ listen: '127.0.0.1:0', tokenRedis: `${source}:1`, revoke: true }));
    await redis.del('red');
  });
});

test('[B73] the server says that there is no such token; an error says nothing', async () => {
  const { target } = await openTokens();
  const status = { red: 200, blue: 200 };
  const server = createServer(({ url }, response) => {
    response.statusCode = status[url as 'red' | 'blue'] ?? status[url?.slice(1) as 'red' | 'blue'];
    response.end(addressText(target));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/%s`;
  const bridge = await openBridge(null, { tokenUrl, revoke: true, revokeEveryMs: 20 });
  await expectRedToEnd(bridge, () => {
    status.blue = 500;
    status.red = 404;
  });
});

test('[B73] without revoke nobody looks again', async () => {
  const { red } = await openTokens();
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, red);
  const bridge = await openBridge(null, { tokens: file });
  const browser = await openBrowser(bridge, {}, '/?token=red');
  await rm(file);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  await vi.advanceTimersByTimeAsync(2000);
  browser.socket.send('echo');
  expect(String(await browser.bytes(4))).toBe('echo');
});

test.each([
  { target: '127.0.0.1:1' },
  { tokens: import.meta.dirname, tokensOnce: true },
  { tokenKey: import.meta.filename },
])('[B73] revoke without tokens that can be revoked is an error: %o', (settings) => {
  const text = 'needs one of tokens, tokenRedis, tokenFolder, tokenSockets and tokenUrl, read more than once';
  expect(() => bridgeConfig({ listen: '0', revoke: true, ...settings })).toThrow(`revoke: ${text}`);
  const routes = [{ name: 'a', revoke: true, ...settings }];
  expect(() => bridgeConfig({ listen: '0', routes })).toThrow(`revoke ${text}`);
});

/** A watch of tokens that are missing when the test says so. */
function openWatch(roundsMin: number) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const missing = new Set<string>();
  const state = { rounds: 0, fails: false };
  const watch = new TokenWatch({
    everyMs: 100,
    roundsMin,
    missing(tokens) {
      state.rounds += 1;
      if (state.fails) return Promise.reject(new Error('away'));
      return Promise.resolve(tokens.filter((token) => missing.has(token)));
    },
  });
  return { watch, missing, state };
}

test('[B73] a token must be missing in several rounds in a row', async () => {
  const { watch, missing } = openWatch(2);
  const ended = vi.fn<() => void>();
  watch.watch('red', ended);
  for (let times = 0; times < 3; times++) {
    missing.add('red');
    await vi.advanceTimersByTimeAsync(100);
    missing.delete('red');
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(ended).not.toHaveBeenCalled();
  missing.add('red');
  await vi.advanceTimersByTimeAsync(200);
  expect(ended).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ended).toHaveBeenCalledOnce();
});

test('[B73] a round that fails revokes nothing, and the next one does', async () => {
  const { watch, missing, state } = openWatch(1);
  const ended = vi.fn<() => void>();
  watch.watch('red', ended);
  missing.add('red');
  state.fails = true;
  await vi.advanceTimersByTimeAsync(500);
  expect([ended.mock.calls.length, state.rounds]).toEqual([0, 5]);
  state.fails = false;
  await vi.advanceTimersByTimeAsync(100);
  expect(ended).toHaveBeenCalledOnce();
});

test('[B73] all tunnels of a token end, others are asked for once a round, and nobody is asked without tunnels', async () => {
  const { watch, missing, state } = openWatch(1);
  const ended = vi.fn<(name: string) => void>();
  watch.watch('red', () => ended('one'));
  watch.watch('red', () => ended('two'));
  watch.watch('red', () => ended('stopped'))();
  const stop = watch.watch('blue', () => ended('blue'));
  missing.add('red');
  await vi.advanceTimersByTimeAsync(300);
  expect(ended.mock.calls.flat()).toEqual(['one', 'two']);
  expect(state.rounds).toBe(3);
  stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect([state.rounds, vi.getTimerCount()]).toEqual([3, 0]);
});
