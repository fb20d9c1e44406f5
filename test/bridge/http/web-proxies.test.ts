// The blocks of docs/operating.md, run as they stand there but for ports and paths, by the programs they are for.
import { join } from 'node:path';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { generate } from 'selfsigned';
import type { BridgeSettings } from '../../../bridge/config.ts';
import { bridgeConfig } from '../../../bridge/config.ts';
import { blockOf } from '../../support/document-block.ts';
import { freePort } from '../../support/free-port.ts';
import { hasWebProxy, startWebProxy, type WebProxy } from '../../support/web-proxies.ts';
import { openBridge, openEchoTarget, openFolder, patternBytes, type TestBridge } from '../support.ts';

const DOCUMENT = 'docs/operating.md';
const HOST = 'game.example';
/** Not the proxy's own address: so it is seen whose address the bridge takes. */
const CALLER = '127.0.0.2';
const LONG = patternBytes(3 * 1024 * 1024);

/** What the document has the bridge be started with behind each, and how long each waits for bytes of a tunnel. */
const PROXIES: Record<WebProxy, { settings: BridgeSettings; idleMs: (block: string) => number }> = {
  nginx: {
    settings: { trust: '127.0.0.1', hostNames: HOST },
    idleMs: (block) => timeMs(block, /proxy_read_timeout (\w+);/),
  },
  haproxy: {
    settings: { trust: '127.0.0.1', hostNames: HOST, acceptProxyHeader: true },
    idleMs: (block) => timeMs(block, /timeout tunnel\s+(\w+)/),
  },
  // Its own default, where the block says nothing: the shorter of server.max-read-idle and server.max-write-idle.
  lighttpd: { settings: { trust: '127.0.0.1', hostNames: HOST }, idleMs: () => 60_000 },
};

const names = Object.keys(PROXIES) as WebProxy[];

for (const name of names) {
  const { settings, idleMs } = PROXIES[name];
  const isMissing = !hasWebProxy(name);

  test.skipIf(isMissing)(`[B24] behind ${name} the page comes, and a WebSocket carries bytes both ways`, async () => {
    const { bridge, port } = await openBehind(name, settings);
    const page = await fetchPage(port);
    expect([page.status, page.text]).toEqual([200, 'the page']);

    const socket = await openSocket(port, { localAddress: CALLER, origin: `http://${HOST}` });
    expect(socket.protocol).toBe('binary');
    socket.send('hello');
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    const echoed = collect(socket, LONG.length);
    socket.send(LONG);
    expect((await echoed).equals(LONG)).toBe(true);

    bridge.drain(60_000).catch(() => {});
    expect((await once(socket, 'close'))[0]).toBe(1001);
    expect(await bridge.nextEnd()).toMatchObject({ client: CALLER, bytesToTarget: 5 + LONG.length });
  });

  test.skipIf(isMissing)(`[B24] behind ${name} callers cannot say that they are others`, async () => {
    const { bridge, port } = await openBehind(name, settings);
    const headers = { 'X-Forwarded-For': '192.0.2.66', Forwarded: 'for=192.0.2.67', 'X-Real-IP': '192.0.2.68' };
    (await openSocket(port, { localAddress: CALLER, headers })).close();
    expect((await bridge.nextEnd())['client']).toBe(CALLER);
  });

  test.skipIf(isMissing)(
    `[B24] behind ${name} a page of another host is refused, and its status comes through`,
    async () => {
      const { bridge, port } = await openBehind(name, settings);
      const socket = connectThrough(port, { origin: 'https://evil.example' });
      const [, response] = await once(socket, 'unexpected-response');
      expect((response as { statusCode?: number }).statusCode).toBe(403);
      const line = bridge.log.find(({ refusal }) => refusal === 'foreign-origin');
      expect(line).toMatchObject({ level: 40, origin: 'https://evil.example', host: HOST });
    },
  );

  test(`[B24] ${name} waits longer for bytes of a silent tunnel than the bridge does between pings`, () => {
    const { pingEveryMs } = bridgeConfig({ listen: '0', target: '1' });
    expect(idleMs(blockOf(DOCUMENT, name))).toBeGreaterThan(2 * pingEveryMs);
  });
}

/** The line of each block that the block for TLS replaces. */
const PLAIN = { nginx: /^ *listen 80;\n/m, haproxy: /^ *bind :80\n/m };

for (const name of ['nginx', 'haproxy'] as const) {
  test.skipIf(!hasWebProxy(name))(`[B24] ${name} carries TLS to the page and to WebSockets`, async () => {
    const folder = await openFolder();
    const { cert, private: key } = await generate([{ name: 'commonName', value: HOST }]);
    const files = { 'game.example.pem': cert, 'game.example.key': key, 'game.example.both.pem': `${cert}\n${key}` };
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    const tls = blockOf(DOCUMENT, `${name} tls`).replaceAll('/etc/ssl', folder);
    const { settings } = PROXIES[name];
    const { bridge, port } = await openBehind(name, settings, (block) => block.replace(PLAIN[name], tls));

    const page = await fetchPage(port, httpsRequest);
    expect([page.status, page.text]).toEqual([200, 'the page']);
    const options = { localAddress: CALLER, origin: `https://${HOST}`, rejectUnauthorized: false };
    const socket = await openSocket(port, options, 'wss');
    socket.send('hello');
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    socket.close();
    expect(await bridge.nextEnd()).toMatchObject({ client: CALLER });
  });
}

test.skipIf(!hasWebProxy('haproxy'))('[B24] haproxy says who calls in X-Forwarded-For as well', async () => {
  const settings = { trust: '127.0.0.1', hostNames: HOST };
  const change = (block: string) => block.replace(/^( *server bridge .*) send-proxy-v2$/m, '  option forwardfor\n$1');
  const { bridge, port } = await openBehind('haproxy', settings, change);
  const headers = { 'X-Forwarded-For': '192.0.2.66' };
  (await openSocket(port, { localAddress: CALLER, headers })).close();
  expect((await bridge.nextEnd())['client']).toBe(CALLER);
});

test('[B24] there is a block for Caddy', () =>
  expect(blockOf(DOCUMENT, 'caddy')).toMatch(/reverse_proxy 127\.0\.0\.1:8080/));

test.skipIf(!hasWebProxy('nginx'))(
  '[B24] nginx that writes its own Host: 403, and a warning that says what to do',
  async () => {
    const [port, bridge] = [await freePort(), await openBridge(await openEchoTarget())];
    const block = `server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${bridge.port};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }
  }`;
    await startWebProxy('nginx', block, port);
    const [, response] = await once(connectThrough(port, { origin: `http://${HOST}` }), 'unexpected-response');
    expect((response as { statusCode?: number }).statusCode).toBe(403);
    const line = bridge.log.find(({ refusal }) => refusal === 'foreign-origin');
    expect(line).toMatchObject({ level: 40, origin: `http://${HOST}`, host: `127.0.0.1:${bridge.port}` });
    expect(line?.['hint']).toMatch(/nginx: proxy_set_header Host \$http_host/);
  },
);

/** @param change of the block, before its ports */
async function openBehind(
  name: WebProxy,
  settings: BridgeSettings,
  change = (block: string) => block,
): Promise<{ bridge: TestBridge; port: number }> {
  const web = await openFolder();
  await writeFile(join(web, 'index.html'), 'the page');
  const bridge = await openBridge(await openEchoTarget(), { web, ...settings });
  const port = await freePort();
  const block = change(blockOf(DOCUMENT, name))
    .replace(/(listen |bind :|server\.port = )(?:80|443)\b/, (_, before: string) => before + String(port))
    .replace(/(127\.0\.0\.1:|"port" => )8080\b/, (_, before: string) => before + String(bridge.port));
  await startWebProxy(name, block, port);
  return { bridge, port };
}

function timeMs(block: string, pattern: RegExp): number {
  const { count, unit } = /^(?<count>\d+)(?<unit>[smh])$/.exec(pattern.exec(block)?.[1] ?? '')?.groups ?? {};
  return Number(count) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

function connectThrough(port: number, { headers, ...options }: ClientOptions, scheme = 'ws'): WebSocket {
  const all = { Host: HOST, ...headers };
  const socket = new WebSocket(`${scheme}://127.0.0.1:${port}/`, ['binary'], { ...options, headers: all });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  return socket;
}

async function openSocket(port: number, options: ClientOptions, scheme = 'ws'): Promise<WebSocket> {
  const socket = connectThrough(port, options, scheme);
  await once(socket, 'open');
  return socket;
}

function collect(socket: WebSocket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    socket.once('close', (code) => reject(new Error(`closed with ${code} after ${bytes} bytes`)));
    socket.on('message', (data: Buffer) => {
      chunks.push(data);
      bytes += data.length;
      if (bytes >= length) resolve(Buffer.concat(chunks));
    });
  });
}

async function fetchPage(port: number, send = httpRequest): Promise<{ status: number; text: string }> {
  const options = { host: '127.0.0.1', port, headers: { Host: HOST }, rejectUnauthorized: false };
  const request = send(options).end();
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}
