// How large the maze is drawn in a terminal, and what is beside it. A cell has two pixels, one above the other, which are
// about square.

import { MAZE_COLUMNS, MAZE_ROWS } from '#simulation';

/** Pixels of a tile. In the smallest sizes a tile is a whole pixel or two. */
export interface Scale {
  readonly across: number;
  readonly down: number;
}

export interface Layout {
  readonly scale: Scale;
  /** The cells of the maze: its left column, its top row, and its size. */
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  /** The left column and the width of the list of players beside the maze; null where there is no room for it. */
  readonly side: { readonly left: number; readonly columns: number } | null;
}

/** A row above the maze, and one below it. */
const OTHER_ROWS = 2;
const SIDE_COLUMNS_MIN = 22;
const SIDE_COLUMNS_MAX = 34;
const GAP = 2;

const SCALES: readonly Scale[] = [
  ...[8, 7, 6, 5, 4, 3, 2].map((pixels) => ({ across: pixels, down: pixels })),
  ...[
    { across: 2, down: 1 },
    { across: 1, down: 1 },
  ],
];
const SMALLEST = SCALES.at(-1)!;

/** What a terminal must have. */
export const COLUMNS_MIN = MAZE_COLUMNS * SMALLEST.across;
export const ROWS_MIN = rowsOf(SMALLEST) + OTHER_ROWS;

/**
 * @param acrossMax the largest scale that is wanted, in pixels of a tile
 * @returns the largest layout for a terminal of this size; null if it is too small
 */
export function layoutFor(columns: number, rows: number, acrossMax = Infinity): Layout | null {
  const fitting = SCALES.filter(({ across }) => across <= acrossMax);
  const scale = fitting.find((each) => MAZE_COLUMNS * each.across <= columns && rowsOf(each) + OTHER_ROWS <= rows);
  if (scale === undefined) return null;
  const mazeColumns = MAZE_COLUMNS * scale.across;
  const sideColumns = Math.min(SIDE_COLUMNS_MAX, columns - mazeColumns - GAP);
  const hasSide = sideColumns >= SIDE_COLUMNS_MIN;
  const all = mazeColumns + (hasSide ? GAP + sideColumns : 0);
  const left = Math.max(0, (columns - all) >> 1);
  return {
    ...{ scale, left, top: 1 + ((rows - OTHER_ROWS - rowsOf(scale)) >> 1), columns: mazeColumns, rows: rowsOf(scale) },
    side: hasSide ? { left: left + mazeColumns + GAP, columns: sideColumns } : null,
  };
}

function rowsOf({ down }: Scale): number {
  return Math.ceil((MAZE_ROWS * down) / 2);
}
