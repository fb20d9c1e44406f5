// How a match, a level and a life begin: the parts that all modes share.

import { coarseEnd, TICKS_PER_TENTH } from './actors/coarse-timer.ts';
import { CLASSIC, DOTS_TOTAL, LEFT, NONE, PAC, PHASE } from './constants.ts';
import { COOP_EXTRA_FIRST } from './actors/eating.ts';
import { NO_FRUIT } from './actors/fruit.ts';
import { placeGhosts } from './actors/house.ts';
import { LEVEL_LAST, LEVEL_TABLE_LAST } from './levels.ts';
import { startModeTimer } from './actors/scatter-timer.ts';
import { nextRandom } from './random.ts';
import type { MatchSettings } from './settings.ts';
import { carryStarts } from './actors/speed.ts';
import { layHiddenDots, ruinMaze } from './mazes/split-screen.ts';
import { emptyWorld, type World } from './world.ts';

/** Where a lone Pac-Man starts: the line between the tiles (13,26) and (14,26). */
export const PAC_START_X = 111;
export const PAC_START_Y = 212;

/** "PLAYER ONE READY!" with the tune (rules/arcade.md 15). */
const TUNE_TENTHS = 23;
/** The countdown of a match in all other modes (rules/modes.md 1.3). */
export const COUNTDOWN_TICKS = 180;

/**
 * A new match at tick 0. In `classic` the one seat is there from the start; elsewhere seats come with `enter` inputs.
 * @param settings complete and checked, from `matchSettings`
 */
export function createWorld(settings: MatchSettings): World {
  const world = emptyWorld(settings);
  world.random = settings.seed | 0;
  drawTieBreak(world);
  startLevel(world, settings.level);
  startLife(world);
  if (world.mode === CLASSIC) {
    world.lives = settings.lives;
    world.extraLifeAt = settings.extraLifeScore;
    world.pacState[0] = PAC.alive;
    world.phase = PHASE.tune;
    world.phaseEndsTick = coarseEnd(world.tick, TUNE_TENTHS, TICKS_PER_TENTH);
  } else {
    world.extraLifeAt = COOP_EXTRA_FIRST;
    world.phase = PHASE.ready;
    world.phaseEndsTick = world.tick + 1 + COUNTDOWN_TICKS;
  }
  return world;
}

/** Deals the seats their places in the tie-break order. */
function drawTieBreak(world: World): void {
  const { pacTieBreak } = world;
  for (let seat = 0; seat < pacTieBreak.length; seat++) pacTieBreak[seat] = seat;
  for (let last = pacTieBreak.length - 1; last > 0; last--) {
    world.random = nextRandom(world.random);
    const other = (world.random >>> 0) % (last + 1);
    const kept = pacTieBreak[last]!;
    pacTieBreak[last] = pacTieBreak[other]!;
    pacTieBreak[other] = kept;
  }
}

/** All dots back, and what counts through a level at its start. */
export function startLevel(world: World, level: number): void {
  world.level = level;
  world.difficulty = Math.min(level, LEVEL_TABLE_LAST);
  world.dots.set(world.maze.dotRows);
  world.dotsLeft = DOTS_TOTAL;
  world.ghostDots.fill(0);
  world.globalDots = -1;
  world.fruitsShown = 0;
  if (level === LEVEL_LAST) ruinMaze(world);
}

/** Everything that begins anew with each life; Pac-Men are placed by the mode. */
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
  world.modePhase = 0;
  world.modeHeld = -1;
  world.fruitState = NO_FRUIT;
}

/** The first tick of play of a life. */
export function beginPlay(world: World): void {
  world.phase = PHASE.play;
  world.phaseEndsTick = 0;
  world.lifeStartTick = world.tick;
  world.lastDotTick = world.tick - 1;
  startModeTimer(world);
}

/** Puts a Pac-Man on a pixel, facing left, with nothing left of what he did before. */
export function placePac(world: World, seat: number, x: number, y: number): void {
  world.pacX[seat] = x;
  world.pacY[seat] = y;
  world.pacTravel[seat] = LEFT;
  world.pacPause[seat] = 0;
  world.pacAte[seat] = 0;
  carryStarts(world.pacCarryBase, world.pacSpeed, seat);
}

/** Forgets a player's wish, so that an old one does not steer a new life. */
export function forgetWish(world: World, seat: number): void {
  world.pacWish[seat] = NONE;
}
