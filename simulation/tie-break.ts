// Ties between seats: who is nearer, and the tie-break order that decides when nobody is (rules/modes.md 1.1).
// Sets of seats are bit masks: bit = seat.

import type { World } from './world.ts';

/**
 * Of the seats in a mask the one whose centre is nearest to a pixel, by the sum of x and y distance.
 * @param seats at least one bit must be set
 */
export function nearestSeat(world: World, seats: number, x: number, y: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!hasSeat(seats, seat)) continue;
    const distance = Math.abs(world.pacX[seat]! - x) + Math.abs(world.pacY[seat]! - y);
    if (distance < least) nearest = 0;
    if (distance > least) continue;
    nearest |= 1 << seat;
    least = distance;
  }
  return byLot(world, nearest);
}

/** Of the seats in a mask the one with the lowest score of its own. */
export function poorestSeat(world: World, seats: number): number {
  let poorest = 0;
  let least = Infinity;
  for (let seat = 0; seat < world.seatCount; seat++) {
    const score = world.pacScore[seat]!;
    if (!hasSeat(seats, seat) || score > least) continue;
    poorest = score < least ? 1 << seat : poorest | (1 << seat);
    least = score;
  }
  return byLot(world, poorest);
}

export function hasSeat(seats: number, seat: number): boolean {
  return ((seats >>> seat) & 1) === 1;
}

/** The one seat in a mask, or of several the first in the tie-break order, which then moves to its end. */
function byLot(world: World, seats: number): number {
  let first = -1;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (hasSeat(seats, seat) && (first < 0 || isFirstInTieBreak(world, seat, first))) first = seat;
  }
  if (seats !== 1 << first) moveToEnd(world, first);
  return first;
}

/** Whether `seat` stands before `other` in the tie-break order. */
export function isFirstInTieBreak(world: World, seat: number, other: number): boolean {
  return world.pacTieBreak[seat]! < world.pacTieBreak[other]!;
}

function moveToEnd(world: World, winner: number): void {
  const { pacTieBreak } = world;
  const place = pacTieBreak[winner]!;
  for (let seat = 0; seat < pacTieBreak.length; seat++) if (pacTieBreak[seat]! > place) pacTieBreak[seat]!--;
  pacTieBreak[winner] = pacTieBreak.length - 1;
}
