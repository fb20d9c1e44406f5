/** Clients that send their FIN without a Close frame, as `nc -N` does behind what it has sent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import type { BridgeSettings } from '../../../bridge/config.ts';
import { rawSocket } from '../../support/raw-socket.ts';
import { get, metric, openBridge, openFolder, openTarget, readToEnd, type Target } from '../support.ts';
import { openTunnel, pass, until } from './memory-tunnel.ts';

const LINES = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];
/** A message `hello`, masked with zeros. */
const HELLO = '\x82\x85\0\0\0\0hello';

function handshake(...lines: string[]): string {
  return `${[...LINES, ...lines].join('\r\n')}\r\n\r\n`;
}

/** Answers when all has come, as a server that reads a request up to its end. */
function openPatientTarget(): Promise<Target> {
  return openTarget((socket) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('end', () => socket.end(`heard ${text}`));
  });
}

/** What comes behind the head of the answer. */
function framesIn(answer: Buffer): string {
  const [head, ...rest] = answer.toString('latin1').split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 101 /);
  return rest.join('\r\n\r\n');
}

/** One message, and no Close frame, which nobody could answer. */
function answered(text: string): string {
  return `\x82${String.fromCodePoint(text.length)}${text}`;
}

const ORIGIN = 'Origin: http://localhost';

test.each<[string, string, string, BridgeSettings]>([
  ['a program: handshake, message', handshake() + HELLO, 'heard hello', {}],
  ['a program: only a handshake', handshake(), 'heard ', {}],
  ['a program: a handshake that needs the HTTP server', handshake('X: é'), 'heard ', {}],
  ['a browser: handshake, message', handshake(ORIGIN) + HELLO, 'heard hello', {}],
  [
    'behind a PROXY header',
    `PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n${handshake()}${HELLO}`,
    'heard hello',
    {
      acceptProxyHeader: true,
      trust: ['127.0.0.1'],
    },
  ],
  [
    'a program that offers to compress, with only a handshake',
    handshake('Sec-WebSocket-Extensions: permessage-deflate'),
    'heard ',
    {
      deflate: true,
    },
  ],
])('[B3] %s and FIN at once: all reaches the target, and its answer comes back', async (_, sent, heard, settings) => {
  const bridge = await openBridge(await openPatientTarget(), { hostNames: ['localhost'], ...settings });
  const raw = rawSocket(bridge.port);
  raw.end(sent, 'latin1');
  const frames = framesIn(await readToEnd(raw));
  expect(frames).toBe(answered(heard));
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-lost', targetEnd: 'closed' });
  expect(await metric(bridge, 'bridge_handshakes_total{result="accepted"}')).toBe(1);
  expect(await metric(bridge, 'bridge_handshakes_total{result="draining"}')).toBe(0);
});

test('[B3] the same over TLS', async () => {
  const folder = await openFolder();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(tls.cert, cert);
  await writeFile(tls.key, key);
  const bridge = await openBridge(await openPatientTarget(), { tls });
  const client = connectTls({ port: bridge.port, host: '127.0.0.1', rejectUnauthorized: false });
  onTestFinished(() => void client.destroy());
  await once(client, 'secureConnect');
  client.end(handshake() + HELLO, 'latin1');
  expect(framesIn(await readToEnd(client))).toBe(answered('heard hello'));
});

test('[B3] a target has `lingerMs` to answer a FIN, and may be slow with what it sends until then', async () => {
  const { tunnel, browser, target, received } = await openTunnel();
  const closed = once(browser, 'close') as Promise<[number]>;
  halfClose(browser);
  target.resume();
  await once(target, 'end');
  target.write('first ');
  await until(() => String(received()) === 'first ');
  await pass(9_999);
  target.write('second');
  await until(() => String(received()) === 'first second');
  await pass(1);
  expect((await closed)[0]).toBe(1006);
  expect(await tunnel.ended).toMatchObject({ id: 'browser-lost', targetEnd: 'cut-off' });
});

/** A browser of `ws` that goes on reading behind its FIN. */
function halfClose(browser: object): void {
  (browser as { _socket: NodeJS.WritableStream })._socket.end();
}

test('[B4] a program that is gone when its target accepts is counted as that, and nothing is refused', async () => {
  const target = await openPatientTarget();
  const lookUps = createServer((_, response) => {
    raw.resetAndDestroy();
    // Its own connection has been read when another one is answered.
    void get(bridge, '/').then(() => response.end(`127.0.0.1:${target.port}`));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void lookUps.close());
  await once(lookUps, 'listening');
  const tokenUrl = `http://127.0.0.1:${(lookUps.address() as AddressInfo).port}/%s`;
  const bridge = await openBridge(null, { tokenUrl });
  const raw = rawSocket(bridge.port);
  raw.write(handshake().replace('GET / ', 'GET /?token=a '));
  await expect.poll(() => metric(bridge, 'bridge_handshakes_total{result="client-gone"}')).toBe(1);
  expect(bridge.log.filter(({ msg }) => msg === 'refused')).toEqual([]);
});
