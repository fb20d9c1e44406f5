// A World as plain text: for terminals without colours, for pipes, and for tests. One character is one tile.

import {
  columnOf,
  GHOST,
  GHOST_COUNT,
  isFrightened,
  MAZE_COLUMNS,
  MAZE_ROWS,
  MAZE_TOP_ROW,
  mazeOfPacs,
  PAC,
  PHASE,
  rowOf,
  tileAt,
  tileOfPixel,
  FRUIT_X,
  FRUIT_Y,
  DOWN,
  LEFT,
  RIGHT,
  UP,
  type World,
} from '#simulation';

/** A Pac-Man is its mouth: it opens where it goes. */
const MOUTHS: Readonly<Record<number, string>> = { [RIGHT]: '<', [DOWN]: '^', [LEFT]: '>', [UP]: 'v' };
/** Ghosts by their first letters; Inky is K, as I looks like a wall. Those that can be eaten have small ones. */
const GHOST_LETTERS = ['B', 'P', 'K', 'C'] as const;
const EYES = '"';

/** Lines of the maze, `MAZE_ROWS` of `MAZE_COLUMNS` characters. */
export function textMaze(world: World): string[] {
  const lines = Array.from({ length: MAZE_ROWS }, (_, line) => tilesOf(world, line));
  const put = (x: number, y: number, character: string): void => {
    const tile = tileOfPixel(x, y);
    const line = rowOf(tile) - MAZE_TOP_ROW;
    const column = columnOf(tile);
    if (line < 0 || line >= MAZE_ROWS || column < 0 || column >= MAZE_COLUMNS) return;
    lines[line]![column] = character;
  };
  if (world.fruitState === 1) put(FRUIT_X, FRUIT_Y, '%');
  for (let pac = 0; pac < world.pacCount; pac++) {
    const state = world.pacState[pac]!;
    if ((state !== PAC.alive && state !== PAC.waiting) || world.pacSeen === 0 || world.phase === PHASE.tune) continue;
    put(world.pacX[pac]!, world.pacY[pac]!, MOUTHS[world.pacTravel[pac]!] ?? MOUTHS[RIGHT]!);
  }
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (world.phase === PHASE.tune || world.ghostState[ghost] === GHOST.scored) continue;
    put(world.ghostX[ghost]!, world.ghostY[ghost]!, ghostCharacter(world, ghost));
  }
  return lines.map((line) => line.join(''));
}

function tilesOf(world: World, line: number): string[] {
  const open = world.settings.mode.name === 'mega' ? mazeOfPacs(world).walkable : null;
  return Array.from(world.maze.lines[line]!, (sign, column) => {
    if (sign === '#') return open?.[tileAt(column, line + MAZE_TOP_ROW)] === 1 ? '=' : '#';
    if (sign === '-') return '-';
    const hasDot = ((world.dots[line]! >>> column) & 1) === 1;
    return hasDot ? sign : ' ';
  });
}

function ghostCharacter(world: World, ghost: number): string {
  const state = world.ghostState[ghost]!;
  if (state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing) return EYES;
  const letter = GHOST_LETTERS[ghost]!;
  return isFrightened(world, ghost) ? letter.toLowerCase() : letter;
}
