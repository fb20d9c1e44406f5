// `coop`: up to four Pac-Men against the ghosts (rules/modes.md 3). A tick has the order of rules/modes.md 1.5: timers and
// spawns, Pac-Men, ghosts, pick-ups, contacts, and their consequences.

import {
  FRUIT_X,
  FRUIT_Y,
  GHOST,
  GHOST_COUNT,
  NONE,
  PAC,
  PHASE,
  TICKS_PER_SECOND,
  type Direction,
} from '../constants.ts';
import { applyContacts, rememberTiles } from './coop-contacts.ts';
import {
  callBackOne,
  clearLevel,
  endWhenWiped,
  enterSeat,
  leaveSeat,
  mayEndSoon,
  returnDue,
  setUpAnew,
} from './coop-lives.ts';
import { eatDot, hasDot } from '../actors/eating.ts';
import type { Events } from '../events.ts';
import { passFright } from '../actors/fright.ts';
import { eatFruit, endFruit, FRUIT_LIES, FRUIT_TILE, layFruit } from '../actors/fruit.ts';
import { decide } from '../actors/ghost-decision.ts';
import { stepGhost } from '../actors/ghost.ts';
import { releaseByDots, releaseByTime, stepEyes, stepHouse, updateElroy } from '../actors/house.ts';
import { levelTable } from '../levels.ts';
import { nearestPac, PACS_MAX } from '../tie-break.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileOfPixel, type Tile } from '../mazes/maze.ts';
import { beginPlay } from '../life.ts';
import { EVERYTHING } from '../view.ts';
import type { ModeRules } from './mode-rules.ts';
import { hasClearedTheLast, rankByScore } from './standings.ts';
import { advanceScatterTimer } from '../actors/scatter-timer.ts';
import { pacTile, stepPac } from '../actors/pac.ts';
import { isInMaze, updateTargetSeats } from '../actors/target-seat.ts';
import { carryHolds, carryPixels } from '../actors/speed.ts';
import type { World } from '../world.ts';

/** Speed in percent of eyes, and of ghosts in the house (rules/arcade.md 5.1). */
const EYES_SPEED = 160;
const HOUSE_SPEED = 40;

/** The countdown of a match (rules/modes.md 1.3). */
const COUNTDOWN_TICKS = 180;
/** An extra return at the first, and then at every multiple of the second (rules/modes.md 3). */
const EXTRA_FIRST = 10_000;
const EXTRA_EACH = 50_000;

export const coop = {
  name: 'coop',
  roles: ['pac'],
  seats: { least: 1, most: 4 },
  worldCount: () => 1,
  pacCount: (seatCount: number) => seatCount,
  settings: { lives: [3], extraLifeScore: [10_000], killScreen: [true], variant: ['none'], maze: 'any' },
  eating: { dotPause: 1, energizerPause: 3, halfTicks: false, scoreModulus: Infinity },
  lives: { owner: 'team', nextExtraLifeAt: (score: number) => (Math.floor(score / EXTRA_EACH) + 1) * EXTRA_EACH },
  room: {
    ...{ quickPlaySeats: 4, quickPlayFill: 2, hasAiSeats: true, waitsForPlayers: false, pauseVoters: 'humans' },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match' },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
  start,
  step,
  enter: enterSeat,
  leave: leaveSeat,
  afterStep: null,
  mayEndSoon: ({ worlds }) => mayEndSoon(worlds[0]!),
  rank: rankByScore,
  isCleared: hasClearedTheLast,
  view: () => EVERYTHING,
} as const satisfies ModeRules;

function start(world: World): void {
  world.extraLifeAt = EXTRA_FIRST;
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + 1 + COUNTDOWN_TICKS;
}

function step(world: World, events: Events): void {
  fireTimers(world, events);
  if (world.phase !== PHASE.play) return;
  returnDue(world, events);
  updateTargetSeats(world);
  rememberTiles(world);
  movePacs(world);
  moveGhosts(world, events);
  const fruitEaten = pickUp(world, events);
  if (world.dotsLeft === 0) return clearLevel(world, events);
  applyContacts(world, events);
  if (fruitEaten) callBackOne(world);
  passFright(world, 2);
  releaseByDots(world);
  releaseByTime(world);
  advanceScatterTimer(world);
  layFruit(world, events);
  decide(world);
  endWhenWiped(world, events);
}

function fireTimers(world: World, events: Events): void {
  endFruit(world, events);
  if (world.phaseEndsTick === 0 || world.tick < world.phaseEndsTick) return;
  if (world.phase === PHASE.ready) beginPlay(world);
  else setUpAnew(world, events);
}

function movePacs(world: World): void {
  const level = levelTable(world.difficulty);
  const percent = world.frightLeft > 0 ? level.pacFrightSpeed : level.pacSpeed;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (isInMaze(world, pac)) movePac(world, pac, percent);
  }
}

function movePac(world: World, pac: number, percent: number): void {
  if (world.pacPause[pac]! > 0) {
    world.pacPause[pac]!--;
    carryHolds(world.pacCarryBase, world.pacSpeed, pac);
    return;
  }
  if (world.pacState[pac] === PAC.waiting && !setOff(world, pac)) return;
  const pixels = carryPixels(world, world.pacCarryBase, world.pacSpeed, pac, percent);
  for (let pixel = 0; pixel < pixels; pixel++) stepPac(world, pac);
}

/** An actor with a player stands still until the first wish that the maze allows (rules/modes.md 1.4). */
function setOff(world: World, pac: number): boolean {
  const wish = world.pacWish[pac] as Direction;
  if (wish === NONE || world.maze.walkable[world.maze.neighbour[pacTile(world, pac) * 4 + wish]!] === 0) return false;
  world.pacState[pac] = PAC.alive;
  world.pacTravel[pac] = wish;
  return true;
}

function moveGhosts(world: World, events: Events): void {
  if (world.ghostState[0] === GHOST.outside) updateElroy(world);
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const pixels = carryPixels(world, world.ghostCarryBase, world.ghostSpeed, ghost, ghostSpeed(world, ghost));
    for (let pixel = 0; pixel < pixels; pixel++) moveGhost(world, ghost, events);
  }
}

function ghostSpeed(world: World, ghost: number): number {
  const state = world.ghostState[ghost];
  if (state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing) return EYES_SPEED;
  if (state !== GHOST.outside && state !== GHOST.leaving) return HOUSE_SPEED;
  const level = levelTable(world.difficulty);
  const tile = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  if (world.maze.slow[tile] === 1) return level.tunnelSpeed;
  if (world.ghostFrightened[ghost] === 1) return level.ghostFrightSpeed;
  if (ghost === 0 && world.elroy > 0) return world.elroy === 2 ? level.elroy2Speed : level.elroy1Speed;
  return level.ghostSpeed;
}

function moveGhost(world: World, ghost: number, events: Events): void {
  switch (world.ghostState[ghost]) {
    case GHOST.eyes:
    case GHOST.descending:
    case GHOST.homing:
      stepEyes(world, ghost);
      break;
    case GHOST.outside:
    case GHOST.leaving:
      world.ghostState[ghost] = GHOST.outside;
      stepGhost(world, ghost);
      break;
    default:
      stepHouse(world, ghost, events);
  }
}

/** Flags of the Pac-Men in the fruit's tiles, and in the current tile. Scratch space, not state. */
const fruitEaters = new Uint8Array(PACS_MAX);
const inTile = new Uint8Array(PACS_MAX);

/**
 * Every Pac-Man eats what is in the tile of its centre. Of several in one tile one is chosen (rules/modes.md 1.7).
 * The fruit lies across two tiles and is eaten from either.
 * @returns whether the fruit was eaten.
 */
function pickUp(world: World, events: Events): boolean {
  let isAnyAtFruit = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    fruitEaters[pac] = 0;
    if (!isInMaze(world, pac)) continue;
    const tile = pacTile(world, pac);
    if (hasDot(world, tile)) {
      eatDot(world, eaterOf(world, tile), tile, events);
      world.lastDotTick = world.tick;
    }
    if (tile !== FRUIT_TILE && tile !== FRUIT_TILE + 1) continue;
    fruitEaters[pac] = 1;
    isAnyAtFruit = true;
  }
  if (world.fruitState !== FRUIT_LIES || !isAnyAtFruit) return false;
  eatFruit(world, nearestPac(world, fruitEaters, FRUIT_X, FRUIT_Y), events);
  return true;
}

/** Which of the Pac-Men in a tile is nearest to its centre. */
function eaterOf(world: World, tile: Tile): number {
  for (let pac = 0; pac < world.pacCount; pac++) {
    inTile[pac] = isInMaze(world, pac) && pacTile(world, pac) === tile ? 1 : 0;
  }
  return nearestPac(world, inTile, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
}
