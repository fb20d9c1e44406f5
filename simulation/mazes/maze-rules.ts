// What a maze must be, so that all rules of all modes work in it (rules/modes.md 7). Lines of any origin may be asked
// about: what a server sends, what an operator writes.

import { CLASSIC } from './classic.ts';
import {
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  NO_TURN_LEFT,
  NO_TURN_RIGHT,
  NO_TURN_ROWS,
  TUNNEL_ROW,
} from './maze.ts';

const ENERGIZERS = 4;
/** Fruits appear when 70 and 170 have been eaten (rules/arcade.md 14); there is something left to eat afterwards. */
const DOTS_MIN = 171;
/** Lines of the tunnel and of the house, and the house's columns with the door. */
const TUNNEL_LINE = TUNNEL_ROW - MAZE_TOP_ROW;
const HOUSE_LINES = [12, 13, 14, 15, 16] as const;
const HOUSE_LEFT = 10;
const HOUSE_RIGHT = 17;
/** Columns at either end of the tunnel that are the tunnel and nothing else: ghosts are slow there. */
const TUNNEL_COLUMNS = 5;

/** Places that rules name, as column and line: starts, returns, the fruit, the door, the gates of `mega`. */
const PLACES: readonly (readonly [number, number])[] = [
  ...([
    [13, 23],
    [14, 23],
    [12, 23],
    [15, 23],
    [9, 23],
    [18, 23],
    [7, 23],
    [20, 23],
  ] as const),
  ...([
    [3, 29],
    [24, 29],
    [6, 10],
    [21, 10],
    [11, 1],
    [16, 1],
  ] as const),
  ...([
    [13, 17],
    [14, 17],
    [13, 11],
    [14, 11],
    [12, 1],
    [15, 1],
    [12, 29],
    [15, 29],
  ] as const),
];

/** @returns what is wrong with lines as a maze, in a few words, or null where nothing is */
export function mazeFault(lines: readonly string[]): string | null {
  if (lines.length !== MAZE_ROWS || lines.some((line) => line.length !== MAZE_COLUMNS)) {
    return `a maze has ${MAZE_ROWS} lines of ${MAZE_COLUMNS} characters`;
  }
  if (lines.some((line) => /[^#.o _-]/.test(line))) return 'a line has a character that means nothing';
  if (lines.some((line) => line !== [...line].toReversed().join(''))) return 'the left half does not mirror the right';
  if (HOUSE_LINES.some((line) => houseOf(lines, line) !== houseOf(CLASSIC, line))) return 'the house has another shape';
  if (count(lines, /[-_]/g) !== count(CLASSIC, /[-_]/g)) return 'there is a second house';
  if (count(lines, /o/g) !== ENERGIZERS) return `there are not ${ENERGIZERS} energizers`;
  if (count(lines, /[.o]/g) < DOTS_MIN) return `there are fewer than ${DOTS_MIN} dots`;
  return tunnelFault(lines) ?? placeFault(lines) ?? wayFault(lines);
}

function houseOf(lines: readonly string[], line: number): string {
  return lines[line]!.slice(HOUSE_LEFT, HOUSE_RIGHT + 1);
}

function count(lines: readonly string[], sign: RegExp): number {
  return lines.join('').match(sign)?.length ?? 0;
}

/** One row leads out at the sides, and its ends have no way off. */
function tunnelFault(lines: readonly string[]): string | null {
  for (let line = 0; line < MAZE_ROWS; line++) {
    if (isOpen(lines, 0, line) !== (line === TUNNEL_LINE)) return `the tunnel is line ${TUNNEL_LINE} and no other`;
  }
  for (let column = 0; column < TUNNEL_COLUMNS; column++) {
    if (waysFrom(lines, column, TUNNEL_LINE) !== 2) return 'the ends of the tunnel have ways off';
  }
  return null;
}

/** All places are floor, and in the rows where ghosts do not turn one can walk straight on, to beyond their ends. */
function placeFault(lines: readonly string[]): string | null {
  const wall = PLACES.find(([column, line]) => !isOpen(lines, column, line));
  if (wall !== undefined) return `(${wall[0]}, ${wall[1]}) must be floor`;
  for (const row of NO_TURN_ROWS) {
    for (let column = NO_TURN_LEFT - 1; column <= NO_TURN_RIGHT + 1; column++) {
      if (!isOpen(lines, column, row - MAZE_TOP_ROW)) return `(${column}, ${row - MAZE_TOP_ROW}) must be floor`;
    }
  }
  return null;
}

/** No dead end, and every tile can be reached. */
function wayFault(lines: readonly string[]): string | null {
  const [start] = PLACES;
  const reached = new Set([start![1] * MAZE_COLUMNS + start![0]]);
  for (const tile of reached) {
    const column = tile % MAZE_COLUMNS;
    const line = Math.floor(tile / MAZE_COLUMNS);
    if (waysFrom(lines, column, line) < 2) return `(${column}, ${line}) is a dead end`;
    for (const [x, y] of neighbours(lines, column, line)) reached.add(y * MAZE_COLUMNS + x);
  }
  const floor = count(lines, /[.o ]/g);
  return reached.size === floor ? null : `${floor - reached.size} tiles cannot be reached`;
}

function waysFrom(lines: readonly string[], column: number, line: number): number {
  return neighbours(lines, column, line).length;
}

/** Open neighbours, through the tunnel too. */
function neighbours(lines: readonly string[], column: number, line: number): [number, number][] {
  const all: [number, number][] = [
    ...([
      [column, line - 1],
      [column, line + 1],
    ] satisfies [number, number][]),
    ...([
      [(column + 1) % MAZE_COLUMNS, line],
      [(column + MAZE_COLUMNS - 1) % MAZE_COLUMNS, line],
    ] satisfies [number, number][]),
  ];
  return all.filter(([x, y]) => isOpen(lines, x, y));
}

function isOpen(lines: readonly string[], column: number, line: number): boolean {
  const sign = lines[line]?.[column];
  return sign === '.' || sign === 'o' || sign === ' ';
}
