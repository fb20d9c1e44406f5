// One step of a Pac-Man: where its wish lets it turn, where a wall stops it, and how it cuts corners.

import { LEFT, NONE, RIGHT, STEP_X, STEP_Y, type Direction } from '../constants.ts';
import { CENTRE_X, CENTRE_Y, inTunnel, tileOfPixel, wrapX, type Maze } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/**
 * Moves a Pac-Man one pixel (rules/arcade.md 6.2). Whether it can turn depends on its tile, not on its pixel in the tile.
 * Until it is back on a centre line it moves diagonally: this is cornering.
 * @param maze where it may walk, if that is not the maze of the World
 * @returns whether it moved.
 */
export function stepPac(world: World, pac: number, maze: Maze = world.maze): boolean {
  const { pacX, pacY } = world;
  const tile = tileOfPixel(pacX[pac]!, pacY[pac]!);
  const wish = world.pacWish[pac] as Direction;
  let travel = world.pacTravel[pac] as Direction;
  if (inTunnel(tile)) {
    if (wish === LEFT || wish === RIGHT) travel = wish;
  } else if (wish !== NONE && maze.walkable[maze.neighbour[tile * 4 + wish]!] === 1) {
    travel = wish;
  } else if (maze.walkable[maze.neighbour[tile * 4 + travel]!] === 0 && isCentred(world, pac, travel)) {
    return false;
  }
  world.pacTravel[pac] = travel;
  movePixel(world, pac, travel);
  return true;
}

/** Moves a Pac-Man one pixel in a direction, and one towards the centre line of that corridor if it is not on it. */
export function movePixel(world: World, pac: number, travel: Direction): void {
  let x = world.pacX[pac]! + STEP_X[travel];
  let y = world.pacY[pac]! + STEP_Y[travel];
  if (travel === RIGHT || travel === LEFT) y += Math.sign(CENTRE_Y - (y & 7));
  else x += Math.sign(CENTRE_X - (x & 7));
  world.pacX[pac] = wrapX(x);
  world.pacY[pac] = y;
}

/** Whether a Pac-Man is at its tile's centre along a direction. */
function isCentred(world: World, pac: number, direction: Direction): boolean {
  return direction === RIGHT || direction === LEFT
    ? (world.pacX[pac]! & 7) === CENTRE_X
    : (world.pacY[pac]! & 7) === CENTRE_Y;
}

/** The tile a Pac-Man is in. */
export function pacTile(world: World, pac: number): number {
  return tileOfPixel(world.pacX[pac]!, world.pacY[pac]!);
}
