// Counts the frames of one connection and reads the ticks in them, at next to no cost: it decodes nothing, steps nothing,
// and looks at the first bytes of a payload only.

import { LENGTH_BYTES, SERVER_MESSAGES, SERVER_PAYLOAD_BYTES_MAX } from '#protocol';

/** Head of the array, type of the message, and the longest form of the tick that follows. */
const PEEK_BYTES = 7;
const TYPE_AT = LENGTH_BYTES + 1;
const TICK_AT = LENGTH_BYTES + 2;
const TYPES_MAX = 0x80;

/** Frames of many connections by type of message. */
export type FrameCounts = Float64Array;

export function emptyFrameCounts(): FrameCounts {
  return new Float64Array(TYPES_MAX);
}

export class FrameCounter {
  /** Tick of the last message that moved the World. */
  seenTick = 0;
  private readonly counts: FrameCounts;
  /** Length and first bytes of the frame that is arriving, and how many of them are here. */
  private readonly head = new Uint8Array(LENGTH_BYTES + PEEK_BYTES);
  private headBytes = 0;
  private headBytesWanted = LENGTH_BYTES;
  private payloadBytes = 0;
  /** Of the payload after its first bytes, still to come. */
  private restBytes = 0;

  constructor(counts: FrameCounts) {
    this.counts = counts;
  }

  /** @throws on a length that no server sends. */
  push(chunk: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      if (this.restBytes > 0) {
        const skipped = Math.min(this.restBytes, length - at);
        this.restBytes -= skipped;
        at += skipped;
        continue;
      }
      this.head[this.headBytes++] = chunk[at++]!;
      if (this.headBytes === LENGTH_BYTES) this.begin();
      else if (this.headBytes === this.headBytesWanted) this.count();
    }
  }

  private begin(): void {
    const { head } = this;
    this.payloadBytes = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0;
    if (this.payloadBytes < 2 || this.payloadBytes > SERVER_PAYLOAD_BYTES_MAX) {
      throw new Error(`a frame of ${this.payloadBytes} bytes`);
    }
    this.headBytesWanted = LENGTH_BYTES + Math.min(PEEK_BYTES, this.payloadBytes);
  }

  private count(): void {
    const type = this.head[TYPE_AT]!;
    this.counts[type]!++;
    if (UPDATES.includes(type)) this.seenTick = uintAt(this.head, TICK_AT);
    this.restBytes = this.payloadBytes - (this.headBytesWanted - LENGTH_BYTES);
    this.headBytes = 0;
    this.headBytesWanted = LENGTH_BYTES;
  }
}

/** What moves a World; its tick follows the type. */
const UPDATES: readonly number[] = [
  SERVER_MESSAGES.snapshot.type,
  SERVER_MESSAGES.keyframe.type,
  SERVER_MESSAGES.log.type,
];

/** A msgpack unsigned integer. */
function uintAt(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0xcc:
      return bytes[at + 1]!;
    case 0xcd:
      return (bytes[at + 1]! << 8) | bytes[at + 2]!;
    case 0xce:
      return ((bytes[at + 1]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!) >>> 0;
    default:
      return bytes[at]!;
  }
}
