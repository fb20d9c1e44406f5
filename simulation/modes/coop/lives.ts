// Seats, returns and levels of `coop`: which Pac-Men are in the maze, which return and where, and when a level or a match
// ends (rules/modes.md 3).

import { PAC, PHASE } from '../../constants.ts';
import { assert } from '../../assert.ts';
import { EVENT, type Events } from '../../events.ts';
import { LEVEL_LAST, LEVEL_TABLE_LAST } from '../../levels.ts';
import { poorestPac } from '../../tie-break.ts';
import { forgetWish, PAC_START_X, PAC_START_Y, placePac, startLevel, startLife } from '../../life.ts';
import { farthestTile } from '../../mazes/path-distance.ts';
import { END_KNOWN_TICKS } from '../mode-rules.ts';
import { isInMaze } from '../../actors/target-seat.ts';
import { pacTile } from '../../actors/pac.ts';
import { dangerousTiles, placeOnTile, START_TILES } from '../start-tiles.ts';
import type { World } from '../../world.ts';

const READY_TICKS = 120;
const WIPE_TICKS = 120;
const CLEAR_TICKS = 120;
const RETURN_TICKS = 180;
const PROTECT_TICKS = 120;
assert(Math.min(READY_TICKS, WIPE_TICKS, RETURN_TICKS, PROTECT_TICKS) > END_KNOWN_TICKS, 'an end is known in time');

/** A seat is taken. Before the match its Pac-Man joins the line-up, later it enters like a return. */
export function enterSeat(world: World, seat: number, events: Events): void {
  const pac = world.seatActor[seat]!;
  if (world.pacState[pac] !== PAC.empty) return;
  const isFree = world.seatEntered[seat] === 0;
  world.seatEntered[seat] = 1;
  forgetWish(world, pac);
  world.pacState[pac] = PAC.waiting;
  if (world.phase === PHASE.ready) lineUp(world);
  else if (world.phase === PHASE.wiped) world.pacState[pac] = PAC.returning;
  else if (world.phase === PHASE.play && isFree) comeBack(world, pac, events);
  else if (world.phase === PHASE.play) reserveReturn(world, pac);
  setSeatsOfStart(world);
}

/** A seat is given up: its Pac-Man is removed, and the stock of returns does not change. */
export function leaveSeat(world: World, seat: number): void {
  world.pacState[world.seatActor[seat]!] = PAC.empty;
  if (world.phase === PHASE.ready) lineUp(world);
  setSeatsOfStart(world);
}

/** During the first countdown the stock and the difficulty follow the number of seats. */
function setSeatsOfStart(world: World): void {
  if (world.lifeStartTick > 0) return;
  world.lives = 1 + seatsTaken(world);
  setDifficulty(world);
}

function setDifficulty(world: World): void {
  world.difficulty = Math.min(LEVEL_TABLE_LAST, world.level + Math.max(1, seatsTaken(world)) - 1);
}

function seatsTaken(world: World): number {
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (world.pacState[pac] !== PAC.empty) count++;
  return count;
}

/** Puts all Pac-Men in the maze on their start places. */
function lineUp(world: World): void {
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (isInMaze(world, pac)) count++;
  let place = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isInMaze(world, pac)) continue;
    world.pacState[pac] = PAC.waiting;
    world.pacUntilTick[pac] = 0;
    if (count === 1) placePac(world, pac, PAC_START_X, PAC_START_Y);
    else placeOnTile(world, pac, START_TILES[place++]!);
  }
}

/**
 * Catches a set of Pac-Men. If there are too few returns, the seats with the lowest scores get them.
 * @param caught flags by Pac-Man, all 0 afterwards
 * @param catchers by Pac-Man, the ghost that has caught it
 */
export function catchPacs(world: World, caught: Uint8Array, catchers: Uint8Array, events: Events): void {
  while (caught.includes(1)) {
    const pac = poorestPac(world, caught);
    caught[pac] = 0;
    events.add(EVENT.caught, world.pacSeat[pac]!, pacTile(world, pac), catchers[pac]!);
    forgetWish(world, pac);
    reserveReturn(world, pac);
  }
}

/** Takes a return from the stock; without one the Pac-Man is out. */
function reserveReturn(world: World, pac: number): void {
  if (world.lives === 0) {
    world.pacState[pac] = PAC.out;
    world.pacUntilTick[pac] = world.tick;
    return;
  }
  world.lives--;
  world.pacState[pac] = PAC.returning;
  world.pacUntilTick[pac] = world.tick + RETURN_TICKS;
}

/** Brings back the Pac-Men whose return is due. */
export function returnDue(world: World, events: Events): void {
  for (let pac = 0; pac < world.pacCount; pac++) {
    const due = world.pacState[pac] === PAC.returning && world.tick >= world.pacUntilTick[pac]!;
    if (due) comeBack(world, pac, events);
  }
}

/** Returns a Pac-Man on the tile farthest from danger, protected for a while. */
function comeBack(world: World, pac: number, events: Events): void {
  const tile = farthestTile(world.maze, START_TILES, dangerousTiles(world));
  placeOnTile(world, pac, tile);
  world.pacState[pac] = PAC.waiting;
  world.pacUntilTick[pac] = world.tick + PROTECT_TICKS;
  events.add(EVENT.returned, world.pacSeat[pac]!, tile, 0);
}

/** A fruit brings back the Pac-Man that has been out longest, without a return from the stock. */
export function callBackOne(world: World): void {
  let longest = -1;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (world.pacState[pac] !== PAC.out) continue;
    if (longest < 0 || world.pacUntilTick[pac]! < world.pacUntilTick[longest]!) longest = pac;
  }
  if (longest < 0) return;
  world.pacState[longest] = PAC.returning;
  world.pacUntilTick[longest] = world.tick + RETURN_TICKS;
}

/** No Pac-Man is alive: with a reserved return all start again, without one the match is over. */
export function endWhenWiped(world: World, events: Events): void {
  let returning = false;
  let out = false;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (isInMaze(world, pac)) return;
    returning ||= world.pacState[pac] === PAC.returning;
    out ||= world.pacState[pac] === PAC.out;
  }
  if (returning) {
    world.phase = PHASE.wiped;
    world.phaseEndsTick = world.tick + WIPE_TICKS;
  } else if (out) endMatch(world, events);
}

/**
 * Whether the match may end soon. With a return in reserve, or under way, a wipe comes first, which is longer; and whoever
 * has just returned is protected.
 */
export function mayEndSoon(world: World): boolean {
  if (world.phase === PHASE.cleared) return world.level >= LEVEL_LAST - 1;
  return world.lives === 0 && !world.pacState.includes(PAC.returning);
}

/** The last dot was eaten: the contacts of this tick are dropped, and the maze flashes. */
export function clearLevel(world: World, events: Events): void {
  world.phase = PHASE.cleared;
  world.phaseEndsTick = world.tick + CLEAR_TICKS;
  events.add(EVENT.levelCleared, 0, 0, world.level);
}

/** After the flashing the next level begins with all seats; after a wipe the same level, with the seats that return. */
export function setUpAnew(world: World, events: Events): void {
  const cleared = world.phase === PHASE.cleared;
  if (cleared && world.level >= LEVEL_LAST - 1) return endMatch(world, events);
  for (let pac = 0; pac < world.pacCount; pac++) {
    const state = world.pacState[pac];
    if (state === PAC.returning || (cleared && state === PAC.out)) world.pacState[pac] = PAC.waiting;
  }
  if (cleared) {
    startLevel(world, world.level + 1);
    setDifficulty(world);
    events.add(EVENT.levelStarted, 0, 0, world.level);
  } else world.globalDots = 0;
  startLife(world);
  lineUp(world);
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + READY_TICKS;
}

function endMatch(world: World, events: Events): void {
  world.phase = PHASE.over;
  world.phaseEndsTick = 0;
  events.add(EVENT.matchOver, 0, 0, world.level);
}
