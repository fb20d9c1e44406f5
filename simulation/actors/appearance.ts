// The parts of a World's appearance that follow from the rules: blue and white ghosts.

import { isEyes } from './fright.ts';
import { levelTable } from '../levels.ts';
import type { World } from '../world.ts';

export { isScatter } from './scatter-timer.ts';

/** Half-ticks between two changes of the colour, and the time left below which it changes (rules/arcade.md 10.3). */
const FLASH_HALF_TICKS = 28;
const FLASH_BELOW_HALF_TICKS = 256;

/** Whether a ghost is drawn blue (or white). */
export function isFrightened(world: World, ghost: number): boolean {
  return world.ghostFrightened[ghost] === 1 && !isEyes(world.ghostState[ghost]!);
}

/** Whether blue ghosts are drawn white now: they flash when little time is left. */
export function flashesWhite(world: World): boolean {
  if (world.frightLeft === 0) return false;
  const total = levelTable(world.difficulty).frightHalfTicks;
  const looks = Math.floor((total - world.frightLeft) / FLASH_HALF_TICKS) + 1;
  const blueLooks = Math.max(0, Math.floor((total - FLASH_BELOW_HALF_TICKS) / FLASH_HALF_TICKS) + 1);
  return looks > blueLooks && (looks - blueLooks) % 2 === 1;
}
