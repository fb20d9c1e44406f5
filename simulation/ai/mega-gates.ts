// Gates as the built-in player of `mega` sees them: where it can walk while they are open, and which way out is worth it. Of
// other mazes it knows their level and how many Pac-Men are in them.

import { DOT_POINTS, DOWN, GHOST_COUNT, LEFT, NONE, RIGHT, UP, type Direction } from '../constants.ts';
import { hasDot } from '../actors/eating.ts';
import { pacTile } from '../actors/pac.ts';
import { LEVEL_TABLE_LAST } from '../levels.ts';
import { COLUMN_MAX, COLUMN_MIN, tileAt, TUNNEL_ROW, type Maze, type Tile } from '../mazes/maze.ts';
import { pacStepsFrom } from '../mazes/path-table.ts';
import { GATES, gateTicksLeft, mazeOfPacs, openGates } from '../modes/mega/gates.ts';
import { powerTicks } from '../modes/mega/power.ts';
import { neighbourCell } from '../modes/mega/square.ts';
import type { World } from '../world.ts';
import { stepsIn } from './maze-steps.ts';
import { mark } from './prospects.ts';
import { isHunter, powerLeft } from './threats.ts';

/** Ways out of a maze: the last tile in it, and the direction in which it is left. */
const EAST_WEST: readonly (readonly [Tile, Direction])[] = [
  [tileAt(COLUMN_MIN, TUNNEL_ROW), LEFT],
  [tileAt(COLUMN_MAX, TUNNEL_ROW), RIGHT],
];
const NORTH_SOUTH: readonly (readonly [Tile, Direction])[] = [
  ...([
    [tileAt(12, 3), UP],
    [tileAt(15, 3), UP],
  ] as const),
  ...([
    [tileAt(12, 33), DOWN],
    [tileAt(15, 33), DOWN],
  ] as const),
];

/** Points that an energizer and its ghosts bring on level 1, about. */
const ENERGIZER_POINTS_EXPECTED = 1200;
const LEVEL_1_POWER_TICKS = 360;
/** Energizers that an unknown maze is expected to have, and the share of its points where others are. */
const ENERGIZERS_EXPECTED = 2;
const SHARED = 0.5;
/** Dots that count for a maze, since only so many are eaten in the time for which it plans. */
const DOTS_COUNTED = 100;
/** With fewer dots left it stays, for the bonus and the new dots. */
const DOTS_TO_CLEAR = 50;
const CLEAR_POINTS = 500;
/** Points that a hunt in another maze brings, for each of the few rivals that count, and the ticks of power that it takes. */
const RIVAL_POINTS_EXPECTED = 300;
const RIVALS_COUNTED = 2;
const HUNT_TICKS = 120;
/** It stays in a maze for a while, so that it does not go to and fro between two poor ones. */
const STAY_TICKS = 400;
/** Safe tiles that another maze counts for. */
const ROOM_BEHIND = 20;
/** Ticks by which it must be at a gate before that closes. */
const GATE_MARGIN_TICKS = 16;

const cutMazes = new WeakMap<Maze, Maze>();

/** The maze as Pac-Men walk it now. While East and West are open, the ends of the tunnel are not joined. */
export function walksIn(world: World): Maze {
  if (openGates(world) !== GATES.eastWest) return mazeOfPacs(world);
  const { maze } = world;
  let cut = cutMazes.get(maze);
  if (cut === undefined) {
    const neighbour = maze.neighbour.slice();
    // The tile above an end of the tunnel is a wall.
    for (const [tile, way] of EAST_WEST) neighbour[tile * 4 + way] = neighbour[tile * 4 + UP]!;
    cutMazes.set(maze, (cut = { ...maze, neighbour }));
  }
  return cut;
}

/**
 * Marks the open gates behind which more points are expected than here: those of a richer maze, or with power those of rivals.
 * @param maze from `walksIn`
 * @param wanderlust the part of these points that a gate is worth, 0..1
 * @returns the way out if the Pac-Man is in such a gate, else NONE
 */
export function markGates(world: World, pac: number, maze: Maze, ticksPerTile: number, wanderlust: number): Direction {
  const gates = openGates(world);
  if (gates === GATES.closed || world.tick < world.pacArrivalTick[pac]! + STAY_TICKS) return NONE;
  const power = powerLeft(world, pac);
  const left = gateTicksLeft(world) - GATE_MARGIN_TICKS;
  const row = pacStepsFrom(maze, pacTile(world, pac));
  const here = pointsHere(world, power > 0);
  if (here === Infinity) return NONE;
  for (const [tile, way] of gates === GATES.eastWest ? EAST_WEST : NORTH_SOUTH) {
    const ticks = row[tile]! * ticksPerTile;
    if (ticks > left || (power > 0 && ticks > power - HUNT_TICKS)) continue;
    const cell = neighbourCell(world.mazeIndex, world.side, way);
    const more = pointsIn(world, cell) + (power > 0 ? huntPoints(world, cell) : 0) - here;
    if (more <= 0) continue;
    if (row[tile] === 0) return way;
    mark(tile, more * wanderlust, 0, ROOM_BEHIND);
  }
  return NONE;
}

function huntPoints(world: World, cell: number): number {
  return RIVAL_POINTS_EXPECTED * Math.min(RIVALS_COUNTED, world.mazePacs[cell]!);
}

/** Points that can be made here in the next time. Nothing is better than an energizer that can be seen, or prey. */
function pointsHere(world: World, hasPower: boolean): number {
  for (const tile of stepsIn(world.maze).energizers) if (hasDot(world, tile)) return Infinity;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (hasPower && isHunter(world, ghost) && world.ghostFrightened[ghost] === 1) return Infinity;
  }
  const points = Math.min(world.dotsLeft, DOTS_COUNTED) * DOT_POINTS;
  if (world.dotsLeft > DOTS_TO_CLEAR) return points;
  return points + CLEAR_POINTS + ENERGIZERS_EXPECTED * energizerPoints(world.difficulty + 1);
}

/** Points that are expected in a maze that cannot be seen. */
function pointsIn(world: World, cell: number): number {
  const points =
    ENERGIZERS_EXPECTED * energizerPoints(world.mazeLevel[cell]! + world.culls) + DOTS_COUNTED * DOT_POINTS;
  return world.mazePacs[cell]! > 0 ? points * SHARED : points;
}

function energizerPoints(level: number): number {
  const ticks = powerTicks(Math.max(1, Math.min(LEVEL_TABLE_LAST, level)));
  return (ENERGIZER_POINTS_EXPECTED * ticks) / LEVEL_1_POWER_TICKS;
}
