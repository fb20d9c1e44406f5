// The ghosts of `battle`: when they leave the house, and how fast they are (rules/modes.md 5).

import { isEyes } from '../../actors/fright.ts';
import { release } from '../../actors/house.ts';
import { BLINKY, GHOST, GHOST_COUNT, PINKY, UP } from '../../constants.ts';
import type { Events } from '../../events.ts';
import { tileOfPixel } from '../../mazes/maze.ts';
import type { World } from '../../world.ts';
import { moveGhost } from '../movement.ts';

/** Ticks of a round at which the first ghost leaves, and each of the others after it. */
export const FIRST_LEAVE_TICKS = 300;
/** An eaten ghost leaves so long after it came home. */
const HOME_TICKS = 120;

/** Speed in percent from a tick of the round on. */
const SPEEDS = [
  { fromTick: 2700, percent: 90 },
  { fromTick: 1800, percent: 80 },
  { fromTick: 0, percent: 70 },
] as const;
const FRIGHT_SPEED = 50;
const TUNNEL_SPEED = 40;
const SUDDEN_DEATH_SPEED = 100;
const SUDDEN_DEATH_MORE = 10;
const SUDDEN_DEATH_MORE_TICKS = 300;

/** Blinky too begins in the house, in the place of Pinky. */
export function placeGhostsInside(world: World): void {
  world.ghostX[BLINKY] = world.ghostX[PINKY]!;
  world.ghostY[BLINKY] = world.ghostY[PINKY]!;
  world.ghostTravel[BLINKY] = UP;
  world.ghostChosen[BLINKY] = UP;
  world.ghostState[BLINKY] = GHOST.waiting;
}

/** Sets when they leave, in the first tick of a round. */
export function startGhosts(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    world.ghostLeaveTick[ghost] = world.tick + (ghost + 1) * FIRST_LEAVE_TICKS;
  }
}

export function releaseGhosts(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (world.ghostState[ghost] === GHOST.waiting && world.tick >= world.ghostLeaveTick[ghost]!) {
      release(world, ghost);
    }
  }
}

export function moveGhosts(world: World, events: Events): void {
  const percent = speedOfRound(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const wasEaten = isEyes(world.ghostState[ghost]!);
    moveGhost(world, ghost, ghostSpeed(world, ghost, percent), events);
    if (wasEaten && !isEyes(world.ghostState[ghost]!)) waitAtHome(world, ghost);
  }
}

/** In the arcade Blinky leaves the house at once; here it waits like the others. */
function waitAtHome(world: World, ghost: number): void {
  world.ghostState[ghost] = GHOST.waiting;
  world.ghostLeaveTick[ghost] = world.tick + HOME_TICKS;
}

/** Speed of a ghost in the maze that is neither frightened nor in a tunnel. */
function speedOfRound(world: World): number {
  if (world.suddenDeathTick > 0) {
    const times = Math.floor((world.tick - world.suddenDeathTick) / SUDDEN_DEATH_MORE_TICKS);
    return SUDDEN_DEATH_SPEED + times * SUDDEN_DEATH_MORE;
  }
  const tick = world.tick - world.lifeStartTick;
  for (const { fromTick, percent } of SPEEDS) if (tick >= fromTick) return percent;
  return SPEEDS[0].percent;
}

function ghostSpeed(world: World, ghost: number, percent: number): number {
  if (world.suddenDeathTick > 0) return percent;
  if (world.maze.slow[tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!)] === 1) return TUNNEL_SPEED;
  return world.ghostFrightened[ghost] === 1 ? FRIGHT_SPEED : percent;
}
