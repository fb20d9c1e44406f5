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
 * What is wrong with a payload that is not one msgpack array of nil, booleans, numbers, strings and arrays within the
 * limits. Maps, binary, extensions and 32-bit lengths are invalid: no message has them.
 * @returns one sentence with the index of the byte, from 0; null for a payload that is plain
 */
export function payloadFault(bytes: Uint8Array, limits: PayloadLimits): string | null {
  const end = bytes.length;
  let at = 0;
  let depth = 0;
  let items = 0;
  if (end === 0 || !isArrayHead(bytes[0]!)) return 'byte 0: a payload is one msgpack array of at most 65535 items';
  open[0] = 1;
  for (;;) {
    while (open[depth] === 0) {
      if (depth === 0) return at === end ? null : `byte ${at}: the payload does not end where its array ends`;
      depth--;
    }
    open[depth]!--;
    if (at >= end) return ENDS_EARLY;
    const start = at;
    const head = bytes[at++]!;
    if (isArrayHead(head)) {
      let length = head & 15;
      if (head === 0xdc) {
        if (at + 2 > end) return ENDS_EARLY;
        length = bytes[at]! * 256 + bytes[at + 1]!;
        at += 2;
      }
      items += length;
      if (items > limits.itemsMax) return `byte ${start}: at most ${limits.itemsMax} items in all arrays together`;
      if (depth === limits.depthMax) return `byte ${start}: at most ${limits.depthMax} nested arrays`;
      open[++depth] = length;
      continue;
    }
    const lengthBytes = stringLengthBytes(head);
    if (lengthBytes >= 0) {
      if (at + lengthBytes > end) return ENDS_EARLY;
      const length = stringLength(bytes, head, at);
      const from = at + lengthBytes;
      at = from + length;
      if (length > limits.stringBytesMax) return `byte ${start}: a string has at most ${limits.stringBytesMax} bytes`;
      if (at > end) return ENDS_EARLY;
      if (!isUtf8(bytes, from, at)) return `byte ${start}: a string that is not UTF-8`;
      continue;
    }
    const size = scalarSize(head);
    if (size < 0) return `byte ${start}: ${refusedKind(head)} not allowed`;
    at += size;
  }
}

const ENDS_EARLY = 'the payload ends within its array';

/** What a head that is not allowed begins, and the verb. */
function refusedKind(head: number): string {
  if ((head >= 0x80 && head <= 0x8f) || head === 0xde || head === 0xdf) return 'maps are';
  if (head >= 0xc4 && head <= 0xc6) return 'binary is';
  if (head === 0xca) return 'float 32 is';
  if (head === 0xdb || head === 0xdd) return 'lengths of 32 bits are';
  return head === 0xc1 ? 'the head 0xc1 is' : 'extensions are';
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
