// Distances along the corridors, as rows of a table. They follow from the maze, so each row is made once and kept with it.

import { ROWS, type Maze, type Tile } from './maze.ts';

/** Farther than every way through a maze. */
export const FAR_STEPS = 255;
/** Ghosts are about half as fast in the tunnel as elsewhere: one of its tiles is two steps for them. */
const GHOST_SLOW_STEPS = 2;

/** By maze and tile. */
const pacRows = new WeakMap<Maze, Uint8Array[]>();
const ghostRows = new WeakMap<Maze, Uint8Array[]>();

/** Steps of a Pac-Man from a tile to every tile, FAR_STEPS where no way leads. */
export function pacStepsFrom(maze: Maze, tile: Tile): Uint8Array {
  return rowFrom(pacRows, maze, tile, 1);
}

/** Steps of a ghost from a tile to every tile, in tiles of its usual speed. */
export function ghostStepsFrom(maze: Maze, tile: Tile): Uint8Array {
  return rowFrom(ghostRows, maze, tile, GHOST_SLOW_STEPS);
}

/** The row of a place outside the screen, which only the words of a broken server have. */
const NOWHERE = new Uint8Array(ROWS * 32).fill(FAR_STEPS);

function rowFrom(tables: WeakMap<Maze, Uint8Array[]>, maze: Maze, tile: Tile, slowSteps: number): Uint8Array {
  if (!(tile >= 0 && tile < NOWHERE.length)) return NOWHERE;
  let rows = tables.get(maze);
  if (rows === undefined) tables.set(maze, (rows = []));
  return (rows[tile] ??= measuredRow(maze, tile, slowSteps));
}

function measuredRow({ walkable, neighbour, slow }: Maze, start: Tile, slowSteps: number): Uint8Array {
  const row = new Uint8Array(ROWS * 32).fill(FAR_STEPS);
  row[start] = 0;
  const queue = [start];
  // A tile is visited again when a shorter way is found, which ends since the steps to it only fall.
  for (const tile of queue) {
    for (let direction = 0; direction < 4; direction++) {
      const next = neighbour[tile * 4 + direction]!;
      const steps = row[tile]! + (slow[next] === 1 ? slowSteps : 1);
      if (walkable[next] === 0 || steps >= row[next]!) continue;
      row[next] = steps;
      queue.push(next);
    }
  }
  return row;
}
