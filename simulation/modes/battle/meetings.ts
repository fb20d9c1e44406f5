// Which Pac-Men share a tile in `battle`, and which touch. Found once a tick, after all moved (rules/modes.md 1.6 and 1.7).

import { pacTile } from '../../actors/pac.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { tileOfPixel } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';

/** The most Pac-Men of a battle: a set of them fits into the bits of a word. */
export const BATTLE_PACS_MAX = 8;

/** Centres of the Pac-Men at the start of the tick being stepped. Scratch space, not state. */
export const xBefore = new Int32Array(BATTLE_PACS_MAX);
export const yBefore = new Int32Array(BATTLE_PACS_MAX);

/** By Pac-Man: the tile it is in, -1 outside the maze, and bits of those in its tile and of those that it touches. Scratch space. */
export const tiles = new Int32Array(BATTLE_PACS_MAX);
export const sharing = new Int32Array(BATTLE_PACS_MAX);
export const touching = new Int32Array(BATTLE_PACS_MAX);

const tilesBefore = new Int32Array(BATTLE_PACS_MAX);

/** To be called before anything moves in a tick. */
export function rememberCentres(world: World): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    xBefore[pac] = world.pacX[pac]!;
    yBefore[pac] = world.pacY[pac]!;
    tilesBefore[pac] = tileOfPixel(xBefore[pac]!, yBefore[pac]!);
  }
}

/** To be called after all moved. Keeps in the World who came into a shared tile after whom, and who ignores whom. */
export function findMeetings(world: World): void {
  const { pacCount, pacCameAfter, pacIgnores } = world;
  for (let pac = 0; pac < pacCount; pac++) {
    tiles[pac] = isInMaze(world, pac) ? pacTile(world, pac) : -1;
    sharing[pac] = 0;
    touching[pac] = 0;
  }
  for (let pac = 0; pac < pacCount; pac++) {
    if (tiles[pac] === -1) continue;
    for (let other = pac + 1; other < pacCount; other++) {
      if (tiles[other] === -1) continue;
      const share = tiles[pac] === tiles[other];
      const swapped = tiles[pac] === tilesBefore[other] && tiles[other] === tilesBefore[pac];
      if (!share && !swapped) continue;
      touching[pac]! |= 1 << other;
      touching[other]! |= 1 << pac;
      if (!share) continue;
      sharing[pac]! |= 1 << other;
      sharing[other]! |= 1 << pac;
    }
  }
  for (let pac = 0; pac < pacCount; pac++) {
    if (pacIgnores[pac] !== 0) pacIgnores[pac]! &= sharing[pac]!;
    if (sharing[pac] !== 0 || pacCameAfter[pac] !== 0) pacCameAfter[pac] = cameAfter(world, pac);
  }
}

/** Bits of the Pac-Men in the tile of a Pac-Man that were there before it. */
function cameAfter(world: World, pac: number): number {
  const isNew = tiles[pac] !== tilesBefore[pac];
  let bits = 0;
  for (let other = 0; other < world.pacCount; other++) {
    if (((sharing[pac]! >> other) & 1) === 0) continue;
    const isOtherNew = tiles[other] !== tilesBefore[other];
    const wasAfter = (world.pacCameAfter[pac]! >> other) & 1;
    if (!isOtherNew && (isNew || wasAfter === 1)) bits |= 1 << other;
  }
  return bits;
}
