/**
 * A selection of the groups 12 and 13 of the Autobahn suite, on a route with `deflate`: compressed messages of JSON are
 * echoed. The original sends 1000 of each size, of five kinds of data; 13.3 and 13.5 ask for a window of 8 bits there.
 */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openBridge, openEchoTarget } from '../support.ts';
import { frame, OPCODES, openRawClient, type ReceivedFrame } from './raw-client.ts';

const MESSAGES = 5;
/** Of the payload, and of its fragments; 0 for none. */
const SIZES = [[16, 0], [256, 0], [4096, 0], [131_072, 0], [8192, 256], [131_072, 1024]] as const; // prettier-ignore

const JSON_DATA = Buffer.from(
  JSON.stringify(Array.from({ length: 9000 }, (_, id) => ({ id, name: `player ${(id * 7919) % 9000}` }))),
);

test.each([
  ['12.4, 13.1', 'permessage-deflate'],
  ['13.2', 'permessage-deflate; server_no_context_takeover'],
  ['13.3', 'permessage-deflate; server_max_window_bits=9'],
  ['13.4', 'permessage-deflate; server_max_window_bits=15'],
  ['13.5', 'permessage-deflate; server_no_context_takeover; server_max_window_bits=9'],
  ['13.6', 'permessage-deflate; server_no_context_takeover; server_max_window_bits=15'],
  ['13.7', 'permessage-deflate; server_no_context_takeover; server_max_window_bits=8, permessage-deflate'],
])('[B84] the cases of %s pass', async (_, offer) => {
  const { port } = await openBridge(await openEchoTarget(), { text: 'mirror', deflate: true, frames: 'u32be' });
  const { socket, answer, until, frames } = await openRawClient(port, '/', offer);
  const accepted = /sec-websocket-extensions: (.*)\r\n/.exec(answer)?.[1] ?? '';
  expect(accepted).toContain('permessage-deflate; server_no_context_takeover; client_no_context_takeover');
  const windowBits = Number(/server_max_window_bits=(\d+)/.exec(accepted)?.[1]);
  for (const [size, fragmentSize] of SIZES) {
    for (let count = 0; count < MESSAGES; count += 1) {
      const payload = JSON_DATA.subarray(count * 1000, count * 1000 + size);
      const received = frames.length;
      socket.write(compressed(payload, fragmentSize));
      await until(({ messages }) => messages > received);
      const echo = frames[received]!;
      expect(echo.opcode).toBe(OPCODES.text);
      expect(contentOf(echo, windowBits).equals(payload)).toBe(true);
      if (size > 256) expect(echo.payload.length).toBeLessThan(size / 2);
    }
  }
});

/** A text message; only its first fragment says that it is compressed. */
function compressed(payload: Buffer, fragmentSize: number): Buffer {
  const all = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  const size = fragmentSize === 0 ? all.length : fragmentSize;
  const pieces: Buffer[] = [];
  for (let at = 0; at < all.length; at += size) {
    const opcode = at === 0 ? OPCODES.text : OPCODES.continuation;
    const options = { isFinal: at + size >= all.length, reserved: at === 0 ? 4 : 0 };
    pieces.push(frame(opcode, all.subarray(at, at + size), options));
  }
  return Buffer.concat(pieces);
}

function contentOf({ payload, reserved }: ReceivedFrame, windowBits: number): Buffer {
  if (reserved === 0) return payload;
  const whole = Buffer.concat([payload, Buffer.from('0000ffff', 'hex')]);
  return inflateRawSync(whole, { windowBits, finishFlush: constants.Z_SYNC_FLUSH });
}
