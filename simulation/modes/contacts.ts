// Who touches whom outside `classic`: two actors in the same tile, or two that exchanged tiles in this tick (rules/modes.md
// 1.6). All contacts of a tick are found with the same positions.

import { GHOST_COUNT } from '../constants.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze, isProtected } from '../actors/target-seat.ts';
import { tileOfPixel, type Tile } from '../mazes/maze.ts';
import { PACS_MAX } from '../tie-break.ts';
import type { World } from '../world.ts';

/** Tiles at the start of the tick being stepped, for the swap rule. Scratch space, not state. */
const pacTileBefore = new Int32Array(PACS_MAX);
const ghostTileBefore = new Int32Array(GHOST_COUNT);

/** The Pac-Men in the maze at the start of the tick. In `mega` most are elsewhere, so loops go over this list. Scratch space. */
export const inMaze = { pacs: new Int32Array(PACS_MAX), count: 0 };

/** To be called before anything moves in a tick. */
export function rememberTiles(world: World): void {
  inMaze.count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isInMaze(world, pac)) continue;
    inMaze.pacs[inMaze.count++] = pac;
    pacTileBefore[pac] = pacTile(world, pac);
  }
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) ghostTileBefore[ghost] = ghostTile(world, ghost);
}

/** Flags in `touching` the Pac-Men in contact with a ghost, without protected ones. @returns whether there are any */
export function findTouching(world: World, ghost: number, touching: Uint8Array): boolean {
  const tile = ghostTile(world, ghost);
  let any = false;
  touching.fill(0);
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    if (!isInMaze(world, pac) || isProtected(world, pac)) continue;
    const other = pacTile(world, pac);
    const swapped = tile === pacTileBefore[pac] && other === ghostTileBefore[ghost] && tile !== other;
    if (tile !== other && !swapped) continue;
    touching[pac] = 1;
    any = true;
  }
  return any;
}

/** Whether two Pac-Men are in contact. Both must be in the maze and not protected. */
export function doPacsTouch(world: World, pac: number, other: number): boolean {
  const tile = pacTile(world, pac);
  const otherTile = pacTile(world, other);
  return tile === otherTile || (tile === pacTileBefore[other] && otherTile === pacTileBefore[pac]);
}

/** Whether two ghosts are in contact. */
export function doGhostsTouch(world: World, ghost: number, other: number): boolean {
  const tile = ghostTile(world, ghost);
  const otherTile = ghostTile(world, other);
  return tile === otherTile || (tile === ghostTileBefore[other] && otherTile === ghostTileBefore[ghost]);
}

/** Sum of x and y distance of the centres of a Pac-Man and a ghost, in pixels. */
export function pixelsBetween(world: World, pac: number, ghost: number): number {
  return Math.abs(world.pacX[pac]! - world.ghostX[ghost]!) + Math.abs(world.pacY[pac]! - world.ghostY[ghost]!);
}

export function ghostTile(world: World, ghost: number): Tile {
  return tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
}
