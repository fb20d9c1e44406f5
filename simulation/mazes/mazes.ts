// The list of mazes. A new maze is a file with its lines and a row here; a test checks all mazes by maze-rules.ts.

import { CLASSIC } from './classic.ts';
import { LANTERN } from './lantern.ts';
import { mazeFrom, type Maze } from './maze.ts';
import { TERRACE } from './terrace.ts';

export const MAZES = [
  mazeFrom('classic', CLASSIC),
  mazeFrom('terrace', TERRACE),
  mazeFrom('lantern', LANTERN),
] as const satisfies readonly Maze[];

/** The maze of a name, null for one that is not in the list. */
export function mazeNamed(name: string): Maze | null {
  return MAZES.find((maze) => maze.name === name) ?? null;
}
