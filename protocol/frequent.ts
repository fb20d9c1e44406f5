// The two messages that clients send all the time, read straight from their bytes: input and ping, as the usual libraries
// write them. What is in any other form, or wrong, is left to codec.ts, which says what it is.

import { CLIENT_MESSAGES, type ClientMessage } from './messages.ts';

const INPUT_HEAD = arrayHead(1 + Object.keys(CLIENT_MESSAGES.input.fields).length);
const PING_HEAD = arrayHead(1 + Object.keys(CLIENT_MESSAGES.ping.fields).length);
const DIRECTION_MAX = 4;

let bytes: Uint8Array = new Uint8Array(0);
let at = 0;

/** The message of a payload; null where codec.ts has to look. */
export function readFrequent(payload: Uint8Array): ClientMessage | null {
  const [head, type] = [payload[0], payload[1]];
  bytes = payload;
  at = 2;
  if (head === INPUT_HEAD && type === CLIENT_MESSAGES.input.type) return readInput();
  if (head === PING_HEAD && type === CLIENT_MESSAGES.ping.type) return readPing();
  return null;
}

function readInput(): ClientMessage | null {
  const sequence = readUint();
  const tick = readUint();
  const direction = readUint();
  const seenTick = readUint();
  const isRight = sequence >= 0 && tick >= 0 && direction >= 0 && direction <= DIRECTION_MAX && seenTick >= 0;
  return isRight && at === bytes.length ? { type: 'input', sequence, tick, direction, seenTick } : null;
}

function readPing(): ClientMessage | null {
  const time = readUint();
  const seenTick = readUint();
  return time >= 0 && seenTick >= 0 && at === bytes.length ? { type: 'ping', time, seenTick } : null;
}

/** The next item, -1 for one that is no unsigned integer of up to 32 bits. Beyond the end it is anything. */
function readUint(): number {
  const head = bytes[at++]!;
  if (head < 0x80) return head;
  switch (head) {
    case 0xcc:
      return readBytes(1);
    case 0xcd:
      return readBytes(2);
    case 0xce:
      return readBytes(4);
    default:
      return -1;
  }
}

/** Big-endian. */
function readBytes(count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = (value << 8) | bytes[at++]!;
  return value >>> 0;
}

function arrayHead(items: number): number {
  return 0x90 | items;
}
