/**
 * Notices text of a browser that is not UTF-8 as soon as the first wrong byte arrives: `ws` looks at a message when all of
 * it is there. Everything else about the frames is left to `ws`.
 */
import type { Duplex } from 'node:stream';
import { wholeCodePoints } from './utf8.ts';

/** Of a masked frame (RFC 6455, 5.2). */
const HEAD_BYTES_MAX = 14;
const NO_BYTES = Buffer.alloc(0);
const OPCODE_TEXT = 1;
const OPCODE_CONTROL_MIN = 8;

/** @param onInvalid called once */
export function watchText(wire: Duplex, onInvalid: () => void): void {
  const text = new TextOfFrames();
  const look = (chunk: Buffer): void => {
    if (text.push(chunk)) return;
    wire.off('data', look);
    onInvalid();
  };
  // Before `ws`, which removes the mask in place.
  wire.prependListener('data', look);
}

/** The payload of uncompressed text messages in a stream of masked frames. */
class TextOfFrames {
  readonly #head = Buffer.alloc(HEAD_BYTES_MAX);
  #headFilled = 0;
  #payloadLeft = 0;
  /** Whether the message is text; control frames may come within it. */
  #isText = false;
  #isControl = false;
  #mask: Uint8Array = NO_BYTES;
  #maskAt = 0;
  /** The beginning of a code point. */
  #incomplete: Uint8Array = NO_BYTES;

  /** @returns false once a message is not UTF-8; nothing may be pushed after that */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payloadLeft === 0) {
        this.#head[this.#headFilled] = chunk[at]!;
        this.#headFilled += 1;
        at += 1;
        if (this.#headFilled === this.#headBytes()) this.#begin();
        continue;
      }
      const piece = chunk.subarray(at, at + this.#payloadLeft);
      at += piece.length;
      this.#payloadLeft -= piece.length;
      if (this.#isText && !this.#isControl && !this.#isValid(this.#unmasked(piece))) return false;
    }
    return true;
  }

  #headBytes(): number {
    if (this.#headFilled < 2) return HEAD_BYTES_MAX;
    const second = this.#head[1]!;
    const length = second & 0x7f;
    return 2 + (length < 126 ? 0 : length === 126 ? 2 : 8) + (second & 0x80 ? 4 : 0);
  }

  #begin(): void {
    const head = this.#head.subarray(0, this.#headFilled);
    const opcode = head[0]! & 0x0f;
    const length = head[1]! & 0x7f;
    this.#isControl = opcode >= OPCODE_CONTROL_MIN;
    if (!this.#isControl && opcode !== 0) {
      const isCompressed = (head[0]! & 0x40) !== 0;
      this.#isText = opcode === OPCODE_TEXT && !isCompressed;
      this.#incomplete = NO_BYTES;
    }
    this.#payloadLeft = length < 126 ? length : length === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
    this.#mask = head[1]! & 0x80 ? Buffer.from(head.subarray(-4)) : Buffer.alloc(4);
    this.#maskAt = 0;
    this.#headFilled = 0;
  }

  #unmasked(piece: Buffer): Buffer {
    const bytes = Buffer.allocUnsafe(piece.length);
    const mask = this.#mask;
    let maskAt = this.#maskAt;
    for (let index = 0; index < piece.length; index += 1) {
      bytes[index] = piece[index]! ^ mask[maskAt]!;
      maskAt = (maskAt + 1) & 3;
    }
    this.#maskAt = maskAt;
    return bytes;
  }

  #isValid(piece: Buffer): boolean {
    const bytes = this.#incomplete.length === 0 ? piece : Buffer.concat([this.#incomplete, piece]);
    const whole = wholeCodePoints(bytes);
    if (whole === null) return false;
    this.#incomplete = bytes.subarray(whole);
    return true;
  }
}
