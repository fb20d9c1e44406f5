/** UTF-8 of a text that arrives in pieces, whose borders may be within a code point. */
import { isUtf8 } from 'node:buffer';

/**
 * The length of the part of `bytes` that is whole code points, or null if they are not UTF-8, whatever follows. At most
 * three bytes are left over: the beginning of a code point.
 */
export function wholeCodePoints(bytes: Uint8Array): number | null {
  const whole = bytes.length - incompleteBytes(bytes);
  return mayBegin(bytes.subarray(whole)) && isUtf8(bytes.subarray(0, whole)) ? whole : null;
}

/** How many bytes at the end belong to a code point of more bytes than are there. */
function incompleteBytes(bytes: Uint8Array): number {
  const farthest = Math.min(3, bytes.length);
  for (let count = 1; count <= farthest; count += 1) {
    const byte = bytes[bytes.length - count]!;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (!isContinuation) return count < lengthAfter(byte) ? count : 0;
  }
  return 0;
}

function lengthAfter(lead: number): number {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Whether these bytes, all but the first of which are continuations, begin a code point (RFC 3629, 4). */
function mayBegin([lead = 0xc2, second]: Uint8Array): boolean {
  if (lead < 0xc2 || lead > 0xf4) return false;
  if (second === undefined) return true;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= least && second <= most;
}
