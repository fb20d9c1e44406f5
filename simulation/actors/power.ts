// Power of a Pac-Man, in modes in which each has its own.

import type { World } from '../world.ts';

export function hasPower(world: World, pac: number): boolean {
  return world.pacPowerUntilTick[pac]! > world.tick;
}
