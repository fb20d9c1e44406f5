// Fright: what an energizer starts, how it runs out, and when it ends early (rules/arcade.md 10).

import { GHOST } from '../constants.ts';
import { reverseAll } from './ghost.ts';
import { levelTable } from '../levels.ts';
import type { World } from '../world.ts';

/** The fright of levels whose energizers only reverse the ghosts. */
const ONLY_REVERSAL = 1;

/** An energizer was eaten: time and chain start anew, and all ghosts, eyes included, are frightened and reverse. */
export function startFright(world: World): void {
  const isFearless = world.settings.variant === 'fearless';
  const halfTicks = isFearless ? ONLY_REVERSAL : levelTable(world.difficulty).frightHalfTicks;
  world.chain = 0;
  reverseAll(world);
  // If a mode counts whole ticks, a fright of one half-tick ends before it has an effect.
  if (halfTicks === ONLY_REVERSAL && !world.settings.mode.eating.halfTicks) return;
  world.frightLeft = halfTicks;
  world.ghostFrightened.fill(1);
}

/** Counts down fright: by one half-tick, or by two if a mode counts whole ticks. */
export function passFright(world: World, halfTicks: number): void {
  if (world.frightLeft === 0) return;
  world.frightLeft = Math.max(0, world.frightLeft - halfTicks);
  if (world.frightLeft === 0 || !world.ghostFrightened.includes(1)) endFright(world);
}

/** Ends fright without a reversal. Eyes keep their flag until they are home. */
export function endFright(world: World): void {
  world.frightLeft = 0;
  for (let ghost = 0; ghost < world.ghostState.length; ghost++) {
    if (!isEyes(world.ghostState[ghost]!)) world.ghostFrightened[ghost] = 0;
  }
}

/** Whether a ghost is on its way home, or about to be. */
export function isEyes(state: number): boolean {
  return state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing || state === GHOST.scored;
}
