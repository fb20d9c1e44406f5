// How a seat plays, beside its skill: seats of one match are different players, the same ones for the whole match.

import type { World } from '../world.ts';
import { randomFor } from './random-bits.ts';

export interface Temper {
  /** 0.85 to 1.2: how much danger it accepts. */
  readonly boldness: number;
  /** Tiles ahead of a fleeing rival at which it aims, 0 to 4: some follow, some cut off. */
  readonly ambush: number;
  /** 0 to 0.4: how much it likes to leave for another maze. */
  readonly wanderlust: number;
}

const TEMPER_BITS = 0x7e3;

export function temperOf(world: World, seat: number): Temper {
  const bits = randomFor(world, seat, TEMPER_BITS);
  return {
    boldness: 0.85 + ((bits >>> 8) & 255) * (0.35 / 255),
    ambush: (bits >>> 16) % 5,
    wanderlust: (bits & 255) * (0.4 / 255),
  };
}
