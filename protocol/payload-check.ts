// Checks the bytes of a payload before a msgpack library gets them: only plain values within limits pass, strings are
// UTF-8, and the payload ends where its one value ends. codec.ts checks what the values mean.

import { isUtf8 } from './utf8.ts';

export interface PayloadLimits {
  readonly depthMax: number;
  readonly itemsMax: number;
  readonly stringBytesMax: number;
}

/** The largest `depthMax` of any limits: the size of the stack of open arrays. */
const DEPTH_MAX = 8;
const open = new Int32Array(DEPTH_MAX + 1);

const STR_8 = 0xd9;
const STR_16 = 0xda;

/**
 * Whether a payload is one msgpack array of nil, booleans, numbers, strings and arrays within the limits. Maps, binary,
 * extensions and 32-bit lengths are invalid: no message has them.
 */
export function isPlainPayload(bytes: Uint8Array, limits: PayloadLimits): boolean {
  const end = bytes.length;
  let at = 0;
  let depth = 0;
  let items = 0;
  if (end === 0 || !isArrayHead(bytes[0]!)) return false;
  open[0] = 1;
  for (;;) {
    while (open[depth] === 0) {
      if (depth === 0) return at === end;
      depth--;
    }
    open[depth]!--;
    if (at >= end) return false;
    const head = bytes[at++]!;
    if (isArrayHead(head)) {
      let length = head & 15;
      if (head === 0xdc) {
        if (at + 2 > end) return false;
        length = bytes[at]! * 256 + bytes[at + 1]!;
        at += 2;
      }
      items += length;
      if (items > limits.itemsMax || depth === limits.depthMax) return false;
      open[++depth] = length;
      continue;
    }
    const lengthBytes = stringLengthBytes(head);
    if (lengthBytes >= 0) {
      if (at + lengthBytes > end) return false;
      const length = stringLength(bytes, head, at);
      const start = at + lengthBytes;
      at = start + length;
      if (length > limits.stringBytesMax || at > end || !isUtf8(bytes, start, at)) return false;
      continue;
    }
    const size = scalarSize(head);
    if (size < 0) return false;
    at += size;
  }
}

/** fixarray or array 16. */
function isArrayHead(head: number): boolean {
  return (head >= 0x90 && head <= 0x9f) || head === 0xdc;
}

/** Number of bytes between the head of a string and its text, -1 if this is no string. */
function stringLengthBytes(head: number): number {
  if (head >= 0xa0 && head <= 0xbf) return 0;
  if (head === STR_8) return 1;
  return head === STR_16 ? 2 : -1;
}

/** Number of bytes of a string's text. @param at position after its head */
function stringLength(bytes: Uint8Array, head: number, at: number): number {
  if (head === STR_8) return bytes[at]!;
  return head === STR_16 ? bytes[at]! * 256 + bytes[at + 1]! : head & 31;
}

/** Number of bytes after the head of any other scalar, -1 for a value that is not allowed. */
function scalarSize(head: number): number {
  if (head < 0x80 || head >= 0xe0) return 0;
  switch (head) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return 0;
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return 1;
    case 0xcd: // uint 16
    case 0xd1: // int 16
      return 2;
    case 0xce: // uint 32
    case 0xd2: // int 32
      return 4;
    case 0xcb: // float 64: libraries without integers send it
    case 0xcf: // uint 64
    case 0xd3: // int 64
      return 8;
    default:
      return -1;
  }
}
