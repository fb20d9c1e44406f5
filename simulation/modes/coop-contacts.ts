// Contacts of one tick of `coop`: all are found with the same positions, then applied at once (rules/modes.md 1.6).

import { GHOST, GHOST_COUNT, GHOST_POINTS } from '../constants.ts';
import { catchPacs } from './coop-lives.ts';
import { addPoints } from '../actors/eating.ts';
import { EVENT, type Events } from '../events.ts';
import { nearestPac, PACS_MAX } from '../tie-break.ts';
import { tileOfPixel } from '../mazes/maze.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze, isProtected } from '../actors/target-seat.ts';
import type { World } from '../world.ts';

/** Tiles at the start of the tick being stepped, for the swap rule. Scratch space, not state. */
const pacTileBefore = new Int32Array(PACS_MAX);
const ghostTileBefore = new Int32Array(GHOST_COUNT);

export function rememberTiles(world: World): void {
  for (let pac = 0; pac < world.pacCount; pac++) pacTileBefore[pac] = pacTile(world, pac);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) ghostTileBefore[ghost] = ghostTile(world, ghost);
}

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
    if (!findTouching(world, ghost)) continue;
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
    const isNearer = caught[pac] === 0 || distance(world, pac, ghost) < distance(world, pac, catchers[pac]!);
    if (isNearer) catchers[pac] = ghost;
    caught[pac] = 1;
  }
}

function distance(world: World, pac: number, ghost: number): number {
  return Math.abs(world.pacX[pac]! - world.ghostX[ghost]!) + Math.abs(world.pacY[pac]! - world.ghostY[ghost]!);
}

/** Flags the Pac-Men in a ghost's tile, and those that exchanged tiles with it. @returns whether there are any */
function findTouching(world: World, ghost: number): boolean {
  const tile = ghostTile(world, ghost);
  let any = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    touching[pac] = 0;
    if (!isInMaze(world, pac) || isProtected(world, pac)) continue;
    const other = pacTile(world, pac);
    const swapped = tile === pacTileBefore[pac] && other === ghostTileBefore[ghost] && tile !== other;
    if (tile !== other && !swapped) continue;
    touching[pac] = 1;
    any = true;
  }
  return any;
}

/** The ghost becomes a pair of eyes at once: there is no freeze with several players. */
function eatGhost(world: World, ghost: number, seat: number, events: Events): void {
  const points = GHOST_POINTS[Math.min(world.chain, GHOST_POINTS.length - 1)]!;
  world.chain++;
  world.ghostState[ghost] = GHOST.eyes;
  events.add(EVENT.ghostEaten, seat, ghostTile(world, ghost), points);
  addPoints(world, seat, points, events);
}

function ghostTile(world: World, ghost: number): number {
  return tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
}
