// The gates between the mazes of `mega`: when they are open, and how a Pac-Man walks through them (rules/modes.md 6). West and
// East are the ends of the tunnel, North and South are two tiles each in the first and the last line of the maze. Which maze is
// behind a gate is in passages.ts.

import { stepPac } from '../../actors/pac.ts';
import { DOWN, PHASE, STEP_Y, UP } from '../../constants.ts';
import { CENTRE_X, MAZE_ROWS, MAZE_TOP_ROW, tileAt, type Maze } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';

/** Which gates of all mazes are open. */
export const GATES = { closed: 0, eastWest: 1, northSouth: 2 } as const;
export type Gates = (typeof GATES)[keyof typeof GATES];

/** Gates are closed at first. Then each pair is open in turn, and blinks before it closes. */
const CLOSED_TICKS = 600;
const OPEN_TICKS = 600;
export const GATE_BLINK_TICKS = 120;

/** Columns of the gates in the first and in the last line, and the screen rows of these lines. */
const GATE_COLUMNS = [12, 15] as const;
const NORTH_ROW = MAZE_TOP_ROW;
const SOUTH_ROW = MAZE_TOP_ROW + MAZE_ROWS - 1;
/** The first and the last pixel row of a maze. */
export const NORTH_Y = NORTH_ROW * 8;
export const SOUTH_Y = SOUTH_ROW * 8 + 7;

/** The gates that are open in the tick of a World. The final has none. */
export function openGates(world: World): Gates {
  if (world.phase !== PHASE.play || world.side === 1) return GATES.closed;
  const ticks = world.tick - world.playStartTick - CLOSED_TICKS;
  if (ticks < 0) return GATES.closed;
  return ticks % (2 * OPEN_TICKS) < OPEN_TICKS ? GATES.eastWest : GATES.northSouth;
}

/** Ticks until the gates of a World change, for worlds with gates in play. */
export function gateTicksLeft(world: World): number {
  const ticks = world.tick - world.playStartTick - CLOSED_TICKS;
  return ticks < 0 ? -ticks : OPEN_TICKS - (ticks % OPEN_TICKS);
}

/** The maze in which Pac-Men walk: while North and South are open, their tiles are floor. */
export function mazeOfPacs(world: World): Maze {
  return openGates(world) === GATES.northSouth ? withGates(world.maze) : world.maze;
}

const openMazes = new WeakMap<Maze, Maze>();

function withGates(maze: Maze): Maze {
  let open = openMazes.get(maze);
  if (open === undefined) {
    const walkable = maze.walkable.slice();
    for (const column of GATE_COLUMNS) {
      walkable[tileAt(column, NORTH_ROW)] = 1;
      walkable[tileAt(column, SOUTH_ROW)] = 1;
    }
    open = { ...maze, walkable };
    openMazes.set(maze, open);
  }
  return open;
}

/** Whether a Pac-Man is in a North or South gate. Nothing else is walkable in the first and the last line. */
export function isInGate(world: World, pac: number): boolean {
  const row = world.pacY[pac]! >> 3;
  return row === NORTH_ROW || row === SOUTH_ROW;
}

/**
 * Moves a Pac-Man one pixel. At the edge of a maze with a neighbour behind it, it stays on the last pixel.
 * @param maze from `mazeOfPacs`
 * @param gates those that are open
 * @returns whether it leaves the maze, in the direction in which it moves
 */
export function stepPacToGate(world: World, pac: number, maze: Maze, gates: Gates): boolean {
  if (isInGate(world, pac)) return stepInGate(world, pac);
  const x = world.pacX[pac]!;
  stepPac(world, pac, maze);
  const wraps = Math.abs(world.pacX[pac]! - x) > 1;
  if (!wraps || gates !== GATES.eastWest) return false;
  world.pacX[pac] = x;
  return true;
}

/** In a North or South gate a Pac-Man goes on as it came, even if the gate has closed meanwhile. */
function stepInGate(world: World, pac: number): boolean {
  const travel = world.pacTravel[pac] === UP ? UP : DOWN;
  const y = world.pacY[pac]! + STEP_Y[travel];
  world.pacX[pac]! += Math.sign(CENTRE_X - (world.pacX[pac]! & 7));
  if (y < NORTH_Y || y > SOUTH_Y) return true;
  world.pacY[pac] = y;
  return false;
}
