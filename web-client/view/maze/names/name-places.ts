// Where names are written around actors: never outside the picture, out of each other's way, and the marked player's first.

import type { Point } from '../places.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What is written, in device pixels. */
export interface Writing {
  readonly width: number;
  readonly height: number;
  /** The middle of the actor; null for one that is not drawn. */
  readonly actor: Point | null;
}

/** The picture, and how far a name is from the middle of its actor, in device pixels. */
export interface NameArea {
  readonly width: number;
  readonly height: number;
  readonly distance: number;
}

/** In the order in which names find their places: the marked seat first, for which all others make room. */
export function nameOrder(seatCount: number, marked: number): readonly number[] {
  const seats = Array.from({ length: seatCount }, (_, seat) => seat);
  return marked < 0 || marked >= seatCount ? seats : [marked, ...seats.filter((seat) => seat !== marked)];
}

/**
 * The place of a name: above the actor, else below it, else a line higher up or further down; the first one that is free.
 * @param taken places of names before it
 * @returns null where it could only cover another name
 */
export function namePlace({ width, height, actor }: Writing, area: NameArea, taken: readonly Box[]): Box | null {
  if (actor === null) return null;
  const left = Math.round(Math.max(0, Math.min(area.width - width, actor.x - width / 2)));
  const above = Math.round(actor.y - area.distance - height);
  const below = Math.round(actor.y + area.distance);
  const tops = [above, below, above - height, below + height];
  for (const top of tops) {
    if (top < 0 || top + height > area.height) continue;
    const place = { left, top, right: left + width, bottom: top + height };
    if (!taken.some((other) => overlap(place, other))) return place;
  }
  return null;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
