// The table of the turns of frightened ghosts. The arcade reads its own program code as this table, which we may not
// ship. The built-in table is made from a fixed seed, with the original's proportions (rules/arcade.md 10.5).

import { nextRandom } from '../random.ts';

export const FRIGHT_TABLE_LENGTH = 8192;

/** The name of the built-in table. Every other table is named by a hash of its directions, which is never 0. */
export const BUILT_IN_FRIGHT_TABLE = 0;

/** Directions in one word of a packed table. */
const WAYS_PER_WORD = 16;

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

/** Names that were computed before. A table never changes. */
const names = new WeakMap<Uint8Array, number>();

/** The name of a table, 0..4294967295: FNV-1a over its directions, or 0 for the built-in one. */
export function frightTableName(table: Uint8Array): number {
  let name = names.get(table);
  if (name === undefined) {
    const isBuiltIn =
      table.length === defaultFrightTable.length && table.every((way, i) => way === defaultFrightTable[i]);
    name = isBuiltIn ? BUILT_IN_FRIGHT_TABLE : hashOf(table);
    names.set(table, name);
  }
  return name;
}

function hashOf(table: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const direction of table) hash = Math.imul(hash ^ direction, 0x01000193);
  return hash >>> 0 || 1;
}

/** The name of a table as text for a reader. */
export function frightTableText(name: number): string {
  return name === BUILT_IN_FRIGHT_TABLE ? 'the built-in one' : name.toString(16).padStart(8, '0');
}

/** A table as 512 words, 16 directions of two bits in each, lowest first; no words for the built-in one. */
export function packFrightTable(table: Uint8Array): number[] {
  if (frightTableName(table) === BUILT_IN_FRIGHT_TABLE) return [];
  const words = Array.from({ length: FRIGHT_TABLE_LENGTH / WAYS_PER_WORD }, () => 0);
  for (const [i, way] of table.entries()) words[i >> 4]! |= way << ((i & 15) * 2);
  return words;
}

/** The table that was packed. @throws RangeError for another number of words */
export function unpackFrightTable(words: ArrayLike<number>): Uint8Array {
  if (words.length === 0) return defaultFrightTable;
  if (words.length !== FRIGHT_TABLE_LENGTH / WAYS_PER_WORD) throw new RangeError('no fright table');
  return Uint8Array.from({ length: FRIGHT_TABLE_LENGTH }, (_, i) => (words[i >> 4]! >>> ((i & 15) * 2)) & 3);
}
