// The walls of a maze as pixels: whole tiles where a tile is one or two pixels, lines inside of the wall tiles where there
// is room for them. They are drawn once for each maze and scale.

import { MAZE_COLUMNS, MAZE_ROWS, type Maze } from '#simulation';
import { BLACK, DOOR, WALL, WALL_INSIDE, WALL_SOLID } from './palette.ts';
import { Pixels } from './pixels.ts';
import type { Scale } from './scale.ts';

/** From so many pixels on, walls are lines. */
const LINES_FROM = 3;
/** Pixels between a way and the line of its wall, by pixels of a tile: figures are that much larger than a way on each side. */
const MARGINS = [0, 0, 0, 0, 1, 1, 2, 2, 3] as const;
/** Walls of which pictures are kept: those of one match, at the sizes of a window that is being resized. */
const KEPT_MAX = 32;

const kept = new Map<string, { readonly maze: Maze; readonly pixels: Pixels }>();

export function marginOf({ across, down }: Scale): number {
  return across === down ? MARGINS[across]! : 0;
}

/** The walls and doors of a maze. The picture must not be changed. */
export function wallsOf(maze: Maze, scale: Scale): Pixels {
  const key = `${maze.name} ${scale.across} ${scale.down}`;
  const known = kept.get(key);
  if (known?.maze.lines === maze.lines) return known.pixels;
  const pixels = drawWalls(maze, scale);
  if (kept.size === KEPT_MAX) kept.clear();
  kept.set(key, { maze, pixels });
  return pixels;
}

function drawWalls({ lines }: Maze, scale: Scale): Pixels {
  const { across, down } = scale;
  const width = MAZE_COLUMNS * across;
  const height = MAZE_ROWS * down;
  const pixels = new Pixels(width, height, BLACK);
  const isWall = (x: number, y: number): boolean =>
    x < 0 || y < 0 || x >= width || y >= height || lines[Math.floor(y / down)]![Math.floor(x / across)] === '#';
  const margin = marginOf(scale);
  const hasLines = across === down && across >= LINES_FROM;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (lines[Math.floor(y / down)]![Math.floor(x / across)] === '-') pixels.set(x, y, DOOR);
      else if (isWall(x, y)) pixels.set(x, y, hasLines ? colourAt(x, y, margin, isWall) : WALL_SOLID);
    }
  }
  return pixels;
}

/** By the distance to the nearest way: black, the line, or the inside of the wall. */
function colourAt(x: number, y: number, margin: number, isWall: (x: number, y: number) => boolean): number {
  for (let distance = 1; distance <= margin + 1; distance++) {
    for (let along = -distance; along <= distance; along++) {
      const isNear =
        !isWall(x + along, y - distance) ||
        !isWall(x + along, y + distance) ||
        !isWall(x - distance, y + along) ||
        !isWall(x + distance, y + along);
      if (isNear) return distance <= margin ? BLACK : WALL;
    }
  }
  return WALL_INSIDE;
}
