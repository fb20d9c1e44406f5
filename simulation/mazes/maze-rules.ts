// The rules that a maze must follow, so that the rules of all modes work in it (rules/modes.md 7). Lines of any origin can
// be checked, also those that a server sends.

import { RIGHT, STEP_X, STEP_Y } from '../constants.ts';
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
/** Fruits appear at 70 and 170 eaten dots (rules/arcade.md 14), and something must be left to eat afterwards. */
const DOTS_MIN = 171;
/** Lines of the tunnel and of the house, and the house's columns with the door. */
const TUNNEL_LINE = TUNNEL_ROW - MAZE_TOP_ROW;
const HOUSE_LINES = [12, 13, 14, 15, 16] as const;
const HOUSE_LEFT = 10;
const HOUSE_RIGHT = 17;
/** Line above the house, the left of the two columns above its door, and the directions that eyes choose from. */
const DOOR_LINE = 11;
const DOOR_LEFT = 13;
const DIRECTIONS = 4;
/** Columns at either end of the tunnel without other ways: ghosts are slow there. */
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

/** @returns the first rule that lines break as a maze, in a few words; null if they break none */
export function mazeFault(lines: readonly string[]): string | null {
  // A list with gaps is copied: `some` would step over them.
  if (lines.length !== MAZE_ROWS || Array.from(lines, String).some((line) => line.length !== MAZE_COLUMNS)) {
    return `a maze has ${MAZE_ROWS} lines of ${MAZE_COLUMNS} characters`;
  }
  if (lines.some((line) => /[^#.o _-]/.test(line))) return 'a line has a character that means nothing';
  if (lines.some((line) => line !== [...line].toReversed().join(''))) return 'the left half does not mirror the right';
  if (HOUSE_LINES.some((line) => houseOf(lines, line) !== houseOf(CLASSIC, line))) return 'the house has another shape';
  if (count(lines, /[-_]/g) !== count(CLASSIC, /[-_]/g)) return 'there is a second house';
  if (count(lines, /o/g) !== ENERGIZERS) return `there are not ${ENERGIZERS} energizers`;
  if (count(lines, /[.o]/g) < DOTS_MIN) return `there are fewer than ${DOTS_MIN} dots`;
  return tunnelFault(lines) ?? placeFault(lines) ?? wayFault(lines) ?? eyesFault(lines);
}

function houseOf(lines: readonly string[], line: number): string {
  return lines[line]!.slice(HOUSE_LEFT, HOUSE_RIGHT + 1);
}

function count(lines: readonly string[], sign: RegExp): number {
  return lines.join('').match(sign)?.length ?? 0;
}

/** Exactly one row leads out at the sides, and its ends have no other ways. */
function tunnelFault(lines: readonly string[]): string | null {
  for (let line = 0; line < MAZE_ROWS; line++) {
    if (isOpen(lines, 0, line) !== (line === TUNNEL_LINE)) return `the tunnel is line ${TUNNEL_LINE} and no other`;
  }
  for (let column = 0; column < TUNNEL_COLUMNS; column++) {
    const isStraight = isOpen(lines, column, TUNNEL_LINE) && waysFrom(lines, column, TUNNEL_LINE) === 2;
    if (!isStraight) return 'the ends of the tunnel have ways off';
  }
  return null;
}

/**
 * All places are floor, as are the rows where ghosts do not turn. Ways off these rows go straight on for at
 * least two tiles: a ghost that does not decide in a tile has no other direction for the next one.
 */
function placeFault(lines: readonly string[]): string | null {
  const wall = PLACES.find(([column, line]) => !isOpen(lines, column, line));
  if (wall !== undefined) return `(${wall[0]}, ${wall[1]}) must be floor`;
  for (const row of NO_TURN_ROWS) {
    const line = row - MAZE_TOP_ROW;
    for (let column = NO_TURN_LEFT - 1; column <= NO_TURN_RIGHT + 1; column++) {
      if (!isOpen(lines, column, line)) return `(${column}, ${line}) must be floor`;
    }
    for (let column = NO_TURN_LEFT; column <= NO_TURN_RIGHT; column++) {
      for (const [x, y] of neighbours(lines, column, line)) {
        const [beyondX, beyondY] = [2 * x - column, 2 * y - line];
        if (!isOpen(lines, beyondX, beyondY)) return `(${beyondX}, ${beyondY}) must be floor`;
      }
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

/**
 * From every tile and in every direction, eyes come home. They never turn back, and take the way that is nearer to the
 * door as the crow flies: in a pocket below the house they would go round for ever.
 */
function eyesFault(lines: readonly string[]): string | null {
  const home = new Set<number>();
  for (let tile = 0; tile < MAZE_ROWS * MAZE_COLUMNS; tile++) {
    const [column, line] = [tile % MAZE_COLUMNS, Math.floor(tile / MAZE_COLUMNS)];
    if (!isOpen(lines, column, line)) continue;
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      if (!isOpen(lines, ...neighbourIn(tile, direction))) continue;
      const way = wayOfEyes(lines, tile * DIRECTIONS + direction, home);
      if (way === null) return `eyes do not come home from (${column}, ${line})`;
      for (const place of way) home.add(place);
    }
  }
  return null;
}

/**
 * Places of eyes, as tile * 4 + direction, from one of them to the door or to one from where they come home.
 * @returns null where they go round
 */
function wayOfEyes(lines: readonly string[], from: number, home: ReadonlySet<number>): ReadonlySet<number> | null {
  const way = new Set<number>();
  for (let place = from; !home.has(place); place = nextOfEyes(lines, place)) {
    if (way.has(place)) return null;
    way.add(place);
    const tile = Math.floor(place / DIRECTIONS);
    const isAcross = place % 2 === 0 && Math.floor(tile / MAZE_COLUMNS) === DOOR_LINE;
    // The door is between its two columns: eyes that walk from one to the other pass it.
    if (isAcross && tile % MAZE_COLUMNS === (place % DIRECTIONS === RIGHT ? DOOR_LEFT : DOOR_LEFT + 1)) return way;
  }
  return way;
}

/** The next tile in the direction of travel, and the direction that eyes take from it. Of equals the later one wins. */
function nextOfEyes(lines: readonly string[], place: number): number {
  const travel = place % DIRECTIONS;
  const [column, line] = neighbourIn(Math.floor(place / DIRECTIONS), travel);
  const tile = line * MAZE_COLUMNS + column;
  let best = travel;
  let bestDistance = Infinity;
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const [x, y] = neighbourIn(tile, direction);
    if (direction === (travel ^ 2) || !isOpen(lines, x, y)) continue;
    const distance = (x - DOOR_LEFT) ** 2 + (y - DOOR_LINE) ** 2;
    if (distance > bestDistance) continue;
    best = direction;
    bestDistance = distance;
  }
  return tile * DIRECTIONS + best;
}

function neighbourIn(tile: number, direction: number): [number, number] {
  const column = (tile % MAZE_COLUMNS) + STEP_X[direction]!;
  const line = Math.floor(tile / MAZE_COLUMNS) + STEP_Y[direction]!;
  return [(column + MAZE_COLUMNS) % MAZE_COLUMNS, line];
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
