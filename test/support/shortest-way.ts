// The shortest way through the maze of a World, for bots of tests that have to meet somebody.

import { NONE, type Direction, type Tile, type World } from '#simulation';

/** The first direction of the shortest way between two tiles; NONE if they are the same, or there is no way. */
export function directionTo({ maze }: World, from: Tile, to: Tile): Direction {
  const first = new Map<Tile, Direction>([[from, NONE]]);
  const waiting: Tile[] = [from];
  for (let tile = waiting.shift(); tile !== undefined && tile !== to; tile = waiting.shift()) {
    for (let direction = 0; direction < 4; direction++) {
      const next = maze.neighbour[tile * 4 + direction]!;
      if (maze.walkable[next] !== 1 || first.has(next)) continue;
      first.set(next, tile === from ? (direction as Direction) : first.get(tile)!);
      waiting.push(next);
    }
  }
  return first.get(to) ?? NONE;
}
