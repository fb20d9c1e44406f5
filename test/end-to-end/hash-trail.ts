// The hashes of matches on their way, for two builds of the rules to compare.

import { hashMatch, PHASE, stepMatch } from '#simulation';
import { randomMatch } from '../../tools/properties/random-match.ts';

const TICKS = 10_000;
const TICKS_APART = 60;

/** Plays random matches of a mode, one after the other. @returns their hash at every 60th of 10,000 ticks, and at each end */
export function hashTrail(mode: string, firstSeed: number): number[] {
  const hashes: number[] = [];
  let ticks = 0;
  for (let seed = firstSeed; ticks < TICKS; seed++) {
    const { match, nextInputs } = randomMatch(mode, seed);
    for (; ticks < TICKS && match.worlds[0]!.phase !== PHASE.over; ticks++) {
      stepMatch(match, nextInputs());
      if (match.tick % TICKS_APART === 0) hashes.push(hashMatch(match));
    }
    hashes.push(hashMatch(match));
  }
  return hashes;
}
