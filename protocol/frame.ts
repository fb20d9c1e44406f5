// Frames on a byte stream: a length and a payload. The content of a payload is not looked at.

import type { ErrorCode } from './errors.ts';
import { LENGTH_BYTES } from './limits.ts';

/** A new frame with a payload of 1..2^32-1 bytes. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(LENGTH_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length);
  frame.set(payload, LENGTH_BYTES);
  return frame;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Splits a byte stream into payloads. Pass a chunk to `push`, then call `next` until it returns null. The length of a frame
 * is checked as soon as it is complete, so the decoder holds at most one payload within the limit, beside the chunk. After
 * an error it decodes nothing.
 */
export class FrameDecoder {
  /** Largest payload accepted from now on, in bytes. */
  payloadBytesMax: number;
  /** The error of the stream, null if there is none. */
  error: ErrorCode | null = null;

  private chunk: Uint8Array = NO_BYTES;
  private at = 0;
  /** The length read so far: its bytes as a number, and how many of the four have arrived. */
  private length = 0;
  private lengthBytes = 0;
  /** The payload that spans several chunks, and how much of it has arrived. */
  private partial: Uint8Array | null = null;
  private filled = 0;

  constructor(payloadBytesMax: number) {
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Whether a frame has begun but is not complete. */
  get unfinished(): boolean {
    return this.lengthBytes > 0;
  }

  /** Whether the last chunk has bytes that are not decoded yet. */
  get hasMore(): boolean {
    return this.at < this.chunk.length;
  }

  /**
   * Takes the next bytes of the stream; after an error it drops them.
   * @throws Error if `next` has not returned all payloads of the previous chunk
   */
  push(chunk: Uint8Array): void {
    if (this.error !== null) return;
    if (this.hasMore) throw new Error('push before the previous chunk was decoded');
    this.chunk = chunk;
    this.at = 0;
  }

  /** The next payload, a view of the chunk if possible; null if more bytes are needed, or after an error. */
  next(): Uint8Array | null {
    if (this.error !== null || !this.readLength()) return null;
    const available = this.chunk.length - this.at;
    if (this.partial === null && available >= this.length) return this.finish(this.chunk, this.at, this.length);
    this.partial ??= new Uint8Array(this.length);
    const wanted = Math.min(this.length - this.filled, available);
    this.partial.set(this.chunk.subarray(this.at, this.at + wanted), this.filled);
    this.at += wanted;
    this.filled += wanted;
    return this.filled < this.length ? null : this.finish(this.partial, 0, 0);
  }

  private readLength(): boolean {
    while (this.lengthBytes < LENGTH_BYTES) {
      if (!this.hasMore) return false;
      this.length = this.length * 256 + this.chunk[this.at++]!;
      this.lengthBytes++;
      if (this.lengthBytes === LENGTH_BYTES) this.checkLength();
    }
    return this.error === null;
  }

  private checkLength(): void {
    if (this.length > 0 && this.length <= this.payloadBytesMax) return;
    this.error = this.length === 0 ? 'frame-empty' : 'frame-too-big';
    this.chunk = NO_BYTES;
  }

  private finish(source: Uint8Array, start: number, taken: number): Uint8Array {
    const payload = source.subarray(start, start + this.length);
    this.at += taken;
    this.length = 0;
    this.lengthBytes = 0;
    this.partial = null;
    this.filled = 0;
    if (!this.hasMore) this.chunk = NO_BYTES;
    return payload;
  }
}
