// One step of a ghost that a player steers. It turns at tile centres only, and may turn back anywhere.

import { NONE, STEP_X, STEP_Y } from '../constants.ts';
import { CENTRE_X, CENTRE_Y, tileOfPixel, wrapX } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/**
 * Moves a ghost outside the house one pixel: in the direction of its wish if the maze allows it there, else straight on. It
 * stands still at a wall, and from when it has appeared until the first wish that the maze allows (rules/modes.md 1.4). In
 * that time `ghostChosen` is NONE.
 */
export function stepSteeredGhost(world: World, ghost: number): void {
  const { ghostX, ghostY, ghostTravel, ghostChosen } = world;
  const wish = world.ghostWish[ghost]!;
  let travel = ghostTravel[ghost]!;
  if (wish !== NONE && isOpen(world, ghost, wish)) travel = wish;
  else if (ghostChosen[ghost] === NONE || !isOpen(world, ghost, travel)) return;
  ghostTravel[ghost] = travel;
  ghostChosen[ghost] = travel;
  ghostX[ghost] = wrapX(ghostX[ghost]! + STEP_X[travel]!);
  ghostY[ghost]! += STEP_Y[travel]!;
}

/** Whether a ghost on the centre line of a corridor can move a pixel in a direction. Between two centres it can in both. */
function isOpen(world: World, ghost: number, direction: number): boolean {
  const x = world.ghostX[ghost]!;
  const y = world.ghostY[ghost]!;
  if ((x & 7) !== CENTRE_X || (y & 7) !== CENTRE_Y) return ((direction ^ world.ghostTravel[ghost]!) & 1) === 0;
  return world.maze.walkable[world.maze.neighbour[tileOfPixel(x, y) * 4 + direction]!] === 1;
}
