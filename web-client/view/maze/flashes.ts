// What flashes in the maze, and how fast: by the World's own clock, never more than three times a second, and not at all for
// players who want no flashes.

import { comfort } from '../comfort.ts';

/** Ticks of the light half of a flash; the dark one is as long. */
export const FLASH_HALF_TICKS = {
  /** Energizers, as in the arcade. */
  energizer: 10,
  /** Walls of a cleared level (rules/arcade.md 15). */
  walls: 12,
  /** Arrows of a gate that closes soon. */
  gate: 10,
  /** Power that is nearly used up. */
  power: 10,
  /** Pac-Men that cannot be caught yet. */
  protected: 10,
} as const;

type Flashing = keyof typeof FLASH_HALF_TICKS;

/**
 * Whether something that flashes is light now; always true for players who want no flashes.
 * @param ticks since the flashing began, or until it ends
 */
export function isLit(what: Flashing, ticks: number): boolean {
  return !comfort.flashes || Math.floor(ticks / FLASH_HALF_TICKS[what]) % 2 === 0;
}
