// The way through a gate of `mega` as it is drawn: mazes lie side by side, and the picture follows a Pac-Man from one to the
// next. A Pac-Man that has reached the edge waits there until the server has described the other maze.

import { GATES, MAZE_ROWS, MAZE_TOP_ROW, openGates, type World } from '#simulation';

/** From a maze to the next, in pixels. Between West and East lie the hidden ends of both tunnels. */
export const MAZE_STRIDE = { x: 256, y: 248 } as const;

/** The picture begins to move so many pixels before the edge of the maze, and is half way where the other maze begins. */
const MARGIN = 8;
const HIDDEN = 16;
const TOP = MAZE_TOP_ROW * 8;
const BOTTOM = TOP + MAZE_ROWS * 8;
const WIDTH = 224;

/** How far the picture is from the maze of a World, in pixels: half a stride where a Pac-Man is at the border of two mazes. */
export interface Offset {
  readonly x: number;
  readonly y: number;
}

const STILL: Offset = { x: 0, y: 0 };

/**
 * @param x where the Pac-Man is drawn, in pixels of the rules
 * @returns the offset of a picture that follows it. Only on its way through a gate it is not 0.
 */
export function offsetAt(world: World, x: number, y: number): Offset {
  const above = TOP + MARGIN - y;
  const below = y - (BOTTOM - MARGIN);
  if (above > 0 || below > 0) return { x: 0, y: Math.sign(below) * part(Math.max(above, below) / MARGIN, 'y') };
  if (openGates(world) !== GATES.eastWest) return STILL;
  const west = MARGIN - x;
  const east = x - (WIDTH - MARGIN);
  if (west > 0 || east > 0) return { x: Math.sign(east) * part(Math.max(west, east) / (MARGIN + HIDDEN), 'x'), y: 0 };
  return STILL;
}

/** From the maze that a picture has an offset in to the one that it is on the way to, in pixels; 0 on no way. */
export function strideOf({ x, y }: Offset): Offset {
  return { x: Math.sign(x) * MAZE_STRIDE.x, y: Math.sign(y) * MAZE_STRIDE.y };
}

/** @param way how much of the way to the border, 0..1 */
function part(way: number, axis: 'x' | 'y'): number {
  return (Math.min(1, way) * MAZE_STRIDE[axis]) / 2;
}
