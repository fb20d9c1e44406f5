// How a level and a life begin: the parts that modes share.

import { carryStarts } from './actors/speed.ts';
import { LEFT, NONE, PHASE } from './constants.ts';
import { NO_FRUIT } from './actors/fruit.ts';
import { placeGhosts } from './actors/house.ts';
import { startScatterTimer } from './actors/scatter-timer.ts';
import { LEVEL_LAST, LEVEL_TABLE_LAST } from './levels.ts';
import { layHiddenDots, ruinMaze } from './mazes/split-screen.ts';
import type { World } from './world.ts';

/** Where a lone Pac-Man starts: the line between the tiles (13,26) and (14,26). */
export const PAC_START_X = 111;
export const PAC_START_Y = 212;

/** Restores all dots, and resets the counters of a level. */
export function startLevel(world: World, level: number): void {
  world.level = level;
  world.difficulty = Math.min(level, LEVEL_TABLE_LAST);
  world.dots.set(world.maze.dotRows);
  world.dotsLeft = world.maze.dotCount;
  world.ghostDots.fill(0);
  world.globalDots = -1;
  world.fruitsShown = 0;
  if (level === LEVEL_LAST) ruinMaze(world);
}

/** Resets everything that begins anew with each life. The mode places the Pac-Men. */
export function startLife(world: World): void {
  placeGhosts(world);
  layHiddenDots(world);
  for (let ghost = 0; ghost < world.ghostX.length; ghost++) {
    carryStarts(world.ghostCarryBase, world.ghostSpeed, ghost);
    world.ghostTargetSeat[ghost] = -1;
  }
  world.pacPattern.fill(0);
  world.frightLeft = 0;
  world.chain = 0;
  world.frightIndex = 0;
  world.elroy = 0;
  world.scoredGhost = -1;
  world.scatterPhase = 0;
  world.scatterHeld = -1;
  world.fruitState = NO_FRUIT;
}

/** The first tick of play of a life. */
export function beginPlay(world: World): void {
  world.phase = PHASE.play;
  world.phaseEndsTick = 0;
  world.lifeStartTick = world.tick;
  world.lastDotTick = world.tick - 1;
  startScatterTimer(world);
}

/** Puts a Pac-Man on a pixel, facing left, and resets its state. */
export function placePac(world: World, pac: number, x: number, y: number): void {
  world.pacX[pac] = x;
  world.pacY[pac] = y;
  world.pacTravel[pac] = LEFT;
  world.pacPause[pac] = 0;
  world.pacAte[pac] = 0;
  carryStarts(world.pacCarryBase, world.pacSpeed, pac);
}

/** Clears the wish of a Pac-Man, so that an old wish does not steer a new life. */
export function forgetWish(world: World, pac: number): void {
  world.pacWish[pac] = NONE;
}
