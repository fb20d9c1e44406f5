// Steps of ghosts, which never turn back, and lists of tiles. They follow from the maze. A row of steps is found when it is
// first asked for and kept with the maze, so that a decision looks steps up instead of searching for each ghost.

import type { Direction } from '../constants.ts';
import { ROWS, type Maze, type Tile } from '../mazes/maze.ts';
import { FAR_STEPS } from '../mazes/path-table.ts';

const TILES = ROWS * 32;
/** Steps that a slow tile of the tunnel counts for a ghost: it takes about twice as long. */
const SLOW_STEPS = 2;

export class MazeSteps {
  /** The walkable tiles, in reading order. */
  readonly tiles: Int16Array;
  /** Those with an energizer at the start of a level, in reading order. */
  readonly energizers: readonly Tile[];
  private readonly maze: Maze;
  /** By the tile and direction in which a ghost starts. */
  private readonly hunts: (Uint8Array | undefined)[] = Array.from({ length: TILES * 8 });

  constructor(maze: Maze) {
    this.maze = maze;
    const all = Array.from({ length: TILES }, (_, tile) => tile);
    this.tiles = Int16Array.from(all.filter((tile) => maze.walkable[tile] === 1));
    this.energizers = all.filter((tile) => maze.energizer[tile] === 1);
  }

  /**
   * Steps of a ghost, which never turns back, from a walkable tile that it enters in a direction.
   * @param isSlowed whether tunnels slow it down
   */
  hunt(from: Tile, direction: Direction, isSlowed: boolean): Uint8Array {
    const start = from * 4 + (direction & 3);
    return (this.hunts[start * 2 + (isSlowed ? 1 : 0)] ??= this.findHunt(start, isSlowed ? SLOW_STEPS : 1));
  }

  /** By states, a tile and a direction, in the order of their steps. A state is at most two steps after its predecessor. */
  private findHunt(start: number, slowSteps: number): Uint8Array {
    const { neighbour, walkable, slow } = this.maze;
    const row = new Uint8Array(TILES).fill(FAR_STEPS);
    const seen = new Uint8Array(TILES * 4);
    const due: number[][] = [[start], [], []];
    for (let steps = 0; steps < FAR_STEPS && due.some(({ length }) => length > 0); steps++) {
      const states = due[steps % 3]!;
      due[steps % 3] = [];
      for (const state of states) {
        if (seen[state] === 1) continue;
        seen[state] = 1;
        const tile = state >> 2;
        row[tile] = Math.min(row[tile]!, steps);
        for (let direction = 0; direction < 4; direction++) {
          const next = neighbour[tile * 4 + direction]!;
          if (direction === ((state & 3) ^ 2) || walkable[next] === 0) continue;
          due[(steps + (slow[next] === 1 ? slowSteps : 1)) % 3]!.push(next * 4 + direction);
        }
      }
    }
    return row;
  }
}

const known = new WeakMap<Maze, MazeSteps>();

export function stepsIn(maze: Maze): MazeSteps {
  let steps = known.get(maze);
  if (steps === undefined) known.set(maze, (steps = new MazeSteps(maze)));
  return steps;
}
