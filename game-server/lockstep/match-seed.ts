// Seeds of many matches from one number.

/**
 * The seed of a match. Different numbers lead to seeds that have nothing in common, so that runs with neighbouring seeds do
 * not share matches.
 * @param seed of the run, uint32
 * @param game index of the game in the run, from 0 on
 * @param match number of the match in that game, from 0 on
 * @returns uint32
 */
export function matchSeed(seed: number, game: number, match: number): number {
  return mix(mix(mix(seed) + game) + match);
}

/** The finalizer of MurmurHash3, which changes each bit of the result with probability one half for each bit of its input. */
function mix(value: number): number {
  let bits = (value + 0x9e37_79b9) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
