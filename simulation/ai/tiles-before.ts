// Counts the tiles that an actor can be in before another one: how much room it has.

import { ROWS, type Maze, type Tile } from '../mazes/maze.ts';

/** Who comes first to a tile, in ticks. */
export interface Race {
  /** Where the actor starts, after how many ticks, and ticks for a tile. */
  from: Tile;
  startTicks: number;
  ticksPerTile: number;
  /** Steps of the other one to every tile, ticks before the first step, and ticks for a tile. */
  otherSteps: Uint8Array;
  otherStartTicks: number;
  otherTicksPerTile: number;
}

const TILES = ROWS * 32;
/** Tiles still to be visited, their times, and in which call they were visited last. */
const queue = new Int16Array(TILES);
const times = new Float32Array(TILES);
const visits = new Int32Array(TILES);
let visit = 0;

/**
 * Counts the tiles.
 * @param most so many are enough
 * @param endOf more tiles that one counts for; the search ends there. 0 for none
 */
export function tilesBefore(maze: Maze, race: Race, most: number, endOf: (tile: Tile) => number): number {
  const { neighbour, walkable } = maze;
  const { otherSteps, otherStartTicks, otherTicksPerTile } = race;
  if (otherStartTicks + otherSteps[race.from]! * otherTicksPerTile <= race.startTicks) return 0;
  visits[race.from] = ++visit;
  queue[0] = race.from;
  times[race.from] = race.startTicks;
  let tail = 1;
  let tiles = 0;
  for (let head = 0; head < tail && tiles < most; head++) {
    const tile = queue[head]!;
    const time = times[tile]! + race.ticksPerTile;
    const more = endOf(tile);
    tiles += 1 + more;
    if (more > 0) continue;
    for (let direction = 0; direction < 4; direction++) {
      const next = neighbour[tile * 4 + direction]!;
      if (walkable[next] === 0 || visits[next] === visit) continue;
      if (otherStartTicks + otherSteps[next]! * otherTicksPerTile <= time) continue;
      visits[next] = visit;
      times[next] = time;
      queue[tail++] = next;
    }
  }
  return tiles;
}
