// Distances between tiles along the corridors.

import { ROWS, type Maze, type Tile } from './maze.ts';

const UNREACHED = 0x7fff;

/** Steps from the nearest source to every tile, and the tiles still to be visited. Scratch space, not state. */
const distances = new Int16Array(ROWS * 32);
const queue = new Int16Array(ROWS * 32);

/**
 * The one of some tiles with the largest path distance to the nearest source. Of equal ones, or without sources, the
 * first.
 */
export function farthestTile(maze: Maze, tiles: readonly Tile[], sources: readonly Tile[]): Tile {
  measure(maze, sources);
  let farthest = tiles[0]!;
  for (const tile of tiles) if (distances[tile]! > distances[farthest]!) farthest = tile;
  return farthest;
}

/** Breadth first from all sources at once, through the tunnel too. */
function measure(maze: Maze, sources: readonly Tile[]): void {
  distances.fill(UNREACHED);
  let tail = 0;
  for (const source of sources) {
    distances[source] = 0;
    queue[tail++] = source;
  }
  for (let head = 0; head < tail; head++) {
    const tile = queue[head]!;
    for (let direction = 0; direction < 4; direction++) {
      const next = maze.neighbour[tile * 4 + direction]!;
      if (maze.walkable[next] === 0 || distances[next] !== UNREACHED) continue;
      distances[next] = distances[tile]! + 1;
      queue[tail++] = next;
    }
  }
}
