// Scatter and chase: a counter of ticks that stands still while fright is on (rules/arcade.md 9).

import { reverseAll } from './ghost.ts';
import { levelTable } from '../levels.ts';
import type { World } from '../world.ts';

/** Whether the ghosts go to their corners. */
export function isScatter(world: World): boolean {
  return (world.modePhase & 1) === 0;
}

/** Starts the counter anew with the first tick of play of a life. */
export function startModeTimer(world: World): void {
  world.modePhase = 0;
  world.modeStartTick = world.tick - 1;
  world.modeHeld = -1;
}

/** Advances the counter by one, once a tick after all movement; a change of mode turns every ghost round. */
export function advanceModeTimer(world: World): void {
  if (world.frightLeft > 0) {
    if (world.modeHeld < 0) world.modeHeld = world.tick - 1 - world.modeStartTick;
    return;
  }
  if (world.modeHeld >= 0) {
    world.modeStartTick = world.tick - 1 - world.modeHeld;
    world.modeHeld = -1;
  }
  const thresholds = levelTable(world.difficulty).modeThresholds;
  if (world.tick - world.modeStartTick !== thresholds[world.modePhase]) return;
  world.modePhase++;
  reverseAll(world);
}
