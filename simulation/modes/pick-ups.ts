// Pick-ups outside `classic`: a Pac-Man eats what lies in the tile of its centre, and the fruit from either of its two tiles.
// Of several in one tile one is chosen (rules/modes.md 1.7).

import { FRUIT_X, FRUIT_Y } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { FRUIT_LIES, FRUIT_TILE } from '../actors/fruit.ts';
import { pacTile } from '../actors/pac.ts';
import type { Events } from '../events.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, type Tile } from '../mazes/maze.ts';
import { nearestPac, PACS_MAX } from '../tie-break.ts';
import { inMaze } from './contacts.ts';
import type { World } from '../world.ts';

/** What a mode does when a Pac-Man eats the dot or energizer of a tile. */
export type EatDot = (world: World, pac: number, tile: Tile, events: Events) => void;

/** Flags of the Pac-Men in a set of tiles. Scratch space, not state. */
const inTiles = new Uint8Array(PACS_MAX);

/** Every Pac-Man in the maze eats the dot or energizer of its tile. Those are the ones that `rememberTiles` found. */
export function pickUpDots(world: World, events: Events, eat: EatDot): void {
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    const tile = pacTile(world, pac);
    if (!hasDot(world, tile)) continue;
    eat(world, eaterOf(world, tile), tile, events);
    world.lastDotTick = world.tick;
  }
}

/** Which of the Pac-Men in a tile is nearest to its centre. */
function eaterOf(world: World, tile: Tile): number {
  inTiles.fill(0);
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    if (pacTile(world, pac) === tile) inTiles[pac] = 1;
  }
  return nearestPac(world, inTiles, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
}

/** The Pac-Man that takes the fruit in this tick, -1 for none. */
export function fruitEater(world: World): number {
  if (world.fruitState !== FRUIT_LIES) return -1;
  let isAnyThere = false;
  inTiles.fill(0);
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    const tile = pacTile(world, pac);
    if (tile !== FRUIT_TILE && tile !== FRUIT_TILE + 1) continue;
    inTiles[pac] = 1;
    isAnyThere = true;
  }
  return isAnyThere ? nearestPac(world, inTiles, FRUIT_X, FRUIT_Y) : -1;
}
