/** Compressed messages, on a route with `deflate`. */
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deflateRawSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { narrowOffers } from '../../../bridge/websocket/deflate.ts';
import { frame, OPCODES, openRawClient } from '../autobahn/raw-client.ts';
import { metric, openBridge, openBrowser, openEchoTarget, openTarget, patternBytes, readToEnd } from '../support.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const OFFERED = { perMessageDeflate: { threshold: 0 } };

test.each([
  ['permessage-deflate', ''],
  ['permessage-deflate; client_max_window_bits', '; client_max_window_bits=13'],
  ['permessage-deflate; client_max_window_bits="10"', '; client_max_window_bits=10'],
  ['permessage-deflate; server_no_context_takeover; client_no_context_takeover', ''],
  ['x-other; a=b, permessage-deflate', ''],
  ['permessage-deflate; server_max_window_bits=8, permessage-deflate', ''],
  ['permessage-deflate; server_max_window_bits=15', ''],
])('[B84] of %s the first offer that can be accepted gets our limits', (offer, added) => {
  const headers = { 'sec-websocket-extensions': offer };
  expect(narrowOffers(headers)).toBe(true);
  expect(headers['sec-websocket-extensions']).toBe(
    `permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=13${added}`,
  );
});

test.each([
  '',
  'x-webkit-deflate-frame',
  'permessage-deflate; server_max_window_bits=09',
  'permessage-deflate; server_max_window_bits=8',
  'permessage-deflate; server_max_window_bits=16',
  'permessage-deflate; server_max_window_bits',
  'permessage-deflate; client_max_window_bits=8',
  'permessage-deflate; server_no_context_takeover=1',
  'permessage-deflate; unknown',
  'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
])('[B84] %j is declined, and the handshake goes on', async (offer) => {
  const headers = { 'sec-websocket-extensions': offer };
  expect(narrowOffers(headers)).toBe(false);
  const bridge = await openBridge(await openEchoTarget(), { deflate: true });
  const { answer } = await openRawClient(bridge.port, '/', offer);
  expect(answer).toMatch(/^http\/1\.1 101 /);
  expect(answer).not.toContain('sec-websocket-extensions');
});

test('[B84] a smaller window than ours is kept', () => {
  const headers = { 'sec-websocket-extensions': 'permessage-deflate; server_max_window_bits=9' };
  narrowOffers(headers);
  expect(headers['sec-websocket-extensions']).toContain('server_max_window_bits=9');
});

test('[B84] only a route with deflate compresses, and all bytes arrive', async () => {
  const target = await openEchoTarget();
  const bridge = await openBridge(null, {
    routes: [
      { name: 'plain', path: '/plain', target },
      { name: 'deflate', path: '/deflate', target, deflate: true },
    ],
  });
  const plain = await openBrowser(bridge, OFFERED, '/plain');
  expect(plain.socket.extensions).toBe('');
  const { socket, bytes } = await openBrowser(bridge, OFFERED, '/deflate');
  expect(socket.extensions).toContain('permessage-deflate');
  const sent = patternBytes(2 * MIB);
  for (const length of [1, 255, 256, 70_000, sent.length]) {
    socket.send(sent.subarray(0, length));
    expect((await bytes(length)).equals(sent.subarray(0, length))).toBe(true);
  }
});

test('[B2] a browser that does not read holds the target back while messages are compressed', async () => {
  const target = await openTarget();
  const bridge = await openBridge(target, { deflate: true, queuedBytesMax: 128 * KIB });
  const browser = await openBrowser(bridge, OFFERED);
  const socket = await target.nextConnection();
  browser.socket.pause();
  const sent = Buffer.concat(Array.from({ length: 200 }, (_, at) => patternBytes(64 * KIB + at)));
  socket.end(sent);
  const queuedBytes = () => metric(bridge, 'bridge_queued_bytes{direction="to_browser"}');
  while ((await queuedBytes()) <= 128 * KIB) await nextTurn();
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  expect(await queuedBytes()).toBeLessThan(256 * KIB);
  browser.socket.resume();
  expect((await browser.rest()).equals(sent)).toBe(true);
});

test('[B3] what the target sent before its FIN arrives before the Close frame', async () => {
  const sent = patternBytes(3 * MIB);
  const bridge = await openBridge(await openTarget((socket) => socket.end(sent)), { deflate: true });
  const browser = await openBrowser(bridge, OFFERED);
  expect((await browser.rest()).equals(sent)).toBe(true);
  expect(await browser.closed).toMatchObject({ code: 1000 });
});

test('[B80] text is compressed as text', async () => {
  const bridge = await openBridge(await openEchoTarget(), { deflate: true, text: 'mirror' });
  const { socket } = await openBrowser(bridge, OFFERED);
  socket.send('€'.repeat(1000));
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  expect([data.toString(), isBinary]).toEqual(['€'.repeat(1000), false]);
});

test('[B84] the size of a message counts when it is inflated', async () => {
  const bridge = await openBridge(await openEchoTarget(), { deflate: true, messageBytesMax: MIB });
  const { socket, closed } = await openBrowser(bridge, OFFERED);
  socket.send(Buffer.alloc(64 * MIB));
  expect(await closed).toMatchObject({ code: 1009 });
  expect(await bridge.nextEnd()).toMatchObject({ id: 'message-too-big', bytesToTarget: 0 });
});

/** A message, compressed by itself. */
function deflated(payload: Buffer): Buffer {
  const bytes = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  return frame(OPCODES.binary, bytes.subarray(0, -4), { reserved: 4 });
}

test('[B84] many small messages that are large together end the tunnel before they fill memory', async () => {
  const target = await openTarget((socket) => socket.pause());
  const bridge = await openBridge(target, { deflate: true, messageBytesMax: MIB, queuedBytesMax: KIB });
  const { socket, until, frames } = await openRawClient(bridge.port, '/', 'permessage-deflate');
  const bomb = deflated(Buffer.alloc(MIB));
  expect(bomb.length).toBeLessThan(2 * KIB);
  socket.write(Buffer.concat(Array.from({ length: 30 }, () => bomb)));
  await until(({ closes }) => closes > 0);
  expect(frames[0]?.payload.readUInt16BE(0)).toBe(1009);
  socket.end();
  const connection = await target.nextConnection();
  const received = await readToEnd(connection);
  connection.end();
  expect(received.length).toBeLessThan(30 * MIB);
  expect(await bridge.nextEnd()).toMatchObject({ id: 'inflated-too-big', bytesToTarget: received.length });
});

test('[B84] what cannot be inflated ends the tunnel', async () => {
  const bridge = await openBridge(await openEchoTarget(), { deflate: true });
  const { socket, until, frames } = await openRawClient(bridge.port, '/', 'permessage-deflate');
  socket.write(frame(OPCODES.binary, Buffer.alloc(100, 0xff), { reserved: 4 }));
  await until(({ closes }) => closes > 0);
  socket.end();
  expect(frames[0]?.payload.toString('hex')).toBe('03ef');
  expect(await bridge.nextEnd()).toMatchObject({ id: 'not-deflated', code: 1007 });
});

test('[B15] of more than 60 pings at once the first 60 and the latest are answered, as without compression', async () => {
  const bridge = await openBridge(await openEchoTarget(), { deflate: true });
  for (const offer of ['permessage-deflate', '']) {
    const { socket, until, frames, answer } = await openRawClient(bridge.port, '/', offer);
    expect(answer.includes('permessage-deflate')).toBe(offer !== '');
    const pings = Array.from({ length: 200 }, (_, at) => frame(OPCODES.ping, Buffer.from([at])));
    socket.write(Buffer.concat(pings));
    await until(({ pongs, closes }) => pongs === 61 || closes > 0);
    const expected = [...Array.from({ length: 60 }, (_, at) => at), 199];
    expect(frames.map(({ payload }) => payload[0])).toEqual(expected);
    socket.write(Buffer.concat([pings[7]!, frame(OPCODES.binary, 'still here')]));
    await until(({ messageBytes, pongs }) => pongs === 62 && messageBytes === 10);
    socket.destroy();
  }
});
