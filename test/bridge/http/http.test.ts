import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BridgeSettings } from '../../../bridge/config.ts';
import { PASSED_ON_REQUESTS_PER_CLIENT_MAX } from '../../../bridge/websocket/limits.ts';
import {
  ask,
  closedAddress,
  get,
  openBridge,
  openBrowser,
  openEchoTarget,
  openTarget,
  patternBytes,
  readToEnd,
  type TestBridge,
} from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

test('[B10] the page is served with its type, and for asking again', async () => {
  const bridge = await bridgeWithPage();
  const { status, headers, body } = await get(bridge, '/');
  expect(status).toBe(200);
  expect(String(body)).toBe('<h1>page</h1>');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('[B10] a page gets no policy by default, since it could break the page, and gets the one of --csp', async () => {
  const policyOf = async (csp: BridgeSettings['csp']) => (await get(await bridgeWithPage({ csp }), '/')).headers;
  const others = await policyOf(undefined);
  const breaking = ['content-security-policy', 'referrer-policy', 'x-frame-options', 'cross-origin-resource-policy'];
  for (const name of breaking) expect(others[name]).toBeUndefined();
  const strict = await policyOf(true);
  expect(strict['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(strict['referrer-policy']).toBe('no-referrer');
  expect((await policyOf("default-src 'self'"))['content-security-policy']).toBe("default-src 'self'");
});

test.each([
  '/missing.txt',
  '/assets',
  '/assets/',
  '/.env',
  '/.git/config',
  '/%2eenv',
  '/../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/assets/..%5c..%5coutside.txt',
  '//outside.txt',
  '/link.txt',
  '/index.html%00',
  '/%',
])('[B10] %s is not found', async (path) => {
  expect((await get(await bridgeWithPage(), path)).status).toBe(404);
});

test('[B10] other methods are 405, other forms of a request 400', async () => {
  const bridge = await bridgeWithPage();
  expect((await ask(bridge, 'POST', '/')).status).toBe(405);
  expect((await get(bridge, 'http://elsewhere/')).status).toBe(400);
});

test('[B10] without a page there is nothing to find', async () => {
  expect((await get(await openBridge(await openTarget()), '/')).status).toBe(404);
});

test('[B11] /api and /monitor are passed on with method, query, body and the client, and answered as they answer', async () => {
  const api = await openApi(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(201, { 'X-Answer': 'yes', 'Set-Cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify([request.method, request.url, Buffer.concat(chunks).length, request.headers]));
  });
  const bridge = await openBridge(await openTarget(), { passOn: passedOn(api) });
  const sent = { 'X-Own': 'kept', 'X-Hop': 'dropped', Connection: 'close, X-Hop', 'X-Forwarded-For': '192.0.2.66' };
  const { status, headers, body } = await ask(bridge, 'POST', '/api/rooms?open=1', sent, patternBytes(300_000));

  expect(status).toBe(201);
  expect(headers['x-answer']).toBe('yes');
  expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  const [method, url, length, received] = JSON.parse(String(body)) as [string, string, number, IncomingHttpHeaders];
  expect([method, url, length]).toEqual(['POST', '/api/rooms?open=1', 300_000]);
  expect(received['x-own']).toBe('kept');
  expect(received['x-hop']).toBeUndefined();
  expect(received['x-forwarded-for']).toBe('127.0.0.1');
  expect((await get(bridge, '/monitor')).status).toBe(201);
});

test.each(['/apis', '/metrics', '/api/../metrics', '/api/%2e%2e/metrics', '//api'])(
  '[B11] %s is not passed on',
  async (path) => {
    const api = await openApi((_, response) => response.end('secret'));
    expect((await get(await openBridge(await openTarget(), { passOn: passedOn(api) }), path)).status).toBe(404);
  },
);

test('[B11] a body is never read as a second request, whatever the sender says of its framing', async () => {
  const seen: string[] = [];
  const api = await openApi((request, response) => {
    seen.push(request.url ?? '');
    request.resume().on('end', () => response.end());
  });
  const bridge = await openBridge(await openTarget(), { passOn: passedOn(api) });
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: api\r\n\r\n';
  const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
  const requests = [
    `GET /api/1 HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunked}`,
    `GET /api/2 HTTP/1.1\r\nHost: b\r\nContent-Length: ${hidden.length}\r\nConnection: close, content-length\r\n\r\n${hidden}`,
  ];
  // Node leaves out what stands behind 2,000 headers.
  const many = `GET /api/many HTTP/1.1\r\nHost: b\r\nConnection: close\r\n${'a:\r\n'.repeat(2000)}`;
  const tooMany = [
    `${many}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `${many}Transfer-Encoding: chunked\r\n\r\n${chunked}`,
  ];
  for (const text of tooMany) {
    const raw = rawSocket(bridge.port);
    raw.write(text);
    expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 431 /);
  }
  for (const text of requests) {
    const raw = rawSocket(bridge.port);
    raw.write(text);
    expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 200 /);
  }
  await get(bridge, '/api/last'); // on the same connection to the API
  expect(seen).toEqual(['/api/1', '/api/2', '/api/last']);
});

test('[B11] an answer is streamed as it comes', async () => {
  const api = await openApi((_, response) => response.write('event 1\n'));
  const bridge = await openBridge(await openTarget(), { passOn: passedOn(api) });
  const request = httpRequest({ port: bridge.port, host: '127.0.0.1', path: '/api/events' }).end();
  const [response] = await once(request, 'response');
  const [chunk] = await once(response, 'data');
  expect(String(chunk)).toBe('event 1\n');
  request.destroy();
});

test('[B11] of paths within each other the longest wins, whatever their order', async () => {
  const [game, api] = [await openApi((_, response) => response.end('game')), await openApi((_, r) => r.end('api'))];
  for (const passOn of [
    { '/api': api, '/api/rooms': game },
    { '/api/rooms': game, '/api': api },
  ]) {
    const bridge = await openBridge(await openTarget(), { passOn });
    const paths = ['/api/rooms', '/api/rooms/ABCDE?x', '/api/roomsy', '/api/x', '/api/rooms/../x', '/api'];
    const answers = await Promise.all(paths.map(async (path) => String((await get(bridge, path)).body)));
    expect(answers).toEqual(['game', 'game', 'api', 'api', 'api', 'api']);
  }
});

test('[B11] the server learns host, scheme and client, of which only a trusted proxy may say another', async () => {
  const api = await openApi((request, response) => response.end(JSON.stringify(request.headers)));
  const sent = {
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-For': '192.0.2.66',
    Host: 'game.example',
    Cookie: 'a=1; b=2',
  };
  for (const trust of [[], ['127.0.0.1']]) {
    const settings = { passOn: passedOn(api), hostNames: ['game.example'], trust };
    const bridge = await openBridge(await openTarget(), settings);
    const { body } = await get(bridge, '/api', sent);
    expect(JSON.parse(String(body))).toMatchObject({
      host: 'game.example',
      cookie: 'a=1; b=2',
      'x-forwarded-proto': trust.length > 0 ? 'https' : 'http',
      'x-forwarded-for': trust.length > 0 ? '192.0.2.66' : '127.0.0.1',
    });
  }
});

test('[B11] slow requests of one client leave room for others', async () => {
  const waiting: ServerResponse[] = [];
  const held = new Set<string>();
  const api = await openApi((request, response) => {
    if (request.url === '/api') return response.end();
    held.add(String(request.headers['x-forwarded-for']));
    waiting.push(response);
  });
  const bridge = await openBridge(await openTarget(), { passOn: passedOn(api), trust: ['127.0.0.1'] });
  const slow = Array.from({ length: PASSED_ON_REQUESTS_PER_CLIENT_MAX }, (_, index) =>
    get(bridge, '/api/slow', { 'X-Forwarded-For': `2001:db8:1:1::${index}` }),
  );
  await expect.poll(() => waiting.length).toBe(slow.length);
  const more = await get(bridge, '/api', { 'X-Forwarded-For': '2001:db8:1:1::ffff' });
  expect(more.status).toBe(503);
  expect(JSON.parse(String(more.body))).toMatchObject({ error: 'upstream-busy' });
  expect((await get(bridge, '/api', { 'X-Forwarded-For': '2001:db8:1:2::1' })).status).toBe(200);
  for (const response of waiting) response.end();
  await Promise.all(slow);
  expect(held.size).toBe(slow.length);
  expect((await get(bridge, '/api', { 'X-Forwarded-For': '2001:db8:1:1::ffff' })).status).toBe(200);
});

test('[B11] the answer is 502 if the API is down, and is cut off if that of the API is', async () => {
  const { port } = await closedAddress();
  const down = await openBridge(await openTarget(), { passOn: passedOn(`http://127.0.0.1:${port}`) });
  const { status, headers, body } = await ask(down, 'POST', '/api', {}, Buffer.from('body'));
  expect(status).toBe(502);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'retry-after': '2',
    'cache-control': 'no-store',
  });
  expect(JSON.parse(String(body))).toMatchObject({ error: 'upstream-down' });
  const page = await get(down, '/monitor', { Accept: 'text/html,*/*' });
  expect(String(page.body)).toMatch(/^The server of this path cannot be reached/);

  const api = await openApi((_, response) => response.write('half', () => response.destroy()));
  const broken = await openBridge(await openTarget(), { passOn: passedOn(api) });
  await expect(get(broken, '/api')).rejects.toThrow(/aborted|socket hang up/);
});

test('[B11] of several servers of a path the next one is asked when one is down, but never twice for a change', async () => {
  const asked: string[] = [];
  const open = (name: string) =>
    openApi((request, response) => {
      asked.push(`${name} ${request.method}`);
      request.resume().on('end', () => response.end(name));
    });
  const [one, other] = [await open('one'), await open('other')];
  const { port } = await closedAddress();
  const gone = `http://127.0.0.1:${port}`;
  const cut = await openTarget((socket) => socket.destroy());
  const bridge = await openBridge(await openTarget(), {
    passOn: { '/api': [gone, `http://127.0.0.1:${cut.port}`, one, other].join(' '), '/monitor': [gone, one].join(' ') },
  });
  expect(String((await get(bridge, '/api')).body)).toBe('one');
  // From now on it is asked first.
  expect((await ask(bridge, 'POST', '/api', {}, Buffer.from('body'))).status).toBe(200);
  expect((await ask(bridge, 'POST', '/monitor', {}, Buffer.from('body'))).status).toBe(502);
  expect((await ask(bridge, 'POST', '/monitor', {}, Buffer.from('body'))).status).toBe(200);
  expect(asked).toEqual(['one GET', 'one POST', 'one POST']);
  const none = await openBridge(await openTarget(), { passOn: passedOn([gone, gone].join(' ')) });
  expect((await get(none, '/api')).status).toBe(502);
});

test('[B11] a kept connection that its server closes as it is used again is no failure', async () => {
  const asked: string[] = [];
  const api = await openTarget((socket) => {
    let isUsed = false;
    socket.on('data', (bytes) => {
      const method = /^(GET|POST) /.exec(String(bytes))?.[1];
      // The rest is a body.
      if (method === undefined) return;
      if (isUsed) return void socket.destroy();
      isUsed = true;
      asked.push(method);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes');
    });
  });
  const bridge = await openBridge(await openTarget(), { passOn: passedOn(`http://127.0.0.1:${api.port}`) });
  for (const method of ['GET', 'GET', 'POST', 'GET']) {
    const { status, body } = await ask(bridge, method, '/api', {}, method === 'POST' ? Buffer.from('body') : undefined);
    expect([method, status, String(body)]).toEqual([method, 200, 'yes']);
  }
  expect(asked).toEqual(['GET', 'GET', 'POST', 'GET']);
});

test.each(['000 None', '099 None', '1000 None', '101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x'])(
  '[B11] an API that answers %j is 502, and the next one is heard',
  async (status) => {
    const api = await openTarget((socket) => socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`));
    const bridge = await openBridge(await openTarget(), { passOn: passedOn(`http://127.0.0.1:${api.port}`) });
    expect((await get(bridge, '/api')).status).toBe(502);
    expect((await get(bridge, '/api')).status).toBe(502);
  },
);

test('[B12] metrics, health and readiness are on their own listener, and nowhere else', async () => {
  const bridge = await openBridge(await openEchoTarget(), { admin: '127.0.0.1:0' });
  const browser = await openBrowser(bridge);
  browser.socket.send('12345');
  await browser.bytes(5);
  const admin = (path: string) => fetch(`http://127.0.0.1:${bridge.adminPort}${path}`);

  expect((await admin('/healthz')).status).toBe(200);
  expect((await admin('/readyz')).status).toBe(200);
  const text = await (await admin('/metrics')).text();
  expect(text).toContain('bridge_bytes_total{direction="to_target",route="default"} 5');
  expect(text).toContain('bridge_messages_total{direction="to_browser",route="default"} 1');
  expect(text).toContain('bridge_target_connect_seconds_count{route="default"} 1');
  expect(text).toMatch(/^bridge_queued_bytes\{direction="to_browser"\} 0$/m);
  expect(text).toMatch(/^bridge_event_loop_lag_seconds_bucket\{le="0.02"\} /m);
  for (const path of ['/metrics', '/healthz', '/readyz']) expect((await get(bridge, path)).status).toBe(404);
});

test('[B13] a draining bridge is alive but not ready, and lets tunnels go on for the grace time', async () => {
  const bridge = await openBridge(await openEchoTarget(), { admin: '127.0.0.1:0', drainGraceMs: 60_000 });
  const browser = await openBrowser(bridge);
  const drained = bridge.drain();
  const admin = (path: string) => fetch(`http://127.0.0.1:${bridge.adminPort}${path}`);
  expect((await admin('/readyz')).status).toBe(503);
  expect((await admin('/healthz')).status).toBe(200);
  browser.socket.send('still here');
  expect(String(await browser.bytes(10))).toBe('still here');
  browser.socket.close();
  await drained;
});

/** A bridge in front of a folder with a page in it, and a file beside that folder which is nobody's business. */
async function bridgeWithPage(settings: BridgeSettings = {}): Promise<TestBridge> {
  const root = await mkdtemp(join(tmpdir(), 'bridge-page-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const web = join(root, 'web');
  await mkdir(join(web, 'assets'), { recursive: true });
  await mkdir(join(web, '.git'));
  const files = {
    'outside.txt': 'secret',
    'web/.env': 'secret',
    'web/.git/config': 'secret',
    'web/index.html': '<h1>page</h1>',
    'web/assets/main-1a2b.js': 'plain',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  await symlink(join(root, 'outside.txt'), join(web, 'link.txt'));
  return openBridge(await openTarget(), { web, ...settings });
}

function passedOn(origin: string): Record<string, string> {
  return { '/api': origin, '/monitor': origin };
}

/** An HTTP server on a free port; the answer is its origin. */
async function openApi(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
