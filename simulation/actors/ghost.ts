// One step of a ghost in the maze. A ghost requests the decision for the next tile centre one tile in advance;
// ghost-decision.ts makes it at the end of the tick.

import { assert } from '../assert.ts';
import { LEFT, RIGHT, STEP_X, STEP_Y } from '../constants.ts';
import {
  CENTRE_X,
  CENTRE_Y,
  COLUMN_MAX,
  COLUMN_MIN,
  columnOf,
  inTunnel,
  tileOfPixel,
  wrapX,
  type Tile,
} from '../mazes/maze.ts';
import type { World } from '../world.ts';

/**
 * Decisions that were requested in the current tick, in order. Scratch space, not state: it is emptied within the tick.
 * A ghost makes at most one request in a half-tick.
 */
export const decisionRequests = { ghosts: new Int8Array(16), frightened: new Uint8Array(16), count: 0 };

/** Moves a ghost one pixel (rules/arcade.md 7). At a tile centre it turns in the direction that it has chosen. */
export function stepGhost(world: World, ghost: number): void {
  const { ghostX, ghostY, ghostTravel, ghostChosen, ghostReversal } = world;
  let travel = ghostTravel[ghost]!;
  const x = ghostX[ghost]!;
  const y = ghostY[ghost]!;
  const centred = (travel & 1) === 0 ? (x & 7) === CENTRE_X : (y & 7) === CENTRE_Y;
  if (centred) {
    requestDecision(world, ghost, tileOfPixel(x, y));
    if (ghostReversal[ghost] === 1) {
      ghostReversal[ghost] = 0;
      ghostChosen[ghost] = travel ^ 2;
    }
    travel = ghostChosen[ghost]!;
    ghostTravel[ghost] = travel;
  }
  ghostX[ghost] = wrapX(x + STEP_X[travel]!);
  ghostY[ghost] = y + STEP_Y[travel]!;
}

function requestDecision(world: World, ghost: number, tile: Tile): void {
  if (inTunnel(tile)) return;
  const frightened = world.ghostFrightened[ghost]!;
  if (frightened === 0 && world.maze.noTurn[tile] === 1) return;
  assert(decisionRequests.count < decisionRequests.ghosts.length, 'a ghost asks at most once a half-tick');
  decisionRequests.ghosts[decisionRequests.count] = ghost;
  decisionRequests.frightened[decisionRequests.count] = frightened;
  decisionRequests.count++;
}

/**
 * The tile whose centre a ghost outside the house reaches next. For a ghost at a centre this is the tile itself, because
 * passing the centre is part of the next step. At the edge of the tunnel it is the tile on the other side, column -2..29
 * (`aheadColumn` has the arcade's column).
 */
export function aheadTile(world: World, ghost: number): Tile {
  const x = world.ghostX[ghost]!;
  const y = world.ghostY[ghost]!;
  const travel = world.ghostTravel[ghost]!;
  const tile = tileOfPixel(x, y);
  const past =
    travel === 0
      ? (x & 7) > CENTRE_X
      : travel === 1
        ? (y & 7) > CENTRE_Y
        : travel === 2
          ? (x & 7) < CENTRE_X
          : (y & 7) < CENTRE_Y;
  return past ? world.maze.neighbour[tile * 4 + travel]! : tile;
}

/**
 * The column the arcade keeps for a ghost whose tile ahead is this one: past the edge of the tunnel it is 30 or -3, and
 * becomes -2 or 29 only when the ghost passes that tile's centre (rules/arcade.md 7).
 */
export function aheadColumn(tile: Tile, travel: number): number {
  const column = columnOf(tile);
  if (column === COLUMN_MIN && travel === RIGHT) return COLUMN_MAX + 1;
  if (column === COLUMN_MAX && travel === LEFT) return COLUMN_MIN - 1;
  return column;
}

/** Every ghost turns back at its next tile centre, wherever it is (rules/arcade.md 7). */
export function reverseAll(world: World): void {
  world.ghostReversal.fill(1);
}
