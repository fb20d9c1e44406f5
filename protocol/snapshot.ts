// Keyframes and deltas of an array of 32-bit words. Knows no World: only that word 0 is the tick, which every snapshot
// carries as a field of its own.

/** The word that a snapshot's tick field stands for. */
export const TICK_WORD = 0;

/**
 * The words that differ, as index, difference, index, difference ... Differences are taken modulo 2^32 and are
 * small where values are not, which is what makes them shorter on the wire than the values.
 * @param into receives the list from index 0; as long as needed, at most twice the words.
 * @returns how many numbers were written.
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
 * @returns false, with nothing changed, when the list is odd, or an index is not one of the words.
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
 * Takes a keyframe in place.
 * @returns false, with nothing changed, when the number of words is another.
 */
export function applyKeyframe(words: Int32Array, from: ArrayLike<number>): boolean {
  if (from.length !== words.length) return false;
  words.set(from);
  return true;
}
