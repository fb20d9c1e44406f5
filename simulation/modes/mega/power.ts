// Power in `mega`: each Pac-Man has its own, and carries it through gates. The ghosts of a maze are frightened while a Pac-Man
// with power is in it (rules/modes.md 6).

import { endFright } from '../../actors/fright.ts';
import { reverseAll } from '../../actors/ghost.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { EVENT, type Events } from '../../events.ts';
import { levelTable } from '../../levels.ts';
import { pacTile } from '../../actors/pac.ts';
import { hasPower } from '../../actors/power.ts';
import type { World } from '../../world.ts';

/** Power lasts at least so long, whatever the level. */
const POWER_TICKS_MIN = 120;

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

/** Ends the fright of a maze in which no Pac-Man has power any more. */
export function updateFright(world: World): void {
  if (world.frightLeft === 0) return;
  for (let pac = 0; pac < world.pacCount; pac++) if (isInMaze(world, pac) && hasPower(world, pac)) return;
  endFright(world);
}
