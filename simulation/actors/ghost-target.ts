// The target tile of each ghost: the four characters of the arcade, with the shift that is added when Pac-Man travels up.

import { BLINKY, CLYDE, INKY, PINKY, STEP_X, STEP_Y, UP } from '../constants.ts';
import { aheadColumn, aheadTile } from './ghost.ts';
import { columnOf, rowOf } from '../mazes/maze.ts';
import { pacTile } from './pac.ts';
import { isScatter } from './scatter-timer.ts';
import { targetPacOf } from './target-seat.ts';
import type { World } from '../world.ts';

/** A tile by column and row; it may be a wall or off the screen. */
export interface Target {
  column: number;
  row: number;
}

/** Scatter targets by ghost (rules/arcade.md 8). */
const SCATTER_COLUMN = [25, 2, 27, 0] as const;
const SCATTER_ROW = [-1, -1, 34, 34] as const;

const PINKY_TILES_AHEAD = 4;
const INKY_TILES_AHEAD = 2;
/** Clyde keeps away from a Pac-Man nearer than 8 tiles. */
const CLYDE_DISTANCE_SQUARED = 64;

/** Writes the tile a ghost in the maze is bound for into `target`. */
export function ghostTarget(world: World, ghost: number, target: Target): void {
  const hunted = targetPacOf(world, ghost);
  const scatters = isScatter(world) && !(ghost === BLINKY && world.elroy > 0);
  if (scatters || hunted < 0) return scatter(ghost, target);
  const tile = pacTile(world, hunted);
  target.column = columnOf(tile);
  target.row = rowOf(tile);
  if (ghost === PINKY) addAhead(world, hunted, PINKY_TILES_AHEAD, target);
  else if (ghost === INKY) inkyTarget(world, hunted, target);
  else if (ghost === CLYDE) clydeTarget(world, target);
}

function scatter(ghost: number, target: Target): void {
  target.column = SCATTER_COLUMN[ghost]!;
  target.row = SCATTER_ROW[ghost]!;
}

/**
 * Moves a target ahead of a Pac-Man. When Pac-Man travels up, the target moves to the left as well, because of a carry
 * in the arcade's arithmetic.
 */
function addAhead(world: World, pac: number, tiles: number, target: Target): void {
  const travel = world.pacTravel[pac]!;
  target.column += tiles * STEP_X[travel]!;
  target.row += tiles * STEP_Y[travel]!;
  if (travel === UP) target.column -= tiles;
}

/**
 * Twice the vector from Blinky's tile ahead to the point two tiles ahead of Pac-Man, in every state of Blinky. On the way
 * down into the house and in it, `blinkyAhead` has the tile (rules/arcade.md 8).
 */
function inkyTarget(world: World, hunted: number, target: Target): void {
  addAhead(world, hunted, INKY_TILES_AHEAD, target);
  const kept = world.blinkyAhead;
  const blinky = kept > 0 ? kept : aheadTile(world, BLINKY);
  const column = kept > 0 ? columnOf(kept) : aheadColumn(blinky, world.ghostTravel[BLINKY]!);
  target.column = 2 * target.column - column;
  target.row = 2 * target.row - rowOf(blinky);
}

function clydeTarget(world: World, target: Target): void {
  const ahead = aheadTile(world, CLYDE);
  const dx = columnOf(ahead) - target.column;
  const dy = rowOf(ahead) - target.row;
  if (dx * dx + dy * dy < CLYDE_DISTANCE_SQUARED) scatter(CLYDE, target);
}
