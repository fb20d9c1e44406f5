// Who leads a match of `mega`, from the words of one maze: the order of all seats, and the line below which seats are out
// after the next cull. The words of seats in other mazes are up to a second old.

import { PAC, PHASE, type World } from '#simulation';

export interface Standing {
  /** Seats that play, best first, then those that are out, the last one out first. Seats that nobody took are left out. */
  readonly order: readonly number[];
  /** How many of them play. */
  readonly living: number;
  /** Seats that the next cull keeps; 0 without a cull, or if no seat has to go. */
  readonly kept: number;
  /** Points of the last seat that the next cull keeps; 0 without a cull. */
  readonly linePoints: number;
}

/** @param isTaken whether anybody has a seat */
export function standingOf(world: World, isTaken: (seat: number) => boolean): Standing {
  const seats = Array.from({ length: world.seatCount }, (_, seat) => seat).filter(isTaken);
  const playing = seats.filter((seat) => world.seatPlace[seat] === 0).toSorted((a, b) => compare(world, a, b));
  const out = seats
    .filter((seat) => world.seatPlace[seat] !== 0)
    .toSorted((a, b) => placeOf(world, a) - placeOf(world, b) || a - b);
  const hasCull = world.survivors > 0 && world.survivors < playing.length;
  return {
    order: [...playing, ...out],
    living: playing.length,
    kept: hasCull ? world.survivors : 0,
    linePoints: hasCull ? pointsOf(world, playing[world.survivors - 1]!) : 0,
  };
}

/** Points by which a seat is ranked: those of its own maze are new, and in the final they count from its start. */
export function pointsOf(world: World, seat: number): number {
  return isHere(world, seat) ? world.seatScore[seat]! - world.seatFinalFrom[seat]! : world.rankScore[seat]!;
}

/** Points as a ranking shows them: when the match is over, those of the results, which count the time before the final, too. */
export function shownPoints(world: World, seat: number): number {
  return world.phase === PHASE.over && isHere(world, seat) ? world.seatScore[seat]! : pointsOf(world, seat);
}

/** The place of a seat, from 1. A seat that was taken too late to play has the last place. */
export function placeIn({ order, living }: Standing, world: World, seat: number): number {
  const index = order.indexOf(seat);
  return index < living || index < 0 ? index + 1 : Math.min(placeOf(world, seat), order.length);
}

/** Points that a seat is short of the line, 0 or less if the next cull keeps it as it is now. */
export function pointsShort({ order, kept, linePoints }: Standing, world: World, seat: number): number {
  const index = order.indexOf(seat);
  if (kept === 0 || index < 0) return 0;
  if (index >= kept) return Math.max(1, linePoints - pointsOf(world, seat) + 1);
  return pointsOf(world, order[kept]!) - pointsOf(world, seat);
}

/** Whether the Pac-Man of a seat is in this maze. */
export function isHere(world: World, seat: number): boolean {
  return world.pacState[seat] !== PAC.empty;
}

/** As the rules order seats, as far as it is known of other mazes. */
function compare(world: World, seat: number, other: number): number {
  return (
    pointsOf(world, other) - pointsOf(world, seat) ||
    world.seatLives[other]! - world.seatLives[seat]! ||
    world.seatTieBreak[seat]! - world.seatTieBreak[other]!
  );
}

/** A seat whose place is not known yet was out last. */
function placeOf(world: World, seat: number): number {
  return world.seatPlace[seat]! > 0 ? world.seatPlace[seat]! : 0;
}
