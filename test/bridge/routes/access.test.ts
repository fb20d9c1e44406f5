import { writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { peerOf } from '../../../bridge/http/client-address.ts';
import { HandshakeLimits } from '../../../bridge/websocket/limits.ts';
import { originCheck } from '../../../bridge/websocket/origins.ts';
import {
  closedAddress,
  fromPage,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openFolder,
  refusedStatus,
} from '../support.ts';

const HOST = 'bridge.example';

test.each<[string, string[], string | undefined, boolean]>([
  ['our own page', [], 'https://bridge.example', true],
  ['another port of our host', [], 'https://bridge.example:8443', false],
  ['a listed page', ['https://a.example'], 'https://a.example', true],
  ['a name below a wildcard', ['https://*.a.example'], 'https://x.y.a.example', true],
  ['the name of a wildcard itself', ['https://*.a.example'], 'https://a.example', false],
  ['no name below a wildcard', ['https://*.a.example'], 'https://.a.example', false],
  ['another scheme than the wildcard', ['https://*.a.example'], 'http://x.a.example', false],
  ['another port than the wildcard', ['https://*.a.example'], 'https://x.a.example:8443', false],
  ['a name that only ends like a wildcard', ['https://*.a.example'], 'https://xa.example', false],
  ['what only looks like a name', ['https://*.a.example'], 'https://evil.example/.a.example', false],
  ['a sandboxed page', [], 'null', false],
  ['a sandboxed page, listed', ['null'], 'null', true],
  ['any page, where all are', ['*'], 'https://evil.example', true],
  ['a program', [], undefined, true],
])('[B5] %s', (_, origins, origin, isAllowed) => {
  expect(
    originCheck(
      { origins, originless: true, ownOrigin: true },
      () => true,
    )({ headers: { host: HOST, origin }, socket: new Socket() }),
  ).toBe(isAllowed);
});

test.each([
  ['game.example:80', 'http://game.example', true],
  ['GAME.example:443', 'https://game.example', true],
  ['game.example:443', 'http://game.example', false],
  ['game.example:80', 'https://game.example', false],
  ['game.example:8080', 'http://game.example', false],
  ['game.example:80:80', 'http://game.example', false],
  ['[::1]:80', 'http://[::1]', true],
])('[B5] the host %j and a page of %j, whose scheme has that port without saying so: %s', (host, origin, isAllowed) => {
  const mayConnect = originCheck({ origins: [], originless: true, ownOrigin: true }, () => true);
  expect(mayConnect({ headers: { host, origin }, socket: new Socket() })).toBe(isAllowed);
});

test('[B5] a Host in capitals is the host of its page, and no Host that of none', () => {
  const check = originCheck({ origins: [], originless: false, ownOrigin: true }, () => true);
  const from = (host: string | undefined) =>
    check({ headers: { host, origin: 'https://bridge.example:8443' }, socket: new Socket() });
  expect(['Bridge.Example:8443', 'bridge.example:8443', 'bridge.example', undefined].map(from)).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
});

test('[B5] programs can be refused', async () => {
  const bridge = await openBridge(await openEchoTarget(), { originless: false });
  expect(await refusedStatus(bridge)).toBe(403);
  await openBrowser(bridge, fromPage(bridge));
});

test('[B4] a browser learns from a close code what a program learns from a status', async () => {
  const bridge = await openBridge(await openEchoTarget(), {
    trust: '127.0.0.1',
    tunnelsMax: 2,
    tunnelsPerAddressMax: 1,
    handshakesPerSecondMax: 2,
  });
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
  const page = (address: string) => ({ ...fromPage(bridge), ...from(address) });

  const first = await openBrowser(bridge, page('192.0.2.1'));
  const second = await openBrowser(bridge, page('192.0.2.1'));
  expect(await second.closed).toMatchObject({ code: 1008, reason: 'too many connections from your address' });
  await openBrowser(bridge, page('192.0.2.2'));
  const full = await openBrowser(bridge, page('192.0.2.3'));
  expect(await full.closed).toMatchObject({ code: 1013, reason: 'bridge is full, try again later' });
  expect(await refusedStatus(bridge, from('192.0.2.4'))).toBe(503);
  expect(first.socket.readyState).toBe(first.socket.OPEN);
  expect(await metric(bridge, 'bridge_handshakes_total{result="over-capacity"}')).toBe(2);
  expect(await metric(bridge, 'bridge_tunnels')).toBe(2);
});

test('[B6] handshakes are counted by address and second', () => {
  let nowMs = 0;
  const limits = new HandshakeLimits(() => nowMs);
  const settings = { tunnelsMax: 9, tunnelsPerAddressMax: 9, handshakesPerSecondMax: 2 };
  const call = (address: string) => limits.brokenBy({ address, port: 0, forwarded: true }, settings);
  expect([call('192.0.2.1'), call('192.0.2.1'), call('192.0.2.1')]).toEqual([null, null, 'too-many-handshakes']);
  expect(call('192.0.2.2')).toBeNull();
  nowMs = 999;
  expect(call('192.0.2.1')).toBe('too-many-handshakes');
  nowMs = 1000;
  expect(call('192.0.2.1')).toBeNull();
});

test('[B6] addresses that are counted have a maximum', () => {
  const limits = new HandshakeLimits(() => 0);
  const settings = { tunnelsMax: 9, tunnelsPerAddressMax: 9, handshakesPerSecondMax: 2 };
  const broken = Array.from({ length: 65_540 }, (_, index) => {
    const address = `10.${index >> 16}.${(index >> 8) & 0xff}.${index & 0xff}`;
    return limits.brokenBy({ address, port: 0, forwarded: true }, settings);
  });
  expect(broken.filter((limit) => limit !== null)).toHaveLength(4);
});

test('[B23] a page that opens twenty sessions at once, each with a token of its own, gets all of them', async () => {
  const { port } = await openEchoTarget();
  const file = join(await openFolder(), 'tokens');
  const tokens = Array.from({ length: 20 }, (_, index) => `token-${index}`);
  await writeFile(file, tokens.map((token) => `${token}: 127.0.0.1:${port}\n`).join(''));
  const bridge = await openBridge(null, { tokens: file });
  const browsers = await Promise.all(
    tokens.map((token) => openBrowser(bridge, fromPage(bridge), `/websockify?token=${token}`)),
  );
  for (const { socket } of browsers) socket.send('still there');
  const answers = browsers.map(({ bytes, closed }) => Promise.race([bytes(11).then(String), closed]));
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['still there']));
  expect(await metric(bridge, 'bridge_wrong_secrets_total')).toBe(0);
});

test('[B5] sub-protocols: a known one is chosen, none is allowed, others get 400', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const open = async (protocols: string[]) => (await openBrowser(bridge, { protocols })).socket.protocol;
  expect(await open([])).toBe('');
  expect(await open(['x', 'binary'])).toBe('binary');
  expect(await refusedStatus(bridge, { protocols: ['base64'] })).toBe(400);
  expect(await refusedStatus(bridge, { ...fromPage(bridge), protocols: ['base64'] })).toBe(400);
});

test('[B4] a browser that is refused has its first sub-protocol answered, or it would see no code', async () => {
  const bridge = await openBridge(await closedAddress(), { protocols: ['binary', 'x'] });
  const browser = await openBrowser(bridge, { ...fromPage(bridge), protocols: ['x'] });
  expect((await browser.closed).code).toBe(1014);
});

test('[B9] a peer that is gone has no address, a peer on a unix socket has a name', () => {
  const own = (fields: object) => peerOf({ destroyed: false, ...fields } as Socket);
  expect(own({ localAddress: '127.0.0.1', remoteAddress: '192.0.2.1', remotePort: 7 })).toEqual({
    address: '192.0.2.1',
    port: 7,
  });
  expect(own({ localAddress: '127.0.0.1', remoteAddress: undefined })).toBeNull();
  expect(own({ localAddress: undefined, remoteAddress: undefined })).toEqual({ address: 'unix', port: 0 });
});
