// Power in `battle`: each Pac-Man has its own, and ghosts are frightened while anybody has power (rules/modes.md 5).

import { endFright } from '../../actors/fright.ts';
import { GHOST, GHOST_COUNT } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import type { Tile } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';

export const POWER_TICKS = 360;

/** An energizer gives a Pac-Man the full time of power, and a new row of ghost points. */
export function givePower(world: World, pac: number, tile: Tile, events: Events): void {
  world.pacPowerUntilTick[pac] = world.tick + POWER_TICKS;
  world.pacChain[pac] = 0;
  events.add(EVENT.powerStarted, world.pacSeat[pac]!, tile, POWER_TICKS);
}

/** An energizer frightens and reverses the ghosts that are outside. Those in the house and eyes stay as they are. */
export function frightenGhosts(world: World): void {
  world.frightLeft = 2 * POWER_TICKS;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.leaving) continue;
    world.ghostFrightened[ghost] = 1;
    world.ghostReversal[ghost] = 1;
  }
}

/** Fright lasts as long as the longest power. To be called at the start of a tick. */
export function updateFright(world: World): void {
  if (world.frightLeft === 0) return;
  let ticks = 0;
  for (let pac = 0; pac < world.pacCount; pac++) ticks = Math.max(ticks, world.pacPowerUntilTick[pac]! - world.tick);
  world.frightLeft = 2 * ticks;
  if (ticks === 0) endFright(world);
}

/** Takes the power of all, and with it the fright. */
export function endPower(world: World): void {
  world.pacPowerUntilTick.fill(0);
  updateFright(world);
}
