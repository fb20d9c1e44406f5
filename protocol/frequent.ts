// Fast decoders for the messages that are nearly all of the traffic: input and ping of clients, snapshots and log pieces of
// the server.
// They know the msgpack forms that the usual libraries write. codec.ts decodes all other forms, and finds the error code of
// invalid payloads.

import { INT32_MAX } from './limits.ts';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from './messages.ts';

type Snapshot = ServerMessage & { type: 'snapshot' };
type Piece = ServerMessage & { type: 'log' };

/** The first byte of each message: an array of the type and all fields. The last field of a snapshot and of a piece may be left out. */
const INPUT_HEAD = 0x95;
const PING_HEAD = 0x93;
const SNAPSHOT_HEAD = 0x93;
const SNAPSHOT_HEAD_WITH_EVENTS = 0x94;
const LOG_HEAD = 0x93;
const LOG_HEAD_WITH_HASH = 0x94;
const DIRECTION_MAX = 4;
const NO_EVENTS: readonly number[] = [];

/** The payload, the position in it, and whether everything so far was valid. Calls share them, to allocate nothing. */
let bytes: Uint8Array = new Uint8Array(0);
let at = 0;
let isValid = true;

/** Decodes an input or a ping. @returns null for everything else: codec.ts decodes that. */
export function readFrequentClient(payload: Uint8Array): ClientMessage | null {
  if (begins(payload, INPUT_HEAD, CLIENT_MESSAGES.input.type)) return readInput();
  if (begins(payload, PING_HEAD, CLIENT_MESSAGES.ping.type)) return readPing();
  return null;
}

/** Decodes a snapshot or a log piece. @returns null for everything else: codec.ts decodes that. */
export function readFrequentServer(payload: Uint8Array): Snapshot | Piece | null {
  return readSnapshot(payload) ?? readPiece(payload);
}

function readSnapshot(payload: Uint8Array): Snapshot | null {
  const { type } = SERVER_MESSAGES.snapshot;
  const hasEvents = begins(payload, SNAPSHOT_HEAD_WITH_EVENTS, type);
  if (!hasEvents && !begins(payload, SNAPSHOT_HEAD, type)) return null;
  const tick = readUint31();
  const changes = readInts();
  const events = hasEvents ? readInts() : NO_EVENTS;
  return isCompleteAndValid() ? { type: 'snapshot', tick, changes, events } : null;
}

function readPiece(payload: Uint8Array): Piece | null {
  const { type } = SERVER_MESSAGES.log;
  const hasHash = begins(payload, LOG_HEAD_WITH_HASH, type);
  if (!hasHash && !begins(payload, LOG_HEAD, type)) return null;
  const tick = readUint31();
  const inputs = readInts();
  const hash = hasHash ? readUint() : 0;
  return isCompleteAndValid() ? { type: 'log', tick, inputs, hash } : null;
}

function readInput(): ClientMessage | null {
  const sequence = readUint31();
  const tick = readUint();
  const direction = readUint();
  const seenTick = readUint();
  if (!isCompleteAndValid() || direction > DIRECTION_MAX) return null;
  return { type: 'input', sequence, tick, direction, seenTick };
}

function readPing(): ClientMessage | null {
  const time = readUint();
  const seenTick = readUint();
  return isCompleteAndValid() ? { type: 'ping', time, seenTick } : null;
}

function begins(payload: Uint8Array, head: number, type: number): boolean {
  bytes = payload;
  at = 2;
  isValid = true;
  return payload[0] === head && payload[1] === type;
}

function isCompleteAndValid(): boolean {
  return isValid && at === bytes.length;
}

function readInts(): number[] {
  const head = bytes[at++]!;
  const isLong = head === 0xdc;
  if (!isLong && (head & 0xf0) !== 0x90) isValid = false;
  const count = isLong ? readBytes(2) : head & 15;
  // An item has at least one byte, so a count above the remaining bytes is invalid. This bounds the allocation.
  isValid &&= count <= bytes.length - at;
  if (!isValid) return [];
  const values: number[] = [];
  values.length = count;
  for (let i = 0; i < count; i++) values[i] = readInt();
  return values;
}

/** -2^31..2^31-1 */
function readInt(): number {
  const value = readNumber();
  isValid &&= value === (value | 0);
  return value;
}

/** 0..2^31-1 */
function readUint31(): number {
  const value = readNumber();
  isValid &&= value >= 0 && value <= INT32_MAX;
  return value;
}

/** 0..2^32-1 */
function readUint(): number {
  const value = readNumber();
  isValid &&= value >= 0;
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
      isValid = false;
      return 0;
  }
}

/** Unsigned, big-endian. */
function readBytes(count: number): number {
  let value = 0;
  // Bytes beyond the end count as 0, and `isCompleteAndValid` finds them missing.
  for (let i = 0; i < count; i++) value = (value << 8) | bytes[at++]!;
  return value >>> 0;
}
