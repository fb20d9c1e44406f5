import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { attach, type AttachedBridge, type AttachedRoutes, type AttachOptions } from '../../bridge/attach.ts';
import type { LookUp } from '../../bridge/routes/route-settings.ts';
import type { TcpAddress } from '../../bridge/target/address.ts';
import {
  ask,
  browserOf,
  closedAddress,
  fromPage,
  get,
  metric,
  openBrowser,
  openEchoTarget,
  openTarget,
  readToEnd,
  refusedAnswer,
  refusedStatus,
  type LogLine,
} from './support.ts';
import { rawSocket } from '../support/raw-socket.ts';

interface Site extends AttachedBridge {
  readonly server: Server;
  readonly port: number;
  readonly log: LogLine[];
}

const page: RequestListener = (request, response) => response.end(`page of ${request.url}`);

/** Somebody's HTTP server with a bridge attached. */
async function openSite(
  routes: AttachedRoutes,
  options: AttachOptions = {},
  server = createServer(page),
): Promise<Site> {
  const log: LogLine[] = [];
  const logger = pino({ level: 'debug' }, { write: (text) => log.push(JSON.parse(text) as LogLine) });
  const bridge = attach(server, routes, { log: logger, ...options });
  if (!server.listening) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  onTestFinished(async () => {
    await bridge.detach(1);
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return Object.defineProperties({ server, port, log } as Site, Object.getOwnPropertyDescriptors(bridge));
}

/** A look-up as a site with logins would have one: the cookie decides. */
const byCookie =
  (target: TcpAddress): LookUp =>
  async ({ headers }) =>
    headers.cookie === 'login=ada' ? { target, user: 'ada' } : { refused: 'log in first' };

const withCookie = (site: Site, login: string) => ({ ...fromPage(site), headers: { Cookie: `login=${login}` } });

test('[B30] handshakes of its paths are relayed, all other requests are answered by the server as before', async () => {
  const target = await openEchoTarget();
  const site = await openSite([
    { name: 'game', path: '/game', target },
    { name: 'desk', path: '/desk/', target },
  ]);
  for (const path of ['/game', '/game?x', '/desk/', '/desk/7', '/x/../game']) {
    const browser = await openBrowser(site, fromPage(site), path);
    browser.socket.send('hello');
    expect(String(await browser.bytes(5))).toBe('hello');
  }
  expect(site.tunnels).toBe(5);
  for (const path of ['/', '/game', '/desk/7', '/gam', '/game/']) {
    expect(String((await get(site, path)).body)).toBe(`page of ${path}`);
  }
  expect(await metric(site, 'bridge_tunnels')).toBe(5);
  expect(await metric(site, 'bridge_handshakes_total{result="accepted"}')).toBe(5);
});

test('[B30] upgrades of other paths go to the listeners of the server, whoever was there first', async () => {
  const server = createServer(page);
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/chat') webSockets.handleUpgrade(request, socket, head, (chat) => chat.send('chat'));
  });
  const site = await openSite([{ name: 'game', path: '/game', target: await openEchoTarget() }], {}, server);
  expect(String(await browserOf(site, {}, '/chat').bytes(4))).toBe('chat');
  await openBrowser(site, {}, '/game');
});

test.each(['before', 'after'])(
  '[B30] a WebSocketServer of the program, attached %s the bridge, has its own path',
  async (when) => {
    const server = createServer(page);
    const chat = (): void => {
      const webSockets = new WebSocketServer({ server, path: '/chat' });
      webSockets.on('connection', (socket) => socket.send('chat'));
      // What others would do with an upgrade that is not theirs.
      server.on('upgrade', ({ url }, socket) => (url === '/chat' ? null : socket.destroy()));
    };
    if (when === 'before') chat();
    const routes = [{ name: 'game', path: '/game', target: await openEchoTarget() }];
    const site = await openSite(routes, {}, server);
    if (when === 'after') chat();
    for (let i = 0; i < 2; i++) {
      const browser = await openBrowser(site, fromPage(site), '/game');
      browser.socket.send('hello');
      expect(String(await browser.bytes(5))).toBe('hello');
      expect(String(await browserOf(site, {}, '/chat').bytes(4))).toBe('chat');
    }
    expect(site.tunnels).toBe(2);
  },
);

test('[B30] a bridge that is attached anew takes handshakes again, and none twice', async () => {
  const target = await openEchoTarget();
  const server = createServer(page);
  const site = await openSite([{ name: 'game', path: '/game', target }], {}, server);
  for (let i = 0; i < 5; i++) {
    const other = attach(server, [{ name: 'desk', path: '/desk', target }], { log: pino({ level: 'silent' }) });
    await openBrowser(site, fromPage(site), '/desk');
    expect([other.tunnels, server.listenerCount('upgrade')]).toEqual([1, 1]);
    await other.detach(1);
    expect((await get(site, '/desk', { Connection: 'Upgrade', Upgrade: 'websocket' })).status).toBe(200);
  }
  expect(site.tunnels).toBe(0);
});

test('[B30] where the server has no listener of upgrades, other upgrades are requests like any other', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'X-Method': request.method }).end(`page of ${request.url}`);
  });
  const site = await openSite([{ name: 'game', path: '/game', target: await openEchoTarget() }], {}, server);
  const other = attach(server, [{ name: 'chat', path: '/chat', target: '1' }], { log: pino({ level: 'silent' }) });
  onTestFinished(() => other.detach(1));
  for (const upgrade of ['h2c', 'websocket']) {
    const { status, headers, body } = await get(site, '/elsewhere', { Connection: 'Upgrade', Upgrade: upgrade });
    expect([status, headers['x-method'], headers.connection, String(body)]).toEqual([
      200,
      'GET',
      'close',
      'page of /elsewhere',
    ]);
  }
  const upgrade = { Connection: 'Upgrade', Upgrade: 'h2c' };
  expect((await ask(site, 'POST', '/elsewhere', upgrade, Buffer.from('body'))).status).toBe(400);
});

test('[B30] limits, refusals and log lines are those of a bridge of its own', async () => {
  const target = await openEchoTarget();
  const site = await openSite(
    [
      { name: 'game', path: '/game', target, protocols: ['binary'] },
      { name: 'down', path: '/down', target: await closedAddress() },
    ],
    { tunnelsMax: 1, trust: ['127.0.0.1'] },
  );
  expect(await refusedStatus(site, { origin: 'https://evil.example' }, '/game')).toBe(403);
  expect(await refusedStatus(site, { protocols: ['other'] }, '/game')).toBe(400);
  expect(await refusedStatus(site, {}, '/down')).toBe(502);
  const browser = await openBrowser(site, { headers: { 'X-Forwarded-For': '192.0.2.7' } }, '/game?token=secret');
  expect(await refusedStatus(site, {}, '/game')).toBe(503);
  browser.socket.close();
  await expect.poll(() => site.log.at(-1)).toMatchObject({ msg: 'tunnel ended', client: '192.0.2.7', path: '/game' });
  const refused = site.log.filter(({ msg }) => msg === 'refused').map(({ refusal }) => refusal);
  expect(refused).toEqual(['foreign-origin', 'wrong-protocol', 'target-unreachable', 'over-capacity']);
});

test('[B30] HTTPS, and a wrong route is one clear line', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const routes = [{ name: 'game', path: '/game', target: await openEchoTarget() }];
  const site = await openSite(routes, {}, createTlsServer({ cert, key }, page));
  const browser = await openBrowser(site, { tls: true, rejectUnauthorized: false }, '/game');
  browser.socket.send('hello');
  expect(String(await browser.bytes(5))).toBe('hello');

  const wrong =
    (wrongRoutes: unknown, options = {}) =>
    () =>
      attach(createServer(), wrongRoutes as AttachedRoutes, options);
  expect(wrong([])).toThrow('routes: at least one is needed');
  expect(wrong([{ name: 'a', target: '1' }])).toThrow('routes.0.path: a path is needed');
  expect(wrong([{ name: 'a', path: '/a' }])).toThrow(
    'routes.0: expected one of target, tokens, tokenRedis, tokenFolder, tokenSockets, tokenUrl, tokenKey and lookUp',
  );
  expect(wrong([{ name: 'a', path: '/a', lookUp: 'x' }])).toThrow('routes.0.lookUp: expected a function');
  expect(wrong(routes, { listen: '1' })).toThrow('listen: no such setting');
});

test('[B31] a look-up sees the request with its cookie, and names the target or refuses with its reason', async () => {
  const target = await openEchoTarget();
  const site = await openSite([{ name: 'game', path: '/game', lookUp: byCookie(target) }]);
  const browser = await openBrowser(site, withCookie(site, 'ada'), '/game');
  browser.socket.send('hello');
  expect(String(await browser.bytes(5))).toBe('hello');
  browser.socket.close();
  await expect.poll(() => site.log.at(-1)).toMatchObject({ msg: 'tunnel ended', user: 'ada', route: 'game' });

  const refused = await openBrowser(site, withCookie(site, 'eve'), '/game');
  expect(await refused.closed).toEqual({ code: 1008, reason: 'log in first' });
  const answer = await refusedAnswer(site, {}, '/game');
  expect([answer.statusCode, String(await answer.toArray())]).toEqual([403, 'log in first\n']);
  expect(await metric(site, 'bridge_handshakes_total{result="rejected"}')).toBe(2);
  expect(JSON.stringify(site.log)).not.toContain('login=');
});

test('[B31] no look-up is asked about a handshake that is refused anyhow', async () => {
  // One handshake a second: the second must not pass while a busy machine asks again.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let asked = 0;
  const lookUp: LookUp = () => ({ refused: String((asked += 1)) });
  const site = await openSite([{ name: 'game', path: '/game', lookUp }], {
    handshakesPerSecondMax: 1,
    trust: ['127.0.0.1'],
  });
  expect(await refusedStatus(site, { origin: 'https://evil.example' }, '/game')).toBe(403);
  expect((await get(site, '/game', { Connection: 'Upgrade', Upgrade: 'websocket' })).status).toBe(400);
  expect(asked).toBe(0);
  const headers = { 'X-Forwarded-For': '192.0.2.7' };
  expect(await refusedStatus(site, { headers }, '/game')).toBe(403);
  expect(await refusedStatus(site, { headers }, '/game')).toBe(429);
  expect(asked).toBe(1);
});

test.each<[string, unknown, RegExp]>([
  ['throws', () => Promise.reject(new Error('no database')), /no database/],
  [
    'throws at once',
    () => {
      throw new Error('no database');
    },
    /no database/,
  ],
  ['throws what has no text', () => Promise.reject(Object.create(null) as Error), /something without a text/],
  ['throws a long text', () => Promise.reject(new Error('x'.repeat(10_000_000))), /^Error: x{100,300}\.\.\.$/],
  [
    'answers what throws when it is read',
    () => ({
      get target() {
        throw new Error('not now');
      },
    }),
    /not now/,
  ],
  ['answers nothing', () => undefined, /expected \{ target \}/],
  ['answers something else', () => ({ target: 'nowhere' }), /expected \{ target \}/],
  ['answers no target', () => ({ target: [] }), /expected \{ target \}/],
])('[B31] a look-up that %s refuses this one caller, and its cause is logged', async (_, lookUp, cause) => {
  const site = await openSite([{ name: 'game', path: '/game', lookUp: lookUp as LookUp }], { tunnelsMax: 1 });
  for (let count = 0; count < 2; count += 1) expect(await refusedStatus(site, {}, '/game')).toBe(500);
  const browser = await openBrowser(site, fromPage(site), '/game');
  expect(await browser.closed).toEqual({ code: 1011, reason: 'the target could not be looked up' });
  expect(site.log.at(-1)).toMatchObject({ refusal: 'look-up-failed', cause: expect.stringMatching(cause) });
});

test('[B31] look-ups that are pending have a maximum and a time limit, and a drain ends them', async () => {
  const signals: AbortSignal[] = [];
  const asked: (() => void)[] = [];
  const lookUp: LookUp = (_, { signal, client }) => {
    expect(client).toBe('127.0.0.1');
    signals.push(signal);
    asked.shift()?.();
    return new Promise(() => {});
  };
  const nextAsked = () => new Promise<void>((resolve) => asked.push(resolve));
  const patient = await openSite([{ name: 'game', path: '/game', lookUp }], {
    lookUpsMax: 2,
    lookUpTimeoutMs: 60_000,
  });
  const first = nextAsked();
  const program = refusedStatus(patient, {}, '/game');
  await first;
  const second = nextAsked();
  const waiting = browserOf(patient, fromPage(patient), '/game');
  await second;
  expect(await refusedStatus(patient, {}, '/game')).toBe(503);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);

  await patient.detach();
  expect(await program).toBe(503);
  expect((await waiting.closed).code).toBe(1001);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);

  const hasty = await openSite([{ name: 'game', path: '/game', lookUp }], { lookUpTimeoutMs: 20 });
  expect(await refusedStatus(hasty, {}, '/game')).toBe(504);
  const browser = await openBrowser(hasty, fromPage(hasty), '/game');
  expect(await browser.closed).toEqual({ code: 1013, reason: 'the target was not looked up in time' });
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
});

test('[B31] a reason is cut to what a Close frame holds, between characters', async () => {
  const site = await openSite([{ name: 'game', path: '/game', lookUp: () => ({ refused: 'ä'.repeat(500) }) }]);
  const browser = await openBrowser(site, fromPage(site), '/game');
  expect(await browser.closed).toEqual({ code: 1008, reason: 'ä'.repeat(61) });
});

test('[B31] a look-up may say when the tunnel ends, and a login of the route that ends sooner counts', async () => {
  const target = await openEchoTarget();
  const lookUp: LookUp = () => ({ target, expiresAtMs: Date.now() - 1 });
  const site = await openSite([{ name: 'game', path: '/game', lookUp }]);
  expect((await (await openBrowser(site, {}, '/game')).closed).reason).toBe('login expired');
});

test('[B32] detach leaves handshakes to the server at once, drains its tunnels, and the server goes on', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const site = await openSite([{ name: 'game', path: '/game', target }]);
  const { server } = site;
  const browser = await openBrowser(site, fromPage(site), '/game');
  const later = attach(server, [{ name: 'later', path: '/', target: await openEchoTarget() }], {
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => later.detach(1));
  const connection = await target.nextConnection();
  const detached = site.detach();
  expect(site.detach()).toBe(detached);
  expect(await browser.closed).toEqual({ code: 1001, reason: 'bridge going away' });
  await readToEnd(connection);
  await detached;
  expect(site.log.at(-1)).toMatchObject({ msg: 'bridge detached' });
  expect(String((await get(site, '/game')).body)).toBe('page of /game');
  const echoed = await openBrowser(site, fromPage(site), '/game/');
  echoed.socket.send('hello');
  expect(String(await echoed.bytes(5))).toBe('hello');
  await later.detach();
  expect(server.listenerCount('upgrade')).toBe(0);
  expect(server.listenerCount('request')).toBe(1);
  expect((await get(site, '/game', { Connection: 'Upgrade', Upgrade: 'websocket' })).status).toBe(200);
});

test('[B30] of two bridges on one server the first attached one takes a handshake', async () => {
  const [first, second] = [
    await openTarget((socket) => socket.end('first')),
    await openTarget((socket) => socket.end('second')),
  ];
  const site = await openSite([{ name: 'first', path: '/a', target: first }]);
  await openSite([{ name: 'second', path: '/', target: second }], {}, site.server);
  expect(String(await browserOf(site, {}, '/a').rest())).toBe('first');
  expect(String(await browserOf(site, {}, '/b').rest())).toBe('second');
  expect([first.connections(), second.connections()]).toEqual([1, 1]);
});

test('[B30] a handshake behind an answer that is under way gets none into it', async () => {
  const answers: (() => void)[] = [];
  const server = createServer((_, response) => {
    response.write('begun');
    answers.push(() => response.end());
  });
  const site = await openSite([{ name: 'game', path: '/game', target: await openEchoTarget() }], {}, server);
  const raw = rawSocket(site.port);
  raw.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(raw, 'data');
  raw.write('GET /game HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await once(raw, 'close');
  expect(site.tunnels).toBe(0);
});
