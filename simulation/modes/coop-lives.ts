// Seats, returns and levels of `coop`: who is in the maze, who comes back and where, and when a level or match ends
// (rules/modes.md 3).

import { GHOST, GHOST_COUNT, PAC, PHASE, LEFT, RIGHT } from '../constants.ts';
import { EVENT, type Events } from '../events.ts';
import { LEVEL_LAST, LEVEL_TABLE_LAST } from '../levels.ts';
import { poorestSeat } from '../tie-break.ts';
import { forgetWish, PAC_START_X, PAC_START_Y, placePac, startLevel, startLife } from '../match.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileAt, tileOfPixel, type Tile } from '../mazes/maze.ts';
import { farthestTile } from '../mazes/path-distance.ts';
import { isInMaze } from '../actors/target-seat.ts';
import { pacTile } from '../actors/pac.ts';
import type { World } from '../world.ts';

const READY_TICKS = 120;
const WIPE_TICKS = 120;
const CLEAR_TICKS = 120;
const RETURN_TICKS = 180;
const PROTECT_TICKS = 120;

/** Where several Pac-Men start, in seat order; the later tiles only serve returns. */
const START_TILES: readonly Tile[] = [
  ...[tileAt(12, 26), tileAt(15, 26), tileAt(9, 26), tileAt(18, 26)],
  ...[tileAt(3, 32), tileAt(24, 32), tileAt(6, 13), tileAt(21, 13)],
  ...[tileAt(11, 4), tileAt(16, 4), tileAt(7, 26), tileAt(20, 26)],
];
/** Left of this column Pac-Men start facing left. */
const MIDDLE_COLUMN = 14;

/** A driver takes a free seat. Before the match its Pac-Man joins the line-up, later it enters like a return. */
export function enterSeat(world: World, seat: number, events: Events): void {
  if (world.pacState[seat] !== PAC.empty) return;
  const free = world.pacEntered[seat] === 0;
  world.pacEntered[seat] = 1;
  forgetWish(world, seat);
  world.pacState[seat] = PAC.waiting;
  if (world.phase === PHASE.ready) lineUp(world);
  else if (world.phase === PHASE.wiped) world.pacState[seat] = PAC.returning;
  else if (world.phase === PHASE.play && free) comeBack(world, seat, events);
  else if (world.phase === PHASE.play) reserveReturn(world, seat);
  setSeatsOfStart(world);
}

/** A driver leaves for good: its Pac-Man is gone, the stock of returns stays as it is. */
export function leaveSeat(world: World, seat: number): void {
  world.pacState[seat] = PAC.empty;
  if (world.phase === PHASE.ready) lineUp(world);
  setSeatsOfStart(world);
}

/** During the first countdown the stock and the difficulty follow the number of seats. */
function setSeatsOfStart(world: World): void {
  if (world.lifeStartTick > 0) return;
  world.lives = 1 + seatsPresent(world);
  setDifficulty(world);
}

function setDifficulty(world: World): void {
  world.difficulty = Math.min(LEVEL_TABLE_LAST, world.level + Math.max(1, seatsPresent(world)) - 1);
}

function seatsPresent(world: World): number {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.pacState[seat] !== PAC.empty) count++;
  return count;
}

/** Puts all who are in the maze on their start places. */
function lineUp(world: World): void {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (isInMaze(world, seat)) count++;
  let place = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isInMaze(world, seat)) continue;
    world.pacState[seat] = PAC.waiting;
    world.pacUntilTick[seat] = 0;
    if (count === 1) placePac(world, seat, PAC_START_X, PAC_START_Y);
    else placeOnTile(world, seat, START_TILES[place++]!);
  }
}

function placeOnTile(world: World, seat: number, tile: Tile): void {
  placePac(world, seat, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
  world.pacTravel[seat] = columnOf(tile) < MIDDLE_COLUMN ? LEFT : RIGHT;
}

/**
 * Catches the seats in a mask. Where returns are short, the seat with the lowest score gets one first.
 * @param catcher the ghost that catches, by seat
 */
export function catchSeats(world: World, seats: number, catcher: ArrayLike<number>, events: Events): void {
  for (let left = seats; left !== 0;) {
    const seat = poorestSeat(world, left);
    left &= ~(1 << seat);
    events.add(EVENT.caught, seat, pacTile(world, seat), catcher[seat]!);
    forgetWish(world, seat);
    reserveReturn(world, seat);
  }
}

/** Takes a return from the stock, or is out until something brings the seat back. */
function reserveReturn(world: World, seat: number): void {
  if (world.lives === 0) {
    world.pacState[seat] = PAC.out;
    world.pacUntilTick[seat] = world.tick;
    return;
  }
  world.lives--;
  world.pacState[seat] = PAC.returning;
  world.pacUntilTick[seat] = world.tick + RETURN_TICKS;
}

/** Brings back those whose return is due. */
export function returnDue(world: World, events: Events): void {
  for (let seat = 0; seat < world.seatCount; seat++) {
    const due = world.pacState[seat] === PAC.returning && world.tick >= world.pacUntilTick[seat]!;
    if (due) comeBack(world, seat, events);
  }
}

/** On the tile farthest from danger, protected for a while. */
function comeBack(world: World, seat: number, events: Events): void {
  const dangers: Tile[] = [];
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    const dangerous = world.ghostState[ghost] === GHOST.outside && world.ghostFrightened[ghost] === 0;
    if (dangerous) dangers.push(tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!));
  }
  const tile = farthestTile(world.maze, START_TILES, dangers);
  placeOnTile(world, seat, tile);
  world.pacState[seat] = PAC.waiting;
  world.pacUntilTick[seat] = world.tick + PROTECT_TICKS;
  events.add(EVENT.returned, seat, tile, 0);
}

/** A fruit brings back, free, the one who has been out longest. */
export function callBackOne(world: World): void {
  let longest = -1;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.pacState[seat] !== PAC.out) continue;
    if (longest < 0 || world.pacUntilTick[seat]! < world.pacUntilTick[longest]!) longest = seat;
  }
  if (longest < 0) return;
  world.pacState[longest] = PAC.returning;
  world.pacUntilTick[longest] = world.tick + RETURN_TICKS;
}

/** Nobody left alive: with a return reserved the maze is set up anew, without one the match is over. */
export function endWhenWiped(world: World, events: Events): void {
  let returning = false;
  let out = false;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (isInMaze(world, seat)) return;
    returning ||= world.pacState[seat] === PAC.returning;
    out ||= world.pacState[seat] === PAC.out;
  }
  if (returning) {
    world.phase = PHASE.wiped;
    world.phaseEndsTick = world.tick + WIPE_TICKS;
  } else if (out) endMatch(world, events);
}

/** The last dot is gone: contacts of this tick are dropped, the maze flashes. */
export function clearLevel(world: World, events: Events): void {
  world.phase = PHASE.cleared;
  world.phaseEndsTick = world.tick + CLEAR_TICKS;
  events.add(EVENT.levelCleared, 0, 0, world.level);
}

/** After the flashing the next level for everybody; after a wipe the same one for those with a return. */
export function setUpAnew(world: World, events: Events): void {
  const cleared = world.phase === PHASE.cleared;
  if (cleared && world.level >= LEVEL_LAST - 1) return endMatch(world, events);
  for (let seat = 0; seat < world.seatCount; seat++) {
    const state = world.pacState[seat];
    if (state === PAC.returning || (cleared && state === PAC.out)) world.pacState[seat] = PAC.waiting;
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
