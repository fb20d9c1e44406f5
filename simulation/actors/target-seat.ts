// Which Pac-Man a ghost hunts when there is more than one (rules/modes.md 1.8).

import { CLASSIC, GHOST_COUNT, PAC } from '../constants.ts';
import { isFirstInTieBreak } from '../tie-break.ts';
import { columnOf, rowOf, tileOfPixel } from '../mazes/maze.ts';
import { pacTile } from './pac.ts';
import type { World } from '../world.ts';

/** Ghosts look for a nearer quarry this often, one after the other. */
const RETARGET_TICKS = 60;
const RETARGET_OFFSET_TICKS = 15;

/** The seat a ghost hunts, -1 for none. */
export function targetSeatOf(world: World, ghost: number): number {
  return world.mode === CLASSIC ? 0 : world.ghostTargetSeat[ghost]!;
}

/** Whether ghosts and pick-ups meet this Pac-Man. */
export function isInMaze(world: World, seat: number): boolean {
  const state = world.pacState[seat];
  return state === PAC.alive || state === PAC.waiting;
}

/** Whether a Pac-Man is in the maze but takes part in no contact yet. */
export function isProtected(world: World, seat: number): boolean {
  return world.pacUntilTick[seat]! > world.tick;
}

/** Gives every ghost the quarry it has in this tick. */
export function updateTargetSeats(world: World): void {
  const turn = (world.tick - world.lifeStartTick) % RETARGET_TICKS;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const quarry = world.ghostTargetSeat[ghost]!;
    const lost = quarry < 0 || !isInMaze(world, quarry) || isProtected(world, quarry);
    if (lost || turn === ghost * RETARGET_OFFSET_TICKS) world.ghostTargetSeat[ghost] = nearestPac(world, ghost, quarry);
  }
}

/** The nearest Pac-Man it may hunt; of equals the present quarry, else the first in the tie-break order. */
function nearestPac(world: World, ghost: number, quarry: number): number {
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  let best = -1;
  let bestDistance = Infinity;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isInMaze(world, seat) || isProtected(world, seat)) continue;
    const other = pacTile(world, seat);
    const dx = columnOf(other) - columnOf(tile);
    const dy = rowOf(other) - rowOf(tile);
    const distance = dx * dx + dy * dy;
    const wins =
      distance === bestDistance && best !== quarry && (seat === quarry || isFirstInTieBreak(world, seat, best));
    if (distance < bestDistance || wins) {
      best = seat;
      bestDistance = distance;
    }
  }
  return best;
}
