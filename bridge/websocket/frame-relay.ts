/**
 * Length-prefixed frames of a target, for routes on which a WebSocket message is a frame: the prefix is removed towards the
 * browser and added towards the target. The length of a frame is limited.
 */
export const FRAME_FORMATS = ['u8', 'u16be', 'u16le', 'u32be', 'u32le'] as const;
export type FrameFormat = (typeof FRAME_FORMATS)[number];

/** The length in front of a frame's payload, as the message's own bytes. */
export function encodePrefix(format: FrameFormat, payloadBytes: number): Buffer {
  const prefix = Buffer.allocUnsafe(PREFIXES[format].bytes);
  PREFIXES[format].write(prefix, payloadBytes);
  return prefix;
}

/** The longest payload that the format can express, in bytes. */
export function payloadBytesMaxOf(format: FrameFormat): number {
  return 2 ** (8 * PREFIXES[format].bytes) - 1;
}

/** Splits a stream into frames. It holds at most one unfinished frame, whose length is checked before any of it is kept. */
export class FrameSplitter {
  readonly #format: FrameFormat;
  readonly #payloadBytesMax: number;
  readonly #onPayload: (payload: Buffer) => void;
  readonly #prefix: Buffer;
  #prefixFilled = 0;
  #payload: Buffer | null = null;
  #payloadFilled = 0;

  constructor(format: FrameFormat, payloadBytesMax: number, onPayload: (payload: Buffer) => void) {
    this.#format = format;
    this.#payloadBytesMax = payloadBytesMax;
    this.#onPayload = onPayload;
    this.#prefix = Buffer.alloc(PREFIXES[format].bytes);
  }

  /** Bytes of the frame not yet complete. */
  get heldBytes(): number {
    return this.#prefixFilled + this.#payloadFilled;
  }

  /**
   * Takes the next piece of the stream, in any split, and delivers each payload that it completes.
   * @returns false once a length was above the limit; nothing may be pushed after that
   */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload === null) {
        const copied = chunk.copy(this.#prefix, this.#prefixFilled, at);
        this.#prefixFilled += copied;
        at += copied;
        if (this.#prefixFilled < this.#prefix.length) return true;
        const length = PREFIXES[this.#format].read(this.#prefix);
        if (length > this.#payloadBytesMax) return false;
        this.#payload = Buffer.allocUnsafe(length);
        this.#payloadFilled = 0;
      }
      const copied = chunk.copy(this.#payload, this.#payloadFilled, at);
      this.#payloadFilled += copied;
      at += copied;
      if (this.#payloadFilled < this.#payload.length) return true;
      const payload = this.#payload;
      this.#payload = null;
      this.#prefixFilled = 0;
      this.#payloadFilled = 0;
      this.#onPayload(payload);
    }
    return true;
  }
}

const PREFIXES: Readonly<
  Record<FrameFormat, { bytes: number; read(prefix: Buffer): number; write(prefix: Buffer, length: number): void }>
> = {
  u8: { bytes: 1, read: (prefix) => prefix.readUInt8(), write: (prefix, length) => prefix.writeUInt8(length) },
  u16be: { bytes: 2, read: (prefix) => prefix.readUInt16BE(), write: (prefix, length) => prefix.writeUInt16BE(length) },
  u16le: { bytes: 2, read: (prefix) => prefix.readUInt16LE(), write: (prefix, length) => prefix.writeUInt16LE(length) },
  u32be: { bytes: 4, read: (prefix) => prefix.readUInt32BE(), write: (prefix, length) => prefix.writeUInt32BE(length) },
  u32le: { bytes: 4, read: (prefix) => prefix.readUInt32LE(), write: (prefix, length) => prefix.writeUInt32LE(length) },
};
