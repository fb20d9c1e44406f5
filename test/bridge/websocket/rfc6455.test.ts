/** Everything a client may do wrong by RFC 6455, and how each is answered. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openBridge, openEchoTarget, readToEnd, type TestBridge } from '../support.ts';

const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
const HANDSHAKE = [
  'GET / HTTP/1.1',
  'Host: b',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  KEY,
];

/** Opcode and flags; `u` for a frame without a mask. */
const frame = (first: number, payload: Buffer = Buffer.alloc(0), isMasked = true) => {
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  if (isMasked) length[0] = (length[0] ?? 0) | 0x80;
  return Buffer.concat([Buffer.from([first, ...length]), Buffer.alloc(isMasked ? 4 : 0), payload]);
};
const bytes = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const closeFrame = (code: number, reason: Buffer = Buffer.alloc(0)) =>
  frame(0x88, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason]));

test.each<[string, number, Buffer]>([
  ['an unmasked binary message', 1002, frame(0x82, Buffer.from('x'), false)],
  ['an unmasked ping', 1002, frame(0x89, Buffer.from('x'), false)],
  ['an unmasked Close', 1002, frame(0x88, bytes('03e8'), false)],
  ['reserved bit 1 without an extension', 1002, frame(0xc2, Buffer.from('x'))],
  ['reserved bit 2', 1002, frame(0xa2, Buffer.from('x'))],
  ['reserved bit 3', 1002, frame(0x92, Buffer.from('x'))],
  ['all reserved bits', 1002, frame(0xf2, Buffer.from('x'))],
  ['a reserved bit on a ping', 1002, frame(0xc9)],
  ['a reserved bit on a continuation', 1002, Buffer.concat([frame(0x02, Buffer.from('x')), frame(0xc0)])],
  ['reserved data opcode 3', 1002, frame(0x83)],
  ['reserved data opcode 4', 1002, frame(0x84)],
  ['reserved data opcode 5', 1002, frame(0x85)],
  ['reserved data opcode 6', 1002, frame(0x86)],
  ['reserved data opcode 7', 1002, frame(0x87)],
  ['reserved control opcode 11', 1002, frame(0x8b)],
  ['reserved control opcode 12', 1002, frame(0x8c)],
  ['reserved control opcode 13', 1002, frame(0x8d)],
  ['reserved control opcode 14', 1002, frame(0x8e)],
  ['reserved control opcode 15', 1002, frame(0x8f)],
  ['a continuation of nothing', 1002, frame(0x80, Buffer.from('x'))],
  ['a first continuation of nothing', 1002, frame(0x00, Buffer.from('x'))],
  ['a message within a fragmented one', 1002, Buffer.concat([frame(0x02, Buffer.from('x')), frame(0x82)])],
  ['a text message within a fragmented one', 1002, Buffer.concat([frame(0x02, Buffer.from('x')), frame(0x81)])],
  ['a fragmented ping', 1002, frame(0x09)],
  ['a fragmented pong', 1002, frame(0x0a)],
  ['a fragmented Close', 1002, frame(0x08)],
  ['a ping of 126 bytes', 1002, frame(0x89, Buffer.alloc(126))],
  ['a pong of 126 bytes', 1002, frame(0x8a, Buffer.alloc(126))],
  ['a Close of 126 bytes', 1002, frame(0x88, Buffer.alloc(126))],
  ['a Close of one byte', 1002, frame(0x88, Buffer.alloc(1))],
  ['a Close with code 0', 1002, closeFrame(0)],
  ['a Close with code 999', 1002, closeFrame(999)],
  ['a Close with code 1004', 1002, closeFrame(1004)],
  ['a Close with code 1005', 1002, closeFrame(1005)],
  ['a Close with code 1006', 1002, closeFrame(1006)],
  ['a Close with code 1015', 1002, closeFrame(1015)],
  ['a Close with code 2999', 1002, closeFrame(2999)],
  ['a Close with code 5000', 1002, closeFrame(5000)],
  ['a Close whose reason is no UTF-8', 1007, closeFrame(1000, bytes('ff'))],
  ['a text message that is no UTF-8', 1007, frame(0x81, bytes('c328'))],
  ['a text message with a surrogate', 1007, frame(0x81, bytes('eda080'))],
  ['a text message with an overlong form', 1007, frame(0x81, bytes('c080'))],
  ['a text message above U+10FFFF', 1007, frame(0x81, bytes('f4908080'))],
  ['a text message that ends within a character', 1007, frame(0x81, bytes('e282'))],
  [
    'a fragmented text message that is no UTF-8',
    1007,
    Buffer.concat([frame(0x01, bytes('c3')), frame(0x80, bytes('28'))]),
  ],
  ['a message above the limit', 1009, frame(0x82, Buffer.alloc(1001))],
  [
    'a message above the limit in fragments',
    1009,
    Buffer.concat([frame(0x02, Buffer.alloc(600)), frame(0x80, Buffer.alloc(600))]),
  ],
  ['a length of 2^63', 1009, bytes('82 ff 8000000000000000 00000000')],
  ['a length of 2^53', 1009, bytes('82 ff 0020000000000000 00000000')],
  ['a length far above the limit, without its bytes', 1009, bytes('82 ff 0000000040000000 00000000')],
])('[B15] %s is answered with %i', async (_, code, violation) => {
  const bridge = await openBridge(await openEchoTarget(), { messageBytesMax: 1000 });
  const raw = await openRaw(bridge);
  raw.write(violation);
  const answered = await readToEnd(raw);
  raw.end();
  expect(answered.toString('hex')).toBe(`8802${code.toString(16).padStart(4, '0')}`);
  expect(await bridge.nextEnd()).toMatchObject({ code, bytesToTarget: 0 });
});

test.each<[string, number, string[]]>([
  ['another method', 400, without('GET', 'POST / HTTP/1.1')],
  ['another protocol to upgrade to', 400, without('Upgrade:', 'Upgrade: h2c')],
  ['no key', 400, without('Sec-WebSocket-Key')],
  ['a key of 15 bytes', 400, without('Sec-WebSocket-Key', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA')],
  ['a key that is no base64', 400, without('Sec-WebSocket-Key', 'Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==')],
  ['no version', 400, without('Sec-WebSocket-Version')],
  ['version 8', 400, without('Sec-WebSocket-Version', 'Sec-WebSocket-Version: 8')],
  ['version 0', 400, without('Sec-WebSocket-Version', 'Sec-WebSocket-Version: 0')],
  ['an empty sub-protocol', 400, [...HANDSHAKE, 'Sec-WebSocket-Protocol: binary,,x']],
  ['a sub-protocol with a space', 400, [...HANDSHAKE, 'Sec-WebSocket-Protocol: bin ary']],
  ['a sub-protocol twice', 400, [...HANDSHAKE, 'Sec-WebSocket-Protocol: binary, binary']],
  ['a target that is no path', 400, without('GET', 'GET http://elsewhere/ HTTP/1.1')],
])('[B15] a handshake with %s is answered with %i', async (_, status, lines) => {
  const bridge = await openBridge(await openEchoTarget());
  const raw = connectRaw(bridge);
  raw.write(`${lines.join('\r\n')}\r\n\r\n`);
  expect(String(await readToEnd(raw))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

/** The handshake without the line that begins so, and with another instead. */
function without(start: string, ...instead: string[]): string[] {
  const at = HANDSHAKE.findIndex((line) => line.startsWith(start));
  return HANDSHAKE.toSpliced(at, 1, ...instead);
}

/** A connection on which the handshake is over, and nothing else has been said. */
async function openRaw(bridge: TestBridge): Promise<Socket> {
  const raw = connectRaw(bridge);
  raw.write(`${HANDSHAKE.join('\r\n')}\r\n\r\n`);
  const [answered] = await once(raw, 'data');
  expect(String(answered)).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\n$/);
  raw.pause();
  return raw;
}

function connectRaw(bridge: TestBridge): Socket {
  const raw = connect({ port: bridge.port, host: '127.0.0.1', allowHalfOpen: true });
  raw.on('error', () => {});
  onTestFinished(() => void raw.destroy());
  return raw;
}
