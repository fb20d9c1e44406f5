// Contacts of one tick of `battle`: all are found with the same positions, then applied at once (rules/modes.md 1.6 and 5).

import { hasPower } from '../../actors/power.ts';
import { CATCH_POINTS, GHOST, GHOST_COUNT, GHOST_POINTS, PAC } from '../../constants.ts';
import { pacTile } from '../../actors/pac.ts';
import { EVENT, type Events } from '../../events.ts';
import { forgetWish } from '../../life.ts';
import { nearestPac, PACS_MAX } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { bump, isKnocked } from './bumps.ts';
import { BATTLE_PACS_MAX, touching } from './meetings.ts';

import { findTouching, ghostTile, pixelsBetween } from '../contacts.ts';

/** How long after a bump a catch by a ghost is credited to the rival that bumped. */
const SHOVE_TICKS = 120;

/** `caught` names a rival as the catcher by this plus its seat; lower numbers are ghosts. */
const SEAT_AS_CATCHER = GHOST_COUNT;

/** By ghost, the Pac-Man that eats it; by Pac-Man, the ghost that catches it; -1 for none. Scratch space, not state. */
const eater = new Int8Array(GHOST_COUNT);
const ghostThatCatches = new Int8Array(BATTLE_PACS_MAX);
/** By Pac-Man, bits of the rivals that catch it. */
const rivalsThatCatch = new Int32Array(BATTLE_PACS_MAX);
/** Flags of Pac-Men, for ties. */
const among = new Uint8Array(PACS_MAX);

/** @returns whether a Pac-Man was caught */
export function applyContacts(world: World, events: Events): boolean {
  findGhostContacts(world);
  findRivalContacts(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (eater[ghost]! >= 0) eatGhost(world, ghost, events);
  let isAnyCaught = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (rivalsThatCatch[pac] !== 0) catchByRival(world, pac, events);
    else if (ghostThatCatches[pac]! >= 0) catchByGhost(world, pac, events);
    else continue;
    isAnyCaught = true;
  }
  applyBumps(world, events);
  return isAnyCaught;
}

/** A dangerous ghost catches all that it touches; the nearest of several has the catch. A frightened one is eaten by power. */
function findGhostContacts(world: World): void {
  ghostThatCatches.fill(-1);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    eater[ghost] = -1;
    if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.leaving) continue;
    if (!findTouching(world, ghost, among)) continue;
    if (world.ghostFrightened[ghost] === 1) eater[ghost] = nearestWithPower(world, ghost);
    else noteCatches(world, ghost);
  }
}

function nearestWithPower(world: World, ghost: number): number {
  let isAny = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (among[pac] === 1 && !hasPower(world, pac)) among[pac] = 0;
    isAny ||= among[pac] === 1;
  }
  return isAny ? nearestPac(world, among, world.ghostX[ghost]!, world.ghostY[ghost]!) : -1;
}

/** Of equally near ghosts the first in ghost order has the catch, since ghosts have no tie-break order. */
function noteCatches(world: World, ghost: number): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (among[pac] === 0) continue;
    const first = ghostThatCatches[pac]!;
    if (first < 0 || pixelsBetween(world, pac, ghost) < pixelsBetween(world, pac, first)) ghostThatCatches[pac] = ghost;
  }
}

function findRivalContacts(world: World): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    rivalsThatCatch[pac] = 0;
    if (touching[pac] === 0 || hasPower(world, pac)) continue;
    for (let other = 0; other < world.pacCount; other++) {
      const touches = ((touching[pac]! >> other) & 1) === 1;
      if (touches && hasPower(world, other)) rivalsThatCatch[pac]! |= 1 << other;
    }
  }
}

/** The ghost becomes a pair of eyes at once. */
function eatGhost(world: World, ghost: number, events: Events): void {
  const pac = eater[ghost]!;
  const points = GHOST_POINTS[Math.min(world.pacChain[pac]!, GHOST_POINTS.length - 1)]!;
  const seat = world.pacSeat[pac]!;
  world.pacChain[pac]!++;
  world.ghostState[ghost] = GHOST.eyes;
  world.seatScore[seat]! += points;
  events.add(EVENT.ghostEaten, seat, ghostTile(world, ghost), points);
}

/** Of several rivals with power the nearest one has the catch. It has it also if a ghost catches the Pac-Man in this tick. */
function catchByRival(world: World, pac: number, events: Events): void {
  for (let other = 0; other < world.pacCount; other++) among[other] = (rivalsThatCatch[pac]! >> other) & 1;
  const seat = world.pacSeat[nearestPac(world, among, world.pacX[pac]!, world.pacY[pac]!)]!;
  creditCatch(world, seat, pac, events);
  putOut(world, pac, SEAT_AS_CATCHER + seat, events);
}

function catchByGhost(world: World, pac: number, events: Events): void {
  const bumper = world.pacBumpedBy[pac]!;
  if (bumper >= 0 && world.tick - world.pacBumpedTick[pac]! <= SHOVE_TICKS) creditCatch(world, bumper, pac, events);
  putOut(world, pac, ghostThatCatches[pac]!, events);
}

function creditCatch(world: World, seat: number, pac: number, events: Events): void {
  world.seatScore[seat]! += CATCH_POINTS;
  world.seatCatches[seat]!++;
  world.seatRoundCatches[seat]!++;
  events.add(EVENT.rivalCaught, seat, pacTile(world, pac), world.pacSeat[pac]!);
}

function putOut(world: World, pac: number, catcher: number, events: Events): void {
  events.add(EVENT.caught, world.pacSeat[pac]!, pacTile(world, pac), catcher);
  world.pacState[pac] = PAC.out;
  world.pacPowerUntilTick[pac] = 0;
  world.pacKnockUntilTick[pac] = 0;
  forgetWish(world, pac);
}

/** Pairs of equal power in seat order; each Pac-Man takes part in one bump a tick. Those that were caught bump nobody. */
function applyBumps(world: World, events: Events): void {
  let done = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    for (let others = touching[pac]! >> (pac + 1), other = pac + 1; others !== 0; others >>= 1, other++) {
      const pair = (1 << pac) | (1 << other);
      if ((others & 1) === 0 || (done & pair) !== 0 || !mayBump(world, pac) || !mayBump(world, other)) continue;
      if (((world.pacIgnores[pac]! >> other) & 1) === 1) continue;
      done |= pair;
      bump(world, pac, other, events);
    }
  }
}

/** Equal power is certain for two that are still there: of two with unequal power one was caught. */
function mayBump(world: World, pac: number): boolean {
  return world.pacState[pac] !== PAC.out && !isKnocked(world, pac);
}
