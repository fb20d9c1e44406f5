import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { acceptBrowser, type BrowserSocket } from '../../../bridge/websocket/browser-socket.ts';

/** Of RFC 6455, 1.3, with its answer. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const LIMITS = { maxPayload: 1024, maxBufferedChunks: 1024, maxFragments: 1024 };
/** Masked with zeros. */
const PING = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
const MIB = 1024 * 1024;

function accept(wire: Duplex, protocol: string | null = null): BrowserSocket {
  return acceptBrowser(wire, KEY, protocol, LIMITS);
}

test.each([
  [null, ''],
  ['chat', 'Sec-WebSocket-Protocol: chat\r\n'],
])('[B15] a handshake with the sub-protocol %s is answered as the RFC says', async (protocol, line) => {
  const [browser, wire] = duplexPair();
  accept(wire, protocol);
  const [answer] = (await once(browser, 'data')) as [Buffer];
  expect(answer.toString()).toBe(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${ACCEPT}\r\n${line}\r\n`,
  );
});

test('[B15] pings are answered', async () => {
  const [browser, wire] = duplexPair();
  accept(wire);
  const chunks: Buffer[] = [];
  browser.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (let count = 0; count < 100; count += 1) {
    browser.write(PING);
    await new Promise(setImmediate);
  }
  const pongs = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')[1];
  expect(pongs).toBe('\x8a\x00'.repeat(100));
});

test('[B15] of more than 60 pings at once, read or not, the first 60 and the latest are answered', async () => {
  const [browser, wire] = duplexPair();
  const socket = accept(wire);
  const pings = Array.from({ length: 200 }, (_, at) => Buffer.from([0x89, 0x81, 0, 0, 0, 0, at]));
  browser.write(Buffer.concat(pings));
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  const chunks: Buffer[] = [];
  browser.on('data', (chunk: Buffer) => chunks.push(chunk));
  const answered = () => Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')[1] ?? '';
  while (answered().length < 61 * 3) await new Promise(setImmediate);
  const expected = [...Array.from({ length: 60 }, (_, at) => at), 199];
  expect(answered()).toBe(expected.map((at) => `\x8a\x01${String.fromCodePoint(at)}`).join(''));
  browser.write(pings[7]!);
  while (answered().length < 62 * 3) await new Promise(setImmediate);
  expect(answered().slice(-3)).toBe('\x8a\x01\x07');
  expect(socket.readyState).toBe(1);
});

test('[B3] a browser that has sent its FIN still gets what is queued for it', async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const browser = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [[wire]] = (await Promise.all([once(server, 'connection'), once(browser, 'connect')])) as [[Socket], []];
  const socket = accept(wire);
  const closed = once(socket, 'close');
  wire.write(Buffer.alloc(16 * MIB));
  browser.pause();
  browser.end();
  await once(wire, 'end');
  let bytes = 0;
  browser.on('data', (chunk: Buffer) => (bytes += chunk.length));
  browser.resume();
  await once(browser, 'end');
  expect(bytes).toBeGreaterThan(16 * MIB);
  expect(await closed).toEqual([1006]);
});

test('[B3] the FIN of a browser without a Close frame is answered at once', async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const browser = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [[wire]] = (await Promise.all([once(server, 'connection'), once(browser, 'connect')])) as [[Socket], []];
  const closed = once(accept(wire), 'close');
  const ended = once(browser.resume(), 'end');
  browser.end();
  expect(await closed).toEqual([1006]);
  await ended;
});
