// The four ghosts of `versus` (rules/modes.md 4): who has them, how they move, and when they leave the house. A ghost is
// steered by a seat, claimed by a seat, or grey: then it is harmless and belongs to nobody.

import { isEyes } from '../../actors/fright.ts';
import { randomTurn, turnHome, turnToTarget } from '../../actors/ghost-decision.ts';
import { decisionRequests, stepGhost } from '../../actors/ghost.ts';
import { release } from '../../actors/house.ts';
import { stepSteeredGhost } from '../../actors/steered-ghost.ts';
import { GHOST, GHOST_COUNT, NONE, type Direction } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { levelTable } from '../../levels.ts';
import { tileOfPixel } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';
import { ghostTile } from '../contacts.ts';
import { moveGhost } from '../movement.ts';
import { isPacNear } from './sight.ts';

/** Speed of a grey ghost in percent, everywhere outside the house. */
const GREY_SPEED = 50;
/**
 * Ticks of the board at which ghosts leave the house: those with a seat in steps from 0, since the first one is outside, and
 * grey ones in steps from 300.
 */
const LEAVES_STEP_TICKS = 60;
const GREY_LEAVES_TICKS = 300;
/** An eaten ghost stays inside until so many ticks after it was eaten. */
const EATEN_TICKS = 120;

export function isGrey(world: World, ghost: number): boolean {
  return world.ghostSeat[ghost]! < 0;
}

export function isSteered(world: World, ghost: number): boolean {
  return world.ghostSeat[ghost]! >= 0 && world.ghostClaimed[ghost] === 0;
}

export function isOutside(world: World, ghost: number): boolean {
  const state = world.ghostState[ghost];
  return state === GHOST.outside || state === GHOST.leaving;
}

/** At the start of a board nobody has claimed a ghost, and the one that is outside waits for a wish if it has a player. */
export function resetGhosts(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isSteered(world, ghost)) world.ghostSeat[ghost] = -1;
    else if (isOutside(world, ghost)) standStill(world, ghost);
    world.ghostClaimed[ghost] = 0;
    world.ghostClaimTick[ghost] = 0;
  }
}

/** Sets when each ghost may leave the house, in the first tick of play of a board. */
export function planReleases(world: World): void {
  let steered = 0;
  let grey = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const delay = isGrey(world, ghost) ? GREY_LEAVES_TICKS + LEAVES_STEP_TICKS * grey++ : LEAVES_STEP_TICKS * steered++;
    world.ghostReleaseTick[ghost] = world.tick + delay;
  }
}

export function moveGhosts(world: World, events: Events): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const waits = world.tick < world.ghostReleaseTick[ghost]!;
    if (!waits) release(world, ghost);
    const before = world.ghostState[ghost];
    moveGhost(world, ghost, speedOutside(world, ghost), events, isSteered(world, ghost) ? stepSteeredGhost : stepGhost);
    const state = world.ghostState[ghost];
    // Blinky, once revived, rises at once in the arcade.
    if (state === GHOST.rising && waits) world.ghostState[ghost] = GHOST.waiting;
    if (state === GHOST.leaving && before === GHOST.rising && isSteered(world, ghost)) standStill(world, ghost);
  }
}

function speedOutside(world: World, ghost: number): number {
  if (isGrey(world, ghost)) return GREY_SPEED;
  const level = levelTable(world.difficulty);
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  if (world.maze.slow[tile] === 1) return level.tunnelSpeed;
  return world.ghostFrightened[ghost] === 1 ? level.ghostFrightSpeed : level.ghostSpeed;
}

/** A steered ghost that has appeared waits for a wish. */
function standStill(world: World, ghost: number): void {
  world.ghostChosen[ghost] = NONE;
}

/** Makes the decisions that ghosts without a player have requested in this tick. */
export function decideGhosts(world: World): void {
  const { ghosts, count } = decisionRequests;
  for (let i = 0; i < count; i++) world.ghostChosen[ghosts[i]!] = decision(world, ghosts[i]!);
  decisionRequests.count = 0;
}

/** A claimed ghost hunts Pac-Man while it is near, and wanders otherwise, like a grey or frightened one. */
function decision(world: World, ghost: number): Direction {
  if (world.ghostState[ghost] === GHOST.eyes) return turnHome(world, ghost);
  const hunts = !isGrey(world, ghost) && world.ghostFrightened[ghost] === 0 && isPacNear(world, ghost);
  return hunts ? turnToTarget(world, ghost) : randomTurn(world, ghost);
}

/** Before play roles may change: the ghost that is outside waits for a wish if it has a player, and else sets off as it faces. */
export function readyOutside(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (!isOutside(world, ghost)) continue;
    if (isSteered(world, ghost)) standStill(world, ghost);
    else world.ghostChosen[ghost] = world.ghostTravel[ghost]!;
  }
}

/** A seat takes a ghost as it is, and steers it. */
export function takeGhost(world: World, ghost: number, seat: number): void {
  world.ghostSeat[ghost] = seat;
  world.ghostClaimed[ghost] = 0;
  world.ghostReversal[ghost] = 0;
  // A grey ghost may have longer to wait; one that was eaten has not.
  world.ghostReleaseTick[ghost] = Math.min(world.ghostReleaseTick[ghost]!, world.tick + EATEN_TICKS);
  if (isOutside(world, ghost)) standStill(world, ghost);
}

/** A ghost loses its seat. */
export function turnGrey(world: World, ghost: number): void {
  const steered = isSteered(world, ghost);
  world.ghostSeat[ghost] = -1;
  world.ghostClaimed[ghost] = 0;
  world.ghostReversal[ghost] = 0;
  if (!isEyes(world.ghostState[ghost]!)) world.ghostFrightened[ghost] = 0;
  if (steered && isOutside(world, ghost)) world.ghostChosen[ghost] = randomTurn(world, ghost);
}

/** All ghosts of a seat turn grey: the one that it steers and those that it has claimed. */
export function releaseGhostsOf(world: World, seat: number): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (world.ghostSeat[ghost] === seat) turnGrey(world, ghost);
}

export function claimGhost(world: World, ghost: number, seat: number, events: Events): void {
  world.ghostSeat[ghost] = seat;
  world.ghostClaimed[ghost] = 1;
  world.ghostClaimTick[ghost] = world.tick;
  events.add(EVENT.ghostClaimed, seat, ghostTile(world, ghost), ghost);
}

/** The ghost becomes a pair of eyes, and a claimed one has no claimer any more. */
export function sendHome(world: World, ghost: number): void {
  world.ghostState[ghost] = GHOST.eyes;
  world.ghostReleaseTick[ghost] = world.tick + EATEN_TICKS;
  world.ghostReversal[ghost] = 0;
  if (isSteered(world, ghost)) world.ghostChosen[ghost] = turnHome(world, ghost);
  else turnGrey(world, ghost);
}

/**
 * Takes the fright and the reversal of an energizer, which all ghosts have got, from those that it does not concern: grey
 * ghosts are not frightened, and only claimed ghosts turn back, if they are.
 */
export function limitFright(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (isGrey(world, ghost) && !isEyes(world.ghostState[ghost]!)) world.ghostFrightened[ghost] = 0;
    if (world.ghostClaimed[ghost] === 0 || world.frightLeft === 0) world.ghostReversal[ghost] = 0;
  }
}
