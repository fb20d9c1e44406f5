// Where points are written: beside the Pac-Man that earned them, never outside the picture, and faint while the marked
// player's own actor is under them.

import type { Point } from '../places.ts';

/** Arcade pixels from where the points were earned to their middle. */
export const ASIDE = 11;
/** Opacity of points while the own actor is under them. */
export const COVERING_ALPHA = 0.3;
/** Arcade pixels. */
const ACTOR_RADIUS = 6.6;

/** Half the size of what is written, in the unit of the places. */
export interface HalfSize {
  readonly width: number;
  readonly height: number;
}

/**
 * @param scale device pixels for an arcade pixel
 * @param picture width and height of the picture in device pixels
 */
export function pointsPlace({ x, y }: Point, half: HalfSize, picture: HalfSize, scale: number): Point {
  const above = y - ASIDE * scale;
  return {
    x: Math.round(Math.max(half.width, Math.min(picture.width - half.width, x))),
    y: Math.round(above - half.height < 0 ? y + ASIDE * scale : above),
  };
}

/** @param own the marked actor; null while it is not drawn */
export function pointsAlpha(place: Point, half: HalfSize, own: Point | null, scale: number): number {
  if (own === null) return 1;
  const besideX = Math.max(0, Math.abs(place.x - own.x) - half.width);
  const besideY = Math.max(0, Math.abs(place.y - own.y) - half.height);
  return Math.hypot(besideX, besideY) < ACTOR_RADIUS * scale ? COVERING_ALPHA : 1;
}
