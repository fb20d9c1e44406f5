// What a World looks like where that is a rule and not a matter of taste: blue, white, in scatter.

import { isEyes } from './fright.ts';
import { levelTable } from '../levels.ts';
import type { World } from '../world.ts';

export { isScatter } from './scatter-timer.ts';

/** Half-ticks between two looks at the colour, and the time left below which a look changes it (rules/arcade.md 10.3). */
const FLASH_HALF_TICKS = 28;
const FLASH_BELOW_HALF_TICKS = 256;

/** Whether a ghost is drawn blue (or white). */
export function isFrightened(world: World, ghost: number): boolean {
  return world.ghostFrightened[ghost] === 1 && !isEyes(world.ghostState[ghost]!);
}

/** Whether blue ghosts are drawn white now: it changes with every look once little time is left. */
export function flashesWhite(world: World): boolean {
  if (world.frightLeft === 0) return false;
  const total = levelTable(world.difficulty).frightHalfTicks;
  const looks = Math.floor((total - world.frightLeft) / FLASH_HALF_TICKS) + 1;
  const blueLooks = Math.max(0, Math.floor((total - FLASH_BELOW_HALF_TICKS) / FLASH_HALF_TICKS) + 1);
  return looks > blueLooks && (looks - blueLooks) % 2 === 1;
}
