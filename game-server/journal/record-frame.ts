// The frame around each record in a file:
//
//     length u32 │ CRC-32C of the payload u32 │ payload          numbers are big-endian
//
// A length of 0 is none: zeros are what a file may end with after a power failure.

import { crc32c } from './crc32c.ts';

export const FRAME_HEAD_BYTES = 8;
/** A room's state with its bans, the words of a large World, or the pieces of all rooms in a tick: far less than this. */
export const RECORD_BYTES_MAX = 8 * 1024 * 1024;

/** Writes the frame of a payload that is already at `start + FRAME_HEAD_BYTES`. */
export function writeFrameHead(bytes: Buffer, start: number, length: number): void {
  const at = start + FRAME_HEAD_BYTES;
  bytes.writeUInt32BE(length, start);
  bytes.writeUInt32BE(crc32c(bytes, at, at + length), start + 4);
}

/** The record at `start`: where it ends; null where no valid one is. Its payload begins after the head. */
export function endOfRecord(bytes: Buffer, start: number): number | null {
  const at = start + FRAME_HEAD_BYTES;
  if (at > bytes.length) return null;
  const length = bytes.readUInt32BE(start);
  if (length === 0 || length > RECORD_BYTES_MAX || length > bytes.length - at) return null;
  return crc32c(bytes, at, at + length) === bytes.readUInt32BE(start + 4) ? at + length : null;
}
