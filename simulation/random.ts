// The two random sources of a match: a seeded generator, and the arcade's index sequence for frightened ghosts.

/**
 * The next state of the match's generator, which is also its output: a 32-bit integer.
 * xorshift32 (Marsaglia 2003, shifts 13, 17, 5) of a state that is never 0.
 */
export function nextRandom(state: number): number {
  let next = state === 0 ? 0x9e3779b9 | 0 : state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}

/** The arcade's next index into the fright table (rules/arcade.md 10.5): full period of 8192. */
export function nextFrightIndex(index: number): number {
  return (5 * index + 1) & 8191;
}
