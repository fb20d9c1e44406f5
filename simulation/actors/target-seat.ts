// Which Pac-Man a ghost hunts when there is more than one (rules/modes.md 1.8).

import { GHOST_COUNT, PAC } from '../constants.ts';
import { columnOf, rowOf, tileOfPixel } from '../mazes/maze.ts';
import { isFirstInTieBreak } from '../tie-break.ts';
import type { World } from '../world.ts';
import { pacTile } from './pac.ts';

/** How often each ghost looks for a nearer target; the four take turns. */
const RETARGET_TICKS = 60;
const RETARGET_OFFSET_TICKS = 15;

/** The Pac-Man of the seat that a ghost hunts, -1 for none. */
export function targetPacOf(world: World, ghost: number): number {
  const seat = world.ghostTargetSeat[ghost]!;
  return seat < 0 ? -1 : world.seatActor[seat]!;
}

/** Whether this Pac-Man takes part in contacts and pick-ups. */
export function isInMaze(world: World, pac: number): boolean {
  const state = world.pacState[pac];
  return state === PAC.alive || state === PAC.waiting;
}

/** Whether a Pac-Man is protected: it takes part in no contact. */
export function isProtected(world: World, pac: number): boolean {
  return world.pacUntilTick[pac]! > world.tick;
}

/** Gives every ghost the target seat it has in this tick. */
export function updateTargetSeats(world: World): void {
  const turn = (world.tick - world.lifeStartTick) % RETARGET_TICKS;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const target = targetPacOf(world, ghost);
    const lost = target < 0 || !isInMaze(world, target) || isProtected(world, target);
    if (!lost && turn !== ghost * RETARGET_OFFSET_TICKS) continue;
    const nearest = nearestTarget(world, ghost, target);
    world.ghostTargetSeat[ghost] = nearest < 0 ? -1 : world.pacSeat[nearest]!;
  }
}

/** The nearest Pac-Man that a ghost may hunt, -1 for none. Of equal ones the present target, else by the tie-break order. */
function nearestTarget(world: World, ghost: number, target: number): number {
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  let best = -1;
  let bestDistance = Infinity;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isInMaze(world, pac) || isProtected(world, pac)) continue;
    const other = pacTile(world, pac);
    const dx = columnOf(other) - columnOf(tile);
    const dy = rowOf(other) - rowOf(tile);
    const distance = dx * dx + dy * dy;
    const wins =
      distance === bestDistance && best !== target && (pac === target || isFirstInTieBreak(world, pac, best));
    if (distance < bestDistance || wins) {
      best = pac;
      bestDistance = distance;
    }
  }
  return best;
}
