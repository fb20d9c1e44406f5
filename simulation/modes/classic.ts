// `classic`: one player, as in the arcade. A tick has the arcade's own order (rules/arcade.md 1): timers, two half-ticks
// in which actors move and meet, house, and the deferred decisions of the ghosts.

import { coarseEnd, TICKS_PER_TENTH } from '../actors/coarse-timer.ts';
import {
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  GHOST_POINTS,
  PAC as PAC_STATE,
  PHASE,
  SCORE_MODULUS,
  TICKS_PER_SECOND,
  VARIANTS,
} from '../constants.ts';
import { addPoints, eatDot, hasDot } from '../actors/eating.ts';
import { EVENT, type Events } from '../events.ts';
import { isEyes, passFright } from '../actors/fright.ts';
import { eatFruit, endFruit, FRUIT_LIES, layFruit } from '../actors/fruit.ts';
import { decide } from '../actors/ghost-decision.ts';
import { stepGhost } from '../actors/ghost.ts';
import { releaseByDots, releaseByTime, stepEyes, stepHouse, updateElroy } from '../actors/house.ts';
import { LEVEL_LAST, levelTable } from '../levels.ts';
import { inTunnel, tileOfPixel } from '../mazes/maze.ts';
import { advanceScatterTimer } from '../actors/scatter-timer.ts';
import { pacTile, stepPac } from '../actors/pac.ts';
import { beginPlay, PAC_START_X, PAC_START_Y, placePac, startLevel, startLife } from '../life.ts';
import { EVERYTHING } from '../view.ts';
import type { ModeRules } from './mode-rules.ts';
import { hasClearedTheLast } from './standings.ts';
import * as speed from '../actors/speed.ts';
import type { World } from '../world.ts';

/** The only seat, and its Pac-Man. */
const SEAT = 0;
const PAC = 0;

/** Coarse timers and lengths of section 15. */
const TUNE_TENTHS = 23;
const READY_TENTHS = 20;
const FREEZE_TENTHS = 10;
const DEATH_HALF_TICKS = 440;
const DEATH_TO_READY_TICKS = 3;
const CLEAR_TENTHS = 20;
/** Eight pictures of twelve ticks, the blank, and the two ticks to the next READY! */
const CLEAR_FLASH_TICKS = 8 * 12 + 18 + 2;

/** Pac-Man's first half-tick of a life is left out (section 4). */
const FIRST_TICK_PAUSE = 1;

/** Pixels to the left and below in which a fright catches ghosts across a tile border (section 12). */
const NEAR_PIXELS = 3;

export const classic = {
  name: 'classic',
  roles: ['pac'],
  seats: { least: 1, most: 1 },
  worldCount: () => 1,
  pacCount: () => 1,
  fields: ['arcade'],
  settings: {
    rule: [''],
    target: [0],
    rounds: [0],
    lives: [3, 1, 2, 5],
    extraLifeScore: [10_000, 0, 15_000, 20_000],
    killScreen: [true, false],
    variant: VARIANTS,
    maze: ['classic'],
  },
  // Half-ticks (rules/arcade.md 6.4).
  eating: { dotPause: 2, energizerPause: 7, halfTicks: true, scoreModulus: SCORE_MODULUS },
  lives: { owner: 'player', nextExtraLifeAt: () => 0 },
  room: {
    ...{ quickPlaySeats: 1, quickPlayFill: 0, hasAiSeats: false, waitsForPlayers: true, pauseVoters: 'players' },
    ...{ pauseTicksMax: 600 * TICKS_PER_SECOND, afterPause: 'result', idleTicks: Infinity },
    // No other player waits to read it.
    resultTicksMin: 0,
  },
  start,
  homeOf: () => 0,
  step,
  enter: () => {},
  leave: () => {},
  afterStep: null,
  mayEndSoon: ({ worlds }) => mayEndSoon(worlds[0]!),
  rank: () => 0,
  isOut: () => false,
  mayTakeOver: () => true,
  roundsWon: () => 0,
  isCleared: hasClearedTheLast,
  view: () => EVERYTHING,
} as const satisfies ModeRules;

/** The one Pac-Man is there from the start; "PLAYER ONE READY!" comes with the tune (rules/arcade.md 15). */
function start(world: World): void {
  world.lives = world.settings.lives;
  world.extraLifeAt = world.settings.extraLifeScore;
  world.pacState[PAC] = PAC_STATE.alive;
  world.ghostTargetSeat.fill(SEAT);
  world.phase = PHASE.tune;
  world.phaseEndsTick = coarseEnd(world.tick, TUNE_TENTHS, TICKS_PER_TENTH);
}

function step(world: World, events: Events): void {
  fireTimers(world, events);
  if (world.phase !== PHASE.play && world.phase !== PHASE.dying) return;
  if (world.dotsLeft === 0) return clear(world, events);
  halfTick(world, events);
  halfTick(world, events);
  if (world.phase === PHASE.dying) return timeDeath(world);
  const frozen = world.scoredGhost >= 0;
  if (world.pacAte[PAC] === 1) world.lastDotTick = world.tick;
  else releaseByTime(world);
  if (!frozen) moveHouse(world, events);
  advanceScatterTimer(world);
  layFruit(world, events);
  decide(world);
}

function fireTimers(world: World, events: Events): void {
  endFruit(world, events);
  if (world.phaseEndsTick === 0 || world.tick < world.phaseEndsTick) return;
  switch (world.phase) {
    case PHASE.tune:
      return ready(world);
    case PHASE.ready:
      return beginPlay(world);
    case PHASE.dying:
      return loseLife(world, events);
    case PHASE.cleared:
      return nextLevel(world, events);
  }
}

function halfTick(world: World, events: Events): void {
  if (world.phase === PHASE.dying) {
    world.deathHalfTicks++;
    return;
  }
  moveEyes(world);
  if (world.scoredGhost >= 0) return freeze(world);
  if (meetGhost(world, events)) return;
  movePac(world, events);
  moveGhosts(world);
  passFright(world, 1);
  releaseByDots(world);
}

/**
 * The half-tick after the hit sets the timer. The first half-tick after its end only turns the ghost into eyes. These, and
 * all actors that stood still, move in the next half-tick (rules/arcade.md 13).
 */
function freeze(world: World): void {
  if (world.freezeEndsTick === 0) {
    world.freezeEndsTick = coarseEnd(world.tick, FREEZE_TENTHS, TICKS_PER_TENTH);
  } else if (world.tick >= world.freezeEndsTick) {
    world.ghostState[world.scoredGhost] = GHOST.eyes;
    world.scoredGhost = -1;
  }
}

function moveEyes(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const state = world.ghostState[ghost]!;
    if (isEyes(state) && state !== GHOST.scored) stepEyes(world, ghost);
  }
}

/** The collision test, before anybody moves: at most one ghost is met in a half-tick (section 12). */
function meetGhost(world: World, events: Events): boolean {
  const ghost = ghostMet(world);
  if (ghost < 0) return false;
  if (world.ghostFrightened[ghost] === 1) {
    const points = GHOST_POINTS[Math.min(world.chain, GHOST_POINTS.length - 1)]!;
    world.chain++;
    world.ghostState[ghost] = GHOST.scored;
    world.scoredGhost = ghost;
    world.freezeEndsTick = 0;
    events.add(EVENT.ghostEaten, SEAT, pacTile(world, PAC), points);
    addPoints(world, SEAT, points, events);
  } else {
    world.phase = PHASE.dying;
    world.phaseEndsTick = 0;
    world.deathHalfTicks = 0;
    events.add(EVENT.caught, SEAT, pacTile(world, PAC), ghost);
  }
  return true;
}

/**
 * Searches from Clyde to Blinky: a ghost in Pac-Man's tile; else, during fright, a ghost up to three pixels to its left
 * and below. An exchange of tiles within one half-tick is not noticed, as in the arcade.
 */
function ghostMet(world: World): number {
  const tile = pacTile(world, PAC);
  for (let ghost = GHOST_COUNT - 1; ghost >= 0; ghost--) {
    if (world.ghostState[ghost] !== GHOST.outside || isHarmless(world, ghost)) continue;
    if (tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!) === tile) return ghost;
  }
  if (world.frightLeft === 0) return -1;
  for (let ghost = GHOST_COUNT - 1; ghost >= 0; ghost--) {
    const dx = world.pacX[PAC]! - world.ghostX[ghost]!;
    const dy = world.ghostY[ghost]! - world.pacY[PAC]!;
    const near = dx >= 0 && dx <= NEAR_PIXELS && dy >= 0 && dy <= NEAR_PIXELS;
    if (near && !isEyes(world.ghostState[ghost]!) && !isHarmless(world, ghost)) return ghost;
  }
  return -1;
}

/** In `practice` Pac-Man is not caught, but blue ghosts are eaten. */
function isHarmless(world: World, ghost: number): boolean {
  return world.settings.variant === 'practice' && world.ghostFrightened[ghost] === 0;
}

function movePac(world: World, events: Events): void {
  const isTurbo = world.settings.variant === 'turbo';
  if (!isTurbo && world.pacPause[PAC]! > 0) {
    world.pacPause[PAC]!--;
    return;
  }
  const level = levelTable(world.difficulty);
  const steps =
    isTurbo ||
    (world.frightLeft > 0
      ? speed.pacSteps(world, PAC, speed.PAC_FRIGHT, level.pacFrightSpeed)
      : speed.pacSteps(world, PAC, speed.PAC_NORMAL, level.pacSpeed));
  if (!steps) return;
  world.pacAte[PAC] = 0;
  if (!stepPac(world, PAC)) return;
  const tile = pacTile(world, PAC);
  if (inTunnel(tile)) return;
  const atFruit = world.pacX[PAC] === FRUIT_X && world.pacY[PAC] === FRUIT_Y;
  if (atFruit && world.fruitState === FRUIT_LIES) eatFruit(world, PAC, events);
  if (!hasDot(world, tile)) return;
  eatDot(world, PAC, tile, events);
  world.pacAte[PAC] = 1;
}

function moveGhosts(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const state = world.ghostState[ghost];
    if (state !== GHOST.outside && state !== GHOST.leaving) continue;
    if (ghost === 0) updateElroy(world);
    if (!ghostSteps(world, ghost)) continue;
    world.ghostState[ghost] = GHOST.outside;
    stepGhost(world, ghost);
  }
}

/** The pattern of the first condition that holds: tunnel, fright, Elroy, normal (section 5.1). */
function ghostSteps(world: World, ghost: number): boolean {
  const level = levelTable(world.difficulty);
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  if (world.maze.slow[tile] === 1) return speed.ghostSteps(world, ghost, speed.GHOST_TUNNEL, level.tunnelSpeed);
  if (world.ghostFrightened[ghost] === 1) {
    return speed.ghostSteps(world, ghost, speed.GHOST_FRIGHT, level.ghostFrightSpeed);
  }
  if (ghost === 0 && world.elroy === 2) return speed.ghostSteps(world, 0, speed.GHOST_ELROY_2, level.elroy2Speed);
  if (ghost === 0 && world.elroy === 1) return speed.ghostSteps(world, 0, speed.GHOST_ELROY_1, level.elroy1Speed);
  return speed.ghostSteps(world, ghost, speed.GHOST_NORMAL, level.ghostSpeed);
}

/** House movement happens in every second tick that gets here. */
function moveHouse(world: World, events: Events): void {
  world.houseOdd ^= 1;
  if (world.houseOdd === 1) return;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) stepHouse(world, ghost, events);
}

function timeDeath(world: World): void {
  if (world.phaseEndsTick > 0 || world.deathHalfTicks < DEATH_HALF_TICKS) return;
  world.phaseEndsTick = world.tick + DEATH_TO_READY_TICKS;
}

/** A match ends after the last death or the last level, and both take longer than END_KNOWN_TICKS. */
function mayEndSoon(world: World): boolean {
  if (world.phase === PHASE.dying) return world.lives === 1;
  return world.phase === PHASE.cleared && isLastLevel(world);
}

function isLastLevel({ level, settings }: World): boolean {
  return level >= (settings.killScreen ? LEVEL_LAST : LEVEL_LAST - 1);
}

function loseLife(world: World, events: Events): void {
  world.lives--;
  if (world.lives === 0) {
    world.phase = PHASE.over;
    events.add(EVENT.matchOver, SEAT, 0, world.level);
    return;
  }
  world.globalDots = 0;
  ready(world);
}

/** The last dot wins, even when a ghost touched Pac-Man in the half-tick after it. */
function clear(world: World, events: Events): void {
  world.phase = PHASE.cleared;
  world.phaseEndsTick = coarseEnd(world.tick, CLEAR_TENTHS, TICKS_PER_TENTH) + CLEAR_FLASH_TICKS;
  events.add(EVENT.levelCleared, SEAT, 0, world.level);
}

function nextLevel(world: World, events: Events): void {
  if (isLastLevel(world)) {
    world.phase = PHASE.over;
    events.add(EVENT.matchOver, SEAT, 0, world.level);
    return;
  }
  startLevel(world, world.level + 1);
  ready(world);
  events.add(EVENT.levelStarted, SEAT, 0, world.level);
}

/** READY! with everybody in place. */
function ready(world: World): void {
  startLife(world);
  world.ghostTargetSeat.fill(SEAT);
  placePac(world, PAC, PAC_START_X, PAC_START_Y);
  world.pacPause[PAC] = FIRST_TICK_PAUSE;
  world.phase = PHASE.ready;
  world.phaseEndsTick = coarseEnd(world.tick, READY_TENTHS, TICKS_PER_TENTH);
}
