// Which maze of a match a World is.

import type { World } from '#simulation';

/** The same for the same maze, and another one for each maze of a match. In modes with one maze it is always the same. */
export function mazeKey({ mazeIndex, culls }: Partial<Pick<World, 'mazeIndex' | 'culls'>>): number {
  // After a collapse the mazes are others. There are less than 64 of them.
  return ((culls ?? 0) << 6) + (mazeIndex ?? 0);
}
