// One tick of `coop` in the order of rules/modes.md 1.5: timers and spawns, Pac-Men, ghosts, pick-ups, contacts, then what
// follows from them.

import { FRUIT_X, FRUIT_Y, GHOST, GHOST_COUNT, NONE, PAC, PHASE, type Direction } from '../constants.ts';
import { applyContacts, rememberTiles } from './coop-contacts.ts';
import { callBackOne, clearLevel, endWhenWiped, returnDue, setUpAnew } from './coop-lives.ts';
import { eatDot, hasDot } from '../actors/eating.ts';
import type { Events } from '../events.ts';
import { passFright } from '../actors/fright.ts';
import { eatFruit, endFruit, FRUIT_LIES, FRUIT_TILE, layFruit } from '../actors/fruit.ts';
import { decide } from '../actors/ghost-decision.ts';
import { stepGhost } from '../actors/ghost.ts';
import { releaseByDots, releaseByTime, stepEyes, stepHouse, updateElroy } from '../actors/house.ts';
import { levelTable } from '../levels.ts';
import { nearestSeat } from '../tie-break.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileOfPixel, type Tile } from '../mazes/maze.ts';
import { beginPlay } from '../match.ts';
import { advanceModeTimer } from '../actors/scatter-timer.ts';
import { pacTile, stepPac } from '../actors/pac.ts';
import { isInMaze, updateTargetSeats } from '../actors/target-seat.ts';
import { carryHolds, carryPixels } from '../actors/speed.ts';
import type { World } from '../world.ts';

/** Percent of eyes on their way home, and of ghosts in the house (rules/arcade.md 5.1). */
const EYES_SPEED = 160;
const HOUSE_SPEED = 40;

export function stepCoop(world: World, events: Events): void {
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
  advanceModeTimer(world);
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
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (isInMaze(world, seat)) movePac(world, seat, percent);
  }
}

function movePac(world: World, seat: number, percent: number): void {
  if (world.pacPause[seat]! > 0) {
    world.pacPause[seat]!--;
    carryHolds(world.pacCarryBase, world.pacSpeed, seat);
    return;
  }
  if (world.pacState[seat] === PAC.waiting && !setOff(world, seat)) return;
  const pixels = carryPixels(world, world.pacCarryBase, world.pacSpeed, seat, percent);
  for (let pixel = 0; pixel < pixels; pixel++) stepPac(world, seat);
}

/** A player-run actor stands still until its first wish that the maze allows (rules/modes.md 1.4). */
function setOff(world: World, seat: number): boolean {
  const wish = world.pacWish[seat] as Direction;
  if (wish === NONE || world.maze.walkable[world.maze.neighbour[pacTile(world, seat) * 4 + wish]!] === 0) return false;
  world.pacState[seat] = PAC.alive;
  world.pacTravel[seat] = wish;
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

/**
 * Everybody eats what lies in the tile of his centre; several in one tile settle it between them (rules/modes.md 1.7).
 * The fruit lies across two tiles and is eaten from either.
 * @returns whether the fruit was eaten.
 */
function pickUp(world: World, events: Events): boolean {
  let fruitEaters = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isInMaze(world, seat)) continue;
    const tile = pacTile(world, seat);
    if (hasDot(world, tile)) {
      eatDot(world, eaterOf(world, tile), tile, events);
      world.lastDotTick = world.tick;
    }
    if (tile === FRUIT_TILE || tile === FRUIT_TILE + 1) fruitEaters |= 1 << seat;
  }
  if (world.fruitState !== FRUIT_LIES || fruitEaters === 0) return false;
  eatFruit(world, nearestSeat(world, fruitEaters, FRUIT_X, FRUIT_Y), events);
  return true;
}

/** Who of those in a tile is nearest to its centre. */
function eaterOf(world: World, tile: Tile): number {
  let seats = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (isInMaze(world, seat) && pacTile(world, seat) === tile) seats |= 1 << seat;
  }
  return nearestSeat(world, seats, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
}
