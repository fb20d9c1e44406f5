// Where the focus goes when a direction is pressed on a gamepad: to the nearest element that lies there.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';

/** Edges in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Elements that overlap by less than this, as borders and outlines do, count as beside each other. */
const OVERLAP_PIXELS = 4;
/** Weight of a pixel to the side, in pixels ahead. */
const SIDE_FACTOR = 3;

/** @returns the index of the box to go to; -1 if none lies in that direction */
export function nextBox(from: Box, boxes: readonly Box[], direction: Direction): number {
  let best = -1;
  let bestCost = Infinity;
  for (const [i, box] of boxes.entries()) {
    const cost = costOf(turned(from, direction), turned(box, direction));
    if (cost >= bestCost) continue;
    best = i;
    bestCost = cost;
  }
  return best;
}

/** The box turned so that the direction is to the right. */
function turned({ left, top, right, bottom }: Box, direction: Direction): Box {
  switch (direction) {
    case DOWN:
      return { left: top, right: bottom, top: left, bottom: right };
    case LEFT:
      return { left: -right, right: -left, top, bottom };
    case UP:
      return { left: -bottom, right: -top, top: left, bottom: right };
    case RIGHT:
    default:
      return { left, top, right, bottom };
  }
}

function costOf(from: Box, to: Box): number {
  const ahead = to.left - from.right;
  if (ahead < -OVERLAP_PIXELS || to.right <= from.right) return Infinity;
  const aside = Math.max(0, to.top - from.bottom, from.top - to.bottom);
  const apart = Math.abs(to.top + to.bottom - from.top - from.bottom) / 2;
  // Among boxes at the same distance the one nearest to the line ahead wins.
  return Math.max(0, ahead) + SIDE_FACTOR * aside + apart / 100;
}
