// Scatter and chase: a counter of ticks that stands still while fright is on (rules/arcade.md 9).

import { reverseAll } from './ghost.ts';
import { levelTable } from '../levels.ts';
import type { World } from '../world.ts';

/** Whether the ghosts scatter. */
export function isScatter(world: World): boolean {
  return (world.scatterPhase & 1) === 0;
}

/** Starts the counter anew with the first tick of play of a life. */
export function startScatterTimer(world: World): void {
  world.scatterPhase = isRelentless(world) ? 1 : 0;
  world.scatterStartTick = world.tick - 1;
  world.scatterHeld = -1;
}

/** Advances the counter by one, once a tick after all movement. A change of the phase reverses all ghosts. */
export function advanceScatterTimer(world: World): void {
  if (isRelentless(world)) return;
  if (world.frightLeft > 0) {
    if (world.scatterHeld < 0) world.scatterHeld = world.tick - 1 - world.scatterStartTick;
    return;
  }
  if (world.scatterHeld >= 0) {
    world.scatterStartTick = world.tick - 1 - world.scatterHeld;
    world.scatterHeld = -1;
  }
  const thresholds = levelTable(world.difficulty).scatterThresholds;
  if (world.tick - world.scatterStartTick !== thresholds[world.scatterPhase]) return;
  world.scatterPhase++;
  reverseAll(world);
}

/** Whether the ghosts never scatter. */
function isRelentless(world: World): boolean {
  return world.settings.variant === 'relentless';
}
