// The ghost house: bouncing, releases, the way out and the way back in (rules/arcade.md 11).

import { BLINKY, CLYDE, DOWN, GHOST, GHOST_COUNT, INKY, LEFT, PINKY, UP } from '../constants.ts';
import { EVENT, type Events } from '../events.ts';
import { aheadTile, stepGhost } from './ghost.ts';
import { levelTable } from '../levels.ts';
import { tileAt, tileOfPixel } from '../mazes/maze.ts';
import type { World } from '../world.ts';

/** Pixels of the house: the column of the door, the tile row above it, and where waiting ghosts turn. */
const MIDDLE_X = 111;
const OUTSIDE_Y = 116;
const BOUNCE_TOP_Y = 136;
const BOUNCE_BOTTOM_Y = 144;
/** The place of each ghost in the house. Blinky has that of Pinky. */
const HOME_X = [MIDDLE_X, MIDDLE_X, 95, 127] as const;
/** Blinky's tile ahead from the revival until Blinky is outside again (rules/arcade.md 8). */
const BLINKY_REVIVED_AHEAD = tileAt(13, 17);

/** Dots of a life at which the global counter releases Pinky and Inky, and is replaced by Clyde's own counter. */
const GLOBAL_PINKY = 7;
const GLOBAL_INKY = 17;
const GLOBAL_CLYDE = 32;

/** Ghosts in their places at the start of a life (rules/arcade.md 4). */
export function placeGhosts(world: World): void {
  world.ghostX.set([MIDDLE_X, ...HOME_X.slice(1)]);
  world.ghostY.set([OUTSIDE_Y, 140, 140, 140]);
  world.ghostTravel.set([LEFT, DOWN, UP, UP]);
  world.ghostChosen.set([LEFT, DOWN, UP, UP]);
  world.ghostState.set([GHOST.outside, GHOST.waiting, GHOST.waiting, GHOST.waiting]);
  world.ghostFrightened.fill(0);
  world.ghostReversal.fill(0);
  world.ghostPattern.fill(0);
  world.blinkyAhead = 0;
  world.houseOdd = 0;
}

/** Moves a ghost that bounces, crosses the house or rises through the door by one pixel. */
export function stepHouse(world: World, ghost: number, events: Events): void {
  const { ghostX, ghostY, ghostTravel, ghostState } = world;
  switch (ghostState[ghost]) {
    case GHOST.waiting:
      if (ghostY[ghost]! <= BOUNCE_TOP_Y) ghostTravel[ghost] = DOWN;
      else if (ghostY[ghost]! >= BOUNCE_BOTTOM_Y) ghostTravel[ghost] = UP;
      ghostY[ghost]! += ghostTravel[ghost] === DOWN ? 1 : -1;
      break;
    case GHOST.centring:
      ghostX[ghost]! += Math.sign(MIDDLE_X - ghostX[ghost]!);
      if (ghostX[ghost] === MIDDLE_X) startRising(world, ghost);
      break;
    case GHOST.rising:
      ghostY[ghost]!--;
      if (ghostY[ghost] === OUTSIDE_Y) leave(world, ghost, events);
      break;
  }
}

function startRising(world: World, ghost: number): void {
  world.ghostState[ghost] = GHOST.rising;
  world.ghostTravel[ghost] = UP;
}

/** The ghost is outside and travels left. A pending reversal turns it at the first tile centre: it leaves to the right. */
function leave(world: World, ghost: number, events: Events): void {
  world.ghostState[ghost] = GHOST.leaving;
  world.ghostTravel[ghost] = LEFT;
  world.ghostChosen[ghost] = LEFT;
  if (ghost === BLINKY) world.blinkyAhead = 0;
  events.add(EVENT.ghostLeft, ghost, tileOfPixel(MIDDLE_X, OUTSIDE_Y), 0);
}

/** Moves eyes one pixel: through the maze to the door, down, and sideways to their place, where the ghost is revived. */
export function stepEyes(world: World, ghost: number): void {
  const { ghostX, ghostY, ghostState, ghostTravel } = world;
  if (ghostState[ghost] === GHOST.eyes) {
    // Compared after the step: a ghost eaten exactly above the door walks away first (rules/arcade.md 11.6).
    stepGhost(world, ghost);
    if (ghostX[ghost] === MIDDLE_X && ghostY[ghost] === OUTSIDE_Y) descend(world, ghost);
    return;
  }
  if (ghostState[ghost] === GHOST.descending) {
    ghostTravel[ghost] = DOWN;
    ghostY[ghost]!++;
    if (ghostY[ghost]! < BOUNCE_BOTTOM_Y) return;
    ghostState[ghost] = GHOST.homing;
  } else {
    ghostX[ghost]! += Math.sign(HOME_X[ghost]! - ghostX[ghost]!);
  }
  if (ghostX[ghost] === HOME_X[ghost]) revive(world, ghost);
}

function descend(world: World, ghost: number): void {
  world.ghostState[ghost] = GHOST.descending;
  // Eaten on the way out, Blinky still has the tile of the last revival.
  if (ghost === BLINKY && world.blinkyAhead === 0) world.blinkyAhead = aheadTile(world, BLINKY);
}

/** Eyes become a ghost again, which is not blue. Blinky never waits. */
function revive(world: World, ghost: number): void {
  world.ghostFrightened[ghost] = 0;
  world.ghostState[ghost] = GHOST.waiting;
  world.ghostTravel[ghost] = UP;
  if (ghost !== BLINKY) return;
  world.blinkyAhead = BLINKY_REVIVED_AHEAD;
  startRising(world, ghost);
}

/** Counts a dot in the one counter that is in use. */
export function countDotForHouse(world: World): void {
  const { ghostState, ghostDots } = world;
  if (world.globalDots >= 0) world.globalDots++;
  else if (ghostState[CLYDE] !== GHOST.waiting) return;
  else if (ghostState[INKY] !== GHOST.waiting) ghostDots[CLYDE]!++;
  else if (ghostState[PINKY] !== GHOST.waiting) ghostDots[INKY]!++;
  else ghostDots[PINKY]!++;
}

/** Releases ghosts by dots: the global counter compares for equality; without it each ghost has its own limit. */
export function releaseByDots(world: World): void {
  const { ghostState, ghostDots } = world;
  if (world.globalDots >= 0) {
    if (world.globalDots === GLOBAL_PINKY) release(world, PINKY);
    else if (world.globalDots === GLOBAL_INKY) release(world, INKY);
    else if (world.globalDots === GLOBAL_CLYDE && ghostState[CLYDE] === GHOST.waiting) world.globalDots = -1;
    return;
  }
  const { dotLimit } = levelTable(world.difficulty);
  for (let ghost = PINKY; ghost < GHOST_COUNT; ghost++) {
    if (ghostDots[ghost]! >= dotLimit[ghost]!) release(world, ghost);
  }
}

/** Releases the first waiting ghost when nothing was eaten for too long, and counts from 0 again. */
export function releaseByTime(world: World): void {
  if (world.tick - world.lastDotTick < levelTable(world.difficulty).noDotTicks) return;
  world.lastDotTick = world.tick;
  for (let ghost = PINKY; ghost < GHOST_COUNT; ghost++) {
    if (world.ghostState[ghost] === GHOST.waiting) return release(world, ghost);
  }
}

/** Lets a ghost that waits in the house leave it; no other. */
export function release(world: World, ghost: number): void {
  if (world.ghostState[ghost] !== GHOST.waiting) return;
  if (world.ghostX[ghost] === MIDDLE_X) startRising(world, ghost);
  else world.ghostState[ghost] = GHOST.centring;
}

/** Makes Blinky faster when few dots are left, but not while Clyde waits (rules/arcade.md 11.5). */
export function updateElroy(world: World): void {
  if (world.ghostState[CLYDE] === GHOST.waiting) return;
  const level = levelTable(world.difficulty);
  if (world.dotsLeft <= level.elroy2Dots) world.elroy = 2;
  else if (world.dotsLeft <= level.elroy1Dots && world.elroy === 0) world.elroy = 1;
}
