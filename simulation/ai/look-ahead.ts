// Tries a path on a copy of the World before it is taken: the rules are deterministic, so the copy shows what will happen.

import { PAC, type Direction } from '../constants.ts';
import { Events } from '../events.ts';
import { neighbourOf, type Tile } from '../mazes/maze.ts';
import { pacTile } from '../actors/pac.ts';
import { step } from '../step.ts';
import { cloneWorld, copyWorld, type World } from '../world.ts';
import { cameFrom } from './search.ts';

const PATH_TILES_MAX = 32;

/** Steps a copy of a world along a path. Owned by one driver and reused for each path. */
export class LookAhead {
  /** The world after the last `walk`. */
  readonly world: World;
  private readonly events = new Events();
  private readonly path = new Int16Array(PATH_TILES_MAX);

  constructor(world: World) {
    this.world = cloneWorld(world);
  }

  /**
   * Walks a Pac-Man towards a tile of the last search. All others keep their last wish.
   * @param ticksMax ticks to walk at most
   * @returns whether the Pac-Man is alive at the end.
   */
  walk(world: World, pac: number, goal: Tile, ticksMax: number): boolean {
    copyWorld(this.world, world);
    const length = this.layPath(pacTile(world, pac), goal);
    let at = 0;
    for (let tick = 0; tick < ticksMax; tick++) {
      const tile = pacTile(this.world, pac);
      while (at < length && this.path[at] !== tile) at++;
      if (at >= length - 1) return true;
      this.world.pacWish[pac] = this.directionTo(tile, this.path[at + 1]!);
      step(this.world, [], this.events);
      if (this.world.phase !== world.phase) return this.world.dotsLeft === 0;
      if (this.world.pacState[pac] !== PAC.alive && this.world.pacState[pac] !== PAC.waiting) return false;
    }
    return true;
  }

  /** Writes the beginning of the path from `start` to `goal` into `path`. */
  private layPath(start: Tile, goal: Tile): number {
    let length = 1;
    for (let tile = goal; tile !== start; tile = cameFrom[tile]!) length++;
    const kept = Math.min(length, PATH_TILES_MAX);
    let tile = goal;
    for (let place = length - 1; place >= 0; place--) {
      if (place < kept) this.path[place] = tile;
      if (place > 0) tile = cameFrom[tile]!;
    }
    return kept;
  }

  private directionTo(from: Tile, to: Tile): Direction {
    for (let direction = 0; direction < 4; direction++) {
      if (neighbourOf(this.world.maze, from, direction as Direction) === to) return direction as Direction;
    }
    throw new Error('broken rule: a path goes from tile to neighbour');
  }
}
