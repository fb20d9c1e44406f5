// The messages that are nearly all of the traffic, read straight from their bytes: input and ping from clients, snapshots
// from the server, as the usual libraries write them. What is in any other form, or wrong, is left to codec.ts, which says
// what it is.

import { INT32_MAX } from './limits.ts';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from './messages.ts';

type Snapshot = ServerMessage & { type: 'snapshot' };

/** Arrays of the type and all fields; of a snapshot's the last may be left out. */
const INPUT_HEAD = 0x95;
const PING_HEAD = 0x93;
const SNAPSHOT_HEAD = 0x93;
const SNAPSHOT_HEAD_WITH_EVENTS = 0x94;
const DIRECTION_MAX = 4;
const NO_EVENTS: readonly number[] = [];

/** What is being read, where, and whether all of it was as it should be. One call after the other has them. */
let bytes: Uint8Array = new Uint8Array(0);
let at = 0;
let isRight = true;

/** An input or a ping. @returns null for anything else, and where codec.ts has to say what is wrong. */
export function readFrequentClient(payload: Uint8Array): ClientMessage | null {
  if (begins(payload, INPUT_HEAD, CLIENT_MESSAGES.input.type)) return readInput();
  if (begins(payload, PING_HEAD, CLIENT_MESSAGES.ping.type)) return readPing();
  return null;
}

/** A snapshot. @returns null for anything else, and where codec.ts has to say what is wrong. */
export function readSnapshot(payload: Uint8Array): Snapshot | null {
  const { type } = SERVER_MESSAGES.snapshot;
  const hasEvents = begins(payload, SNAPSHOT_HEAD_WITH_EVENTS, type);
  if (!hasEvents && !begins(payload, SNAPSHOT_HEAD, type)) return null;
  const tick = readUint31();
  const changes = readInts();
  const events = hasEvents ? readInts() : NO_EVENTS;
  return isWholeAndRight() ? { type: 'snapshot', tick, changes, events } : null;
}

function readInput(): ClientMessage | null {
  const sequence = readUint31();
  const tick = readUint();
  const direction = readUint();
  const seenTick = readUint();
  if (!isWholeAndRight() || direction > DIRECTION_MAX) return null;
  return { type: 'input', sequence, tick, direction, seenTick };
}

function readPing(): ClientMessage | null {
  const time = readUint();
  const seenTick = readUint();
  return isWholeAndRight() ? { type: 'ping', time, seenTick } : null;
}

function begins(payload: Uint8Array, head: number, type: number): boolean {
  bytes = payload;
  at = 2;
  isRight = true;
  return payload[0] === head && payload[1] === type;
}

function isWholeAndRight(): boolean {
  return isRight && at === bytes.length;
}

function readInts(): number[] {
  const head = bytes[at++]!;
  const isLong = head === 0xdc;
  if (!isLong && (head & 0xf0) !== 0x90) isRight = false;
  const count = isLong ? readBytes(2) : head & 15;
  // An item has a byte at least: no list is made that the bytes could not fill.
  isRight &&= count <= bytes.length - at;
  if (!isRight) return [];
  const values: number[] = [];
  values.length = count;
  for (let i = 0; i < count; i++) values[i] = readInt();
  return values;
}

/** -2^31..2^31-1 */
function readInt(): number {
  const value = readNumber();
  isRight &&= value === (value | 0);
  return value;
}

/** 0..2^31-1 */
function readUint31(): number {
  const value = readNumber();
  isRight &&= value >= 0 && value <= INT32_MAX;
  return value;
}

/** 0..2^32-1 */
function readUint(): number {
  const value = readNumber();
  isRight &&= value >= 0;
  return value;
}

function readNumber(): number {
  const head = bytes[at++]!;
  if (head < 0x80) return head;
  if (head >= 0xe0) return head - 0x100;
  switch (head) {
    case 0xcc:
      return readBytes(1);
    case 0xcd:
      return readBytes(2);
    case 0xce:
      return readBytes(4);
    case 0xd0:
      return (readBytes(1) << 24) >> 24;
    case 0xd1:
      return (readBytes(2) << 16) >> 16;
    case 0xd2:
      return readBytes(4) | 0;
    default:
      isRight = false;
      return 0;
  }
}

/** Unsigned, big-endian. */
function readBytes(count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = (value << 8) | bytes[at++]!;
  isRight &&= at <= bytes.length;
  return value >>> 0;
}
