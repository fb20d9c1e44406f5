// Writes the frames of the messages that a server sends most, directly from numbers: snapshot-frame.ts and log-frame.ts.
// The bytes are the same as those of codec.ts and frame.ts.

import { LENGTH_BYTES, SERVER_PAYLOAD_BYTES_MAX } from './limits.ts';

/** Up to this number of items an array has a head of one byte. */
const SHORT_ARRAY_ITEMS_MAX = 15;

/** All frames share it, to allocate nothing. */
const bytes = new Uint8Array(LENGTH_BYTES + SERVER_PAYLOAD_BYTES_MAX);
let at = 0;

/** Begins a frame, whose payload is an array of so many items. */
export function beginFrame(items: number): void {
  at = LENGTH_BYTES;
  writeArrayHeader(items);
}

/**
 * Ends the frame.
 * @returns it, valid until the next call of `beginFrame`
 * @throws RangeError if the payload is above the limit
 */
export function endFrame(): Uint8Array {
  const end = at;
  // Writes beyond the end of a typed array are ignored, so a frame that is too long is noticed here.
  if (end > bytes.length) throw new RangeError('a frame above the limit of a payload');
  at = 0;
  writeBytes(end - LENGTH_BYTES, LENGTH_BYTES);
  return bytes.subarray(0, end);
}

/** Writes an array of the first `count` values. */
export function writeInts(values: ArrayLike<number>, count: number): void {
  writeArrayHeader(count);
  for (let i = 0; i < count; i++) writeInt(values[i]!);
}

/** Writes an integer, -2^31..2^32-1, in its shortest form. */
export function writeInt(value: number): void {
  if (value >= -0x20 && value < 0x80) bytes[at++] = value;
  else if (value >= 0) writeUint(value);
  else if (value >= -0x80) writeTagged(0xd0, value, 1);
  else if (value >= -0x8000) writeTagged(0xd1, value, 2);
  else writeTagged(0xd2, value, 4);
}

function writeArrayHeader(items: number): void {
  if (items <= SHORT_ARRAY_ITEMS_MAX) {
    bytes[at++] = 0x90 | items;
    return;
  }
  bytes[at++] = 0xdc;
  writeBytes(items, 2);
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
