// The configuration blocks of the README, run as they stand there but for their ports, by the programs they are for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { BridgeSettings } from '../../../bridge/config.ts';
import { bridgeConfig } from '../../../bridge/config.ts';
import { freePort, hasWebProxy, startWebProxy, type WebProxy } from '../../support/web-proxies.ts';
import { openBridge, openEchoTarget, openFolder, patternBytes, type TestBridge } from '../support.ts';

const README = readFileSync(join(import.meta.dirname, '../../bridge/README.md'), 'utf8');
const HOST = 'game.example';
/** Not the proxy's own address: so it is seen whose address the bridge takes. */
const CALLER = '127.0.0.2';
const LONG = patternBytes(3 * 1024 * 1024);

/** What the README has the bridge be started with behind each, and how long each waits for bytes of a tunnel. */
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

    bridge.drain(1000).catch(() => {});
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

  test(`[B24] ${name} waits longer for bytes of a silent session than the bridge does between pings`, () => {
    const { pingEveryMs } = bridgeConfig({ listen: '0', target: '1' });
    expect(idleMs(blockOf(name))).toBeGreaterThan(2 * pingEveryMs);
  });
}

test('[B24] there is a block for Caddy', () => expect(blockOf('caddy')).toMatch(/reverse_proxy 127\.0\.0\.1:8080/));

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

async function openBehind(name: WebProxy, settings: BridgeSettings): Promise<{ bridge: TestBridge; port: number }> {
  const web = await openFolder();
  await writeFile(join(web, 'index.html'), 'the page');
  const bridge = await openBridge(await openEchoTarget(), { web, ...settings });
  const port = await freePort();
  const block = blockOf(name)
    .replace(/(listen |bind :|server\.port = )80\b/, (_, before: string) => before + String(port))
    .replace(/(127\.0\.0\.1:|"port" => )8080\b/, (_, before: string) => before + String(bridge.port));
  await startWebProxy(name, block, port);
  return { bridge, port };
}

/** The fenced block of the README in this language. */
function blockOf(name: string): string {
  const block = new RegExp(`^\`\`\`${name}\\n(?<block>.*?)^\`\`\`$`, 'ms').exec(README)?.groups?.['block'];
  if (block === undefined) throw new Error(`the README has no block for ${name}`);
  return block;
}

function timeMs(block: string, pattern: RegExp): number {
  const { count, unit } = /^(?<count>\d+)(?<unit>[smh])$/.exec(pattern.exec(block)?.[1] ?? '')?.groups ?? {};
  return Number(count) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

function connectThrough(port: number, { headers, ...options }: ClientOptions): WebSocket {
  const all = { Host: HOST, ...headers };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, ['binary'], { ...options, headers: all });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  return socket;
}

async function openSocket(port: number, options: ClientOptions): Promise<WebSocket> {
  const socket = connectThrough(port, options);
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

async function fetchPage(port: number): Promise<{ status: number; text: string }> {
  const request = httpRequest({ host: '127.0.0.1', port, headers: { Host: HOST } }).end();
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}
