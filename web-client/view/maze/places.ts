// Where positions of the rules are on the canvas. The canvas shows the rows of the maze, without the score lines above.
// Pictures stand on whole device pixels: canvas and WebGL would round halves differently.

import { columnOf, MAZE_COLUMNS, MAZE_ROWS, MAZE_TOP_ROW, rowOf, type Tile } from '#simulation';

/** A place on the canvas, in device pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const TILE = 8;
/** Size of the picture in arcade pixels. */
export const MAZE_WIDTH = MAZE_COLUMNS * TILE;
export const MAZE_HEIGHT = MAZE_ROWS * TILE;

/** The middle of an actor at a screen pixel; its point is the last pixel before its middle. */
export function screenX(x: number, scale: number): number {
  return Math.round((x + 1) * scale);
}

export function screenY(y: number, scale: number): number {
  return Math.round((y - MAZE_TOP_ROW * TILE) * scale);
}

/** The pixel of the rules at which an actor is whose middle is at a place of the canvas: the reverse of the two above. */
export function pixelX(x: number, scale: number): number {
  return x / scale - 1;
}

export function pixelY(y: number, scale: number): number {
  return y / scale + MAZE_TOP_ROW * TILE;
}

export function tileMiddleX(tile: Tile, scale: number): number {
  return Math.round(tileColumnX(columnOf(tile), scale));
}

export function tileMiddleY(tile: Tile, scale: number): number {
  return Math.round(tileRowY(rowOf(tile), scale));
}

/** The middle of the tiles of a column or row, which may be off the picture. */
export function tileColumnX(column: number, scale: number): number {
  return (column + 0.5) * TILE * scale;
}

export function tileRowY(row: number, scale: number): number {
  return (row - MAZE_TOP_ROW + 0.5) * TILE * scale;
}
