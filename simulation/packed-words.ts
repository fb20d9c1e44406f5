// Words of a match in few bytes, for checkpoints: most words are small, and many worlds of a match are alike.

/** An integer below 2^32 has at most this many bytes. */
const INTEGER_BYTES_MAX = 5;

/** Where words are packed; grows to the largest match. Scratch space, not state. */
let scratch = new Uint8Array(4096);

/**
 * Packs words. Each stands as the difference from the word `stride` places before it: integers of seven bits a byte, lowest
 * first, of which the eighth bit says that more follow. The number of words and the stride come first, and then in turn a
 * number of words that do not differ, and the difference of the word after them: twice its value, or -1 minus that below 0.
 * @param stride words of one world
 */
export function packWords(words: Int32Array, stride: number): Uint8Array {
  const needed = (2 * words.length + 3) * INTEGER_BYTES_MAX;
  if (scratch.length < needed) scratch = new Uint8Array(needed);
  let at = write(stride, write(words.length, 0));
  let same = 0;
  for (let i = 0; i < words.length; i++) {
    const difference = (words[i]! - (i < stride ? 0 : words[i - stride]!)) | 0;
    if (difference === 0) {
      same++;
      continue;
    }
    at = write(((difference << 1) ^ (difference >> 31)) >>> 0, write(same, at));
    same = 0;
  }
  return scratch.slice(0, at);
}

/** @throws RangeError for bytes that `packWords` does not make */
export function unpackWords(bytes: Uint8Array): Int32Array {
  const from = { bytes, at: 0 };
  const count = read(from);
  const stride = read(from);
  if (count > WORDS_MAX || stride === 0) throw new RangeError('packed words: bad length');
  const words = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const end = from.at < bytes.length ? i + read(from) : count;
    if (end > count) throw new RangeError('packed words: too many');
    for (; i < end; i++) words[i] = i < stride ? 0 : words[i - stride]!;
    if (i === count) break;
    const value = read(from);
    words[i] = ((i < stride ? 0 : words[i - stride]!) + ((value >>> 1) ^ -(value & 1))) | 0;
  }
  return words;
}

/** More words than a match of any mode has. */
const WORDS_MAX = 1_000_000;

function write(value: number, at: number): number {
  let rest = value;
  let to = at;
  for (; rest >= 0x80; rest >>>= 7) scratch[to++] = (rest & 0x7f) | 0x80;
  scratch[to++] = rest;
  return to;
}

function read(from: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 7 * INTEGER_BYTES_MAX; shift += 7) {
    const byte = from.bytes[from.at++];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw new RangeError('packed words: an integer without an end');
}
