// The order of the seats in `mega`, and what every maze knows of the others: the ranking, and for each maze its level and its
// number of Pac-Men (rules/modes.md 1.13 and 6).

import { PAC, PHASE } from '../../constants.ts';
import { worldOf, WORLDS_MAX, type Match } from '../../match.ts';
import { PACS_MAX } from '../../tie-break.ts';
import type { World } from '../../world.ts';
import { isLiving } from './lives.ts';

/** How often all mazes learn about each other. */
export const PUBLISH_TICKS = 60;

/** Whether a seat still plays. */
export function isSeatLiving(match: Match, seat: number): boolean {
  return isLiving(worldOf(match, seat), seat);
}

/**
 * The order of a cull, without the tie-break: score, lives, rivals caught, who reached the score first. In the final only the
 * points scored in it count, then the others.
 * @returns negative if the first seat is before the second, 0 if they are equal
 */
export function compareMerits(match: Match, seat: number, other: number): number {
  const one = worldOf(match, seat);
  const two = worldOf(match, other);
  return (
    two.seatScore[other]! - two.seatFinalFrom[other]! - (one.seatScore[seat]! - one.seatFinalFrom[seat]!) ||
    two.seatScore[other]! - one.seatScore[seat]! ||
    two.seatLives[other]! - one.seatLives[seat]! ||
    two.seatCatches[other]! - one.seatCatches[seat]! ||
    one.seatReachedTick[seat]! - two.seatReachedTick[other]!
  );
}

/** The order of a cull. Equal seats have the tie-break order of the first maze. */
export function compareSeats(match: Match, seat: number, other: number): number {
  const { seatTieBreak } = match.worlds[0]!;
  return compareMerits(match, seat, other) || seatTieBreak[seat]! - seatTieBreak[other]!;
}

/** The order of the result: the living, those that are out by their places, those that never played. */
export function rank(match: Match, seat: number, other: number): number {
  const place = placeOf(match, seat);
  const otherPlace = placeOf(match, other);
  return place === 0 && otherPlace === 0 ? compareSeats(match, seat, other) : place - otherPlace;
}

/** The place of a seat that is out, 0 for one that plays. */
function placeOf(match: Match, seat: number): number {
  const place = worldOf(match, seat).seatPlace[seat]!;
  if (place > 0) return place;
  return isSeatLiving(match, seat) ? 0 : match.settings.seatCount;
}

/** Whether a seat has fallen. One that was given up before the first cull can be taken again. */
export function isOut(match: Match, seat: number): boolean {
  return worldOf(match, seat).pacState[seat] === PAC.out;
}

/** A seat can be taken until the first cull, unless it is out or was given up without a life. */
export function mayTakeOver(match: Match, seat: number): boolean {
  const [first] = match.worlds;
  const { seatPlace, seatLives } = worldOf(match, seat);
  const hasFallen = seatPlace[seat] !== 0 && seatLives[seat] === 0;
  return first!.culls === 0 && first!.phase !== PHASE.over && !isOut(match, seat) && !hasFallen;
}

/** The seats that play, best first. */
export function livingByRank(match: Match): number[] {
  const seats: number[] = [];
  for (let seat = 0; seat < match.settings.seatCount; seat++) if (isSeatLiving(match, seat)) seats.push(seat);
  return seats.sort((seat, other) => compareSeats(match, seat, other));
}

/** Seats that have played, up to the first cull: those that play, and those that are out. */
export function startSeatsOf(match: Match): number {
  const [first] = match.worlds;
  if (first!.culls > 0) return first!.startSeats;
  let count = 0;
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    if (isSeatLiving(match, seat) || worldOf(match, seat).seatPlace[seat] !== 0) count++;
  }
  return count;
}

/** How many seats the next cull keeps: after each cull half of those before. A final is decided by its cull. */
export function survivorsOf(match: Match): number {
  const { culls, side } = match.worlds[0]!;
  return side === 1 ? 1 : Math.max(1, startSeatsOf(match) >> (culls + 1));
}

/** Gives a maze that wakes what another one knows, so that who comes from there does not see an old ranking. */
export function copyPublished({ worlds, worldOfSeat }: Match, from: World, to: World): void {
  to.rankScore.set(from.rankScore);
  for (let seat = 0; seat < worldOfSeat.length; seat++) {
    // A seat that is out may be in the maze that wakes, which then has the newest words of it.
    if (worlds[worldOfSeat[seat]!] === to) continue;
    to.seatPlace[seat] = from.seatPlace[seat]!;
    to.seatLives[seat] = from.seatLives[seat]!;
  }
  to.mazeLevel.set(from.mazeLevel);
  to.mazePacs.set(from.mazePacs);
  to.startSeats = from.startSeats;
  to.survivors = from.survivors;
}

/** What is published, by seat and by maze. Scratch space, not state. */
const scores = new Int32Array(PACS_MAX);
const places = new Int32Array(PACS_MAX);
const lives = new Int32Array(PACS_MAX);
const levels = new Int32Array(WORLDS_MAX);
const pacs = new Int32Array(WORLDS_MAX);

/** Copies the ranking and the facts of all mazes into the mazes that are awake, which are those of the tick of the match. */
export function publish(match: Match): void {
  const { worlds, worldOfSeat, settings } = match;
  const startSeats = startSeatsOf(match);
  const survivors = settings.rule === 'last' ? survivorsOf(match) : 0;
  pacs.fill(0);
  for (let seat = 0; seat < settings.seatCount; seat++) {
    const world = worldOf(match, seat);
    scores[seat] = world.seatScore[seat]! - world.seatFinalFrom[seat]!;
    places[seat] = world.seatPlace[seat]!;
    lives[seat] = world.seatLives[seat]!;
    if (isLiving(world, seat)) pacs[worldOfSeat[seat]!]!++;
  }
  for (let i = 0; i < worlds.length; i++) levels[i] = worlds[i]!.level;
  for (let i = 0; i < worlds.length; i++) {
    const world = worlds[i]!;
    if (world.tick !== match.tick) continue;
    for (let seat = 0; seat < settings.seatCount; seat++) {
      world.rankScore[seat] = scores[seat]!;
      world.seatPlace[seat] = places[seat]!;
      world.seatLives[seat] = lives[seat]!;
    }
    for (let maze = 0; maze < worlds.length; maze++) {
      world.mazeLevel[maze] = levels[maze]!;
      world.mazePacs[maze] = pacs[maze]!;
    }
    world.startSeats = startSeats;
    world.survivors = survivors;
  }
}
