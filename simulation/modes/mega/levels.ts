// Levels of the mazes of `mega`: each maze has its own (rules/modes.md 6).

import { LEVEL_LAST, LEVEL_TABLE_LAST } from '../../levels.ts';
import { startLevel } from '../../life.ts';
import type { World } from '../../world.ts';

/** Lays all dots of a maze for a level. The arcade's last level is ruined, so a maze stays at the one before. */
export function layLevel(world: World, level: number): void {
  startLevel(world, Math.min(level, LEVEL_LAST - 1));
  setDifficulty(world);
}

/** The difficulty of a maze follows its level and the culls so far. */
export function setDifficulty(world: World): void {
  world.difficulty = Math.min(LEVEL_TABLE_LAST, world.level + world.culls);
}
