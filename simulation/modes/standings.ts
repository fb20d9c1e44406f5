// Results of matches, for several modes.

import { PHASE } from '../constants.ts';
import { worldOf, type Match } from '../match.ts';

/** Seats with more points stand first; equal ones share a place. */
export function rankByScore(match: Match, seat: number, other: number): number {
  return worldOf(match, other).seatScore[other]! - worldOf(match, seat).seatScore[seat]!;
}

/** Whether a match of one maze is over because its last level was cleared. */
export function hasClearedTheLast({ worlds: [world] }: Match): boolean {
  return world!.phase === PHASE.over && world!.dotsLeft === 0;
}
