// Where Pac-Men start and come back outside `classic` (rules/modes.md 3).

import { GHOST, GHOST_COUNT, LEFT, RIGHT } from '../constants.ts';
import { placePac } from '../life.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileAt, tileOfPixel, type Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** Where several Pac-Men start, in seat order; the later tiles only serve returns. */
export const START_TILES: readonly Tile[] = [
  ...[tileAt(12, 26), tileAt(15, 26), tileAt(9, 26), tileAt(18, 26)],
  ...[tileAt(3, 32), tileAt(24, 32), tileAt(6, 13), tileAt(21, 13)],
  ...[tileAt(11, 4), tileAt(16, 4), tileAt(7, 26), tileAt(20, 26)],
];
/** Left of this column Pac-Men start facing left. */
const MIDDLE_COLUMN = 14;

export function placeOnTile(world: World, pac: number, tile: Tile): void {
  placePac(world, pac, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
  world.pacTravel[pac] = columnOf(tile) < MIDDLE_COLUMN ? LEFT : RIGHT;
}

/** The tiles of the ghosts outside the house that are not frightened. */
export function dangerousTiles(world: World): Tile[] {
  const tiles: Tile[] = [];
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const dangerous = world.ghostState[ghost] === GHOST.outside && world.ghostFrightened[ghost] === 0;
    if (dangerous) tiles.push(tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!));
  }
  return tiles;
}
