// The walls of a maze: a double line with round corners through the middle of the wall tiles that lie at a passage.

import type { Palette } from './palette.ts';
import type { Pixels } from './pixels.ts';

/** Arcade pixels of a tile. */
export const TILE = 8;
const HALF = TILE / 2;
/** Width of the line, and of the dark line in it that makes it two, in arcade pixels. */
const LINE_WIDTH = 2.7;
const GAP_WIDTH = 1.2;
/** The soft light around walls: how far it reaches, and how strong it is at the line. */
const GLOW_REACH = HALF;
const GLOW = 0.22;

/** Where a picture of the rules lies in a larger one. */
export interface Place {
  /** The left upper corner, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels for an arcade pixel. */
  readonly scale: number;
}

/** The distance of a point of a tile from a line in it, from the middle of the tile, in arcade pixels. */
type Line = (x: number, y: number) => number;

/** @param lines of the maze: # wall, - door, . dot, o energizer, and a space */
export function drawMaze(pixels: Pixels, lines: readonly string[], place: Place, colours: Palette): void {
  for (const [row, signs] of lines.entries()) {
    for (let column = 0; column < signs.length; column++) {
      if (signs[column] === '#') drawWall(pixels, linesOf(lines, column, row), column, row, place, colours);
      if (signs[column] === '-') drawDoor(pixels, column, row, place, colours.door);
    }
  }
}

function drawWall(
  pixels: Pixels,
  lines: readonly Line[],
  column: number,
  row: number,
  { x, y, scale }: Place,
  { wall, glows }: Palette,
): void {
  if (lines.length === 0) return;
  const left = x + column * TILE * scale;
  const top = y + row * TILE * scale;
  const box = { left, top, right: left + TILE * scale, bottom: top + TILE * scale };
  const opacity = (pixelX: number, pixelY: number): number => {
    const distance = distanceFrom(lines, (pixelX - left) / scale - HALF, (pixelY - top) / scale - HALF);
    const line = covered((LINE_WIDTH / 2 - distance) * scale) - covered((GAP_WIDTH / 2 - distance) * scale);
    const light = glows ? GLOW * Math.max(0, 1 - distance / GLOW_REACH) ** 2 : 0;
    return Math.max(line, light);
  };
  pixels.shade(box, opacity, wall);
}

function distanceFrom(lines: readonly Line[], x: number, y: number): number {
  let least = Infinity;
  for (const line of lines) least = Math.min(least, line(x, y));
  return least;
}

/** How much of a pixel is covered by a shape whose edge is so many pixels away. */
function covered(distance: number): number {
  return Math.max(0, Math.min(1, distance + 0.5));
}

/** A straight line along a passage, a quarter circle around a corner of the wall or into one of the passage. */
function linesOf(maze: readonly string[], column: number, row: number): Line[] {
  const isOpen = (x: number, y: number): boolean => isPassage(maze, column + x, row + y);
  const found: Line[] = [];
  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      if (isOpen(x, 0) && isOpen(0, y)) found.push(corner(-x, -y));
      else if (!isOpen(x, 0) && !isOpen(0, y) && isOpen(x, y)) found.push(corner(x, y));
    }
  }
  const beside = isOpen(-1, 0) || isOpen(1, 0);
  const aboveOrBelow = isOpen(0, -1) || isOpen(0, 1);
  if (aboveOrBelow && !beside) found.push((_, y) => Math.abs(y));
  else if (beside && !aboveOrBelow) found.push((x) => Math.abs(x));
  return found;
}

/** A quarter circle around the corner of the tile in the direction (x, y). */
function corner(x: number, y: number): Line {
  return (atX, atY) => Math.abs(Math.hypot(atX - x * HALF, atY - y * HALF) - HALF);
}

function drawDoor(pixels: Pixels, column: number, row: number, { x, y, scale }: Place, colour: string): void {
  const top = y + (row * TILE + HALF - 1) * scale;
  pixels.rectangle(x + column * TILE * scale, top, TILE * scale, 2 * scale, colour);
}

/** Outside of the maze, the house and its door count as wall: no line runs along them. */
function isPassage(maze: readonly string[], column: number, row: number): boolean {
  const sign = maze[row]?.[column];
  return sign === '.' || sign === 'o' || sign === ' ';
}
