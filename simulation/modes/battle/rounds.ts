// Seats and rounds of `battle`: who starts where, when a round ends and who wins it, and when the match is over (rules/modes.md
// 5). A seat and its Pac-Man have the same number.

import { isInMaze } from '../../actors/target-seat.ts';
import { LEFT, NONE, PAC, PHASE, RIGHT, UP, type Direction } from '../../constants.ts';
import { EVENT, type Events } from '../../events.ts';
import { beginPlay, forgetWish, placePac, startLevel, startLife } from '../../life.ts';
import { worldOf, type Match } from '../../match.ts';
import { CENTRE_X, CENTRE_Y, columnOf, rowOf, tileAt, type Tile } from '../../mazes/maze.ts';
import { nextRandom } from '../../random.ts';
import type { World } from '../../world.ts';
import { emptyMaze, startFill } from './fill.ts';
import { FIRST_LEAVE_TICKS, placeGhostsInside, startGhosts } from './ghosts.ts';
import { endPower } from './power.ts';
import { END_KNOWN_TICKS } from '../mode-rules.ts';

const COUNTDOWN_TICKS = 180;
const ROUND_TICKS_MAX = 3600;
/** Sudden death comes at the latest so long after only two are left. */
const TWO_LEFT_TICKS = 1200;
const SUDDEN_DEATH_TICKS = 600;
const BETWEEN_TICKS = 240;

/** Scatter and chase in sudden death: the last phase of the table, an endless chase. */
const CHASE_PHASE = 7;

/** Pairs of start places. With k Pac-Men in a round the first k/2 pairs are used. */
const START_PLACES: readonly (readonly [Tile, Direction])[] = [
  ...([
    [tileAt(3, 32), LEFT],
    [tileAt(24, 32), RIGHT],
  ] as const),
  ...([
    [tileAt(6, 13), UP],
    [tileAt(21, 13), UP],
  ] as const),
  ...([
    [tileAt(11, 4), LEFT],
    [tileAt(16, 4), RIGHT],
  ] as const),
  ...([
    [tileAt(7, 26), LEFT],
    [tileAt(20, 26), RIGHT],
  ] as const),
];

/** Indexes of START_PLACES in the order in which they are dealt. Scratch space, not state. */
const deal = new Int8Array(START_PLACES.length);

/** A seat is taken. In a countdown its Pac-Man joins the round, otherwise the next one. */
export function enterSeat(world: World, seat: number): void {
  if (world.pacState[seat] !== PAC.empty) return;
  forgetWish(world, seat);
  world.pacState[seat] = PAC.out;
  if (world.phase === PHASE.ready) lineUp(world);
}

/** A seat is given up. It is out of the round without credit for anybody, and takes no part in later ones. */
export function leaveSeat(world: World, seat: number): void {
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

/** Deals the start places to those that take part in the round. */
function lineUp(world: World): void {
  let count = 0;
  for (let pac = 0; pac < world.pacCount; pac++) if (takesPart(world, pac)) count++;
  dealPlaces(world, count + (count & 1));
  let dealt = 0;
  for (let pac = 0; pac < world.pacCount; pac++) {
    if (world.pacState[pac] === PAC.empty) continue;
    world.pacState[pac] = takesPart(world, pac) ? PAC.waiting : PAC.out;
    if (world.pacState[pac] === PAC.waiting) place(world, pac, START_PLACES[deal[dealt++]!]!);
  }
}

function place(world: World, pac: number, [tile, facing]: (typeof START_PLACES)[number]): void {
  placePac(world, pac, columnOf(tile) * 8 + CENTRE_X, rowOf(tile) * 8 + CENTRE_Y);
  world.pacTravel[pac] = facing;
}

/** Shuffles the first places. */
function dealPlaces(world: World, count: number): void {
  for (let i = 0; i < count; i++) deal[i] = i;
  for (let last = count - 1; last > 0; last--) {
    world.random = nextRandom(world.random);
    const other = (world.random >>> 0) % (last + 1);
    const kept = deal[last]!;
    deal[last] = deal[other]!;
    deal[other] = kept;
  }
}

/** All seats that are taken, in the extra round only those that lead. */
function takesPart(world: World, seat: number): boolean {
  if (world.pacState[seat] === PAC.empty) return false;
  return world.round <= world.settings.rounds || world.seatWins[seat] === mostWins(world);
}

function mostWins(world: World): number {
  let most = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.pacState[seat] !== PAC.empty) most = Math.max(most, world.seatWins[seat]!);
  }
  return most;
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

/** Whether no further round is played: a seat has won enough, or stands alone at the top after the last round. */
function isDecided(world: World): boolean {
  const { rounds } = world.settings;
  const most = mostWins(world);
  if (seatsTaken(world) <= 1 || most * 2 > rounds || world.round > rounds) return true;
  return world.round === rounds && leaders(world) === 1;
}

function seatsTaken(world: World): number {
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) if (world.pacState[seat] !== PAC.empty) count++;
  return count;
}

function leaders(world: World): number {
  const most = mostWins(world);
  let count = 0;
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.pacState[seat] !== PAC.empty && world.seatWins[seat] === most) count++;
  }
  return count;
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

/** Whether no round follows in which a seat plays: it is out of the extra round. */
export function isOut({ settings, worlds: [world] }: Match, seat: number): boolean {
  return world!.round > settings.rounds && world!.pacState[seat] === PAC.out;
}

/** More wins, then more rivals caught, then more dots; seats that were given up stand last. */
export function rank(match: Match, seat: number, other: number): number {
  const world = worldOf(match, seat);
  const isGone = Number(world.pacState[seat] === PAC.empty);
  const isOtherGone = Number(world.pacState[other] === PAC.empty);
  return (
    isGone - isOtherGone ||
    world.seatWins[other]! - world.seatWins[seat]! ||
    world.seatCatches[other]! - world.seatCatches[seat]! ||
    world.seatDots[other]! - world.seatDots[seat]!
  );
}
