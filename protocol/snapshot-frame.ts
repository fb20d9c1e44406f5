// Encodes a snapshot directly from the words into a frame: it is encoded thousands of times a second. The bytes are the
// same as those of codec.ts and frame.ts; snapshot.ts finds the differences.

import { LENGTH_BYTES, SERVER_PAYLOAD_BYTES_MAX } from './limits.ts';
import { SERVER_MESSAGES } from './messages.ts';
import { diffWords, TICK_WORD } from './snapshot.ts';

/** Up to this number of items an array has a head of one byte. */
const SHORT_ARRAY_ITEMS_MAX = 15;

/** Calls share these, to allocate nothing. */
const changes: number[] = [];
const bytes = new Uint8Array(LENGTH_BYTES + SERVER_PAYLOAD_BYTES_MAX);
let at = 0;

/**
 * Encodes the frame of a snapshot.
 * @param before words of the previous snapshot
 * @param after words of this one
 * @param events flat list of the events between the two, may be empty
 * @returns the frame, valid until the next call
 * @throws RangeError if the payload is above the limit
 */
export function encodeSnapshotFrame(before: Int32Array, after: Int32Array, events: readonly number[]): Uint8Array {
  at = LENGTH_BYTES;
  const hasEvents = events.length > 0;
  writeArrayHeader(hasEvents ? 4 : 3);
  writeInt(SERVER_MESSAGES.snapshot.type);
  writeInt(after[TICK_WORD]! >>> 0);
  writeInts(changes, diffWords(before, after, changes));
  if (hasEvents) writeInts(events, events.length);
  const end = at;
  // Writes beyond the end of a typed array are ignored, so a frame that is too long is noticed here.
  if (end > bytes.length) throw new RangeError('a snapshot above the limit of a payload');
  at = 0;
  writeBytes(end - LENGTH_BYTES, LENGTH_BYTES);
  return bytes.subarray(0, end);
}

function writeInts(values: readonly number[], count: number): void {
  writeArrayHeader(count);
  for (let i = 0; i < count; i++) writeInt(values[i]!);
}

function writeArrayHeader(items: number): void {
  if (items <= SHORT_ARRAY_ITEMS_MAX) {
    bytes[at++] = 0x90 | items;
    return;
  }
  bytes[at++] = 0xdc;
  writeBytes(items, 2);
}

/** Writes an integer, -2^31..2^32-1, in its shortest form. */
function writeInt(value: number): void {
  if (value >= -0x20 && value < 0x80) bytes[at++] = value;
  else if (value >= 0) writeUint(value);
  else if (value >= -0x80) writeTagged(0xd0, value, 1);
  else if (value >= -0x8000) writeTagged(0xd1, value, 2);
  else writeTagged(0xd2, value, 4);
}

function writeUint(value: number): void {
  if (value < 0x100) writeTagged(0xcc, value, 1);
  else if (value < 0x1_0000) writeTagged(0xcd, value, 2);
  else writeTagged(0xce, value, 4);
}

function writeTagged(tag: number, value: number, length: number): void {
  bytes[at++] = tag;
  writeBytes(value, length);
}

/** Writes big-endian; storing into a typed array keeps the lowest eight bits. */
function writeBytes(value: number, length: number): void {
  for (let shift = (length - 1) * 8; shift >= 0; shift -= 8) bytes[at++] = value >>> shift;
}
