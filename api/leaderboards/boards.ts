// Which boards each mode has.

import { MODES, type ModeName } from '#simulation';

/** What a table is ordered by. */
export const BOARDS = ['score', 'level', 'rating'] as const;
export type Board = (typeof BOARDS)[number];

/** Modes whose matches have places, by which players are rated (rules/modes.md 1.12). */
export const RATED_MODES: ReadonlySet<string> = new Set<ModeName>(['versus', 'battle', 'mega']);
/** Modes whose players clear levels together; the others give scores only. */
export const LEVEL_BOARD_MODES: ReadonlySet<string> = new Set<ModeName>(['classic', 'coop']);

export function boardsOfMode(mode: string): Board[] {
  return BOARDS.filter((board) =>
    board === 'level' ? LEVEL_BOARD_MODES.has(mode) : board === 'rating' ? RATED_MODES.has(mode) : true,
  );
}

export const MODE_NAMES: readonly string[] = MODES.map(({ name }) => name);
