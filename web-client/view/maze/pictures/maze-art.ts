// The walls: a double line with round corners that runs through the middle of the wall tiles, as in the arcade.
// The lines come from the maze itself, so any maze of 31 lines can be drawn.

import { drawBrokenHalf } from './broken-maze.ts';
import { palette } from './palette.ts';

/** Arcade pixels of a tile, and of the lines: the blue one, and the dark one that makes it two. */
const TILE = 8;
const HALF = TILE / 2;
const LINE_WIDTH = 2.7;
const GAP_WIDTH = 1.2;
/** The soft light around walls: strokes of these widths and strengths, one over the other. */
const GLOW = [
  [10, 0.05],
  [7, 0.07],
  [4.6, 0.12],
] as const;

/** Blue; white while a cleared level flashes; red in the sudden death of `battle`; with the broken half of level 256. */
export type WallLook = 'usual' | 'flashing' | 'sudden-death' | 'broken';

function colourOf(look: WallLook): string {
  const { wall, wallFlashing, wallSuddenDeath } = palette();
  return { usual: wall, flashing: wallFlashing, 'sudden-death': wallSuddenDeath, broken: wall }[look];
}

/** Draws the walls from (0, 0) in arcade pixels. */
export function drawMaze(context: CanvasRenderingContext2D, maze: readonly string[], look: WallLook): void {
  const walls = outlines(maze);
  context.lineCap = 'butt';
  if (palette().glows) drawGlow(context, walls, colourOf(look));
  context.strokeStyle = colourOf(look);
  context.lineWidth = LINE_WIDTH;
  context.stroke(walls);
  context.globalCompositeOperation = 'destination-out';
  context.lineWidth = GAP_WIDTH;
  context.stroke(walls);
  context.globalCompositeOperation = 'source-over';
  if (look !== 'flashing') drawDoor(context, maze);
  if (look === 'broken') drawBrokenHalf(context);
}

function drawGlow(context: CanvasRenderingContext2D, walls: Path2D, colour: string): void {
  context.strokeStyle = colour;
  for (const [width, strength] of GLOW) {
    context.globalAlpha = strength;
    context.lineWidth = width;
    context.stroke(walls);
  }
  context.globalAlpha = 1;
}

function outlines(maze: readonly string[]): Path2D {
  const path = new Path2D();
  for (const [row, line] of maze.entries()) {
    for (let column = 0; column < line.length; column++) {
      if (line[column] === '#') addTile(path, maze, column, row);
    }
  }
  return path;
}

/** A straight line along a passage, a quarter circle around a corner of the wall or into one of the passage. */
function addTile(path: Path2D, maze: readonly string[], column: number, row: number): void {
  const isOpen = (x: number, y: number): boolean => isPassage(maze, column + x, row + y);
  const x0 = column * TILE + HALF;
  const y0 = row * TILE + HALF;
  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      if (isOpen(x, 0) && isOpen(0, y)) addCorner(path, x0, y0, -x, -y);
      else if (!isOpen(x, 0) && !isOpen(0, y) && isOpen(x, y)) addCorner(path, x0, y0, x, y);
    }
  }
  const open = { beside: isOpen(-1, 0) || isOpen(1, 0), aboveOrBelow: isOpen(0, -1) || isOpen(0, 1) };
  if (open.aboveOrBelow && !open.beside) {
    path.moveTo(x0 - HALF, y0);
    path.lineTo(x0 + HALF, y0);
  } else if (open.beside && !open.aboveOrBelow) {
    path.moveTo(x0, y0 - HALF);
    path.lineTo(x0, y0 + HALF);
  }
}

/** A quarter circle in one quarter of a tile, between the middles of two of its sides. */
function addCorner(path: Path2D, x0: number, y0: number, x: number, y: number): void {
  path.moveTo(x0 + x * HALF, y0);
  path.arcTo(x0, y0, x0, y0 + y * HALF, HALF);
}

function drawDoor(context: CanvasRenderingContext2D, maze: readonly string[]): void {
  context.fillStyle = palette().door;
  for (const [row, line] of maze.entries()) {
    for (let column = 0; column < line.length; column++) {
      if (line[column] === '-') context.fillRect(column * TILE, row * TILE + HALF - 1, TILE, 2);
    }
  }
}

/** Outside of the maze, the house and its door count as wall: no line runs along them. */
function isPassage(maze: readonly string[], column: number, row: number): boolean {
  const sign = maze[row]?.[column];
  return sign === '.' || sign === 'o' || sign === ' ';
}
