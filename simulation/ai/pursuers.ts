// The ghosts of `versus` that can catch Pac-Man, and when the first of them can be in a tile, if it takes the shortest way.
// Fills module-level tables, so that a decision allocates nothing. They are valid until the next call.

import { GHOST, GHOST_COUNT } from '../constants.ts';
import { levelTable } from '../levels.ts';
import { tileAt, tileOfPixel, type Tile } from '../mazes/maze.ts';
import { ghostStepsFrom } from '../mazes/path-table.ts';
import { seesPac } from '../modes/versus/sight.ts';
import type { World } from '../world.ts';

/** Later than every time that matters. */
export const NEVER_TICKS = 100_000;
/** Ticks for a tile at a speed of 1 percent: 80 percent is one pixel a tick. */
const TICK_PERCENT_OF_TILE = 8 * 80;
/** Ghosts come out of the house in this tile. */
const DOOR_TILE = tileAt(13, 14);
const OUTSIDE_Y = 116;
/** About how long a ghost in the house, and eyes on their way to it, are not yet outside. */
const HOUSE_TICKS = 40;
const EYES_TICKS = 150;

/** The pursuers that the last `findPursuers` found: ghost, row of steps from its place, ticks before its first step. */
export const pursuerGhosts = new Int8Array(GHOST_COUNT);
const rows: Uint8Array[] = [];
const delays = new Float64Array(GHOST_COUNT);
const paces = new Float64Array(GHOST_COUNT);
let count = 0;

/** How many ticks Pac-Man, a ghost and a frightened ghost take for a tile. */
export function pacTicksPerTile(world: World): number {
  const level = levelTable(world.difficulty);
  return TICK_PERCENT_OF_TILE / (world.frightLeft > 0 ? level.pacFrightSpeed : level.pacSpeed);
}

export function ghostTicksPerTile(world: World): number {
  return TICK_PERCENT_OF_TILE / levelTable(world.difficulty).ghostSpeed;
}

export function frightTicksPerTile(world: World): number {
  return TICK_PERCENT_OF_TILE / levelTable(world.difficulty).ghostFrightSpeed;
}

/** Whether a ghost belongs to a seat that steers it or has claimed it. A grey ghost is harmless. */
export function isColoured(world: World, ghost: number): boolean {
  return world.ghostSeat[ghost]! >= 0;
}

/** Whether a ghost is in the maze and can catch Pac-Man now. */
export function isHunting(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  const isOut = state === GHOST.outside || state === GHOST.leaving;
  return isOut && isColoured(world, ghost) && world.ghostFrightened[ghost] === 0;
}

/**
 * Finds the ghosts that can catch Pac-Man, now or later.
 * @param except a ghost that is left out, -1 for none
 * @param blindPace how much slower those are that do not see Pac-Man, or do not always hunt
 * @returns how many there are
 */
export function findPursuers(world: World, except: number, blindPace: number): number {
  count = 0;
  const ticksPerTile = ghostTicksPerTile(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (ghost === except || !isColoured(world, ghost)) continue;
    pursuerGhosts[count] = ghost;
    rows[count] = ghostStepsFrom(world.maze, ghostPlace(world, ghost));
    const sees = blindPace === 1 || (world.ghostClaimed[ghost] === 0 && seesPac(world, world.ghostSeat[ghost]!));
    paces[count] = ticksPerTile * (sees ? 1 : blindPace);
    delays[count++] = delayOf(world, ghost);
  }
  return count;
}

/** Ticks until the first pursuer can be in a tile. */
export function pursuersArriveIn(tile: Tile): number {
  let first = NEVER_TICKS;
  for (let i = 0; i < count; i++) {
    const ticks = Math.max(delays[i]!, rows[i]![tile]! * paces[i]!);
    if (ticks < first) first = ticks;
  }
  return first;
}

/** The tile where a ghost is, or will be when it comes out of the house. */
export function ghostPlace(world: World, ghost: number): Tile {
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  return world.maze.walkable[tile] === 1 && !isEyes(world, ghost) ? tile : DOOR_TILE;
}

function isEyes(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  return state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing;
}

/** Ticks in which a ghost catches nobody, in which it walks all the same if it is frightened. */
function delayOf(world: World, ghost: number): number {
  if (isEyes(world, ghost)) return EYES_TICKS;
  const state = world.ghostState[ghost];
  if (state === GHOST.rising) return (world.ghostY[ghost]! - OUTSIDE_Y) * 2;
  if (state === GHOST.waiting) return HOUSE_TICKS + Math.max(0, world.ghostReleaseTick[ghost]! - world.tick);
  if (state === GHOST.centring) return HOUSE_TICKS;
  return world.ghostFrightened[ghost] === 1 ? world.frightLeft / 2 : 0;
}
