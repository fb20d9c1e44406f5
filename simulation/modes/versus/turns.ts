// Turns and boards of `versus` (rules/modes.md 4): how they begin and end, who is Pac-Man next, and the end of the match.
// seats.ts has the seats and their roles.

import { addPoints } from '../../actors/eating.ts';
import { pacTile } from '../../actors/pac.ts';
import { CATCH_POINTS, COUNTDOWN_TICKS, NONE, PAC as PAC_STATE, PHASE, ROLE } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { LEVEL_LAST } from '../../levels.ts';
import { PAC_START_X, PAC_START_Y, placePac, startLevel, startLife } from '../../life.ts';
import { nextRandom } from '../../random.ts';
import { addSeat, compareSeats, leastSeat, moveToEnd } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { planReleases, resetGhosts } from './ghosts.ts';
import { dealRoles, isCountdown, isPresent, presentCount } from './seats.ts';
import { forgetBoard, publish } from './sight.ts';

const TURN_TICKS = 5400;
/** Between two turns: the end of the one is shown, then READY! in the places of the next. */
const END_SHOWN_TICKS = 120;
const READY_TICKS = 60;
const CLEAR_TICKS = 120;
/** A seat that is left alone wins after so many ticks. */
const ALONE_TICKS = 600;

/** Points for a cleared board. */
const CLEAR_POINTS = 1600;

/** A race in which nobody gets the points ends with this turn. */
export const RACE_TURNS_MAX = 40;

/** From so many seats on each is Pac-Man once; fewer are twice. */
const ONE_CYCLE_SEATS = 4;

/** The last board: the arcade's next one cannot be cleared. */
const BOARD_LAST = LEVEL_LAST - 1;

const PAC = 0;

export function startMatch(world: World): void {
  // Seats are empty until somebody takes them.
  world.seatRole.fill(ROLE.none);
  world.pacSeat[PAC] = -1;
  world.ghostSeat.fill(-1);
  world.pacSeen = 1;
  world.turn = 1;
  world.nextPacSeat = -1;
  world.seatOrder.set(world.seatTieBreak);
  setUpBoard(world, world.settings.level);
  getReady(world, 1 + COUNTDOWN_TICKS);
}

/** Everybody stands in place for some ticks; wishes count already. */
function getReady(world: World, ticks: number): void {
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + ticks;
  world.turnEndsTick = world.phaseEndsTick + TURN_TICKS;
}

/** All dots and actors in their places. A board begins with grey ghosts that nobody has claimed. */
function setUpBoard(world: World, board: number): void {
  startLevel(world, Math.min(board, BOARD_LAST));
  startLife(world);
  world.random = nextRandom(world.random);
  world.frightIndex = world.random & 8191;
  // Claimed ghosts always chase.
  world.scatterPhase = 1;
  world.ghostTargetSeat.fill(world.pacSeat[PAC]!);
  placePac(world, PAC, PAC_START_X, PAC_START_Y);
  world.pacState[PAC] = world.pacSeat[PAC]! < 0 ? PAC_STATE.empty : PAC_STATE.waiting;
  resetGhosts(world);
  forgetBoard(world);
}

/** Ends the phases that end by time. */
export function fireTimers(world: World, events: Events): void {
  if (world.phase === PHASE.play) {
    if (world.tick < world.turnEndsTick) return;
    return endTurn(world, world.settings.rule === 'race' ? poorestGhost(world) : -1, events);
  }
  if (world.tick < world.phaseEndsTick) return;
  if (world.phase === PHASE.between) setUpTurn(world, events);
  else if (world.phase === PHASE.cleared) beginNextBoard(world, events);
  else if (presentCount(world) > 0) beginTurn(world);
}

function setUpTurn(world: World, events: Events): void {
  const seat = world.nextPacSeat;
  world.turn++;
  world.nextPacSeat = -1;
  if (world.settings.rule === 'turns') world.seatTurnsLeft[seat]!--;
  world.seatSightUntilTick.fill(0);
  dealRoles(world, seat);
  setUpBoard(world, world.settings.level);
  getReady(world, READY_TICKS);
  events.add(EVENT.turnStarted, seat, 0, world.turn);
}

/** The first tick of play of a turn. */
function beginTurn(world: World): void {
  if (isCountdown(world)) beginMatch(world);
  world.turnEndsTick = world.tick + TURN_TICKS;
  beginBoard(world);
}

/** The seats that are there when the match begins have the same number of turns. */
function beginMatch(world: World): void {
  const pacSeat = world.pacSeat[PAC]!;
  const turns = presentCount(world) >= ONE_CYCLE_SEATS ? 1 : 2;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isPresent(world, seat)) continue;
    world.seatEntered[seat] = 1;
    if (world.settings.rule === 'turns') world.seatTurnsLeft[seat] = seat === pacSeat ? turns - 1 : turns;
  }
  if (world.settings.rule === 'race') moveToEnd(world, pacSeat);
}

function beginBoard(world: World): void {
  world.phase = PHASE.play;
  world.phaseEndsTick = 0;
  world.lifeStartTick = world.tick;
  world.lastDotTick = world.tick;
  planReleases(world);
}

/** The last dot was eaten: the contacts of this tick are dropped, and the clock of the turn stands still. */
export function clearBoard(world: World, events: Events): void {
  addPoints(world, world.pacSeat[PAC]!, CLEAR_POINTS, events);
  world.phase = PHASE.cleared;
  world.phaseEndsTick = world.tick + CLEAR_TICKS;
  world.turnEndsTick += CLEAR_TICKS;
  publish(world);
  events.add(EVENT.levelCleared, world.pacSeat[PAC]!, 0, world.level);
}

function beginNextBoard(world: World, events: Events): void {
  setUpBoard(world, world.level + 1);
  beginBoard(world);
  events.add(EVENT.levelStarted, world.pacSeat[PAC]!, 0, world.level);
}

/** Pac-Man was caught by a ghost: the turn ends. */
export function catchPac(world: World, ghost: number, events: Events): void {
  const caught = world.pacSeat[PAC]!;
  const catcher = world.ghostSeat[ghost]!;
  const tile = pacTile(world, PAC);
  if (world.settings.rule === 'race') world.seatScore[caught]! -= Math.min(CATCH_POINTS, world.seatScore[caught]!);
  world.seatCatches[catcher]!++;
  events.add(EVENT.caught, caught, tile, ghost);
  events.add(EVENT.rivalCaught, catcher, tile, caught);
  addPoints(world, catcher, CATCH_POINTS, events);
  endTurn(world, catcher, events);
}

/**
 * Ends a turn. Nothing of it is a secret any more.
 * @param raceNext the seat that is Pac-Man next in a race; in a match of turns the order decides
 */
export function endTurn(world: World, raceNext: number, events: Events): void {
  const pacSeat = world.pacSeat[PAC]!;
  world.revealed = 1;
  publish(world);
  world.pacState[PAC] = pacSeat < 0 ? PAC_STATE.empty : PAC_STATE.out;
  world.pacWish.fill(NONE);
  world.ghostWish.fill(NONE);
  const isLastOfRace = world.settings.rule === 'race' && world.turn >= RACE_TURNS_MAX;
  world.nextPacSeat = world.settings.rule === 'turns' ? nextInOrder(world) : isLastOfRace ? -1 : raceNext;
  events.add(EVENT.turnEnded, pacSeat, 0, world.nextPacSeat);
  if (world.nextPacSeat < 0) return endMatch(world, events);
  world.phase = PHASE.between;
  world.phaseEndsTick = world.tick + END_SHOWN_TICKS;
}

/** In a match of turns: the first seat in the order among those with the most turns left, -1 for none. */
function nextInOrder(world: World): number {
  let next = -1;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isPresent(world, seat) || world.seatTurnsLeft[seat] === 0) continue;
    const more = next < 0 ? 1 : world.seatTurnsLeft[seat]! - world.seatTurnsLeft[next]!;
    if (more > 0 || (more === 0 && world.seatOrder[seat]! < world.seatOrder[next]!)) next = seat;
  }
  return next;
}

/** In a race without a catch: the ghost seat with the lowest score; without ghosts Pac-Man again. */
function poorestGhost(world: World): number {
  compareSeats();
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.seatRole[seat] === ROLE.ghost) addSeat(seat, world.seatScore[seat]!);
  }
  const seat = leastSeat(world);
  return seat < 0 ? world.pacSeat[PAC]! : seat;
}

/** In a race that Pac-Man has left: the seat that follows in the tie-break order, -1 if nobody is left. */
function followerOf(world: World, left: number): number {
  compareSeats();
  for (let seat = 0; seat < world.seatCount; seat++) {
    const after = world.seatTieBreak[seat]! - world.seatTieBreak[left]!;
    if (isPresent(world, seat)) addSeat(seat, after > 0 ? after : after + world.seatCount);
  }
  return leastSeat(world);
}

/** A seat has been given up during the match. @param wasPac whether it was Pac-Man */
export function seatLeft(world: World, seat: number, wasPac: boolean, events: Events): void {
  if (world.phase === PHASE.between) {
    if (world.nextPacSeat !== seat) return;
    world.nextPacSeat = world.settings.rule === 'turns' ? nextInOrder(world) : followerOf(world, seat);
    if (world.nextPacSeat < 0) endMatch(world, events);
  } else if (wasPac) endTurn(world, followerOf(world, seat), events);
}

/** Ends the match when one seat has been alone for long enough, or a race has its winner. */
export function endWhenDecided(world: World, events: Events): void {
  if (isCountdown(world) || world.phase === PHASE.over) return;
  if (presentCount(world) > 1) world.aloneEndsTick = 0;
  else if (world.aloneEndsTick === 0) world.aloneEndsTick = world.tick + ALONE_TICKS;
  else if (world.tick >= world.aloneEndsTick) return endMatch(world, events);
  if (world.settings.rule !== 'race') return;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (isPresent(world, seat) && world.seatScore[seat]! >= world.settings.target) return endMatch(world, events);
  }
}

function endMatch(world: World, events: Events): void {
  world.phase = PHASE.over;
  world.phaseEndsTick = 0;
  events.add(EVENT.matchOver, 0, 0, world.level);
}
