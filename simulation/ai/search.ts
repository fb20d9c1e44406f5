// The tiles that a Pac-Man can reach before any ghost, with times and paths. Fills module-level tables, so that a search
// allocates nothing. They are valid until the next call.

import { CENTRE_X, CENTRE_Y, ROWS, type Tile } from '../mazes/maze.ts';
import { hasDot } from '../actors/eating.ts';
import { pacTile } from '../actors/pac.ts';
import type { World } from '../world.ts';
import { danger, NEVER } from './danger.ts';

export const TICKS_PER_TILE = 8;
const TILES = ROWS * 32;

/** Tiles in the order in which they are reached; the first is where Pac-Man is. */
export const reached = new Int16Array(TILES);
/** Ticks to the centre of a tile, NEVER if it is not reached. */
export const arrival = new Float32Array(TILES);
/** The tile from which a tile is reached, and the direction of the first step of the path. */
export const cameFrom = new Int16Array(TILES);
export const firstStep = new Int8Array(TILES);

/**
 * Searches breadth first from a Pac-Man through tiles where it arrives before every ghost.
 * @param marginTicks by how much it must be earlier
 * @returns how many tiles were reached, its own included.
 */
export function searchSafeTiles(world: World, pac: number, marginTicks: number): number {
  const { maze } = world;
  arrival.fill(NEVER);
  const start = pacTile(world, pac);
  arrival[start] = 0;
  reached[0] = start;
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const tile = reached[head]!;
    for (let direction = 0; direction < 4; direction++) {
      const next = maze.neighbour[tile * 4 + direction]!;
      if (maze.walkable[next] === 0 || arrival[next]! < NEVER) continue;
      const time = head === 0 ? firstTileTicks(world, pac, direction) : arrival[tile]! + tileTicks(world, next);
      if (time + marginTicks >= danger[next]!) continue;
      arrival[next] = time;
      cameFrom[next] = tile;
      firstStep[next] = head === 0 ? direction : firstStep[tile]!;
      reached[tail++] = next;
    }
  }
  return tail;
}

/** Eating stops Pac-Man for a tick. */
function tileTicks(world: World, tile: Tile): number {
  return hasDot(world, tile) ? TICKS_PER_TILE + 1 : TICKS_PER_TILE;
}

/** Ticks to the centre of the neighbour in a direction, from the Pac-Man's pixel. */
export function firstTileTicks(world: World, pac: number, direction: number): number {
  const dx = (world.pacX[pac]! & 7) - CENTRE_X;
  const dy = (world.pacY[pac]! & 7) - CENTRE_Y;
  const along = direction === 0 ? -dx : direction === 1 ? -dy : direction === 2 ? dx : dy;
  return TICKS_PER_TILE + along;
}
