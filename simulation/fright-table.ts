// The table that says where frightened ghosts turn. The arcade reads its own program code for it, which is not ours to
// ship; this one is made from a fixed seed with the original's proportions (RULES.md section 10.5).

import { nextRandom } from './random.ts';

export const FRIGHT_TABLE_LENGTH = 8192;

/** Of 8192 draws: right 25.2 %, down 28.5 %, left 29.9 %, up 16.3 %. */
const DRAWS_PER_DIRECTION = [2065, 2335, 2450, 1342] as const;

export const defaultFrightTable: Uint8Array = makeFrightTable(1980);

/** A table of 8192 directions 0..3 in the original's proportions, shuffled by the seed. */
export function makeFrightTable(seed: number): Uint8Array {
  const table = new Uint8Array(FRIGHT_TABLE_LENGTH);
  let filled = 0;
  for (const [direction, draws] of DRAWS_PER_DIRECTION.entries()) {
    table.fill(direction, filled, filled + draws);
    filled += draws;
  }
  let state = seed;
  for (let last = FRIGHT_TABLE_LENGTH - 1; last > 0; last--) {
    state = nextRandom(state);
    const other = (state >>> 0) % (last + 1);
    const kept = table[last]!;
    table[last] = table[other]!;
    table[other] = kept;
  }
  return table;
}
