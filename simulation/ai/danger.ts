// The earliest time at which any dangerous ghost can be in each tile, if it always took the shortest way. Times are in
// ticks of a Pac-Man that moves one pixel a tick.

import { GHOST, GHOST_COUNT, NONE, type Direction } from '../constants.ts';
import { aheadTile } from '../actors/ghost.ts';
import { columnOf, rowOf, ROWS, tileAt, type Maze, type Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** Later than every time that matters. */
export const NEVER = 10_000;

const TILE_PIXELS = 8;
const TILES = ROWS * 32;
/** Ghosts rise through the door at half a pixel a tick to this point, in the tile above the door. */
const DOOR_TILE = tileAt(13, 14);
const OUTSIDE_Y = 116;
/** Frightened ghosts count as dangerous from this many half-ticks before their fright ends. */
const FRIGHT_ENDS_SOON = 80;

/** Earliest arrival by tile; filled by `measureDanger`. */
export const danger = new Float32Array(TILES);

/** States still to be visited (tile * 4 + direction of travel), their times, and which were seen. */
const states = new Int16Array(TILES * 4);
const times = new Float32Array(TILES * 4);
const seen = new Uint8Array(TILES * 4);

/**
 * Fills `danger` for the world as it is.
 * @param horizonTiles how many tiles ahead ghosts are followed
 * @param ticksPerTile how long a ghost takes for a tile
 */
export function measureDanger(world: World, horizonTiles: number, ticksPerTile: number): void {
  danger.fill(NEVER);
  seen.fill(0);
  let tail = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (isHarmless(world, ghost)) continue;
    const rises = world.ghostState[ghost] === GHOST.rising;
    const ahead = rises ? DOOR_TILE : aheadTile(world, ghost);
    const time = rises ? (world.ghostY[ghost]! - OUTSIDE_Y) * 2 : pixelsTo(world, ghost, ahead);
    const travel = world.ghostTravel[ghost]!;
    const chosen = world.ghostReversal[ghost] === 1 ? travel ^ 2 : world.ghostChosen[ghost]!;
    const behind = world.maze.neighbour[ahead * 4 + (travel ^ 2)]!;
    if (!rises && time > 0 && danger[behind]! > 0) danger[behind] = TILE_PIXELS - time;
    danger[ahead] = Math.min(danger[ahead]!, time);
    states[tail] = world.maze.neighbour[ahead * 4 + (rises ? 2 : chosen)]! * 4 + (rises ? 2 : chosen);
    times[tail++] = time + ticksPerTile;
  }
  spread(world.maze, tail, horizonTiles * ticksPerTile, ticksPerTile);
}

/** Breadth first over tiles and directions, since a ghost does not turn back. */
function spread(maze: Maze, tail: number, latest: number, ticksPerTile: number): void {
  for (let head = 0; head < tail; head++) {
    const state = states[head]!;
    const time = times[head]!;
    if (seen[state] === 1) continue;
    seen[state] = 1;
    const tile = state >> 2;
    if (time < danger[tile]!) danger[tile] = time;
    if (time > latest) continue;
    for (let direction = 0; direction < 4; direction++) {
      const next = maze.neighbour[tile * 4 + direction]!;
      if (direction === ((state & 3) ^ 2) || maze.walkable[next] === 0) continue;
      const nextState = next * 4 + direction;
      if (seen[nextState] === 1 || tail === states.length) continue;
      states[tail] = nextState;
      times[tail++] = time + ticksPerTile;
    }
  }
}

function isHarmless(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  if (state !== GHOST.outside && state !== GHOST.leaving && state !== GHOST.rising) return true;
  return world.ghostFrightened[ghost] === 1 && world.frightLeft > FRIGHT_ENDS_SOON;
}

/** Pixels from a ghost to the centre of a tile in its corridor. */
export function pixelsTo(world: World, ghost: number, tile: Tile): number {
  const dx = Math.abs(world.ghostX[ghost]! - (columnOf(tile) * TILE_PIXELS + 3));
  const dy = Math.abs(world.ghostY[ghost]! - (rowOf(tile) * TILE_PIXELS + 4));
  return Math.min(dx + dy, TILE_PIXELS);
}

/** Surrounded: the neighbour of a tile that a hunter reaches last. */
export function leastBad(maze: Maze, tile: Tile): Direction {
  let best: Direction = NONE;
  let latest = -1;
  for (let direction = 0; direction < 4; direction++) {
    const next = maze.neighbour[tile * 4 + direction]!;
    if (maze.walkable[next] === 0 || danger[next]! <= latest) continue;
    latest = danger[next]!;
    best = direction as Direction;
  }
  return best;
}
