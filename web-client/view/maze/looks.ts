// How actors and energizers look, as it follows from the words of a World. Words of another mode are not there, and mean
// nothing.

import { flashesWhite, levelTable, type World } from '#simulation';
import { comfort } from '../comfort.ts';
import { isLit } from './flashes.ts';
import type { PacLook } from './pictures/pac-art.ts';

/** The last ticks of power, in which a powered Pac-Man flashes (rules/modes.md 5). */
export const POWER_FADES_TICKS = 120;
/** The last half-ticks of fright, in which ghosts flash (rules/arcade.md 10.3). */
export const FRIGHT_FADES_HALF_TICKS = 256;

export function isPowered({ pacPowerUntilTick, tick }: World, pac: number): boolean {
  return (pacPowerUntilTick[pac] ?? 0) > tick;
}

/** Without flashes the ring around a powered Pac-Man alone says how much power is left. */
export function pacLook(world: World, pac: number): PacLook {
  const { pacPowerUntilTick, pacCount, tick } = world;
  if (isPowered(world, pac)) {
    const left = pacPowerUntilTick[pac]! - tick;
    return left <= POWER_FADES_TICKS && comfort.flashes && isLit('power', left) ? 'fading' : 'powered';
  }
  for (let other = 0; other < pacCount; other++) if (isPowered(world, other)) return 'prey';
  return 'usual';
}

/**
 * Whether frightened ghosts are white now. Where each Pac-Man has power of its own, the longest one counts. Without flashes
 * they turn white once, and stay so until the end.
 */
export function areGhostsWhite(world: World): boolean {
  const { pacPowerUntilTick, tick, frightLeft, difficulty } = world;
  if (pacPowerUntilTick.length === 0) {
    if (comfort.flashes) return flashesWhite(world);
    return frightLeft < Math.min(FRIGHT_FADES_HALF_TICKS, levelTable(difficulty).frightHalfTicks / 2);
  }
  const left = Math.max(...pacPowerUntilTick) - tick;
  return left <= POWER_FADES_TICKS && isLit('power', left);
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
