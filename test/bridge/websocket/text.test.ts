/** Text messages with `text: 'mirror'`: which bytes of the target become text, and what ends a text that is not UTF-8. */
import { once } from 'node:events';
import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { expect, test } from 'vitest';
import { wholeCodePoints } from '../../../bridge/websocket/utf8.ts';
import { openBridge, openBrowser, openEchoTarget, openTarget } from '../support.ts';
import { openTunnel, until, type MemoryTunnel } from './memory-tunnel.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** What the browser got: text in quotes, binary in hexadecimal. */
function messagesOf({ browser }: Pick<MemoryTunnel, 'browser'>): string[] {
  const messages: string[] = [];
  browser.on('message', (data, isBinary) => {
    messages.push(isBinary ? (data as Buffer).toString('hex') : JSON.stringify((data as Buffer).toString()));
  });
  return messages;
}

/** A tunnel whose browser has sent `said`, which is text, and whose target has read it. */
async function openMirror(said = 'hi', parts: Parameters<typeof openTunnel>[2] = {}) {
  const opened = await openTunnel({ text: 'mirror' }, {}, parts);
  const messages = messagesOf(opened);
  opened.browser.send(said);
  await until(() => opened.target.read() !== null);
  const say = async (piece: Buffer | string, isComplete = true): Promise<void> => {
    const { length } = messages;
    opened.target.write(piece);
    if (isComplete) await until(() => messages.length > length);
    else await until(() => opened.tunnel.queuedBytes.toBrowser > 0);
  };
  return { ...opened, messages, say };
}

test('[B80] the type is that of the last message of the browser, and binary before the first', async () => {
  const opened = await openTunnel({ text: 'mirror' });
  const messages = messagesOf(opened);
  const { browser, target } = opened;
  for (const [said, count] of [
    [null, 1],
    ['text', 2],
    [Buffer.from('binary'), 3],
    ['', 4],
  ] as const) {
    if (said !== null) {
      browser.send(said);
      browser.ping();
      await once(browser, 'pong');
    }
    target.write('ok');
    await until(() => messages.length === count);
  }
  expect(messages).toEqual(['6f6b', '"ok"', '6f6b', '"ok"']);
});

test.each(['forward', 'refuse'] as const)('[B80] with %s all messages are binary', async (text) => {
  const opened = await openTunnel({ text });
  const messages = messagesOf(opened);
  if (text === 'forward') opened.browser.send('text');
  opened.target.write('ok');
  await until(() => messages.length === 1);
  expect(messages).toEqual(['6f6b']);
});

test('[B81] a code point that a read cuts waits for its rest', async () => {
  const { messages, say } = await openMirror();
  await say(bytes('61 e2'));
  await say(bytes('82'), false);
  await say(bytes('ac 62'));
  await say(bytes('f0 9f 98'), false);
  await say(bytes('80'));
  expect(messages).toEqual(['"a"', '"€b"', '"😀"']);
});

test('[B81] bytes that are not UTF-8 are sent as a binary message, and the next as text again', async () => {
  const { messages, say } = await openMirror();
  await say(bytes('61 ff'));
  await say('b');
  await say(bytes('e2'), false);
  await say(bytes('28'));
  await say(bytes('eda0'));
  await say('c');
  expect(messages).toEqual(['61ff', '"b"', 'e228', 'eda0', '"c"']);
});

test('[B81] what nothing has completed is sent as binary before the Close frame', async () => {
  const { messages, say, target, closed, tunnel } = await openMirror();
  await say(bytes('e282'), false);
  target.end();
  target.resume();
  await closed;
  expect(messages).toEqual(['e282']);
  expect(await tunnel.ended).toMatchObject({ id: 'target-closed', bytesToBrowser: 2 });
});

test('[B81] what nothing has completed is sent when the browser changes to binary', async () => {
  const { messages, say, browser } = await openMirror();
  await say(bytes('e282'), false);
  browser.send(Buffer.from('x'));
  await until(() => messages.length === 1);
  await say(bytes('ac'));
  expect(messages).toEqual(['e282', 'ac']);
});

test('[B81] a tunnel that is closed sends it, too', async () => {
  const { messages, say, closed, tunnel } = await openMirror();
  await say(bytes('c3'), false);
  tunnel.close('going-away');
  await closed;
  expect(messages).toEqual(['c3']);
});

test('[B80] each frame of a target is text if it is UTF-8, also an empty one', async () => {
  const { messages, say } = await openMirror('hi', { frames: 'u8' });
  await say(bytes('02 c3a4'));
  await say(bytes('01 c3'));
  await say(bytes('00'));
  expect(messages).toEqual(['"ä"', 'c3', '""']);
});

test('[B81] all bytes arrive in order, however a stream is cut, and valid text in text messages only', async () => {
  const pieces = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array(),
    ),
    {
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.nat(7), { minLength: 1 }), async (drawn, cuts) => {
      const sent = Buffer.concat(drawn);
      const { target, closed, browser } = await openMirror();
      const got: { data: Buffer; isBinary: boolean }[] = [];
      browser.on('message', (data, isBinary) => got.push({ data: data as Buffer, isBinary }));
      for (let at = 0, turn = 0; at < sent.length; turn += 1) {
        const length = 1 + cuts[turn % cuts.length]!;
        target.write(sent.subarray(at, at + length));
        at += length;
      }
      target.end();
      await closed;
      expect(Buffer.concat(got.map(({ data }) => data)).equals(sent)).toBe(true);
      if (isUtf8(sent)) expect(got.every(({ isBinary }) => !isBinary)).toBe(true);
    }),
    { seed: 1980, numRuns: 25 },
  );
});

test('[B81] a text is split where its code points are: the same as the decoder of the platform', () => {
  const lead = fc.constantFrom(0x61, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xf5); // prettier-ignore
  fc.assert(
    fc.property(fc.array(lead, { maxLength: 6 }), (list) => {
      const sent = Uint8Array.from(list);
      const decoder = new TextDecoder('utf-8', { fatal: true });
      let decoded: string | null = null;
      try {
        decoded = decoder.decode(sent, { stream: true });
      } catch {}
      expect(wholeCodePoints(sent)).toBe(decoded === null ? null : Buffer.byteLength(decoded));
    }),
    { seed: 1980, numRuns: 2000 },
  );
});

test('[B82] a text that cannot become UTF-8 is failed before its end', async () => {
  const bridge = await openBridge(await openEchoTarget(), { text: 'mirror' });
  const { socket, closed } = await openBrowser(bridge);
  socket.send(Buffer.from('κόσμε'), { binary: false, fin: false });
  socket.send(bytes('f4'), { binary: false, fin: false });
  socket.ping();
  await once(socket, 'pong');
  socket.send(bytes('90'), { binary: false, fin: false });
  expect(await closed).toEqual({ code: 1007, reason: '' });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'not-utf8', bytesToTarget: 0 });
});

test('[B82] binary messages, control frames and texts one after the other may hold anything', async () => {
  const target = await openTarget((socket) => socket.pipe(socket));
  const bridge = await openBridge(target, { text: 'mirror' });
  const { socket, bytes: take } = await openBrowser(bridge);
  socket.send(bytes('ff'), { fin: false });
  socket.ping(bytes('ff'));
  socket.send(bytes('fe'), { fin: true });
  socket.send(Buffer.alloc(70_000, 0x80));
  socket.send(Buffer.alloc(200, 0x61), { binary: false, fin: false });
  socket.ping(bytes('ff'));
  socket.send('€'.repeat(30_000), { fin: true });
  expect(await take(2 + 70_000 + 200 + 90_000)).toHaveLength(160_202);
});
