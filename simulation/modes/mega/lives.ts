// Seats of a maze of `mega`: who enters and leaves, is caught and comes back (rules/modes.md 6). What
// depends on other mazes, such as the place of a seat that is out, is in culls.ts.

import { hasPower } from '../../actors/power.ts';
import { addPoints } from '../../actors/eating.ts';
import { pacTile } from '../../actors/pac.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { NONE, PAC, PHASE } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { forgetWish, PAC_START_X, PAC_START_Y, placePac } from '../../life.ts';
import { farthestTile } from '../../mazes/path-distance.ts';
import { dangerousTiles, placeOnTile, START_TILES } from '../start-tiles.ts';
import type { World } from '../../world.ts';

const RETURN_TICKS = 120;
export const PROTECT_TICKS = 120;
/** What a catch costs in a match for points, where lives are endless. */
const CATCH_COST = 500;
/** `seatPlace` of a seat that has fallen, until its place is known. */
export const FALLEN = -1;

/** Whether a seat of this World still plays: its Pac-Man is in the maze, or comes back to it. */
export function isLiving(world: World, seat: number): boolean {
  const state = world.pacState[seat];
  return state === PAC.waiting || state === PAC.alive || state === PAC.returning;
}

/**
 * A seat is taken. Before play its Pac-Man stands at the start point; until the first cull it enters like a return. Later it
 * is out, as is a seat that has lost its lives.
 */
export function enterSeat(world: World, seat: number, events: Events): void {
  if (world.pacState[seat] !== PAC.empty) return;
  forgetWish(world, seat);
  const isNew = world.seatPlace[seat] === 0;
  if (isNew) world.seatLives[seat] = world.settings.lives;
  const isLate = world.culls > 0 || world.phase === PHASE.over || world.seatLives[seat] === 0;
  if (isLate) {
    world.pacState[seat] = PAC.out;
    if (isNew) world.seatLives[seat] = 0;
    if (isNew) world.seatPlace[seat] = world.seatCount;
    return;
  }
  world.seatPlace[seat] = 0;
  if (world.phase === PHASE.play) return comeBack(world, seat, events);
  world.pacState[seat] = PAC.waiting;
  placePac(world, seat, PAC_START_X, PAC_START_Y);
}

/** A seat is given up. Between the countdown and the end it has fallen. */
export function leaveSeat(world: World, seat: number): void {
  if (world.phase === PHASE.ready) world.seatLives[seat] = 0;
  else if (world.phase !== PHASE.over && isLiving(world, seat)) world.seatPlace[seat] = FALLEN;
  world.pacState[seat] = PAC.empty;
  world.pacPowerUntilTick[seat] = 0;
  world.pacWish[seat] = NONE;
}

/** A Pac-Man is caught. It comes back later, unless this was its last life. @param catcher a ghost, or 4 + a seat */
export function catchPac(world: World, pac: number, catcher: number, events: Events): void {
  events.add(EVENT.caught, pac, pacTile(world, pac), catcher);
  forgetWish(world, pac);
  world.pacPowerUntilTick[pac] = 0;
  world.pacPause[pac] = 0;
  if (world.settings.rule === 'score') addPoints(world, pac, -Math.min(CATCH_COST, world.seatScore[pac]!), events);
  else world.seatLives[pac]!--;
  if (world.seatLives[pac]! > 0) {
    world.pacState[pac] = PAC.returning;
    world.pacUntilTick[pac] = world.tick + RETURN_TICKS;
    return;
  }
  world.pacState[pac] = PAC.out;
  world.seatPlace[pac] = FALLEN;
}

/** Brings back the Pac-Men whose return is due. */
export function returnDue(world: World, events: Events): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    const due = world.pacState[pac] === PAC.returning && world.tick >= world.pacUntilTick[pac]!;
    if (due) comeBack(world, pac, events);
  }
}

/** Returns a Pac-Man on the tile farthest from ghosts and from rivals with power, protected for a while. */
function comeBack(world: World, pac: number, events: Events): void {
  const dangers = dangerousTiles(world);
  for (let rival = 0; rival < world.pacCount; rival++) {
    if (isInMaze(world, rival) && hasPower(world, rival)) dangers.push(pacTile(world, rival));
  }
  const tile = farthestTile(world.maze, START_TILES, dangers);
  placeOnTile(world, pac, tile);
  world.pacState[pac] = PAC.waiting;
  world.pacUntilTick[pac] = world.tick + PROTECT_TICKS;
  events.add(EVENT.returned, pac, tile, 0);
}
