import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodePrefix,
  FRAME_FORMATS,
  FrameSplitter,
  payloadBytesMaxOf,
} from '../../../bridge/websocket/frame-relay.ts';
import { openBridge, openBrowser, openEchoTarget, openTarget, readToEnd } from '../support.ts';

test('[B18] frames of any format and size come out of any split as they went in', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 255 }), { maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...FRAME_FORMATS), payloads, fc.integer({ min: 1, max: 40 }), (format, sent, step) => {
      const stream = Buffer.concat(sent.flatMap((payload) => [encodePrefix(format, payload.length), payload]));
      const received: Buffer[] = [];
      const splitter = new FrameSplitter(format, 255, (payload) => received.push(payload));
      for (let at = 0; at < stream.length; at += step) expect(splitter.push(stream.subarray(at, at + step))).toBe(true);
      expect(received).toEqual(sent.map((payload) => Buffer.from(payload)));
      expect(splitter.heldBytes).toBe(0);
    }),
    { seed: 1980 },
  );
});

test('[B18] golden bytes of each prefix', () => {
  const prefixes = FRAME_FORMATS.map((format) => encodePrefix(format, 200).toString('hex'));
  expect(prefixes).toEqual(['c8', '00c8', 'c800', '000000c8', 'c8000000']);
  expect(FRAME_FORMATS.map(payloadBytesMaxOf)).toEqual([255, 65_535, 65_535, 4_294_967_295, 4_294_967_295]);
});

test('[B18] one message for each frame, prefix taken off and put on', async () => {
  const bridge = await openBridge(await openEchoTarget(), { frames: 'u32be' });
  const { socket } = await openBrowser(bridge);
  const received: string[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data) => received.push((data as Buffer).toString()) === 4 && resolve());
  });
  for (const text of ['one', 'two', '', 'three']) socket.send(Buffer.from(text));
  await all;
  expect(received).toEqual(['one', 'two', '', 'three']);
  socket.close();
  expect(await bridge.nextEnd()).toMatchObject({ messagesToTarget: 4, messagesToBrowser: 4, bytesToTarget: 11 });
});

test('[B18] what the target gets is prefix and payload', async () => {
  const target = await openTarget((socket) => socket.on('end', () => socket.end()));
  const bridge = await openBridge(target, { frames: 'u16le' });
  const { socket } = await openBrowser(bridge);
  socket.send('hi');
  socket.close();
  expect((await readToEnd(await target.nextConnection())).toString('hex')).toBe('02006869');
});

test('[B18] a frame that claims to be too big is 1009, before any of it is kept', async () => {
  const target = await openTarget((socket) => socket.write(Buffer.from('00000001ff000003e9', 'hex')));
  const bridge = await openBridge(target, { frames: 'u32be', messageBytesMax: 1000 });
  const browser = await openBrowser(bridge);
  expect(await browser.closed).toEqual({ code: 1009, reason: 'frame too big' });
  expect(await browser.rest()).toEqual(Buffer.from('ff', 'hex'));
});

test('[B18] a message that the prefix cannot express is 1009', async () => {
  const bridge = await openBridge(await openEchoTarget(), { frames: 'u8' });
  const browser = await openBrowser(bridge);
  browser.socket.send(Buffer.alloc(256));
  expect(await browser.closed).toEqual({ code: 1009, reason: 'frame too big' });
});
