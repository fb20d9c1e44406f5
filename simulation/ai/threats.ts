// When a Pac-Man of `battle` or `mega` can be caught, by tile: by dangerous ghosts, by rivals with power, and by rivals
// that will have power before it. Fills `danger` like danger.ts, from rows of steps.

import { GHOST, GHOST_COUNT, type Direction } from '../constants.ts';
import { aheadTile } from '../actors/ghost.ts';
import { isInMaze, isProtected } from '../actors/target-seat.ts';
import { pacTile } from '../actors/pac.ts';
import { tileOfPixel, type Maze, type Tile } from '../mazes/maze.ts';
import { FAR_STEPS, pacStepsFrom } from '../mazes/path-table.ts';
import type { World } from '../world.ts';
import { danger, NEVER, pixelsTo } from './danger.ts';
import { stepsIn } from './maze-steps.ts';

/** How far a player looks. */
export interface Sight {
  /** Tiles of path up to which ghosts and rivals with power are noticed. */
  readonly ghostTiles: number;
  readonly rivalTiles: number;
}

/** How fast the others are, in ticks for a tile. */
export interface Pace {
  readonly ghostTicks: number;
  /** Whether ghosts are slow in tunnels. */
  readonly isSlowed: boolean;
  readonly poweredTicks: number;
}

/** A rival may be half a tile nearer than its tile says. */
const RIVAL_LEAD_TICKS = 4;

/** Ticks of power that a Pac-Man has left. */
export function powerLeft(world: World, pac: number): number {
  return Math.max(0, world.pacPowerUntilTick[pac]! - world.tick);
}

/** Whether a ghost catches those that it touches, now or when the fright has ended. */
export function isHunter(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  return state === GHOST.outside || state === GHOST.leaving || state === GHOST.rising;
}

/**
 * Fills `danger` for one Pac-Man: the ticks until it can be caught in each tile.
 * @param ghostMaze, pacMaze the maze as ghosts and as Pac-Men may walk it
 * @param frightTicks for how long frightened ghosts stay so
 */
export function measureThreats(
  world: World,
  pac: number,
  sight: Sight,
  pace: Pace,
  frightTicks: number,
  pacMaze: Maze,
): void {
  danger.fill(NEVER);
  const safeTicks = isProtected(world, pac) ? world.pacUntilTick[pac]! - world.tick : 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isHunter(world, ghost)) continue;
    const from = world.ghostFrightened[ghost] === 1 ? Math.max(safeTicks, frightTicks) : safeTicks;
    addGhost(world, ghost, sight.ghostTiles, pace, from);
  }
  const ownPower = Math.max(safeTicks, powerLeft(world, pac));
  for (let other = 0; other < world.pacCount; other++) {
    const until = powerLeft(world, other);
    if (other === pac || until <= ownPower || !isInMaze(world, other)) continue;
    const row = pacStepsFrom(pacMaze, pacTile(world, other));
    add(pacMaze, row, sight.rivalTiles, pace.poweredTicks, -RIVAL_LEAD_TICKS, ownPower, until);
  }
}

/** A rival that gets power in a tile, in some ticks, for some ticks. */
export function addFuturePower(
  maze: Maze,
  tile: Tile,
  inTicks: number,
  forTicks: number,
  sight: Sight,
  pace: Pace,
): void {
  const row = pacStepsFrom(maze, tile);
  add(maze, row, sight.rivalTiles, pace.poweredTicks, inTicks, inTicks, inTicks + forTicks);
}

function addGhost(world: World, ghost: number, tiles: number, pace: Pace, from: number): void {
  const { maze } = world;
  const at = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  const travel = world.ghostTravel[ghost]!;
  const ahead = world.ghostState[ghost] === GHOST.rising ? at : aheadTile(world, ghost);
  if (maze.walkable[at] === 1) danger[at] = Math.min(danger[at]!, from);
  const way = world.ghostReversal[ghost] === 1 ? travel ^ 2 : world.ghostChosen[ghost]!;
  const next = maze.neighbour[ahead * 4 + way]!;
  if (maze.walkable[ahead] === 1) danger[ahead] = Math.min(danger[ahead]!, from);
  if (maze.walkable[next] !== 1) return;
  const first = (pixelsTo(world, ghost, ahead) * pace.ghostTicks) / 8 + pace.ghostTicks / 2;
  add(maze, stepsIn(maze).hunt(next, way as Direction, pace.isSlowed), tiles, pace.ghostTicks, first, from, NEVER);
}

/** Lowers `danger` to the times at which a hunter is in each tile, between two ticks. */
function add(
  maze: Maze,
  row: Uint8Array,
  tilesMax: number,
  ticksPerTile: number,
  first: number,
  from: number,
  until: number,
): void {
  const { tiles } = stepsIn(maze);
  const stepsMax = Math.min(tilesMax, FAR_STEPS - 1);
  for (let i = 0; i < tiles.length; i++) {
    const tile = tiles[i]!;
    const steps = row[tile]!;
    if (steps > stepsMax) continue;
    const time = Math.max(from, first + steps * ticksPerTile);
    if (time < danger[tile]! && time < until) danger[tile] = time;
  }
}
