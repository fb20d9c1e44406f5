// Contacts of one tick of `coop`: all are found with the same positions, then applied at once (rules/modes.md 1.6).

import { GHOST, GHOST_COUNT, GHOST_POINTS } from '../../constants.ts';
import { catchPacs } from './lives.ts';
import { addPoints } from '../../actors/eating.ts';
import { EVENT, type Events } from '../../events.ts';
import { nearestPac, PACS_MAX } from '../../tie-break.ts';
import { findTouching, ghostTile, pixelsBetween } from '../contacts.ts';
import type { World } from '../../world.ts';

/**
 * The Pac-Men that are caught in this tick and their ghosts, the Pac-Men that touch the current ghost, and the eater of
 * each ghost (-1 for none). Scratch space, not state.
 */
const caught = new Uint8Array(PACS_MAX);
const catchers = new Uint8Array(PACS_MAX);
const touching = new Uint8Array(PACS_MAX);
const eater = new Int32Array(GHOST_COUNT);

/** Ghosts are eaten in ghost order, with rising points. A dangerous ghost catches every Pac-Man that it touches. */
export function applyContacts(world: World, events: Events): void {
  caught.fill(0);
  let isAnyCaught = false;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    eater[ghost] = -1;
    if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.leaving) continue;
    if (!findTouching(world, ghost, touching)) continue;
    if (world.ghostFrightened[ghost] === 1) {
      eater[ghost] = nearestPac(world, touching, world.ghostX[ghost]!, world.ghostY[ghost]!);
    } else {
      isAnyCaught = true;
      catchTouching(world, ghost);
    }
  }
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (eater[ghost]! >= 0) eatGhost(world, ghost, world.pacSeat[eater[ghost]!]!, events);
  }
  if (isAnyCaught) catchPacs(world, caught, catchers, events);
}

/** Of several ghosts the nearest one catches; of equal ones the first in ghost order, since ghosts have no tie-break order. */
function catchTouching(world: World, ghost: number): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (touching[pac] === 0) continue;
    const isNearer = caught[pac] === 0 || pixelsBetween(world, pac, ghost) < pixelsBetween(world, pac, catchers[pac]!);
    if (isNearer) catchers[pac] = ghost;
    caught[pac] = 1;
  }
}

/** The ghost becomes a pair of eyes at once: there is no freeze with several players. */
function eatGhost(world: World, ghost: number, seat: number, events: Events): void {
  const points = GHOST_POINTS[Math.min(world.chain, GHOST_POINTS.length - 1)]!;
  world.chain++;
  world.ghostState[ghost] = GHOST.eyes;
  events.add(EVENT.ghostEaten, seat, ghostTile(world, ghost), points);
  addPoints(world, seat, points, events);
}
