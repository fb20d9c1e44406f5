// Tokens in files read once, in folders, and from an HTTP server: what websockify's token plug-ins other than TokenFile and
// TokenRedis do. Signed tokens are in token-jwt.test.ts, the end of tunnels whose token is revoked in token-revoked.test.ts.

import { once } from 'node:events';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addressText } from '../../../bridge/target/address.ts';
import { bridgeConfig, withoutPasswords } from '../../../bridge/config.ts';
import { tokenHttp } from '../../../bridge/routes/token-http.ts';
import { NOBODY } from '../../../bridge/routes/token-targets.ts';
import {
  browserOf,
  closedAddress,
  fromPage,
  holdTime,
  openBridge,
  openBrowser,
  openFolder,
  openTarget,
  refusedStatus,
  type TestBridge,
} from '../support.ts';

/** The address of a target that says its name to whoever connects. */
async function named(name: string): Promise<string> {
  return addressText(await openTarget((socket) => socket.end(name)));
}

/** What the target says to which a handshake leads. @throws when it is refused */
async function hear(bridge: TestBridge, path: string, headers: Record<string, string> = {}): Promise<string> {
  return String(await (await openBrowser(bridge, { headers }, path)).rest());
}

/** @returns its address, with `%s` at the end of the path */
async function openLookUpServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tokens/%s`;
}

test('[B70] a token file that is read once is read at the start, and not again', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, `red: ${await named('one')}\n`);
  const bridge = await openBridge(null, { tokens: file, tokensOnce: true });
  await writeFile(`${file}~`, `blue: ${await named('two')}\n`);
  await rename(`${file}~`, file);
  expect(await hear(bridge, '/?token=red')).toBe('one');
  expect(await refusedStatus(bridge, {}, '/?token=blue')).toBe(404);
});

test('[B70] a token is the name of a file with its target', async () => {
  const folder = await openFolder();
  await writeFile(join(folder, 'red'), `${await named('one')}\n`);
  await writeFile(join(folder, 'wrong'), 'no target');
  await writeFile(join(folder, '.hidden'), await named('two'));
  await writeFile(join(folder, 'long'), 'x'.repeat(20_000));
  await mkdir(join(folder, 'inside'));
  await writeFile(join(folder, 'inside', 'blue'), await named('three'));
  const bridge = await openBridge(null, { tokenFolder: join(folder, 'inside', '..') });
  expect(await hear(bridge, '/?token=red')).toBe('one');
  expect(await hear(bridge, '/?token=inside/blue')).toBe('three');
  expect(await refusedStatus(bridge, {}, '/?token=wrong')).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=long')).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=.hidden')).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=inside')).toBe(404);
});

test.each(['..%2Fsecret', 'red%2F..%2F..%2Fsecret', '%2Fsecret', 'a%00b', '..%5Csecret'])(
  '[B70] no token leads out of the folder: %s',
  async (token) => {
    const folder = await openFolder();
    await mkdir(join(folder, 'tokens'));
    await writeFile(join(folder, 'secret'), await named('one'));
    const bridge = await openBridge(null, { tokenFolder: join(folder, 'tokens') });
    expect(await refusedStatus(bridge, {}, `/?token=${token}`)).toBe(404);
  },
);

test('[B70] a token is the name of a unix socket; one with a name too long, and a file, are none', async () => {
  const folder = await openFolder();
  const server = createTcpServer((socket) => socket.on('error', () => {}).end('one')).listen(join(folder, 'vm'));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await symlink(join(folder, 'vm'), join(folder, 'link'));
  await symlink(join(folder, 'vm'), join(folder, 'x'.repeat(120)));
  await writeFile(join(folder, 'file'), 'unix:/run/other');
  const bridge = await openBridge(null, { tokenSockets: folder });
  expect(await hear(bridge, '/?token=vm')).toBe('one');
  expect(await hear(bridge, '/?token=link')).toBe('one');
  for (const token of ['file', 'x'.repeat(120), 'other']) {
    expect(await refusedStatus(bridge, {}, `/?token=${token}`)).toBe(404);
  }
});

test('[B70] a token is the name of the host, as with --host-token', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, `red.example: ${await named('one')}\n`);
  const bridge = await openBridge(null, { tokens: file, tokenSources: 'host', hostNames: '*.example' });
  expect(await hear(bridge, '/', { host: 'RED.example:6080' })).toBe('one');
  expect(await refusedStatus(bridge, { headers: { host: 'blue.example' } }, '/?token=red.example')).toBe(404);
});

test('[B71] a server is asked for the token, and answers with text or JSON', async () => {
  const [one, two] = [await named('one'), await named('two')];
  const asked: string[] = [];
  const [host, port] = two.split(':');
  const answers: Readonly<Record<string, string>> = {
    '/tokens/plain': `${one}\n`,
    '/tokens/json': JSON.stringify({ host, port: Number(port) }),
    '/tokens/text': JSON.stringify({ host, port }),
    '/tokens/a%2Fb%3Fc%26%25s%24%26': one,
  };
  const tokenUrl = await openLookUpServer(({ url = '' }, response) => {
    asked.push(url);
    response.statusCode = url in answers ? 200 : 404;
    response.end(answers[url] ?? one);
  });
  const bridge = await openBridge(null, { tokenUrl });
  expect(await hear(bridge, '/?token=plain')).toBe('one');
  expect(await hear(bridge, '/?token=json')).toBe('two');
  expect(await hear(bridge, '/?token=text')).toBe('two');
  expect(await hear(bridge, `/?token=${encodeURIComponent('a/b?c&%s$&')}`)).toBe('one');
  expect(await refusedStatus(bridge, {}, '/?token=other')).toBe(404);
  expect(await refusedStatus(bridge, {}, `/?token=${'x'.repeat(600)}`)).toBe(404);
  expect(await refusedStatus(bridge)).toBe(404);
  expect(asked).toHaveLength(5);
});

test.each<[string, (response: ServerResponse) => unknown]>([
  ['an error', (response) => response.writeHead(500).end()],
  ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ['that the bridge may not ask', (response) => response.writeHead(401).end()],
  ['that it has no time', (response) => response.writeHead(429).end()],
  ['a page', (response) => response.end('<!doctype html>')],
  ['a unix socket', (response) => response.end('unix:/run/other')],
  ['too much', (response) => response.end(`{"host":"127.0.0.1:1","more":"${'x'.repeat(20_000)}"}`)],
  ['nothing and hangs up', (response) => response.destroy()],
  [
    'that it changes the protocol',
    ({ socket }) => socket!.write('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'),
  ],
])('[B71] a server that answers %s is away: nobody is counted as guessing', async (_, answer) => {
  const tokenUrl = await openLookUpServer((__, response) => void answer(response));
  const bridge = await openBridge(null, { tokenUrl });
  for (let tries = 0; tries < 7; tries++) expect(await refusedStatus(bridge, {}, `/?token=t${tries}`)).toBe(503);
  const page = browserOf(bridge, fromPage(bridge), '/?token=t');
  expect(await page.closed).toEqual({ code: 1013, reason: 'targets cannot be looked up now, try again later' });
  const line = bridge.log.find(({ msg }) => msg === 'refused');
  expect(line?.['cause']).toContain('the server of "tokenUrl"');
});

test('[B71] a server that is silent, or not there, is away', async () => {
  const silent = await openBridge(null, { tokenUrl: await openLookUpServer(() => {}), lookUpTimeoutMs: 20 });
  expect(await refusedStatus(silent, {}, '/?token=red')).toBe(503);
  const gone = await openBridge(null, { tokenUrl: `http://${addressText(await closedAddress())}/%s` });
  expect(await refusedStatus(gone, {}, '/?token=red')).toBe(503);
});

test('[B71] a kept connection that the server closes as it is used again is no failure', async () => {
  const answer = await named('one');
  const server = await openTarget((socket) => {
    socket.once('data', () => {
      socket.once('data', () => socket.destroy());
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
    });
  });
  const bridge = await openBridge(null, { tokenUrl: `http://${addressText(server)}/%s` });
  for (const token of ['red', 'blue', 'green']) expect(await hear(bridge, `/?token=${token}`)).toBe('one');
});

test('[B71] connections to a server outlive the configuration for a second, not longer', async () => {
  const target = await named('one');
  const gone: Promise<unknown>[] = [];
  const tokenUrl = await openLookUpServer((request, response) => {
    gone.push(once(request.socket, 'close'));
    response.end(target);
  });
  const bridge = await openBridge(null, { tokenUrl });
  expect(await hear(bridge, '/?token=red')).toBe('one');
  bridge.reload(bridgeConfig({ listen: '127.0.0.1:0', tokenUrl }));
  await Promise.all(gone);
  expect(gone).toHaveLength(1);
});

test('[B71] clients who come at once with one token ask once', async () => {
  let asked = 0;
  const tokenUrl = await openLookUpServer((_, response) => {
    asked += 1;
    response.end('127.0.0.1:7');
  });
  const tokens = tokenHttp({ tokenUrl, revokeEveryMs: 1000, timeoutMs: 60_000 });
  const found = await Promise.all(Array.from({ length: 8 }, () => tokens.targetsOf('red')));
  for (const each of found) expect(each).toEqual({ targets: [{ host: '127.0.0.1', port: 7 }], login: NOBODY });
  expect(asked).toBe(1);
});

test('[B71] wrong tokens are guesses, and so is an empty answer', async () => {
  holdTime();
  const bridge = await openBridge(null, { tokenUrl: await openLookUpServer((_, response) => response.end()) });
  for (let tries = 0; tries < 5; tries++) expect(await refusedStatus(bridge, {}, `/?token=t${tries}`)).toBe(404);
  expect(await refusedStatus(bridge, {}, '/?token=another')).toBe(429);
});

test.each([
  'http://127.0.0.1/tokens',
  'http://%s/tokens',
  'http://127.0.0.1:%s/',
  'http://%s@127.0.0.1/',
  'http://127.0.0.1/%s/%s',
  'http://127.0.0.1/#%s',
  'file:///%s',
  '/tokens/%s',
])('[B71] an address where the token has no place, or chooses the server, is refused: %s', (tokenUrl) => {
  expect(() => bridgeConfig({ listen: '0', tokenUrl })).toThrow(
    'tokenUrl: expected an address such as http://127.0.0.1:8000/tokens/%s',
  );
});

test('[B71] the password of an address is sent, and not shown', async () => {
  const target = await named('one');
  const tokenUrl = await openLookUpServer(({ headers }, response) => {
    response.statusCode = headers.authorization === `Basic ${btoa('ada:secret')}` ? 200 : 401;
    response.end(target);
  });
  const withLogin = tokenUrl.replace('://', '://ada:secret@');
  const bridge = await openBridge(null, { tokenUrl: withLogin });
  expect(await hear(bridge, '/?token=red')).toBe('one');
  const config = bridgeConfig({
    listen: '0',
    routes: [
      { name: 'a', tokenUrl: withLogin },
      { name: 'b', target: '127.0.0.1:1', auth: { login: 'ada:secret' } },
    ],
    webLogin: 'ada:secret',
  });
  expect(JSON.stringify(withoutPasswords(config))).not.toContain('secret');
});

test('[B12] the log says at the start what the tokens of each route are looked up in, and no password', async () => {
  const folder = await openFolder();
  await writeFile(join(folder, 'key'), Buffer.alloc(32, 7).toString('base64url'));
  const { port } = await closedAddress();
  const bridge = await openBridge(null, {
    routes: [
      { name: 'files', path: '/a', tokenFolder: folder },
      { name: 'sockets', path: '/b', tokenSockets: folder },
      { name: 'http', path: '/c', tokenUrl: 'http://me:secret@127.0.0.1:8000/tokens/%s?key=secret' },
      { name: 'redis', path: '/d', tokenRedis: `127.0.0.1:${port}:0:secret` },
      { name: 'signed', path: '/e', tokenKey: join(folder, 'key') },
    ],
  });
  expect(bridge.log.find(({ msg }) => msg === 'bridge listens')?.['routes']).toEqual([
    `files: ${folder}`,
    `sockets: ${folder}`,
    'http: http://127.0.0.1:8000',
    `redis: 127.0.0.1:${port}:0:***`,
    `signed: ${join(folder, 'key')}`,
  ]);
});
