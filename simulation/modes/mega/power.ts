// Power in `mega`: each Pac-Man has its own, and carries it through gates. The ghosts of a maze are frightened while a Pac-Man
// with power is in it (rules/modes.md 6).

import { isEyes } from '../../actors/fright.ts';
import { reverseAll } from '../../actors/ghost.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { GHOST_COUNT } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { levelTable } from '../../levels.ts';
import { pacTile } from '../../actors/pac.ts';
import type { World } from '../../world.ts';

/** Power lasts at least so long, whatever the level. */
const POWER_TICKS_MIN = 120;

export function hasPower(world: World, pac: number): boolean {
  return world.pacPowerUntilTick[pac]! > world.tick;
}

/** Ticks of power on a level of the arcade's table. */
export function powerTicks(difficulty: number): number {
  return Math.max(POWER_TICKS_MIN, levelTable(difficulty).frightHalfTicks >> 1);
}

/** An energizer was eaten: power and chain of the Pac-Man start anew, and all ghosts of the maze are frightened and turn back. */
export function startPower(world: World, pac: number, events: Events): void {
  const ticks = powerTicks(world.difficulty);
  world.pacPowerUntilTick[pac] = world.tick + ticks;
  world.pacChain[pac] = 0;
  reverseAll(world);
  frightenAll(world);
  events.add(EVENT.powerStarted, world.pacSeat[pac]!, pacTile(world, pac), ticks);
}

/** A Pac-Man with power is there: the ghosts that are in the maze now are frightened, those in the house until they come out. */
export function frightenAll(world: World): void {
  world.frightLeft = 1;
  world.ghostFrightened.fill(1);
}

/** Ends the fright of a maze in which no Pac-Man has power any more. Eyes keep their flag until they are home. */
export function updateFright(world: World): void {
  if (world.frightLeft === 0) return;
  for (let pac = 0; pac < world.pacCount; pac++) if (isInMaze(world, pac) && hasPower(world, pac)) return;
  world.frightLeft = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isEyes(world.ghostState[ghost]!)) world.ghostFrightened[ghost] = 0;
  }
}
