// What each direction is worth to an actor that decides, and the best of them. One table for all, valid until the next decision.

import { NONE, type Direction } from '../constants.ts';
import type { Maze, Tile } from '../mazes/maze.ts';

/** By direction; -Infinity for a wall. */
export const worth = new Float64Array(4);

/** Sets what each open direction from a tile is worth. */
export function weigh(maze: Maze, place: Tile, valueOf: (next: Tile) => number): void {
  for (let direction = 0; direction < 4; direction++) {
    const next = maze.neighbour[place * 4 + direction]!;
    worth[direction] = maze.walkable[next] === 0 ? -Infinity : valueOf(next);
  }
}

/**
 * The direction that is worth most, NONE if all are walls.
 * @param travel where the actor goes now
 * @param turnBack what going back costs, so that an actor between two ways does not turn at every tile
 */
export function bestDirection(travel: number, turnBack: number): Direction {
  let best: Direction = NONE;
  let most = -Infinity;
  for (let direction = 0; direction < 4; direction++) {
    const value = worth[direction]! - (direction === (travel ^ 2) ? turnBack : 0);
    if (value <= most) continue;
    most = value;
    best = direction as Direction;
  }
  return best;
}
