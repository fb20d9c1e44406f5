// Seats of `versus` and their roles (rules/modes.md 4).

import { ROLE } from '../../constants.ts';
import { controlGhost, controlPac, wishOf } from '../../step.ts';
import type { World } from '../../world.ts';

const PAC = 0;
const SEATS_MAX = 5;

/** Wishes of the seats while their actors change. Scratch space, not state. */
const wishes = new Int8Array(SEATS_MAX);

/** Whether no turn has begun yet. */
export function isCountdown(world: World): boolean {
  return world.lifeStartTick === 0;
}

export function isPresent(world: World, seat: number): boolean {
  return world.seatRole[seat] !== ROLE.none;
}

export function presentCount(world: World): number {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (isPresent(world, seat)) count++;
  return count;
}

/**
 * Makes one seat Pac-Man, and all others ghosts: the seat after that of Pac-Man has the first ghost. So each seat has each
 * ghost equally often in a cycle of turns. A seat keeps its wish.
 */
export function dealRoles(world: World, pacSeat: number): void {
  for (let seat = 0; seat < world.seatCount; seat++) wishes[seat] = wishOf(world, seat);
  world.ghostSeat.fill(-1);
  world.ghostClaimed.fill(0);
  let ghost = 0;
  if (pacSeat >= 0) controlPac(world, pacSeat, PAC);
  for (let after = 1; after < world.seatCount; after++) {
    const seat = (pacSeat + after) % world.seatCount;
    if (!isPresent(world, seat)) continue;
    world.ghostSeat[ghost] = seat;
    controlGhost(world, seat, ghost++);
  }
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (seat === pacSeat) world.pacWish[PAC] = wishes[seat]!;
    else if (isPresent(world, seat)) world.ghostWish[world.seatActor[seat]!] = wishes[seat]!;
  }
}
