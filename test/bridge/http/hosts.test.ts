import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { bridgeConfig } from '../../../bridge/config.ts';
import { hostCheck } from '../../../bridge/http/hosts.ts';
import { ask, get, openBridge, openBrowser, openEchoTarget, openFolder, readToEnd, refusedStatus } from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

const ours = (host: string | undefined, hostNames: string[] = [], origins: string[] = [], encrypted = false) =>
  hostCheck(
    { hostNames, origins },
    'server.lan',
  )({ headers: { host }, socket: Object.assign(new Socket(), { encrypted }) });

test.each([
  ['127.0.0.1', true],
  ['192.0.2.7:8080', true],
  ['[::1]:8080', true],
  ['[2001:db8::7]', true],
  ['localhost:8080', true],
  ['LOCALHOST.', true],
  ['game.localhost', true],
  ['bridge', true],
  ['server.lan:8080', true],
  ['Server.local', true],
  [undefined, true],
  ['evil.example', false],
  ['evil.example:8080', false],
  ['evil.example.', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['evillocalhost.example', false],
  ['xserver.lan', false],
  ['', false],
  ['evil.example#localhost', false],
  ['evil.example/localhost', false],
  ['user@localhost', false],
  ['localhost:8080:1', false],
  ['[::1', false],
  ['[evil.example]', false],
])('[B26] without being listed, the host %j is ours: %s', (host, isOurs) => {
  expect(ours(host)).toBe(isOurs);
});

test.each([
  ['game.example', 'game.example', true],
  ['GAME.example:443', 'game.example', true],
  ['game.example.', 'Game.Example', true],
  ['x.game.example', 'game.example', false],
  ['x.y.game.example', '*.game.example', true],
  ['game.example', '*.game.example', false],
  ['.game.example', '*.game.example', false],
  ['xgame.example', '*.game.example', false],
  ['evil.example', '*', true],
])('[B26] the host %j where %j is listed: %s', (host, name, isOurs) => {
  expect(ours(host, [name])).toBe(isOurs);
});

test('[B26] the hosts of listed origins are ours, and over TLS the certificate decides', () => {
  expect(ours('game.example:8443', [], ['https://game.example:8443'])).toBe(true);
  expect(ours('a.game.example', [], ['https://*.game.example'])).toBe(true);
  expect(ours('other.example', [], ['https://game.example', 'null', '*'])).toBe(false);
  expect(ours('other.example', [], [], true)).toBe(true);
});

test.each(['game.example:80', 'http://game.example', 'a b', '*.', '**', '-a', ''])(
  '[B26] %j is no name to list',
  (name) => {
    expect(() => bridgeConfig({ listen: '0', target: '1', hostNames: [name] })).toThrow('hostNames');
  },
);

test('[B26] a page whose name was pointed at this machine gets no page, no API and no WebSocket', async () => {
  const folder = await openFolder();
  const bridge = await openBridge(await openEchoTarget(), { web: folder, passOn: { '/api': 'http://127.0.0.1:1' } });
  const rebound = { Host: `evil.example:${bridge.port}` };
  for (const path of ['/', '/api/rooms']) {
    const { status, body } = await get(bridge, path, rebound);
    expect([path, status]).toEqual([path, 403]);
    expect(String(body)).toContain('--host-name evil.example');
  }
  const page = { headers: rebound, origin: `http://evil.example:${bridge.port}` };
  expect(await refusedStatus(bridge, page)).toBe(403);
  // X-Forwarded-Host is anybody's word.
  expect((await get(bridge, '/', { ...rebound, 'X-Forwarded-Host': 'localhost' })).status).toBe(403);
  // A program that is no browser has no page behind it.
  await openBrowser(bridge, { headers: rebound });
});

test('[B26] a listed name has page and WebSocket', async () => {
  const bridge = await openBridge(await openEchoTarget(), { web: await openFolder(), hostNames: ['game.example'] });
  const headers = { Host: `game.example:${bridge.port}` };
  expect((await get(bridge, '/', headers)).status).not.toBe(403);
  await openBrowser(bridge, { headers, origin: `http://game.example:${bridge.port}` });
});

test('[B27] answers of the page have the headers that go with a strict policy, refusals and errors included', async () => {
  const web = await openFolder();
  const settings = { web, csp: true as const, passOn: { '/api': 'http://127.0.0.1:1' } };
  const bridge = await openBridge(await openEchoTarget(), settings);
  const answers = [
    await get(bridge, '/'),
    await get(bridge, '/missing'),
    await get(bridge, '/api'),
    await ask(bridge, 'POST', '/'),
    await get(bridge, '/', { Host: 'evil.example' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 502, 405, 403]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  }
});

test.each([
  ['a request that is none', 'no HTTP\r\n\r\n', 400],
  ['a page that is not there', 'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
  [
    'a refused upgrade',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://b\r\n\r\n',
    400,
  ],
])('[B27] the words of the bridge itself have all headers without a policy asked for: %s', async (_, text, status) => {
  const bridge = await openBridge(await openEchoTarget());
  const raw = rawSocket(bridge.port);
  raw.write(text);
  const answer = String(await readToEnd(raw)).toLowerCase();
  expect(answer).toMatch(new RegExp(`^http/1.1 ${status} `));
  for (const header of ['cross-origin-opener-policy: same-origin', "content-security-policy: default-src 'none'"]) {
    expect(answer).toContain(header);
  }
});

test('[B28] the admin listener answers local names only over loopback, whoever holds its connections', async () => {
  const bridge = await openBridge(await openEchoTarget(), { admin: '127.0.0.1:0' });
  const port = bridge.adminPort!;
  const held = Array.from({ length: 400 }, () => rawSocket(port));
  const status = async (Host: string, path: string) => {
    const [response] = await once(httpRequest({ port, host: '127.0.0.1', path, headers: { Host } }).end(), 'response');
    response.resume();
    return (response as { statusCode: number }).statusCode;
  };
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect([await status('localhost', path), await status('evil.example', path)]).toEqual([200, 403]);
  }
  for (const socket of held) socket.destroy();
});
