// Moments in which a player is not attentive, and goes straight on instead of deciding.

import { NONE, type Direction } from '../constants.ts';
import type { Tile } from '../mazes/maze.ts';
import type { World } from '../world.ts';
import { randomFor } from './random-bits.ts';

/** A slip lasts for this power of two of ticks, while the actor stays in its tile. */
const SLIP_TICKS_SHIFT = 3;

/**
 * What a player does who is not attentive, null while they are: the actor goes on, and in front of a wall in a random
 * direction.
 * @param slipEvery one of this many decisions is a slip; 0 for none
 */
export function slipOf(world: World, seat: number, tile: Tile, travel: number, slipEvery: number): Direction | null {
  if (slipEvery === 0) return null;
  const bits = randomFor(world, seat, (world.tick >> SLIP_TICKS_SHIFT) ^ (tile << 20));
  if ((bits >>> 0) % slipEvery !== 0) return null;
  const isFree = travel !== NONE && world.maze.walkable[world.maze.neighbour[tile * 4 + travel]!] === 1;
  return isFree ? (travel as Direction) : (((bits >>> 16) & 3) as Direction);
}
