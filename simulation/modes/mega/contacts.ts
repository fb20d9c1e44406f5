// Contacts in a maze of `mega`: all are found with the same positions, then applied at once (rules/modes.md 1.6 and 6).

import { hasPower } from '../../actors/power.ts';
import { addPoints } from '../../actors/eating.ts';
import { isProtected } from '../../actors/target-seat.ts';
import { pacTile } from '../../actors/pac.ts';
import { GHOST, GHOST_COUNT, GHOST_POINTS } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { nearestPac, PACS_MAX } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { doPacsTouch, findTouching, inMaze, ghostTile, pixelsBetween } from '../contacts.ts';
import { catchPac } from './lives.ts';

const CATCH_POINTS = 1600;
/** A catcher is a ghost, or this plus a seat. */
const CATCHER_SEAT = GHOST_COUNT;
const NOBODY = -1;

/** Who catches each Pac-Man, the Pac-Men in contact with one actor, and the eater of each ghost. Scratch space, not state. */
const catchers = new Int32Array(PACS_MAX);
const touching = new Uint8Array(PACS_MAX);
const eaters = new Int32Array(GHOST_COUNT);

export function applyContacts(world: World, events: Events): void {
  catchers.fill(NOBODY);
  let isAnyCaught = false;
  let isAnyEaten = false;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    eaters[ghost] = NOBODY;
    if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.leaving) continue;
    if (!findTouching(world, ghost, touching)) continue;
    if (world.ghostFrightened[ghost] === 1) isAnyEaten = findEater(world, ghost) || isAnyEaten;
    else isAnyCaught = catchTouching(world, ghost) || isAnyCaught;
  }
  // Power frightens ghosts, so without a fright no rival has power.
  if (world.frightLeft > 0) isAnyCaught = findCatchesOfRivals(world) || isAnyCaught;
  if (isAnyEaten) eatGhosts(world, events);
  if (isAnyCaught) applyCatches(world, events);
}

/** Of the Pac-Men in contact with a frightened ghost only those with power may eat it. */
function findEater(world: World, ghost: number): boolean {
  let mayAnyEat = false;
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    if (touching[pac] === 0) continue;
    if (hasPower(world, pac)) mayAnyEat = true;
    else touching[pac] = 0;
  }
  if (mayAnyEat) eaters[ghost] = nearestPac(world, touching, world.ghostX[ghost]!, world.ghostY[ghost]!);
  return mayAnyEat;
}

/** Of several ghosts the nearest one catches; of equal ones the first in ghost order. */
function catchTouching(world: World, ghost: number): boolean {
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    if (touching[pac] === 0) continue;
    const other = catchers[pac]!;
    if (other === NOBODY || pixelsBetween(world, pac, ghost) < pixelsBetween(world, pac, other)) catchers[pac] = ghost;
  }
  return true;
}

/** A Pac-Man with power catches those without. A rival is credited before a ghost; of several rivals the nearest one. */
function findCatchesOfRivals(world: World): boolean {
  let isAnyCaught = false;
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    if (isProtected(world, pac) || hasPower(world, pac)) continue;
    if (!findRivals(world, pac)) continue;
    const rival = nearestPac(world, touching, world.pacX[pac]!, world.pacY[pac]!);
    catchers[pac] = CATCHER_SEAT + rival;
    isAnyCaught = true;
  }
  return isAnyCaught;
}

/** Flags the rivals with power that a Pac-Man is in contact with. */
function findRivals(world: World, pac: number): boolean {
  let isAny = false;
  touching.fill(0);
  for (let i = 0; i < inMaze.count; i++) {
    const rival = inMaze.pacs[i]!;
    if (!hasPower(world, rival) || isProtected(world, rival)) continue;
    if (!doPacsTouch(world, pac, rival)) continue;
    touching[rival] = 1;
    isAny = true;
  }
  return isAny;
}

/** Ghosts are eaten in ghost order, with points that rise with each one that a Pac-Man eats. */
function eatGhosts(world: World, events: Events): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const pac = eaters[ghost]!;
    if (pac === NOBODY) continue;
    const points = GHOST_POINTS[Math.min(world.pacChain[pac]!, GHOST_POINTS.length - 1)]!;
    world.pacChain[pac]!++;
    world.ghostState[ghost] = GHOST.eyes;
    events.add(EVENT.ghostEaten, pac, ghostTile(world, ghost), points);
    addPoints(world, pac, points, events);
  }
}

function applyCatches(world: World, events: Events): void {
  for (let i = 0; i < inMaze.count; i++) {
    const pac = inMaze.pacs[i]!;
    const catcher = catchers[pac]!;
    if (catcher === NOBODY) continue;
    if (catcher >= CATCHER_SEAT) creditRival(world, catcher - CATCHER_SEAT, pac, events);
    catchPac(world, pac, catcher, events);
  }
}

function creditRival(world: World, rival: number, pac: number, events: Events): void {
  world.seatCatches[rival]!++;
  events.add(EVENT.rivalCaught, rival, pacTile(world, pac), pac);
  addPoints(world, rival, CATCH_POINTS, events);
}
