// What happens in `versus` when a seat is taken or given up (rules/modes.md 4): in the countdown the roles are dealt anew; later
// a new seat takes a ghost, and an old one leaves a grey ghost or ends its turn.

import { GHOST_COUNT, NONE, PAC as PAC_STATE, PHASE, ROLE } from '../../constants.ts';
import type { Events } from '../../events.ts';
import { controlGhost, controlPac } from '../../step.ts';
import type { World } from '../../world.ts';
import { isSteered, readyOutside, releaseGhostsOf, takeGhost } from './ghosts.ts';
import { dealRoles, isCountdown, isPresent } from './seats.ts';
import { forgetAll } from './sight.ts';
import { seatLeft } from './turns.ts';

const PAC = 0;

export function enterSeat(world: World, seat: number): void {
  if (isPresent(world, seat) || world.phase === PHASE.over) return;
  if (!isCountdown(world)) joinLate(world, seat);
  const ghost = freeGhost(world);
  // Only between turns, after Pac-Man has left, all ghosts can be taken.
  if (ghost < 0) {
    controlPac(world, seat, PAC);
    world.pacState[PAC] = PAC_STATE.out;
  } else {
    controlGhost(world, seat, ghost);
    takeGhost(world, ghost, seat);
  }
  if (isCountdown(world)) dealFirstRoles(world);
}

/** A seat is given up. What has no seat keeps its place, so that nothing jumps. */
export function leaveSeat(world: World, seat: number, events: Events): void {
  if (!isPresent(world, seat) || world.phase === PHASE.over) return;
  const wasPac = world.seatRole[seat] === ROLE.pac;
  if (wasPac) {
    world.pacSeat[PAC] = -1;
    world.pacWish[PAC] = NONE;
  } else world.ghostWish[world.seatActor[seat]!] = NONE;
  world.seatRole[seat] = ROLE.none;
  releaseGhostsOf(world, seat);
  if (isCountdown(world)) dealFirstRoles(world);
  else seatLeft(world, seat, wasPac, events);
}

/** Before the first turn Pac-Man is the first of the seats in the tie-break order. */
function dealFirstRoles(world: World): void {
  let first = -1;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isPresent(world, seat)) continue;
    if (first < 0 || world.seatOrder[seat]! < world.seatOrder[first]!) first = seat;
  }
  dealRoles(world, first);
  readyOutside(world);
  world.pacState[PAC] = first < 0 ? PAC_STATE.empty : PAC_STATE.waiting;
  world.ghostTargetSeat.fill(first);
}

/** The first ghost that no seat steers, -1 for none. */
function freeGhost(world: World): number {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (!isSteered(world, ghost)) return ghost;
  return -1;
}

/** A seat that was not in the match before gets the lowest score, and is the last in the order of turns. */
function joinLate(world: World, seat: number): void {
  if (world.seatEntered[seat] === 1) return;
  let lowest = Infinity;
  let last = 0;
  for (let other = 0; other < world.seatCount; other++) {
    last = Math.max(last, world.seatOrder[other]!);
    if (isPresent(world, other)) lowest = Math.min(lowest, knownScore(world, other));
  }
  world.seatEntered[seat] = 1;
  world.seatScore[seat] = lowest === Infinity ? 0 : lowest;
  world.seatOrder[seat] = last + 1;
  world.seatTurnsLeft[seat] = world.settings.rule === 'turns' ? turnsOfCycle(world) : 0;
  forgetAll(world, seat);
}

/** The score of a seat as ghosts know it. */
function knownScore(world: World, seat: number): number {
  return seat === world.pacSeat[PAC] ? world.publicScore : world.seatScore[seat]!;
}

/** Turns that a seat has which is last in the current cycle. Pac-Man has begun one of its own. */
function turnsOfCycle(world: World): number {
  if (world.phase === PHASE.between) return Math.max(1, world.seatTurnsLeft[world.nextPacSeat]!);
  return world.seatTurnsLeft[world.pacSeat[PAC]!]! + 1;
}
