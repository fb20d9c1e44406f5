// Ties: which Pac-Man is nearest, and the tie-break order of the seats that decides between equal ones (rules/modes.md
// 1.1). A set of Pac-Men is an array of flags, reused by its owner so that nothing is allocated.

import { assert } from './assert.ts';
import { nextRandom } from './random.ts';
import type { World } from './world.ts';

/** The most Pac-Men in one World: those of `mega` (rules/modes.md 6). */
export const PACS_MAX = 64;

/** Flags of the Pac-Men that are equal in the current comparison. Scratch space, not state. */
const equals = new Uint8Array(PACS_MAX);

/** Shuffles the seats into the tie-break order of a new match. */
export function drawTieBreak(world: World): void {
  const { seatTieBreak } = world;
  for (let seat = 0; seat < seatTieBreak.length; seat++) seatTieBreak[seat] = seat;
  for (let last = seatTieBreak.length - 1; last > 0; last--) {
    world.random = nextRandom(world.random);
    const other = (world.random >>> 0) % (last + 1);
    const kept = seatTieBreak[last]!;
    seatTieBreak[last] = seatTieBreak[other]!;
    seatTieBreak[other] = kept;
  }
}

/**
 * The Pac-Man of a set whose centre is nearest to a pixel, by the sum of x and y distance.
 * @param among flags by Pac-Man; at least one is set
 */
export function nearestPac(world: World, among: Uint8Array, x: number, y: number): number {
  let least = Infinity;
  for (let pac = 0; pac < world.pacCount; pac++) {
    equals[pac] = 0;
    if (among[pac] === 0) continue;
    const distance = Math.abs(world.pacX[pac]! - x) + Math.abs(world.pacY[pac]! - y);
    if (distance > least) continue;
    if (distance < least) equals.fill(0, 0, pac);
    equals[pac] = 1;
    least = distance;
  }
  return byTieBreak(world);
}

/** The Pac-Man of a set whose seat has the lowest score. */
export function poorestPac(world: World, among: Uint8Array): number {
  let least = Infinity;
  for (let pac = 0; pac < world.pacCount; pac++) {
    equals[pac] = 0;
    if (among[pac] === 0) continue;
    const score = world.seatScore[world.pacSeat[pac]!]!;
    if (score > least) continue;
    if (score < least) equals.fill(0, 0, pac);
    equals[pac] = 1;
    least = score;
  }
  return byTieBreak(world);
}

/** The Pac-Man in `equals`. Of several, the first in the tie-break order, whose seat then moves to the end of it. */
function byTieBreak(world: World): number {
  let first = -1;
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (equals[pac] === 0) continue;
    count++;
    if (first < 0 || isFirstInTieBreak(world, pac, first)) first = pac;
  }
  assert(first >= 0, 'a tie is between somebody');
  if (count > 1) moveToEnd(world, world.pacSeat[first]!);
  return first;
}

/** Seats with the least value so far, by flags, and that value: see `leastSeat`. Scratch space, not state. */
const leastSeats = new Uint8Array(PACS_MAX);
let leastValue = Infinity;

/** Begins a comparison of seats. */
export function compareSeats(): void {
  leastSeats.fill(0);
  leastValue = Infinity;
}

/** Adds a seat to the comparison, or another value of it. */
export function addSeat(seat: number, value: number): void {
  if (value > leastValue) return;
  if (value < leastValue) leastSeats.fill(0);
  leastSeats[seat] = 1;
  leastValue = value;
}

/**
 * The seat with the least value of those that were added, -1 without any. Of several, the first in the tie-break order, which
 * then moves to the end of it.
 */
export function leastSeat(world: World): number {
  let first = -1;
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (leastSeats[seat] === 0) continue;
    count++;
    if (first < 0 || world.seatTieBreak[seat]! < world.seatTieBreak[first]!) first = seat;
  }
  if (count > 1) moveToEnd(world, first);
  return first;
}

/** Whether the seat of a Pac-Man stands before that of another in the tie-break order. */
export function isFirstInTieBreak(world: World, pac: number, other: number): boolean {
  return world.seatTieBreak[world.pacSeat[pac]!]! < world.seatTieBreak[world.pacSeat[other]!]!;
}

/** A seat has won by the tie-break order, and moves to the end of it. */
export function moveToEnd(world: World, winner: number): void {
  const { seatTieBreak } = world;
  const place = seatTieBreak[winner]!;
  for (let seat = 0; seat < seatTieBreak.length; seat++) if (seatTieBreak[seat]! > place) seatTieBreak[seat]!--;
  seatTieBreak[winner] = seatTieBreak.length - 1;
}
