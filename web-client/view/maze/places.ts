// Where positions of the rules are on the canvas. The canvas shows the rows of the maze, without the score lines above.

import { columnOf, MAZE_COLUMNS, MAZE_ROWS, MAZE_TOP_ROW, rowOf, type Tile } from '#simulation';

const TILE = 8;
/** Size of the picture in arcade pixels. */
export const MAZE_WIDTH = MAZE_COLUMNS * TILE;
export const MAZE_HEIGHT = MAZE_ROWS * TILE;

/** The middle of an actor at a screen pixel; its point is the last pixel before its middle. */
export function screenX(x: number, scale: number): number {
  return (x + 1) * scale;
}

export function screenY(y: number, scale: number): number {
  return (y - MAZE_TOP_ROW * TILE) * scale;
}

export function tileMiddleX(tile: Tile, scale: number): number {
  return (columnOf(tile) + 0.5) * TILE * scale;
}

export function tileMiddleY(tile: Tile, scale: number): number {
  return (rowOf(tile) - MAZE_TOP_ROW + 0.5) * TILE * scale;
}
