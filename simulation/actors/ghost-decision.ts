// Which way a ghost takes at the tile ahead: to its target, home, or a random one while it is frightened.

import { GHOST, type Direction } from '../constants.ts';
import { ghostTarget, type Target } from './ghost-target.ts';
import { aheadTile, decisionRequests } from './ghost.ts';
import { columnOf, rowOf } from '../mazes/maze.ts';
import { nextFrightIndex } from '../random.ts';
import type { World } from '../world.ts';

/** The tile above the left half of the door, where eyes are bound for (rules/arcade.md 8). */
const EYES_COLUMN = 13;
const EYES_ROW = 14;

/** Reused for every target, so that deciding allocates nothing. */
const target: Target = { column: 0, row: 0 };

/** Makes the decisions that were requested in this tick, in that order, with all actors at their current places. */
export function decide(world: World): void {
  const { ghosts, frightened, count } = decisionRequests;
  for (let i = 0; i < count; i++) {
    const ghost = ghosts[i]!;
    world.ghostChosen[ghost] = frightened[i] === 0 ? turnToTarget(world, ghost) : frightenedTurn(world, ghost);
  }
  decisionRequests.count = 0;
}

/**
 * Writes the tile that a ghost goes to at present into `destination`.
 * @returns false, and writes nothing, for a ghost that goes to none: it is frightened, or not in the maze
 */
export function ghostDestination(world: World, ghost: number, destination: Target): boolean {
  const state = world.ghostState[ghost];
  if (state === GHOST.eyes) {
    destination.column = EYES_COLUMN;
    destination.row = EYES_ROW;
    return true;
  }
  if ((state !== GHOST.outside && state !== GHOST.leaving) || world.ghostFrightened[ghost] === 1) return false;
  ghostTarget(world, ghost, destination);
  return true;
}

/** The direction at the tile ahead of a ghost that goes to its target. */
export function turnToTarget(world: World, ghost: number): Direction {
  ghostTarget(world, ghost, target);
  return nearestTurn(world, ghost, target.column, target.row);
}

/** Eyes have the frightened flag too, but take the way home. */
function frightenedTurn(world: World, ghost: number): Direction {
  return world.ghostState[ghost] === GHOST.eyes ? turnHome(world, ghost) : randomTurn(world, ghost);
}

/** The direction at the tile ahead of eyes. */
export function turnHome(world: World, ghost: number): Direction {
  return nearestTurn(world, ghost, EYES_COLUMN, EYES_ROW);
}

/** The direction from the tile ahead with the smallest straight distance to the target; of equal ones the later one. */
function nearestTurn(world: World, ghost: number, column: number, row: number): Direction {
  const { maze } = world;
  const ahead = aheadTile(world, ghost);
  const travel = world.ghostTravel[ghost]!;
  let best = travel;
  let bestDistance = Infinity;
  for (let direction = 0; direction < 4; direction++) {
    const next = maze.neighbour[ahead * 4 + direction]!;
    if (direction === (travel ^ 2) || maze.walkable[next] === 0) continue;
    const dx = columnOf(next) - column;
    const dy = rowOf(next) - row;
    const distance = dx * dx + dy * dy;
    if (distance > bestDistance) continue;
    best = direction;
    bestDistance = distance;
  }
  return best as Direction;
}

/** The direction of a frightened ghost at the tile ahead: random, then clockwise until open (rules/arcade.md 10.5). */
export function randomTurn(world: World, ghost: number): Direction {
  const { maze } = world;
  const ahead = aheadTile(world, ghost);
  const travel = world.ghostTravel[ghost]!;
  world.frightIndex = nextFrightIndex(world.frightIndex);
  const drawn = world.settings.frightTable[world.frightIndex]!;
  for (let turn = 0; turn < 4; turn++) {
    const direction = (drawn + turn) & 3;
    if (direction !== (travel ^ 2) && maze.walkable[maze.neighbour[ahead * 4 + direction]!] === 1) {
      return direction as Direction;
    }
  }
  return travel as Direction;
}
