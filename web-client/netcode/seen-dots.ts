// Dots that the player of a ghost in `versus` sees Pac-Man eat. Eaten dots are no events on the wire, and the World as a ghost
// sees it is not played, so they are found by comparing.

import { columnOf, MAZE_TOP_ROW, ROLE, rowOf, tileOfPixel, type Tile, type World } from '#simulation';

export class SeenDots {
  private readonly before: Int32Array;

  constructor(world: World) {
    this.before = world.dots.slice();
  }

  /** @returns the tile of a dot that Pac-Man has eaten in sight since the last call; null for none */
  eaten(world: World): Tile | null {
    if (world.viewRole !== ROLE.ghost) return null;
    const place = tileOfPixel(world.pacX[0]!, world.pacY[0]!);
    const line = rowOf(place) - MAZE_TOP_ROW;
    const bit = 1 << columnOf(place);
    const vanished = (this.before[line]! & bit) !== 0 && (world.dots[line]! & bit) === 0;
    this.before.set(world.dots);
    return vanished && world.pacSeen === 1 ? place : null;
  }
}
