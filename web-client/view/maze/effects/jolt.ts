// Hit-stop and shake: the picture of what was struck holds still for a moment, and the whole picture shakes a little. The match
// and steering go on.

import { comfort } from '../../comfort.ts';
import type { Point } from '../places.ts';

/** The longest hit-stop. */
export const HIT_STOP_MS = 70;
/** CSS pixels by which the picture is moved, at most. */
export const SHAKE_PIXELS_MAX = 2;
const SHAKE_MS = 200;
/** Swings of the picture in one shake. */
const SWINGS = 3;
const STILL: Point = { x: 0, y: 0 };

/** @returns how long a struck actor holds still: not at all for players who want less motion */
export function hitStopMs(): number {
  return comfort.calm ? 0 : HIT_STOP_MS;
}

export class Shake {
  private startMs = -Infinity;
  private strength = 0;

  /** @param strength 0..1, of the most that the picture is moved */
  start(strength: number, nowMs: number): void {
    if (comfort.calm) return;
    this.startMs = nowMs;
    this.strength = Math.min(1, strength);
  }

  /** By how much the picture is moved now, in CSS pixels. */
  at(nowMs: number): Point {
    const age = (nowMs - this.startMs) / SHAKE_MS;
    if (age < 0 || age >= 1) return STILL;
    const swing = SHAKE_PIXELS_MAX * this.strength * (1 - age) * Math.cos(age * SWINGS * 2 * Math.PI);
    // Unequal, so that the picture does not move along a diagonal.
    return { x: swing * 0.8, y: swing * 0.6 };
  }
}
