// Randomness of the built-in player. It keeps no state: the same place and time of a match give the same bits.

import type { World } from '../world.ts';

/** 32 random bits by match, seat and another number (the last steps are the finalizer of MurmurHash3, Appleby 2011). */
export function randomFor(world: World, seat: number, by: number): number {
  let bits = Math.imul(world.settings.seed ^ Math.imul(seat + 1, 0x9e3779b1), 0x85ebca6b) ^ by;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
