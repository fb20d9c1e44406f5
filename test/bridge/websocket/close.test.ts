import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  browserOf,
  closedAddress,
  fromPage,
  metric,
  openBridge,
  openBrowser,
  openEchoTarget,
  openTarget,
  patternBytes,
  readToEnd,
  refusedStatus,
} from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

const MANY_BYTES = patternBytes(3 * 1024 * 1024 + 1);

/** A browser in a thread of its own, which counts the pings that it has answered. */
const ANSWERING_BROWSER = `
  const { workerData: { port, pings }, parentPort } = require('node:worker_threads');
  const { WebSocket } = require('ws');
  const socket = new WebSocket('ws://127.0.0.1:' + port);
  socket.on('open', () => parentPort.postMessage('open'));
  socket.on('ping', () => {
    Atomics.add(pings, 0, 1);
    Atomics.notify(pings, 0);
  });
`;

test('[B3] all bytes before the target closes reach the browser, then 1000', async () => {
  const bridge = await openBridge(await openTarget((socket) => socket.end(MANY_BYTES)));
  const browser = browserOf(bridge);
  expect((await browser.rest()).equals(MANY_BYTES)).toBe(true);
  expect(await browser.closed).toEqual({ code: 1000, reason: 'target closed' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-closed', code: 1000, bytesToBrowser: MANY_BYTES.length });
});

test('[B3] all bytes before a browser closes reach the target, then FIN', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  for (let start = 0; start < MANY_BYTES.length; start += 100_000) {
    browser.socket.send(MANY_BYTES.subarray(start, start + 100_000));
  }
  browser.socket.close(4000);
  expect((await readToEnd(await target.nextConnection())).equals(MANY_BYTES)).toBe(true);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-closed', code: 4000, bytesToTarget: MANY_BYTES.length });
});

test('[B3] bytes under way when the target half-closes still reach it', async () => {
  const target = await openTarget((socket) => socket.end('bye'));
  const bridge = await openBridge(target);
  const browser = browserOf(bridge);
  browser.socket.on('open', () => {
    for (const text of ['still', ' under', ' way']) browser.socket.send(Buffer.from(text));
  });
  expect(String(await readToEnd(await target.nextConnection()))).toBe('still under way');
  expect((await browser.closed).code).toBe(1000);
});

test('[B3] a browser that vanishes ends the connection to the target', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  const connection = await target.nextConnection();
  browser.socket.terminate();
  await readToEnd(connection);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-lost', code: 1006 });
});

test('[B3] a target that keeps its side open after ours is closed is cut off', async () => {
  const target = await openTarget();
  const bridge = await openBridge(target, { lingerMs: 20 });
  const browser = await openBrowser(bridge);
  await target.nextConnection();
  browser.socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-closed' });
});

test('[B4] a target that refuses is 1014', async () => {
  const bridge = await openBridge(await closedAddress());
  const browser = await openBrowser(bridge, fromPage(bridge));
  browser.socket.send('nobody there');
  expect(await browser.closed).toEqual({ code: 1014, reason: 'target unreachable' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-unreachable', code: 1014 });
  expect(await refusedStatus(bridge)).toBe(502);
});

test('[B12] the log says which target does not accept, and why', async () => {
  const nobody = await closedAddress();
  const refused = await openBridge(nobody);
  expect(await refusedStatus(refused)).toBe(502);
  const about = { target: `127.0.0.1:${nobody.port}`, route: 'default' };
  await expect
    .poll(() => refused.log)
    .toContainEqual(
      expect.objectContaining({ ...about, msg: 'target failed', cause: expect.stringContaining('ECONNREFUSED') }),
    );
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createTlsServer({ cert, key }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const unsigned = await openBridge({ host: '127.0.0.1', port }, { targetTls: {} });
  expect(await refusedStatus(unsigned)).toBe(502);
  await expect
    .poll(() => unsigned.log)
    .toContainEqual(
      expect.objectContaining({ msg: 'target failed', cause: expect.stringContaining('self-signed certificate') }),
    );
});

test('[B12] a target that has accepted has not failed', async () => {
  const target = await openTarget((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge, fromPage(bridge));
  browser.socket.send('one');
  await browser.closed;
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-reset' });
  expect(bridge.log.filter(({ msg }) => msg === 'target failed')).toEqual([]);
});

test('[B4] a target that does not answer in time is 1014', async () => {
  const silent = await openTarget(); // accepts, but never answers a TLS greeting
  const bridge = await openBridge(silent, { targetTls: {}, connectTimeoutMs: 50 });
  const browser = await openBrowser(bridge, fromPage(bridge));
  expect(await browser.closed).toEqual({ code: 1014, reason: 'target did not answer in time' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-timeout', targetEnd: 'never-connected', target: null });
  expect(await refusedStatus(bridge)).toBe(504);
});

test('[B4] a target that resets is 1011', async () => {
  const target = await openTarget((socket) => socket.write('!'));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  await browser.bytes(1);
  (await target.nextConnection()).resetAndDestroy();
  expect(await browser.closed).toEqual({ code: 1011, reason: 'target reset' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-reset', code: 1011 });
});

test('[B4] a message above the limit is 1009', async () => {
  const bridge = await openBridge(await openEchoTarget(), { messageBytesMax: 1000 });
  const browser = await openBrowser(bridge);
  browser.socket.send(patternBytes(1001));
  expect((await browser.closed).code).toBe(1009);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'message-too-big', code: 1009, bytesToTarget: 0 });
});

test('[B4] a frame against the rules is 1002', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const { socket } = await openBrowser(bridge);
  // The client library masks every frame it sends, as it must; this one goes out beside it, without a mask.
  (socket as unknown as { _socket: Socket })._socket.write(Buffer.from([0x82, 1, 7]));
  expect(await bridge.nextEnd()).toMatchObject({ id: 'protocol-error', code: 1002 });
});

test('[B7] a browser that leaves a ping unanswered is gone', async () => {
  const bridge = await openBridge(await openEchoTarget(), { pingEveryMs: 20 });
  const browser = await openBrowser(bridge, { autoPong: false });
  expect((await browser.closed).code).toBe(1006);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-silent', code: 1006 });
});

test('[B12] an unanswered ping counts with the time that was waited for it', async () => {
  const bridge = await openBridge(await openEchoTarget(), { pingEveryMs: 50, admin: '127.0.0.1:0' });
  const browser = await openBrowser(bridge, { autoPong: false });
  await browser.closed;
  await bridge.nextEnd();
  const metrics = await metricsOf(bridge.adminPort!);
  expect(metrics.get('bridge_round_trip_seconds_count')).toBe(1);
  expect(metrics.get('bridge_round_trip_seconds_sum')).toBeGreaterThan(0.04);
});

test('[B12] a target that did not accept in time counts with that time, a target that refused at once does not', async () => {
  const silent = await openBridge(await openTarget(), { targetTls: {}, connectTimeoutMs: 50, admin: '127.0.0.1:0' });
  expect(await refusedStatus(silent)).toBe(504);
  const waited = await metricsOf(silent.adminPort!);
  expect(waited.get('bridge_target_connect_seconds_count{route="default"}')).toBe(1);
  expect(waited.get('bridge_target_connect_seconds_sum{route="default"}')).toBeGreaterThan(0.04);
  const refusing = await openBridge(await closedAddress(), { admin: '127.0.0.1:0' });
  expect(await refusedStatus(refusing)).toBe(502);
  const refused = await metricsOf(refusing.adminPort!);
  expect(refused.get('bridge_target_connect_seconds_count{route="default"}')).toBe(undefined);
});

test('[B7] a browser that answers pings stays', async () => {
  const pingEveryMs = 25_000;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const bridge = await openBridge(await openEchoTarget(), { pingEveryMs });
  const browser = await openBrowser(bridge);
  for (let answered = 1; answered <= 3; answered += 1) {
    const pinged = once(browser.socket, 'ping');
    vi.advanceTimersByTime(pingEveryMs);
    await pinged;
    await expect.poll(() => metric(bridge, 'bridge_round_trip_seconds_count')).toBe(answered);
  }
  browser.socket.send('here');
  expect(String(await browser.bytes(4))).toBe('here');
});

test.skipIf(process.platform !== 'linux')(
  '[B7] the system asks a silent target after a minute if it is there',
  async () => {
    const pingEveryMs = 25_000;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const target = await openTarget();
    const bridge = await openBridge(target, { pingEveryMs });
    await openBrowser(bridge);
    const { remotePort } = await target.nextConnection();
    expect(await keepAliveMs(remotePort!, target.port)).toBe(null);
    vi.advanceTimersByTime(pingEveryMs);
    const leftMs = await keepAliveMs(remotePort!, target.port);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  },
);

test('[B2] a target that leaves its queue full for too long is 1008', async () => {
  const target = await openTarget((socket) => socket.pause());
  const bridge = await openBridge(target, { fullQueueTimeoutMs: 100 });
  const browser = await openBrowser(bridge);
  for (let count = 0; count < 32; count += 1) browser.socket.send(patternBytes(1024 * 1024));
  expect(await browser.closed).toEqual({ code: 1008, reason: 'target does not read' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'target-stalled', targetEnd: 'cut-off' });
});

test('[B2] a browser that leaves its queue full for too long is 1008, which it hears if it reads on', async () => {
  const sent = patternBytes(32 * 1024 * 1024);
  const target = await openTarget((socket) => socket.write(sent));
  const bridge = await openBridge(target, { fullQueueTimeoutMs: 100 });
  const browser = await openBrowser(bridge);
  browser.socket.pause();
  const connection = await target.nextConnection();
  await new Promise((resolve) => connection.once('close', resolve));
  browser.socket.resume();
  expect(await browser.closed).toEqual({ code: 1008, reason: 'you do not read' });
  const received = await browser.rest();
  expect(received.equals(sent.subarray(0, received.length))).toBe(true);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-stalled', bytesToBrowser: received.length });
});

test('[B2] a browser that never reads again is cut off', async () => {
  const target = await openTarget((socket) => socket.write(patternBytes(32 * 1024 * 1024)));
  const bridge = await openBridge(target, { fullQueueTimeoutMs: 50, lingerMs: 50 });
  (await openBrowser(bridge)).socket.pause();
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-stalled', code: 1008 });
  expect(await metric(bridge, 'bridge_closes_total{code="1008",cause="browser-stalled"}')).toBe(1);
});

test('[B2] one slow tunnel does not delay another', async () => {
  const flood = patternBytes(32 * 1024 * 1024);
  const target = await openTarget((socket) => {
    socket.once('data', (first: Buffer) => {
      if (String(first) === 'flood') socket.write(flood);
      else socket.write(first);
    });
  });
  const bridge = await openBridge(target);
  const slow = await openBrowser(bridge);
  slow.socket.send('flood');
  slow.socket.pause();
  await expect.poll(() => metric(bridge, 'bridge_queued_bytes{direction="to_browser"}')).toBeGreaterThan(1024 * 1024);
  const quick = await openBrowser(bridge);
  quick.socket.send('echo');
  expect(String(await quick.bytes(4))).toBe('echo');
});

test('[B7] a browser that has answered stays, although the bridge stood still until the next ping', async () => {
  const pingEveryMs = 25_000;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const bridge = await openBridge(await openEchoTarget(), { pingEveryMs });
  const pings = new Int32Array(new SharedArrayBuffer(4));
  const browser = new Worker(ANSWERING_BROWSER, { eval: true, workerData: { port: bridge.port, pings } });
  onTestFinished(async () => void (await browser.terminate()));
  await once(browser, 'message');
  for (const count of [1, 2, 3]) {
    vi.advanceTimersByTime(pingEveryMs);
    // Nothing is read here before the next ping is due.
    expect(Atomics.wait(pings, 0, count - 1, 30_000)).not.toBe('timed-out');
    vi.advanceTimersByTime(pingEveryMs);
    await expect.poll(() => metric(bridge, 'bridge_round_trip_seconds_count')).toBe(count);
  }
  expect(await metric(bridge, 'bridge_tunnels')).toBe(1);
});

test('[B7] with an idle limit a tunnel without messages is closed', async () => {
  const bridge = await openBridge(await openEchoTarget(), { idleTimeoutMs: 80 });
  const browser = await openBrowser(bridge);
  expect(await browser.closed).toEqual({ code: 1008, reason: 'idle for too long' });
});

test('[B3] a browser whose connection is reset ends the connection to the target', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  const connection = await target.nextConnection();
  (browser.socket as unknown as { _socket: Socket })._socket.resetAndDestroy();
  await readToEnd(connection);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-lost', code: 1006 });
});

test('[B4] a connection that is closed before its handshake is over costs nothing', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const raw = rawSocket(bridge.port);
  raw.end('GET / HTTP/1.1\r\nHost: bridge\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await readToEnd(raw);
  expect(await metric(bridge, 'bridge_handshakes_total{result="malformed"}')).toBe(1);
  expect(await metric(bridge, 'bridge_tunnels')).toBe(0);
});

/** The metrics by name and labels. */
async function metricsOf(adminPort: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** In how many milliseconds the system asks the peer of a local connection if it is there; null if it does not. */
async function keepAliveMs(fromPort: number, toPort: number): Promise<number | null> {
  const [from, to] = [fromPort, toPort].map((port) => port.toString(16).toUpperCase().padStart(4, '0'));
  const table = await readFile('/proc/self/net/tcp', 'utf8');
  const line = table.split('\n').find((each) => new RegExp(`^ *\\d+: \\w+:${from} \\w+:${to} `).test(each));
  const [timer, ticks = ''] = line!.trim().split(/\s+/)[5]!.split(':');
  // Timer 2 is that of keep-alive; the ticks are hundredths of a second, in hexadecimal (proc_net_tcp).
  return timer === '02' ? parseInt(ticks, 16) * 10 : null;
}
