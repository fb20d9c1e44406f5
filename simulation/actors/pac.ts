// One step of a Pac-Man: where his wish lets him turn, where a wall stops him, and how he cuts corners.

import { LEFT, NONE, RIGHT, STEP_X, STEP_Y, type Direction } from '../constants.ts';
import { CENTRE_X, CENTRE_Y, inTunnel, tileOfPixel, wrapX } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/**
 * Moves a Pac-Man one pixel (rules/arcade.md 6.2). Only the tile he is in counts for a turn, not the pixel inside it,
 * and until he is back on a centre line he moves diagonally: that is the whole of cornering.
 * @returns whether he moved.
 */
export function stepPac(world: World, seat: number): boolean {
  const { pacX, pacY, maze } = world;
  const tile = tileOfPixel(pacX[seat]!, pacY[seat]!);
  const wish = world.pacWish[seat] as Direction;
  let travel = world.pacTravel[seat] as Direction;
  if (inTunnel(tile)) {
    if (wish === LEFT || wish === RIGHT) travel = wish;
  } else if (wish !== NONE && maze.walkable[maze.neighbour[tile * 4 + wish]!] === 1) {
    travel = wish;
  } else if (maze.walkable[maze.neighbour[tile * 4 + travel]!] === 0 && isCentred(world, seat, travel)) {
    return false;
  }
  world.pacTravel[seat] = travel;
  let x = pacX[seat]! + STEP_X[travel];
  let y = pacY[seat]! + STEP_Y[travel];
  if (travel === RIGHT || travel === LEFT) y += Math.sign(CENTRE_Y - (y & 7));
  else x += Math.sign(CENTRE_X - (x & 7));
  x = wrapX(x);
  pacX[seat] = x;
  pacY[seat] = y;
  return true;
}

/** Whether a Pac-Man is at his tile's centre along a direction. */
function isCentred(world: World, seat: number, direction: Direction): boolean {
  return direction === RIGHT || direction === LEFT
    ? (world.pacX[seat]! & 7) === CENTRE_X
    : (world.pacY[seat]! & 7) === CENTRE_Y;
}

/** The tile a Pac-Man is in. */
export function pacTile(world: World, seat: number): number {
  return tileOfPixel(world.pacX[seat]!, world.pacY[seat]!);
}
