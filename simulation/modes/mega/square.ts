// The square of mazes in `mega`: its cells in reading order, closed to a ring in both directions (rules/modes.md 6).

import { STEP_X, STEP_Y, type Direction } from '../../constants.ts';

/** The side of the smallest square with so many cells. */
export function sideOf(cells: number): number {
  let side = 1;
  while (side * side < cells) side++;
  return side;
}

/** The cell next to a cell. North of the first row is the last one. */
export function neighbourCell(cell: number, side: number, direction: Direction): number {
  const column = ((cell % side) + STEP_X[direction] + side) % side;
  const row = (Math.floor(cell / side) + STEP_Y[direction] + side) % side;
  return row * side + column;
}
