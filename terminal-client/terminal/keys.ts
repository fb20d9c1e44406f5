// Keys of a terminal: the bytes that it sends become what the player wants. Unknown sequences are skipped as a whole.

/** What a key press asks for. `report` is no key: the terminal has shown all that was written before it was asked. */
export type Key =
  | ('up' | 'down' | 'left' | 'right')
  | ('quit' | 'enter' | 'go' | 'pause' | 'sit' | 'next' | 'previous')
  | 'report';

/** Asks the terminal for a report. */
export const REPORT_REQUEST = '\x1b[5n';
const REPORT = '\x1b[0';

const ESCAPE = 0x1b;
const DELETE = 0x7f;
/** Bytes of one control sequence. A longer one is dropped with its end. */
const SEQUENCE_BYTES_MAX = 32;
/**
 * Keys a second: a pasted text is no series of key presses, and the server ends the session of a player who sends 120 messages
 * a second. Reports, and the key that leaves, always count.
 */
const KEYS_MAX = 64;
const WINDOW_MS = 1000;

const BY_CHARACTER: Readonly<Record<string, Key>> = {
  ...{ w: 'up', s: 'down', a: 'left', d: 'right' },
  ...{ k: 'up', j: 'down', h: 'left', l: 'right' },
  ...{ W: 'up', S: 'down', A: 'left', D: 'right', K: 'up', J: 'down', H: 'left', L: 'right' },
  ...{ q: 'quit', Q: 'quit', '\x03': 'quit', '\x04': 'quit' },
  ...{ '\r': 'enter', '\n': 'enter', ' ': 'enter', g: 'go', G: 'go', p: 'pause', P: 'pause', t: 'sit', T: 'sit' },
  ...{ '\t': 'next', n: 'next', N: 'next', b: 'previous', B: 'previous' },
};

/** By the last byte of a sequence: `ESC [ A` and `ESC O A`, with or without modifiers. */
const BY_FINAL: Readonly<Record<string, Key>> = { A: 'up', B: 'down', C: 'right', D: 'left', Z: 'previous' };

export class KeyReader {
  /** A control sequence that has begun and not ended. */
  private sequence = '';
  private windowStartMs = -Infinity;
  private keysInWindow = 0;

  /**
   * @param bytes as they came, split anywhere
   * @param nowMs never goes back
   * @returns the keys that are complete
   */
  push(bytes: Uint8Array, nowMs: number): Key[] {
    if (nowMs - this.windowStartMs >= WINDOW_MS) {
      this.windowStartMs = nowMs;
      this.keysInWindow = 0;
    }
    const keys: Key[] = [];
    for (const byte of bytes) {
      const key = this.take(byte);
      if (key === 'report' || key === 'quit' || (key !== null && this.keysInWindow++ < KEYS_MAX)) keys.push(key);
    }
    return keys;
  }

  private take(byte: number): Key | null {
    if (byte === ESCAPE) {
      this.sequence = '\x1b';
      return null;
    }
    const character = String.fromCharCode(byte);
    if (this.sequence === '') return BY_CHARACTER[character] ?? null;
    // Ctrl-C leaves also in the middle of a sequence, and no sequence contains a control character.
    if (byte < 0x20 || byte >= DELETE) {
      this.sequence = '';
      return BY_CHARACTER[character] ?? null;
    }
    if (this.sequence === '\x1b') {
      // ESC and another character is that key with Alt.
      this.sequence = character === '[' || character === 'O' ? `\x1b${character}` : '';
      return null;
    }
    if (byte < 0x40) {
      // Past the maximum only the kind of the sequence is kept: its end ends nothing that we know.
      this.sequence = this.sequence.length < SEQUENCE_BYTES_MAX ? this.sequence + character : this.sequence;
      return null;
    }
    const { sequence } = this;
    this.sequence = '';
    if (sequence.length >= SEQUENCE_BYTES_MAX) return null;
    return sequence === REPORT && character === 'n' ? 'report' : (BY_FINAL[character] ?? null);
  }
}
