// A brain for load tests: seeded random directions, as often as a player sends them, at next to no cost.

import type { Direction } from '#simulation';

/** A player at the keys sends about four inputs a second: one every 250 ms, give or take 100. */
export const PLAYER_THINK_TIMES = { minMs: 150, maxMs: 350 };

export interface Walker {
  /** How long to wait until the next input, in milliseconds. */
  thinkMs(): number;
  /** The next direction, 0..3. */
  direction(): Direction;
  /** The random source of both, from 0 up to and without 1. */
  random(): number;
}

/**
 * @param seed uint32; one seed gives one walk
 * @param think the shortest and the longest wait
 */
export function createWalker(seed: number, { minMs, maxMs } = PLAYER_THINK_TIMES): Walker {
  let state = seed | 0;
  // mulberry32
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    random,
    thinkMs: () => minMs + random() * (maxMs - minMs),
    direction: () => Math.floor(random() * 4) as Direction,
  };
}
