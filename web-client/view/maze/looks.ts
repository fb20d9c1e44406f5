// How actors and energizers look, as it follows from the words of a World. Words of another mode are not there, and mean
// nothing.

import { flashesWhite, type World } from '#simulation';
import type { PacLook } from './pictures/pac-art.ts';

/** The last ticks of power, in which a powered Pac-Man flashes, and the ticks of one colour of it (rules/modes.md 5). */
export const POWER_FADES_TICKS = 120;
const POWER_FLASH_TICKS = 10;

export function isPowered({ pacPowerUntilTick, tick }: World, pac: number): boolean {
  return (pacPowerUntilTick[pac] ?? 0) > tick;
}

/** @param calm whether nothing flashes: the ring around the Pac-Man says how much power is left */
export function pacLook(world: World, pac: number, calm: boolean): PacLook {
  const { pacPowerUntilTick, pacCount, tick } = world;
  if (isPowered(world, pac)) {
    const left = pacPowerUntilTick[pac]! - tick;
    const flashes = left <= POWER_FADES_TICKS && Math.floor(left / POWER_FLASH_TICKS) % 2 === 0;
    return flashes && !calm ? 'fading' : 'powered';
  }
  for (let other = 0; other < pacCount; other++) if (isPowered(world, other)) return 'prey';
  return 'usual';
}

/** Whether frightened ghosts are white now. Where each Pac-Man has power of its own, the longest one counts. */
export function doGhostsFlash(world: World): boolean {
  const { pacPowerUntilTick, tick } = world;
  if (pacPowerUntilTick.length === 0) return flashesWhite(world);
  const left = Math.max(...pacPowerUntilTick) - tick;
  return left <= POWER_FADES_TICKS && Math.floor(left / POWER_FLASH_TICKS) % 2 === 0;
}

/**
 * The seat whose ghost this is, as its pictures show it.
 * - `arcade`: one of the arcade's four, in modes in which no player is a ghost.
 * - `grey`: nobody's.
 * - `steered`, `claimed`: a seat's own, or one that hunts for it.
 */
export interface GhostOwner {
  readonly kind: 'arcade' | 'grey' | 'steered' | 'claimed';
  /** -1 for `arcade` and `grey`. */
  readonly seat: number;
}

const ARCADE: GhostOwner = { kind: 'arcade', seat: -1 };
const GREY: GhostOwner = { kind: 'grey', seat: -1 };

export function ghostOwner({ ghostSeat, ghostClaimed }: World, ghost: number): GhostOwner {
  const seat = ghostSeat[ghost];
  if (seat === undefined) return ARCADE;
  if (seat < 0) return GREY;
  return { kind: ghostClaimed[ghost] === 1 ? 'claimed' : 'steered', seat };
}

/** Whether the viewer sees Pac-Man: only a ghost's player in `versus` may not. */
export function isPacSeen({ pacSeen }: World): boolean {
  return pacSeen !== 0;
}

/** How an energizer looks: `index` counts those of the maze in reading order. */
export type EnergizerLook = 'awake' | 'dormant' | 'waking';

export function energizerLook(world: World, index: number): EnergizerLook {
  const bit = 1 << index;
  if (!world.settings.mode.fields.includes('battle') || (world.energizersAwake & bit) !== 0) return 'awake';
  return (world.energizersDrawn & bit) !== 0 ? 'waking' : 'dormant';
}

/** Progress of a push, 1 in its first tick and falling to 0; 0 for a Pac-Man that is not knocked. */
export function knockOf({ pacKnockUntilTick, tick }: World, pac: number): number {
  const left = (pacKnockUntilTick[pac] ?? 0) - tick;
  return Math.max(0, Math.min(1, left / KNOCK_TICKS));
}

/** `KNOCK` of the rules. */
const KNOCK_TICKS = 12;
