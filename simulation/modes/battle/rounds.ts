// Seats and rounds of `battle`: who enters and leaves, when a round and its sudden death begin and end (rules/modes.md 5). A seat
// and its Pac-Man have the same number.

import { isInMaze } from '../../actors/target-seat.ts';
import { COUNTDOWN_TICKS, NONE, PAC, PHASE } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { beginPlay, forgetWish, startLevel, startLife } from '../../life.ts';
import type { World } from '../../world.ts';
import { END_KNOWN_TICKS } from '../mode-rules.ts';
import { emptyMaze, startFill } from './fill.ts';
import { FIRST_LEAVE_TICKS, placeGhostsInside, startGhosts } from './ghosts.ts';
import { endPower } from './power.ts';
import { lineUp } from './start-places.ts';
import { isDecided, mostWins, seatsTaken } from './wins.ts';

const ROUND_TICKS_MAX = 3600;
/** Sudden death comes at the latest so long after only two are left. */
const TWO_LEFT_TICKS = 1200;
const SUDDEN_DEATH_TICKS = 600;
const BETWEEN_TICKS = 240;

/** Scatter and chase in sudden death: the last phase of the table, an endless chase. */
const CHASE_PHASE = 7;

/** A seat is taken. In a countdown its Pac-Man joins the round, otherwise the next one. */
export function enterSeat(world: World, seat: number): void {
  if (world.pacState[seat] !== PAC.empty || world.phase === PHASE.over) return;
  forgetWish(world, seat);
  world.pacState[seat] = PAC.out;
  if (world.phase === PHASE.ready) lineUp(world);
}

/** A seat is given up. It is out of the round without credit for anybody, and takes no part in later ones. */
export function leaveSeat(world: World, seat: number): void {
  // The result stays, whoever leaves after it.
  if (world.phase === PHASE.over) return;
  const wasInMaze = isInMaze(world, seat);
  world.pacState[seat] = PAC.empty;
  world.pacPowerUntilTick[seat] = 0;
  world.pacKnockUntilTick[seat] = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (world.pacBumpedBy[pac] === seat) world.pacBumpedBy[pac] = -1;
  if (world.phase === PHASE.ready) lineUp(world);
  else if (wasInMaze && world.phase === PHASE.play) shortenRound(world);
}

/** Begins the countdown of a round. */
export function startRound(world: World, round: number): void {
  startLevel(world, 1);
  startLife(world);
  placeGhostsInside(world);
  forgetRound(world);
  world.round = round;
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + COUNTDOWN_TICKS;
  lineUp(world);
}

function forgetRound(world: World): void {
  world.roundWinner = -1;
  world.suddenDeathTick = 0;
  world.suddenDeathDueTick = 0;
  world.seatRoundCatches.fill(0);
  world.seatRoundDots.fill(0);
  world.pacWish.fill(NONE);
  world.pacPowerUntilTick.fill(0);
  world.pacKnockUntilTick.fill(0);
  world.pacBumpedBy.fill(-1);
  world.pacCameAfter.fill(0);
  world.pacIgnores.fill(0);
}

/** The countdown is over: the first tick of play of a round. */
export function beginRound(world: World): void {
  beginPlay(world);
  startFill(world);
  startGhosts(world);
  world.suddenDeathDueTick = world.tick + ROUND_TICKS_MAX;
}

/** When only two are left, sudden death comes earlier. To be called after Pac-Men have left the maze. */
export function shortenRound(world: World): void {
  if (living(world) !== 2 || world.suddenDeathTick > 0) return;
  world.suddenDeathDueTick = Math.min(world.suddenDeathDueTick, world.tick + TWO_LEFT_TICKS);
}

/** Begins sudden death when it is due, and ends the round when sudden death is over. */
export function updateSuddenDeath(world: World, events: Events): void {
  if (world.suddenDeathTick > 0) {
    if (world.tick >= world.suddenDeathTick + SUDDEN_DEATH_TICKS) endRound(world, bestOfRound(world), events);
  } else if (world.tick >= world.suddenDeathDueTick) {
    world.suddenDeathTick = world.tick;
    world.scatterPhase = CHASE_PHASE;
    emptyMaze(world);
    endPower(world);
    events.add(EVENT.suddenDeath, 0, 0, SUDDEN_DEATH_TICKS);
  }
}

/** Of those that are left the one that has caught most rivals in this round, then the one that has eaten most dots; else -1. */
function bestOfRound(world: World): number {
  let best = -1;
  let isTied = false;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (!isInMaze(world, seat)) continue;
    const order = best < 0 ? 1 : compareInRound(world, seat, best);
    if (order > 0) best = seat;
    isTied = order === 0 || (isTied && order < 0);
  }
  return isTied ? -1 : best;
}

function compareInRound({ seatRoundCatches, seatRoundDots }: World, seat: number, other: number): number {
  return seatRoundCatches[seat]! - seatRoundCatches[other]! || seatRoundDots[seat]! - seatRoundDots[other]!;
}

/** The round is over when at most one Pac-Man is left. */
export function endRoundWhenDecided(world: World, events: Events): void {
  let winner = -1;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (!isInMaze(world, pac)) continue;
    if (winner >= 0) return;
    winner = pac;
  }
  endRound(world, winner, events);
}

function endRound(world: World, winner: number, events: Events): void {
  world.roundWinner = winner;
  if (winner >= 0) world.seatWins[winner]!++;
  for (let seat = 0; seat < world.seatCount; seat++) world.seatDots[seat]! += world.seatRoundDots[seat]!;
  events.add(EVENT.roundOver, 0, 0, winner + 1);
  world.phase = PHASE.between;
  world.phaseEndsTick = world.tick + BETWEEN_TICKS;
  if (isDecided(world)) endMatch(world, events);
}

/** Between two rounds: the match ends at once when only one seat is left, otherwise the next round follows. */
export function passBetween(world: World, events: Events): void {
  if (isDecided(world)) return endMatch(world, events);
  if (world.tick < world.phaseEndsTick) return;
  startRound(world, world.round + 1);
  events.add(EVENT.roundStarted, 0, 0, world.round);
}

function living(world: World): number {
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (isInMaze(world, pac)) count++;
  return count;
}

function endMatch(world: World, events: Events): void {
  world.phase = PHASE.over;
  world.phaseEndsTick = 0;
  events.add(EVENT.matchOver, 0, 0, world.round);
}

/**
 * Whether the match may end soon: this round can be the last one. Nobody is caught before the first ghost leaves, so a round
 * that more than one plays lasts longer than that.
 */
export function mayEndSoon(world: World): boolean {
  if (world.phase === PHASE.ready) return living(world) <= 1 && world.phaseEndsTick - world.tick <= END_KNOWN_TICKS;
  if (world.phase !== PHASE.play) return false;
  if (living(world) > 1 && world.tick + END_KNOWN_TICKS < world.lifeStartTick + FIRST_LEAVE_TICKS) return false;
  const { rounds } = world.settings;
  return world.round >= rounds || (mostWins(world) + 1) * 2 > rounds || seatsTaken(world) <= 1;
}
