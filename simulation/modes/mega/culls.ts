// What happens between the mazes of `mega` after each tick: passages, places of seats that fall, culls, and the end of the
// match (rules/modes.md 6).

import { PAC, PHASE } from '../../constants.ts';
import { EVENT } from '../../events.ts';
import { worldOf, type Match } from '../../match.ts';
import { END_KNOWN_TICKS } from '../mode-rules.ts';
import { collapse } from './collapse.ts';
import { FALLEN } from './lives.ts';
import { hasReachedEdge } from './maze.ts';
import { passGate, wake } from './passages.ts';
import {
  compareMerits,
  compareSeats,
  isSeatLiving,
  livingByRank,
  publish,
  PUBLISH_TICKS,
  startSeatsOf,
  survivorsOf,
} from './ranking.ts';

/** Does nothing for a World alone, which a client predicts: there a Pac-Man waits at the gate, and nothing ends. */
export function afterStep(match: Match): void {
  if (match.worlds.length === 1) return;
  const [first] = match.worlds;
  if (first!.phase === PHASE.play) {
    passGates(match);
    placeFallen(match);
    endOrCull(match);
  }
  if (match.tick % PUBLISH_TICKS === 0 || first!.phase === PHASE.over) publish(match);
}

function passGates(match: Match): void {
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    if (hasReachedEdge(worldOf(match, seat), seat)) passGate(match, seat);
  }
}

/** Seats that fell in this tick are placed after all that play. */
function placeFallen(match: Match): void {
  let fallen: number[] | null = null;
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    if (worldOf(match, seat).seatPlace[seat] === FALLEN) (fallen ??= []).push(seat);
  }
  const living = livingCount(match);
  if (match.worlds[0]!.culls === 0) moveOutBehind(match, living + (fallen?.length ?? 0));
  if (fallen === null) return;
  fallen.sort((seat, other) => compareSeats(match, seat, other));
  for (const [index, seat] of fallen.entries()) setPlace(match, seat, living + 1 + index);
}

/** Before the first cull a seat may be taken while others are out: those are behind all that play, in their order. */
function moveOutBehind(match: Match, playing: number): void {
  let isAnyBefore = false;
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    const place = worldOf(match, seat).seatPlace[seat]!;
    isAnyBefore ||= place > 0 && place <= playing;
  }
  if (!isAnyBefore) return;
  const placeOf = (seat: number) => worldOf(match, seat).seatPlace[seat]!;
  const out = [...match.worldOfSeat.keys()].filter((seat) => placeOf(seat) > 0);
  out.sort((seat, other) => placeOf(seat) - placeOf(other));
  for (const [index, seat] of out.entries()) {
    const world = worldOf(match, seat);
    // Words of a maze that sleeps do not change.
    wake(world, match.tick);
    world.seatPlace[seat] = playing + 1 + index;
  }
}

function setPlace(match: Match, seat: number, place: number): void {
  worldOf(match, seat).seatPlace[seat] = place;
  match.events[match.worldOfSeat[seat]!]!.add(EVENT.seatOut, seat, 0, place);
}

function endOrCull(match: Match): void {
  const [first] = match.worlds;
  if (isDecided(match) || match.tick === first!.phaseEndsTick) endMatch(match, livingByRank(match));
  else if (match.tick === first!.nextCullTick) cull(match);
}

/** Whether the last seat is alone. A seat that began alone plays on. */
function isDecided(match: Match): boolean {
  const living = livingCount(match);
  if (living > 1) return false;
  const isAlone = living === 1 && match.settings.rule === 'last' && startSeatsOf(match) > 1;
  return isAlone || (living === 0 && startSeatsOf(match) > 0);
}

function livingCount(match: Match): number {
  let count = 0;
  for (let seat = 0; seat < match.settings.seatCount; seat++) if (isSeatLiving(match, seat)) count++;
  return count;
}

/** Keeps the best seats. Two or more of them go on in a smaller square. */
function cull(match: Match): void {
  const living = livingByRank(match);
  const startSeats = startSeatsOf(match);
  const survivors = living.slice(0, survivorsOf(match));
  for (const [index, seat] of living.entries()) {
    if (index < survivors.length) continue;
    worldOf(match, seat).pacState[seat] = PAC.out;
    setPlace(match, seat, index + 1);
  }
  for (const world of match.worlds) world.startSeats = startSeats;
  if (survivors.length > 1) collapse(match, survivors);
  else endMatch(match, survivors);
}

/** @param living the seats that play, best first. In a match for points equal ones share a place. */
function endMatch(match: Match, living: readonly number[]): void {
  const isForPoints = match.settings.rule === 'score';
  let place = 1;
  for (const [index, seat] of living.entries()) {
    const isShared = isForPoints && index > 0 && compareMerits(match, living[index - 1]!, seat) === 0;
    if (!isShared) place = index + 1;
    worldOf(match, seat).seatPlace[seat] = place;
  }
  for (const [index, world] of match.worlds.entries()) {
    world.phase = PHASE.over;
    world.phaseEndsTick = 0;
    match.events[index]!.add(EVENT.matchOver, 0, 0, world.level);
  }
}

/** Whether so few seats are safe from falling that the match may end, or the time for its end comes. */
export function mayEndSoon(match: Match): boolean {
  const [first] = match.worlds;
  const { tick, settings } = match;
  // Those who leave while nothing moves may leave one alone.
  if (first!.phase !== PHASE.play) return first!.phaseEndsTick - tick <= END_KNOWN_TICKS && safeSeats(match, 1) < 2;
  if (settings.rule === 'score') return first!.phaseEndsTick - tick <= END_KNOWN_TICKS;
  if (first!.nextCullTick - tick <= END_KNOWN_TICKS && survivorsOf(match) === 1) return true;
  return safeSeats(match, 2) < 2;
}

/** Living seats with so many lives or more. */
function safeSeats(match: Match, lives: number): number {
  let count = 0;
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    if (isSeatLiving(match, seat) && worldOf(match, seat).seatLives[seat]! >= lives) count++;
  }
  return count;
}
