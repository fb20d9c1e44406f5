import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  browserOf,
  closedAddress,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openFolder,
  openTarget,
  readToEnd,
  refusedStatus,
  type TestBridge,
} from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

const PROXY = { trust: ['127.0.0.0/8'] };

test('[B5] a page of our own host may connect, and so may a program without Origin', async () => {
  const bridge = await openBridge(await openEchoTarget());
  await openBrowser(bridge);
  await openBrowser(bridge, { origin: `http://127.0.0.1:${bridge.port}` });
  expect(await metric(bridge, 'bridge_handshakes_total{result="accepted"}')).toBe(2);
});

test.each(['https://evil.example', 'http://127.0.0.1', 'null', 'nonsense'])(
  '[B5] the foreign origin %s gets 403',
  async (origin) => {
    const bridge = await openBridge(await openEchoTarget());
    expect(await refusedStatus(bridge, { origin })).toBe(403);
    expect(await metric(bridge, 'bridge_handshakes_total{result="foreign-origin"}')).toBe(1);
  },
);

test('[B5] a listed origin may connect, its neighbours may not', async () => {
  const bridge = await openBridge(await openEchoTarget(), { origins: ['https://game.example'] });
  await openBrowser(bridge, { origin: 'https://game.example' });
  expect(await refusedStatus(bridge, { origin: 'https://game.example:8443' })).toBe(403);
  expect(await refusedStatus(bridge, { origin: 'http://game.example' })).toBe(403);
});

test('[B6] one tunnel more than there may be gets 503, until one has ended', async () => {
  const bridge = await openBridge(await openEchoTarget(), { tunnelsMax: 1 });
  const first = await openBrowser(bridge);
  expect(await refusedStatus(bridge)).toBe(503);
  first.socket.close();
  await bridge.nextEnd();
  await openBrowser(bridge);
});

/** Each leads to no tunnel; the bridge has room for one. */
test.each<[string, string, number]>([
  ['fits no route', '/nowhere', 404],
  ['has no login', '/login', 401],
  ['cannot be looked up', '/broken', 503],
  ['finds no target', '/down', 502],
  ['finds a target that does not accept in time', '/silent', 504],
])('[B6] a handshake that %s gives its place back', async (_, path, status) => {
  const folder = await openFolder();
  const passwords = join(folder, 'passwords');
  const removed = join(folder, 'removed');
  await Promise.all([passwords, removed].map((file) => writeFile(file, '')));
  const target = await openEchoTarget();
  const routes = [
    { name: 'echo', path: '/echo', target },
    { name: 'login', path: '/login', target, auth: { passwords } },
    { name: 'broken', path: '/broken', target, auth: { passwords: removed } },
    { name: 'down', path: '/down', target: await closedAddress() },
    { name: 'silent', path: '/silent', target: await openTarget(), targetTls: {} },
  ];
  const limits = { tunnelsMax: 1, tunnelsPerAddressMax: 1, connectTimeoutMs: path === '/silent' ? 50 : 60_000 };
  const bridge = await openBridge(null, { ...PROXY, ...limits, routes });
  await rm(removed);
  const caller = from('192.0.2.1');
  const asking = { headers: { ...caller.headers, Authorization: 'Basic YTpi' } };
  for (let count = 0; count < 3; count += 1) {
    expect(await refusedStatus(bridge, path === '/broken' ? asking : caller, path)).toBe(status);
  }
  // The echo may take longer to accept than `silent` is waited for.
  const opened = () =>
    openBrowser(bridge, caller, '/echo').then(
      () => true,
      () => false,
    );
  await expect.poll(opened).toBe(true);
});

test('[B6] a program that goes while its target is called gives its place back', async () => {
  const silent = await openTarget();
  const routes = [
    { name: 'silent', path: '/silent', target: silent, targetTls: {} },
    { name: 'echo', path: '/echo', target: await openEchoTarget() },
  ];
  const bridge = await openBridge(null, { tunnelsMax: 1, routes });
  const { socket } = browserOf(bridge, {}, '/silent');
  const connection = await silent.nextConnection();
  socket.terminate();
  connection.destroy();
  await expect.poll(() => metric(bridge, 'bridge_handshakes_total{result="target-unreachable"}')).toBe(1);
  await openBrowser(bridge, {}, '/echo');
});

test('[B6] tunnels are counted by IPv4 address and by IPv6 /64, those of this machine not at all', async () => {
  const bridge = await openBridge(await openEchoTarget(), { ...PROXY, tunnelsPerAddressMax: 1 });
  await openBrowser(bridge);
  await openBrowser(bridge);
  await openBrowser(bridge, from('192.0.2.1'));
  await openBrowser(bridge, from('192.0.2.2'));
  await openBrowser(bridge, from('2001:db8:0:1::1'));
  await openBrowser(bridge, from('2001:db8:0:2::1'));
  expect(await refusedStatus(bridge, from('192.0.2.1'))).toBe(429);
  expect(await refusedStatus(bridge, from('::ffff:192.0.2.1'))).toBe(429);
  expect(await refusedStatus(bridge, from('2001:db8:0:1:ffff::2'))).toBe(429);
});

test('[B6] a connection that does not send its headers in time is closed', async () => {
  const bridge = await openBridge(await openEchoTarget(), { headerTimeoutMs: 100 });
  const raw = rawSocket(bridge.port);
  raw.write('GET / HTTP/1.1\r\nHost: bri');
  expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  { about: 'the peer, when there is no proxy', settings: {}, header: '192.0.2.1', client: '127.0.0.1' },
  { about: 'the peer, when the proxy says nothing', settings: PROXY, header: undefined, client: '127.0.0.1' },
  { about: 'the peer, when the proxy says no address', settings: PROXY, header: 'unknown', client: '127.0.0.1' },
  { about: 'the last entry', settings: PROXY, header: '198.51.100.9, 192.0.2.1', client: '192.0.2.1' },
  { about: 'the last one not trusted', settings: PROXY, header: '192.0.2.1, 127.0.0.9', client: '192.0.2.1' },
  { about: 'the first, when all are trusted', settings: PROXY, header: '127.0.0.8, 127.0.0.9', client: '127.0.0.8' },
  { about: 'an address without its zone', settings: PROXY, header: 'fe80::1%eth0', client: 'fe80::1' },
])('[B9] the client is $about', async ({ settings, header, client }) => {
  const bridge = await openBridge(await openEchoTarget(), settings);
  const browser = await openBrowser(bridge, header === undefined ? {} : from(header));
  browser.socket.close();
  expect((await bridge.nextEnd()).client).toBe(client);
});

test.each<[string, string | string[], string]>([
  ['an address', 'for=192.0.2.1', '192.0.2.1'],
  ['an address with its port', 'for=192.0.2.1:4711', '192.0.2.1'],
  ['a quoted one', 'For="192.0.2.1:4711";proto=https', '192.0.2.1'],
  ['a quoted one with escapes', 'for="192\\.0.2.\\1"', '192.0.2.1'],
  ['IPv6 in brackets', 'for="[2001:db8::17]"', '2001:db8::17'],
  ['IPv6 in brackets with its port', 'by=_x ; for="[2001:db8::17]:4711"', '2001:db8::17'],
  ['a port by another name', 'for="192.0.2.1:_port"', '192.0.2.1'],
  ['another parameter with a comma and a "for"', 'by="a, for=192.0.2.9";for=192.0.2.1', '192.0.2.1'],
  ['the last element', 'for=192.0.2.9, for=192.0.2.1', '192.0.2.1'],
  ['the last element of several headers', ['for=192.0.2.9', 'for=192.0.2.1;by=127.0.0.1'], '192.0.2.1'],
  ['the last one not trusted', 'for=192.0.2.9, for=192.0.2.1, for=127.0.0.9', '192.0.2.1'],
  ['the proxy, when it names nobody', 'for=192.0.2.9, for=unknown', '127.0.0.1'],
  ['the proxy, when it hides the name', 'for=192.0.2.9, for=_hidden', '127.0.0.1'],
  ['the proxy, when it says nothing of the caller', 'for=192.0.2.9, proto=https', '127.0.0.1'],
  ['the proxy, when a caller leaves a quote open', ['for=192.0.2.9;by="', 'for="[2001:db8::17]:4711"'], '127.0.0.1'],
  ['the proxy, when a caller leaves a quote open before a plain one', ['for="192.0.2.9', 'for=192.0.2.1'], '127.0.0.1'],
  ['the proxy, when an element has two', 'for=192.0.2.9;for=192.0.2.1', '127.0.0.1'],
  ['the proxy, when it is no such header', '192.0.2.1', '127.0.0.1'],
  ['the proxy, when it is empty', '', '127.0.0.1'],
])('[B9] of Forwarded, the client is %s', async (_, header, client) => {
  const bridge = await openBridge(await openEchoTarget(), { ...PROXY, forwardedHeader: 'forwarded' });
  const headers = { Forwarded: header as string, 'X-Forwarded-For': '198.51.100.1' };
  const browser = await openBrowser(bridge, { headers });
  browser.socket.close();
  expect((await bridge.nextEnd()).client).toBe(client);
});

test('[B8] the target gets the PROXY header before the first byte', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target, { ...PROXY, proxyHeader: 'v2' });
  const { socket } = await openBrowser(bridge, from('192.0.2.1'));
  socket.send('first');
  socket.close();
  const bytes = await readToEnd(await target.nextConnection());
  const headerBytes = 16 + bytes.readUInt16BE(14);
  expect(bytes.toString('hex', 0, 14)).toBe('0d0a0d0a000d0a515549540a2111');
  expect(bytes.toString('hex', 16, 26)).toBe('c00002017f0000010000');
  expect(bytes.readUInt16BE(26)).toBe(bridge.port);
  expect(bytes.toString('latin1', 28, headerBytes)).toContain(`127.0.0.1:${bridge.port}`);
  expect(bytes.toString('latin1', 28, headerBytes)).toContain((await bridge.nextEnd())['tunnel']);
  expect(bytes.toString('utf8', headerBytes)).toBe('first');
});

test('[B13] draining closes every tunnel with 1001, accepts no more, and answers twice', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target);
  const browsers = [await openBrowser(bridge), await openBrowser(bridge)];
  const heard = readToEnd(await target.nextConnection());
  (await target.nextConnection()).resume();
  browsers[0]?.socket.send('last words');
  const first = bridge.drain();
  expect(bridge.drain()).toBe(first);
  await first;
  for (const browser of browsers) expect((await browser.closed).code).toBe(1001);
  expect(String(await heard)).toBe('last words');
  await expectNobodyListens(bridge);
});

test('[B13] a handshake on a connection that is already open gets 503 while draining', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const raw = rawSocket(bridge.port);
  raw.write('GET / HTTP/1.1\r\nHost: bridge\r\n'); // under way, so draining waits for it
  await once(raw, 'connect');
  await openBrowser(bridge);
  const drained = bridge.drain();
  raw.write('Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n');
  raw.write('Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 503 /);
  raw.end();
  await drained;
});

test('[B13] a tunnel that does not end in the grace time is cut off', async () => {
  const target = await openTarget(); // never closes its side
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  browser.socket.pause(); // never answers the Close frame
  await bridge.drain(20);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'going-away', code: 1001 });
});

test('[B12] one log line per finished tunnel, and its numbers in the metrics', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const browser = await openBrowser(bridge);
  browser.socket.send('12345');
  await browser.bytes(5);
  expect(await metric(bridge, 'bridge_tunnels')).toBe(1);
  browser.socket.close(1000);
  const { tunnel, durationMs, ...line } = await bridge.nextEnd();
  expect(line).toMatchObject({ client: '127.0.0.1', id: 'browser-closed', code: 1000 });
  expect(line).toMatchObject({ bytesToTarget: 5, bytesToBrowser: 5 });
  expect(tunnel).toMatch(/^[0-9a-f-]{36}$/);
  expect(durationMs).toBeGreaterThanOrEqual(0);
  expect(await metric(bridge, 'bridge_tunnels')).toBe(0);
  expect(await metric(bridge, 'bridge_bytes_total{direction="to_target",route="default"}')).toBe(5);
  expect(await metric(bridge, 'bridge_closes_total{code="1000",cause="browser-closed"}')).toBe(1);
});

function from(address: string): { headers: Record<string, string> } {
  return { headers: { 'X-Forwarded-For': address } };
}

async function expectNobodyListens(bridge: TestBridge): Promise<void> {
  const late = rawSocket(bridge.port);
  const [error] = await once(late, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
}
