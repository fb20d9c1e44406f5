// Keyframes and deltas of an array of 32-bit words. The only meaning known here is that word 0 is the tick, which every
// snapshot has in a field of its own.

/** Index of the word that a snapshot sends in its field `tick`. */
export const TICK_WORD = 0;

/**
 * Lists the words that differ, as index, difference, index, difference ... Differences are modulo 2^32. They are mostly
 * smaller than the values, and so shorter on the wire.
 * @param into receives the list from index 0; at most twice as many numbers as words
 * @returns how many numbers were written
 */
export function diffWords(before: Int32Array, after: Int32Array, into: number[]): number {
  let length = 0;
  for (let i = TICK_WORD + 1; i < after.length; i++) {
    const difference = (after[i]! - before[i]!) | 0;
    if (difference === 0) continue;
    into[length++] = i;
    into[length++] = difference;
  }
  return length;
}

/**
 * Applies a delta in place.
 * @returns false, with nothing changed, if the list has an odd length or an index outside of the words
 */
export function applyDelta(words: Int32Array, tick: number, changes: ArrayLike<number>): boolean {
  if (changes.length % 2 !== 0) return false;
  for (let i = 0; i < changes.length; i += 2) {
    const index = changes[i]!;
    if (!(Number.isInteger(index) && index > TICK_WORD && index < words.length)) return false;
  }
  for (let i = 0; i < changes.length; i += 2) words[changes[i]!]! += changes[i + 1]!;
  words[TICK_WORD] = tick;
  return true;
}

/**
 * Applies a keyframe in place.
 * @returns false, with nothing changed, if the number of words differs
 */
export function applyKeyframe(words: Int32Array, from: ArrayLike<number>): boolean {
  if (from.length !== words.length) return false;
  words.set(from);
  return true;
}
