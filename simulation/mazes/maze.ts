// A maze as tables: what is walkable, where dots are, and how pixels become tiles. mazes.ts has the list of mazes,
// maze-rules.ts the rules that a maze must follow.
// A tile is one number: row * 32 + column + 2, so that the two hidden columns on each side are part of the 32-tile ring.

import { NONE, type Direction } from '../constants.ts';

/** Rows of the screen, 0..35; the maze itself is rows 3..33 (rules/arcade.md 2). */
export const ROWS = 36;
/** The first line of the maze file is this row of the screen. */
export const MAZE_TOP_ROW = 3;
export const MAZE_ROWS = 31;
export const MAZE_COLUMNS = 28;
/** Tiles in a row of the table: 28 visible columns and two hidden ones on each side. */
const RING_COLUMNS = 32;
const HIDDEN_COLUMNS = 2;
/** First and last column of the ring. */
export const COLUMN_MIN = -HIDDEN_COLUMNS;
export const COLUMN_MAX = MAZE_COLUMNS + HIDDEN_COLUMNS - 1;

/** Pixels from the left or top edge of a tile to its centre; the asymmetry is the arcade's (rules/arcade.md 2). */
export const CENTRE_X = 3;
export const CENTRE_Y = 4;
/** x runs from -16 to 239 and wraps: the tunnel ring is 256 pixels long. */
export const X_MIN = -16;
export const X_MAX = 239;
export const RING_PIXELS = 256;

/** The tunnel row, and the columns in which no decision is made (`<=` left, `>=` right). */
export const TUNNEL_ROW = 17;
export const TUNNEL_LEFT = 0;
export const TUNNEL_RIGHT = 27;

/** Where ghosts make no decision in scatter and chase: these rows, from column to column (rules/arcade.md 7). */
export const NO_TURN_ROWS = [14, 26] as const;
export const NO_TURN_LEFT = 11;
export const NO_TURN_RIGHT = 16;

export type Tile = number;

export interface Maze {
  /** As settings call it. */
  readonly name: string;
  /** 31 lines of 28 characters: `#` wall, `.` dot, `o` energizer, space walkable and empty, `-` house door, `_` inside of the house. */
  readonly lines: readonly string[];
  /** 1 where Pac-Man and the ghosts may walk, by tile; door and house are 0. */
  readonly walkable: Uint8Array;
  /** 1 where an energizer lies at the start of a level, by tile. */
  readonly energizer: Uint8Array;
  /** 1 where a ghost is slowed down (rules/arcade.md 3), by tile. */
  readonly slow: Uint8Array;
  /** 1 where ghosts make no decision in scatter and chase, by tile. */
  readonly noTurn: Uint8Array;
  /** Dots and energizers at the start of a level: one word a maze row, bit = column. */
  readonly dotRows: Int32Array;
  /** The tile next to a tile, `tile * 4 + direction`, around the ring of the tunnel. */
  readonly neighbour: Int16Array;
  /** Dots and energizers together. */
  readonly dotCount: number;
}

/** The tile at a column (-2..29) and a screen row (0..35). */
export function tileAt(column: number, row: number): Tile {
  return row * RING_COLUMNS + column + HIDDEN_COLUMNS;
}

export function columnOf(tile: Tile): number {
  return (tile & (RING_COLUMNS - 1)) - HIDDEN_COLUMNS;
}

export function rowOf(tile: Tile): number {
  return tile >> 5;
}

/** The tile a screen pixel (x -16..239, y 0..287) lies in. */
export function tileOfPixel(x: number, y: number): Tile {
  return ((y >> 3) << 5) + ((x - X_MIN) >> 3);
}

/** The neighbour of a tile; NONE gives the tile itself. */
export function neighbourOf(maze: Maze, tile: Tile, direction: Direction): Tile {
  return direction === NONE ? tile : maze.neighbour[tile * 4 + direction]!;
}

/** Whether a tile is one of the tunnel's ends, where actors only go straight on. */
export function inTunnel(tile: Tile): boolean {
  const column = tile & (RING_COLUMNS - 1);
  return column <= TUNNEL_LEFT + HIDDEN_COLUMNS || column >= TUNNEL_RIGHT + HIDDEN_COLUMNS;
}

/** x after one step, wrapped into the ring. */
export function wrapX(x: number): number {
  return x < X_MIN ? x + RING_PIXELS : x > X_MAX ? x - RING_PIXELS : x;
}

/** A maze from its lines. They are taken as they are: `mazeFault` says whether they follow the rules. */
export function mazeFrom(name: string, lines: readonly string[]): Maze {
  const tiles = ROWS * RING_COLUMNS;
  const maze = {
    ...{ name, lines },
    walkable: new Uint8Array(tiles),
    energizer: new Uint8Array(tiles),
    slow: new Uint8Array(tiles),
    noTurn: new Uint8Array(tiles),
    dotRows: new Int32Array(MAZE_ROWS),
    neighbour: neighbours(),
    dotCount: 0,
  };
  for (let line = 0; line < MAZE_ROWS; line++) {
    for (let column = 0; column < MAZE_COLUMNS; column++) {
      const sign = lines[line]![column]!;
      const tile = tileAt(column, line + MAZE_TOP_ROW);
      if (sign === '.' || sign === 'o' || sign === ' ') maze.walkable[tile] = 1;
      if (sign === 'o') maze.energizer[tile] = 1;
      if (sign !== '.' && sign !== 'o') continue;
      maze.dotRows[line]! |= 1 << column;
      maze.dotCount++;
    }
  }
  for (const column of [-2, -1, 28, 29]) maze.walkable[tileAt(column, TUNNEL_ROW)] = 1;
  for (const column of [0, 1, 2, 3, 4, 23, 24, 25, 26, 27]) maze.slow[tileAt(column, TUNNEL_ROW)] = 1;
  for (const row of NO_TURN_ROWS) {
    for (let column = NO_TURN_LEFT; column <= NO_TURN_RIGHT; column++) maze.noTurn[tileAt(column, row)] = 1;
  }
  return maze;
}

function neighbours(): Int16Array {
  const table = new Int16Array(ROWS * RING_COLUMNS * 4);
  for (let row = 0; row < ROWS; row++) {
    for (let ring = 0; ring < RING_COLUMNS; ring++) {
      const tile = row * RING_COLUMNS + ring;
      table[tile * 4] = row * RING_COLUMNS + ((ring + 1) % RING_COLUMNS);
      table[tile * 4 + 1] = Math.min(row + 1, ROWS - 1) * RING_COLUMNS + ring;
      table[tile * 4 + 2] = row * RING_COLUMNS + ((ring + RING_COLUMNS - 1) % RING_COLUMNS);
      table[tile * 4 + 3] = Math.max(row - 1, 0) * RING_COLUMNS + ring;
    }
  }
  return table;
}
