// The direction that a stick, or a thumb on the pad of the screen, points to. A direction is kept a little longer than it takes
// to begin it, so that nothing trembles between two of them.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';

/** Distances from the middle, 0..1, at which a direction begins and at which it ends again. */
export interface DeadZone {
  readonly begins: number;
  readonly ends: number;
}

/** The other axis takes over when it is longer by this factor: at 51° instead of 45°. */
const TURN_RATIO = 1.25;

/**
 * @param x to the right, and y downwards, from -1 to 1; anything that is no number counts as 0
 * @param held the direction as of the last call, null for none
 */
export function directionOf(x: number, y: number, held: Direction | null, zone: DeadZone): Direction | null {
  const across = Number.isFinite(x) ? x : 0;
  const down = Number.isFinite(y) ? y : 0;
  const [width, height] = [Math.abs(across), Math.abs(down)];
  if (Math.max(width, height) < (held === null ? zone.begins : zone.ends)) return null;
  const wasAcross = held === RIGHT || held === LEFT;
  const ratio = held === null ? 1 : wasAcross ? TURN_RATIO : 1 / TURN_RATIO;
  const isAcross = width * ratio >= height;
  return isAcross ? (across > 0 ? RIGHT : LEFT) : down > 0 ? DOWN : UP;
}
