// Where the Pac-Men of a round of `battle` start (rules/modes.md 5). A seat and its Pac-Man have the same number.

import { LEFT, PAC, RIGHT, UP, type Direction } from '../../constants.ts';
import { placePac } from '../../life.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileAt, type Tile } from '../../mazes/maze.ts';
import { nextRandom } from '../../random.ts';
import type { World } from '../../world.ts';
import { takesPart } from './wins.ts';

interface StartPlace {
  readonly tile: Tile;
  readonly facing: Direction;
}

/** In pairs. With k Pac-Men in a round the first k/2 pairs are used. */
const START_PLACES: readonly StartPlace[] = [
  { tile: tileAt(3, 32), facing: LEFT },
  { tile: tileAt(24, 32), facing: RIGHT },
  { tile: tileAt(6, 13), facing: UP },
  { tile: tileAt(21, 13), facing: UP },
  { tile: tileAt(11, 4), facing: LEFT },
  { tile: tileAt(16, 4), facing: RIGHT },
  { tile: tileAt(7, 26), facing: LEFT },
  { tile: tileAt(20, 26), facing: RIGHT },
];

/** Indexes of START_PLACES in the order in which they are dealt. Scratch space, not state. */
const deal = new Int8Array(START_PLACES.length);

/** Deals the start places to those that take part in the round. */
export function lineUp(world: World): void {
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (takesPart(world, pac)) count++;
  dealPlaces(world, count + (count & 1));
  let dealt = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (world.pacState[pac] === PAC.empty) continue;
    world.pacState[pac] = takesPart(world, pac) ? PAC.waiting : PAC.out;
    if (world.pacState[pac] === PAC.waiting) place(world, pac, START_PLACES[deal[dealt++]!]!);
  }
}

function place(world: World, pac: number, { tile, facing }: StartPlace): void {
  placePac(world, pac, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
  world.pacTravel[pac] = facing;
}

/** Shuffles the first places. */
function dealPlaces(world: World, count: number): void {
  for (let i = 0; i < count; i++) deal[i] = i;
  for (let last = count - 1; last > 0; last--) {
    world.random = nextRandom(world.random);
    const other = (world.random >>> 0) % (last + 1);
    const kept = deal[last]!;
    deal[last] = deal[other]!;
    deal[other] = kept;
  }
}
