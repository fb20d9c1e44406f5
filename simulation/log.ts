// The log of a match while it is played: the inputs and seat events that were applied, by tick. With the settings it
// determines the match. It is kept as bytes, since a server holds the logs of all its matches.

import { INPUT_NUMBERS, readInputs, writeInputs, type LogPiece } from './log-piece.ts';
import type { Input } from './step.ts';

const BYTES_AT_FIRST = 256;
/** Actions of a piece are below this. */
const ACTIONS = 8;
/** An integer below 2^32 has at most this many bytes. */
const INTEGER_BYTES_MAX = 5;
const SHIFT_MAX = 7 * (INTEGER_BYTES_MAX - 1);

/**
 * Grows with the inputs, about four bytes for each, up to a maximum. Beyond it the log is incomplete, and no longer
 * determines the match. Its bytes are integers, seven bits in each byte, lowest first; the eighth bit says that more
 * follow. A piece is twice the ticks since the piece before, and 1 more if it has several inputs; then their number, if it
 * has several; then for each input `seat * ACTIONS + action` and its sequence.
 */
export class MatchLog {
  private readonly inputsMax: number;
  private written = new Uint8Array(BYTES_AT_FIRST);
  private length = 0;
  private inputCount = 0;
  private lastTick = 0;
  private complete = true;

  /** @param inputsMax inputs that it holds at most */
  constructor(inputsMax: number) {
    this.inputsMax = inputsMax;
  }

  /** Whether it holds all inputs of the match so far. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** The log as bytes, valid until the next call of `add`. */
  get bytes(): Uint8Array {
    return this.written.subarray(0, this.length);
  }

  /** Adds the inputs of a tick, which is later than that of the call before. */
  add(tick: number, inputs: readonly Input[]): void {
    if (!this.complete || inputs.length === 0) return;
    this.inputCount += inputs.length;
    if (this.inputCount > this.inputsMax) {
      this.complete = false;
      this.written = new Uint8Array(0);
      this.length = 0;
      return;
    }
    const count = writeInputs(inputs, numbers);
    const needed = this.length + (count + 2) * INTEGER_BYTES_MAX;
    if (needed > this.written.length) this.grow(needed);
    const isSeveral = inputs.length > 1;
    this.write((tick - this.lastTick) * 2 + (isSeveral ? 1 : 0));
    if (isSeveral) this.write(inputs.length);
    for (let i = 0; i < count; i += INPUT_NUMBERS) {
      this.write(numbers[i]! * ACTIONS + numbers[i + 1]!);
      this.write(numbers[i + 2]!);
    }
    this.lastTick = tick;
  }

  private grow(needed: number): void {
    const longer = new Uint8Array(Math.max(needed, this.written.length * 2));
    longer.set(this.written);
    this.written = longer;
  }

  private write(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.written[this.length++] = (rest & 0x7f) | 0x80;
    this.written[this.length++] = rest;
  }
}

/** Calls of `add` share it, to allocate nothing. */
const numbers: number[] = [];

/**
 * The pieces of a log.
 * @param bytes as `MatchLog` has written them
 * @throws RangeError for bytes that end within a piece
 */
export function* piecesOf(bytes: Uint8Array): Generator<LogPiece & { readonly inputs: readonly number[] }> {
  const place = { at: 0, tick: 0 };
  while (place.at < bytes.length) yield readPiece(bytes, place);
}

/** Reads a log while it is still written. */
export class LogReader {
  private readonly newest: () => MatchLog;
  private log: MatchLog;
  private place = { at: 0, tick: 0 };
  /** The next piece if it was read already: its inputs are of a later tick than the last that was taken. */
  private next: LogPiece | null = null;

  /** @param newest the log; another one, once it is replaced by one with earlier inputs too */
  constructor(newest: () => MatchLog) {
    this.newest = newest;
    this.log = newest();
  }

  /** Appends the inputs of a tick to a list. Call it with ticks that rise. @returns false if the log is incomplete */
  take(tick: number, into: Input[]): boolean {
    if (this.log !== this.newest()) {
      this.log = this.newest();
      this.place = { at: 0, tick: 0 };
      this.next = null;
    }
    const { bytes } = this.log;
    while ((this.next?.tick ?? 0) < tick) {
      if (this.place.at >= bytes.length) return this.log.isComplete;
      this.next = readPiece(bytes, this.place);
    }
    if (this.next?.tick === tick) readInputs(this.next.inputs, into);
    return this.log.isComplete;
  }

  /** The pieces that follow a tick. @param tick that of the last call of `take`, or the one before the first */
  *after(tick: number): Generator<LogPiece> {
    const isSame = this.log === this.newest();
    const place = isSame ? { ...this.place } : { at: 0, tick: 0 };
    if (isSame && this.next !== null && this.next.tick > tick) yield this.next;
    const { bytes } = this.newest();
    while (place.at < bytes.length) {
      const piece = readPiece(bytes, place);
      if (piece.tick > tick) yield piece;
    }
  }
}

/** @param place where the piece begins, and the tick of the piece before; moved to those of the next */
function readPiece(bytes: Uint8Array, place: { at: number; tick: number }) {
  const read = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[place.at++];
      if (byte === undefined || shift > SHIFT_MAX) throw new RangeError('log: bytes that no match log has');
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  const head = read();
  place.tick += head >>> 1;
  const count = (head & 1) === 1 ? read() : 1;
  const inputs: number[] = [];
  for (let i = 0; i < count; i++) {
    const input = read();
    inputs.push(Math.floor(input / ACTIONS), input % ACTIONS, read());
  }
  return { tick: place.tick, inputs };
}
