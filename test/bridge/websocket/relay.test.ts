import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metric, openBridge, openBrowser, openEchoTarget, openTarget, patternBytes, readToEnd } from '../support.ts';
import { rawSocket } from '../../support/raw-socket.ts';

const MIB = 1024 * 1024;

/** The most a peer that stops reading may cost, kernel buffers included. */
const HELD_BYTES_MAX = 12 * MIB;

/** 1 byte to 8 MiB, as many small as large: drawn by their logarithm. */
const anySize = fc.double({ min: 0, max: 23, noNaN: true }).map((exponent) => Math.floor(2 ** exponent));

test('[B1] messages of 1 byte to 8 MiB arrive whole and in order, both ways', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const sizes = fc.array(anySize, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const browser = await openBrowser(bridge);
      const sent = patternBytes(lengths.reduce((sum, length) => sum + length, 0));
      let start = 0;
      for (const length of lengths) browser.socket.send(sent.subarray(start, (start += length)));
      expect((await browser.bytes(sent.length)).equals(sent)).toBe(true);
      browser.socket.close();
      await browser.closed;
    }),
    { seed: 1980, numRuns: 25, examples: [[[8 * MIB, 1]], [[1, 8 * MIB - 1, 125, 126, 65_535, 65_536]]] },
  );
});

test('[B1] a target that speaks first is heard', async () => {
  const bridge = await openBridge(await openTarget((socket) => socket.write('welcome')));
  const browser = await openBrowser(bridge);
  expect((await browser.bytes(7)).toString()).toBe('welcome');
});

test('[B1] bytes glued to the handshake reach the target', async () => {
  const target = await openTarget();
  const bridge = await openBridge(target);
  const raw = rawSocket(bridge.port);
  raw.write(Buffer.concat([Buffer.from(handshake()), maskedFrame(0x82, 'early')]));
  const [first] = await once(await target.nextConnection(), 'data');
  expect(String(first)).toBe('early');
  raw.destroy();
});

test('[B1] empty and fragmented messages, with pings between the fragments', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const { socket, bytes } = await openBrowser(bridge);
  socket.send('');
  socket.send(Buffer.from('frag'), { binary: true, fin: false });
  socket.ping();
  socket.send(Buffer.from('ment'), { fin: true });
  expect((await bytes(8)).toString()).toBe('fragment');
});

test('[B1] a text message is relayed as its UTF-8 bytes', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const { socket, bytes } = await openBrowser(bridge);
  socket.send('Pac-Män');
  expect((await bytes(8)).toString()).toBe('Pac-Män');
});

test('[B1] where text is refused, it closes with 1003, after the bytes before it and without those behind it', async () => {
  const target = await openTarget();
  const bridge = await openBridge(target, { text: 'refuse' });
  const browser = await openBrowser(bridge);
  browser.socket.send(Buffer.from('before'));
  browser.socket.send('text');
  browser.socket.send(Buffer.from('behind'));
  expect(String(await readToEnd(await target.nextConnection()))).toBe('before');
  expect((await browser.closed).code).toBe(1003);
});

test('[B2] a browser that does not read stops the reading of its target, and nothing is lost', async () => {
  const sent = patternBytes(48 * MIB);
  const target = await openTarget((socket) => socket.write(sent));
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  const socket = await target.nextConnection();
  browser.socket.pause();

  const taken = await untilSteady(
    () => metric(bridge, 'bridge_bytes_total{direction="to_browser",route="default"}'),
    async () => {
      browser.socket.send(Buffer.from('?')); // the other direction is not held up
      await once(socket, 'data');
    },
  );
  expect(taken).toBeLessThan(HELD_BYTES_MAX);

  browser.socket.resume();
  expect((await browser.bytes(sent.length)).equals(sent)).toBe(true);
});

test('[B2] a target that does not read stops the reading of its browser, and nothing is lost', async () => {
  const target = await openTarget((socket) => socket.pause());
  const bridge = await openBridge(target);
  const browser = await openBrowser(bridge);
  const socket = await target.nextConnection();
  const sent = patternBytes(48 * MIB);
  for (let start = 0; start < sent.length; start += MIB) browser.socket.send(sent.subarray(start, start + MIB));

  const taken = await untilSteady(
    () => metric(bridge, 'bridge_bytes_total{direction="to_target",route="default"}'),
    async () => {
      socket.write('!');
      await browser.bytes(1);
    },
  );
  expect(taken).toBeLessThan(HELD_BYTES_MAX);

  browser.socket.close();
  expect((await readToEnd(socket)).equals(sent)).toBe(true);
});

test('[B2] what a browser says before the target has accepted waits, and arrives', async () => {
  const target = await openTarget();
  const bridge = await openBridge(target, { queuedBytesMax: 1 });
  const browser = await openBrowser(bridge);
  const sent = patternBytes(3 * MIB);
  for (let start = 0; start < sent.length; start += 1000) browser.socket.send(sent.subarray(start, start + 1000));
  browser.socket.close();
  expect((await readToEnd(await target.nextConnection())).equals(sent)).toBe(true);
});

/** The value at which a growing number stands still while 50 round trips pass. */
async function untilSteady(read: () => Promise<number>, roundTrip: () => Promise<void>): Promise<number> {
  let before = -1;
  let now = await read();
  while (now !== before || now === 0) {
    for (let count = 0; count < 50; count += 1) await roundTrip();
    before = now;
    now = await read();
  }
  return now;
}

function handshake(): string {
  const lines = ['GET / HTTP/1.1', 'Host: bridge', 'Connection: Upgrade', 'Upgrade: websocket'];
  const keys = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
  return `${[...lines, ...keys].join('\r\n')}\r\n\r\n`;
}

/** A frame of up to 125 bytes, masked with zeros. */
function maskedFrame(firstByte: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([firstByte, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
