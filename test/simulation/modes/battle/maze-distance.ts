// Path distances in a maze, without the rules.

import type { Maze, Tile } from '../../../../simulation/mazes/maze.ts';

/** Steps from a tile to every tile that can be reached, through the tunnel too. */
export function stepsFrom(maze: Maze, from: Tile): ReadonlyMap<Tile, number> {
  const steps = new Map([[from, 0]]);
  for (const [tile, count] of steps) {
    for (let way = 0; way < 4; way++) {
      const next = maze.neighbour[tile * 4 + way]!;
      if (maze.walkable[next] === 1 && !steps.has(next)) steps.set(next, count + 1);
    }
  }
  return steps;
}
