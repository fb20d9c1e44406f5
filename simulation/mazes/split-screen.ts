// Level 256: the dots that its broken drawing leaves (rules/arcade.md 17). The fruit line of this level is drawn 256
// times, two screen bytes further each time, and then seven blanks: that covers the columns from 13 on and column 12 down
// to row 19. The left half keeps 112 dots and 2 energizers.

import { LEVEL_LAST } from '../levels.ts';
import { columnOf, MAZE_TOP_ROW, rowOf, tileAt, type Tile } from './maze.ts';
import type { World } from '../world.ts';

/** First column that is ruined from top to bottom, and the last ruined row of the column before it. */
const RUINED_FROM_COLUMN = 13;
const RUINED_TO_ROW = 19;

/**
 * The nine dots in the ruins. The arcade's own places follow from bytes of its program that are not
 * published as numbers; these are nine dots of the plain maze, so that all of them can be reached.
 */
export const HIDDEN_DOTS: readonly Tile[] = [
  ...[tileAt(18, 4), tileAt(26, 5), tileAt(21, 7), tileAt(15, 11), tileAt(26, 11)],
  ...[tileAt(21, 17), tileAt(21, 25), tileAt(24, 29), tileAt(15, 32)],
];

/** Removes the dots under the ruins. The level still counts those of the whole maze, so it is never cleared. */
export function ruinMaze(world: World): void {
  for (let line = 0; line < world.dots.length; line++) {
    const kept = line + MAZE_TOP_ROW > RUINED_TO_ROW ? RUINED_FROM_COLUMN : RUINED_FROM_COLUMN - 1;
    world.dots[line]! &= (1 << kept) - 1;
  }
}

/**
 * Restores the dots in the ruins with each life. They count again when they are eaten. Other mazes have only those that
 * are not in a wall.
 */
export function layHiddenDots(world: World): void {
  if (world.level !== LEVEL_LAST) return;
  for (const tile of HIDDEN_DOTS) {
    if (world.maze.walkable[tile] === 1) world.dots[rowOf(tile) - MAZE_TOP_ROW]! |= 1 << columnOf(tile);
  }
}
