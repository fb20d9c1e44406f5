/** What a drain waits for: connections with something to lose, and no others. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { HEADER_CHECK_EVERY_MS } from '../../../bridge/websocket/limits.ts';
import { rawSocket } from '../../support/raw-socket.ts';
import { get, openBridge, openBrowser, openEchoTarget, openFolder, readToEnd, type TestBridge } from '../support.ts';

const PAGE = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
const HEADER = 'PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n';
const MINUTE_MS = 60_000;

let certificate = { cert: '', private: '' };

beforeAll(async () => {
  certificate = await generate([{ name: 'commonName', value: 'localhost' }]);
});

async function tlsFiles(): Promise<{ cert: string; key: string }> {
  const folder = await openFolder();
  const { cert, private: key } = certificate;
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  return files;
}

async function open(settings: object = {}): Promise<TestBridge> {
  const limits = { headerTimeoutMs: MINUTE_MS, drainGraceMs: MINUTE_MS };
  return openBridge(await openEchoTarget(), { ...limits, ...settings });
}

/** Drains without cutting anything off. */
function drained({ drain }: TestBridge): Promise<void> {
  return drain(MINUTE_MS);
}

test.each<[string, string]>([
  ['has sent nothing', ''],
  ['waits for its next request', PAGE],
])('[B13] a drain does not wait for a connection that %s', async (_, sent) => {
  const bridge = await open();
  const raw = rawSocket(bridge.port);
  await once(raw, 'connect');
  if (sent !== '') {
    raw.write(sent);
    await once(raw, 'data');
  }
  // The bridge accepts in order.
  await get(bridge, '/');
  const ended = once(raw.resume(), 'close');
  await Promise.all([drained(bridge), ended]);
});

test('[B13] nor for one that has waited long enough to be left to the HTTP server', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const bridge = await open();
  const raw = rawSocket(bridge.port);
  await once(raw, 'connect');
  await get(bridge, '/');
  vi.advanceTimersByTime(2 * HEADER_CHECK_EVERY_MS);
  const ended = once(raw.resume(), 'close');
  await Promise.all([drained(bridge), ended]);
});

test.each<[string, boolean, string]>([
  ['where TLS has not begun', false, ''],
  ['where TLS has not begun behind a PROXY header', false, HEADER],
  ['without a request over TLS', true, ''],
])('[B13] nor for one %s', async (_, isTls, sent) => {
  const settings = sent === '' ? {} : { acceptProxyHeader: true, trust: ['127.0.0.1'] };
  const bridge = await open({ tls: await tlsFiles(), ...settings });
  const socket = isTls
    ? connectTls({ port: bridge.port, host: '127.0.0.1', rejectUnauthorized: false })
    : rawSocket(bridge.port);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, isTls ? 'secureConnect' : 'connect');
  if (sent !== '') socket.write(sent);
  const later = rawSocket(bridge.port);
  later.write(`${sent}${PAGE}`);
  await once(later, 'data');
  const ended = once(socket.resume(), 'close');
  await Promise.all([drained(bridge), ended]);
});

test('[B13] it waits for a part of a request and answers it, while /readyz says so', async () => {
  const bridge = await open({ admin: '127.0.0.1:0' });
  const raw = rawSocket(bridge.port);
  raw.write(PAGE.slice(0, -2));
  await once(raw, 'connect');
  const { socket } = await openBrowser(bridge);
  const isDrained = drained(bridge);
  const probe = () => get({ port: bridge.adminPort! }, '/readyz');
  expect((await probe()).status).toBe(503);
  raw.write('\r\n');
  expect(String(await readToEnd(raw))).toMatch(/^HTTP\/1\.1 404 /);
  expect((await probe()).status).toBe(503);
  socket.close();
  await isDrained;
});
