// Contacts of one tick of `coop`: all found on the same picture, then all applied at once (rules/modes.md 1.6).

import { GHOST, GHOST_COUNT, GHOST_POINTS } from '../constants.ts';
import { catchSeats } from './coop-lives.ts';
import { addPoints } from '../actors/eating.ts';
import { EVENT, type Events } from '../events.ts';
import { nearestSeat } from '../tie-break.ts';
import { tileOfPixel } from '../mazes/maze.ts';
import { pacTile } from '../actors/pac.ts';
import { isInMaze, isProtected } from '../actors/target-seat.ts';
import type { World } from '../world.ts';

/** Tiles at the start of the tick being stepped, for the swap rule. Scratch space, not state. */
const pacTileBefore = new Int32Array(32);
const ghostTileBefore = new Int32Array(GHOST_COUNT);

export function rememberTiles(world: World): void {
  for (let seat = 0; seat < world.seatCount; seat++) pacTileBefore[seat] = pacTile(world, seat);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) ghostTileBefore[ghost] = ghostTile(world, ghost);
}

/** Ghosts are eaten in their order with rising values; everybody a dangerous ghost touches is caught. */
export function applyContacts(world: World, events: Events): void {
  let caught = 0;
  let eaten = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.leaving) continue;
    const seats = seatsTouching(world, ghost);
    if (seats === 0) continue;
    if (world.ghostFrightened[ghost] === 1) {
      eaten |= 1 << ghost;
      eater[ghost] = nearestSeat(world, seats, world.ghostX[ghost]!, world.ghostY[ghost]!);
    } else {
      for (let seat = 0; seat < world.seatCount; seat++) if (((seats & ~caught) >>> seat) & 1) catcher[seat] = ghost;
      caught |= seats;
    }
  }
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if ((eaten >>> ghost) & 1) eatGhost(world, ghost, eater[ghost]!, events);
  }
  if (caught !== 0) catchSeats(world, caught, catcher, events);
}

/** The seat that eats each ghost in this tick, and the first ghost that catches each seat. Scratch space, not state. */
const eater = new Int32Array(GHOST_COUNT);
const catcher = new Int32Array(32);

/** The seats in a ghost's tile, and those that exchanged tiles with it. */
function seatsTouching(world: World, ghost: number): number {
  const tile = ghostTile(world, ghost);
  let seats = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isInMaze(world, seat) || isProtected(world, seat)) continue;
    const other = pacTile(world, seat);
    const swapped = tile === pacTileBefore[seat] && other === ghostTileBefore[ghost] && tile !== other;
    if (tile === other || swapped) seats |= 1 << seat;
  }
  return seats;
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
