// The maze for a terminal without colours: characters for what is in a tile. Where there are not enough rows, a cell shows
// two tiles, one above the other.

import { MAZE_COLUMNS, MAZE_ROWS, ROLE, tileOfPixel, columnOf, rowOf, MAZE_TOP_ROW, type World } from '#simulation';
import { STYLE, type Cells } from '../terminal/cells.ts';
import type { Layout } from './scale.ts';
import { textMaze } from './text-maze.ts';

/** A tile is one character, or two. */
export const MONOCHROME_ACROSS_MAX = 2;

const WALL = '#';
const EMPTY = ' ';
/** What is in the upper, the lower, and both of two tiles, by what it is. */
const PAIRS: Readonly<Record<string, readonly [upper: string, lower: string, both: string]>> = {
  [WALL]: ['▀', '▄', '█'],
  '.': ["'", '.', ':'],
};

/** @param marked the seat whose figure is reversed; -1 for none */
export function monochromeMaze(cells: Cells, { left, top, rows, scale }: Layout, world: World, marked: number): void {
  const lines = textMaze(world);
  const own = marked < 0 ? null : ownTile(world, marked);
  const tilesPerRow = rows >= MAZE_ROWS ? 1 : 2;
  const usedRows = Math.ceil(MAZE_ROWS / tilesPerRow);
  for (let row = 0; row < usedRows; row++) {
    for (let column = 0; column < MAZE_COLUMNS; column++) {
      const upper = lines[row * tilesPerRow]![column]!;
      const lower = lines[row * tilesPerRow + tilesPerRow - 1]?.[column] ?? EMPTY;
      const isOwn = own !== null && own.column === column && Math.floor(own.line / tilesPerRow) === row;
      const character = tilesPerRow === 1 ? single(upper) : pair(upper, lower);
      const text = isSolid(character) ? character.repeat(scale.across) : character.padEnd(scale.across);
      cells.text(left + column * scale.across, top + row, text, { style: isOwn ? STYLE.reverse : STYLE.plain });
    }
  }
}

function single(tile: string): string {
  return PAIRS[tile === WALL ? WALL : '']?.[2] ?? tile;
}

/** A figure hides what is in the other tile, and a dot hides a wall. */
function pair(upper: string, lower: string): string {
  if (isFigure(upper)) return upper;
  if (isFigure(lower)) return lower;
  if (upper === lower) return PAIRS[upper]?.[2] ?? upper;
  for (const tile of ['.', WALL]) {
    if (upper === tile) return PAIRS[tile]![0];
    if (lower === tile) return PAIRS[tile]![1];
  }
  return upper === EMPTY ? lower : upper;
}

function isFigure(tile: string): boolean {
  return tile !== WALL && tile !== EMPTY && tile !== '.' && tile !== '-';
}

function isSolid(character: string): boolean {
  return PAIRS[WALL]!.includes(character);
}

function ownTile(world: World, seat: number): { readonly column: number; readonly line: number } | null {
  const actor = world.seatActor[seat]!;
  const role = world.seatRole[seat]!;
  if (role === ROLE.none) return null;
  const isGhost = role === ROLE.ghost;
  const x = (isGhost ? world.ghostX : world.pacX)[actor]!;
  const y = (isGhost ? world.ghostY : world.pacY)[actor]!;
  const tile = tileOfPixel(x, y);
  return { column: columnOf(tile), line: rowOf(tile) - MAZE_TOP_ROW };
}
