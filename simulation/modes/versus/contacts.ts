// Contacts of one tick of `versus`: all are found with the same positions, then applied at once (rules/modes.md 1.6). Ghosts
// meet Pac-Man, and ghosts with a player meet those without one.

import { addPoints } from '../../actors/eating.ts';
import { GHOST_COUNT, GHOST_POINTS } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { addSeat, compareSeats, leastSeat } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { doGhostsTouch, findTouching, ghostTile, pixelsBetween } from '../contacts.ts';
import { claimGhost, isGrey, isOutside, isSteered, sendHome } from './ghosts.ts';
import { reveal } from './sight.ts';

/** Another seat may claim a ghost so many ticks after the last claim. */
const CLAIM_AGAIN_TICKS = 180;

const PAC = 0;

/** Scratch space, not state: whether Pac-Man touches a ghost, and by ghost: touching ones, and the seat that claims it. */
const touchingPacs = new Uint8Array(1);
const touches = new Uint8Array(GHOST_COUNT);
const claimers = new Int8Array(GHOST_COUNT);

/**
 * Applies all contacts of this tick, but for a catch, which ends the turn: ghosts are eaten in ghost order, with rising
 * points, and grey ghosts are claimed.
 * @returns the ghost that has caught Pac-Man, -1 for none
 */
export function applyContacts(world: World, events: Events): number {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const isColoured = isOutside(world, ghost) && !isGrey(world, ghost);
    touches[ghost] = isColoured && findTouching(world, ghost, touchingPacs) ? 1 : 0;
    claimers[ghost] = claimerOf(world, ghost);
  }
  const catcher = catchingGhost(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (touches[ghost] === 1 && world.ghostFrightened[ghost] === 1) eatGhost(world, ghost, events);
    else if (claimers[ghost]! >= 0) claimGhost(world, ghost, claimers[ghost]!, events);
  }
  return catcher;
}

/** Of several dangerous ghosts the nearest one catches; of equally near ones that of the first seat in the tie-break order. */
function catchingGhost(world: World): number {
  compareSeats();
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (catches(world, ghost)) addSeat(world.ghostSeat[ghost]!, pixelsBetween(world, PAC, ghost));
  }
  const seat = leastSeat(world);
  let catcher = -1;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!catches(world, ghost) || world.ghostSeat[ghost] !== seat) continue;
    const isNearer = catcher < 0 || pixelsBetween(world, PAC, ghost) < pixelsBetween(world, PAC, catcher);
    if (isNearer) catcher = ghost;
  }
  return catcher;
}

function catches(world: World, ghost: number): boolean {
  return touches[ghost] === 1 && world.ghostFrightened[ghost] === 0;
}

/** The seat that claims a ghost in this tick, -1 for none: the nearest one whose own ghost is dangerous. */
function claimerOf(world: World, ghost: number): number {
  if (isSteered(world, ghost) || !isOutside(world, ghost)) return -1;
  if (!isGrey(world, ghost) && world.tick - world.ghostClaimTick[ghost]! < CLAIM_AGAIN_TICKS) return -1;
  compareSeats();
  for (let other = 0; other < GHOST_COUNT; other++) {
    const isDangerous = isSteered(world, other) && isOutside(world, other) && world.ghostFrightened[other] === 0;
    const isRival = isDangerous && world.ghostSeat[other] !== world.ghostSeat[ghost];
    if (isRival && doGhostsTouch(world, ghost, other))
      addSeat(world.ghostSeat[other]!, pixelsApart(world, ghost, other));
  }
  return leastSeat(world);
}

function pixelsApart(world: World, ghost: number, other: number): number {
  const { ghostX, ghostY } = world;
  return Math.abs(ghostX[ghost]! - ghostX[other]!) + Math.abs(ghostY[ghost]! - ghostY[other]!);
}

function eatGhost(world: World, ghost: number, events: Events): void {
  const seat = world.pacSeat[PAC]!;
  const points = GHOST_POINTS[Math.min(world.chain, GHOST_POINTS.length - 1)]!;
  world.chain++;
  sendHome(world, ghost);
  events.add(EVENT.ghostEaten, seat, ghostTile(world, ghost), points);
  addPoints(world, seat, points, events);
  reveal(world);
}
