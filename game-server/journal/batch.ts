// Collects the records of the next append in one buffer, which is reused.

import { encodeRecord, type StoredRecord } from './record-codec.ts';
import { FRAME_HEAD_BYTES, RECORD_BYTES_MAX, writeFrameHead } from './record-frame.ts';

/** Enough for the records of an ordinary tick with checkpoints. */
const BYTES_AT_FIRST = 256 * 1024;

export class Batch {
  bytes = Buffer.allocUnsafe(BYTES_AT_FIRST);
  length = 0;
  /** Records in it. */
  count = 0;

  /** @throws where the record is larger than any may be, or cannot be encoded */
  add(record: StoredRecord): void {
    const payload = encodeRecord(record);
    if (payload.length > RECORD_BYTES_MAX) throw new Error(`a record of ${payload.length} bytes is too large`);
    const needed = this.length + FRAME_HEAD_BYTES + payload.length;
    if (needed > this.bytes.length) this.grow(needed);
    this.bytes.set(payload, this.length + FRAME_HEAD_BYTES);
    writeFrameHead(this.bytes, this.length, payload.length);
    this.length = needed;
    this.count++;
  }

  clear(): void {
    this.length = 0;
    this.count = 0;
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
