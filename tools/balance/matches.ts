// Which matches are played: for the balance of a mode, all seats with one skill; for a comparison of two skills, each seed
// twice, with the seats of the better skill exchanged.

import type { AiSkill, NamedSettings } from '#simulation';
import { playAiMatch, type MatchFacts } from './ai-match.ts';

/** A list of matches, as a thread gets it. */
export interface MatchList {
  readonly settings: NamedSettings & { readonly seatCount: number };
  /** The skill of all seats, or the better and the other one of a comparison. */
  readonly skills: readonly [AiSkill, AiSkill];
  /** Numbers of the matches, `from` up to but not including `to`. The seed of a match follows from its number. */
  readonly from: number;
  readonly to: number;
  readonly seed: number;
}

/** A played match, with the skill of each seat. */
export interface PlayedMatch {
  readonly facts: MatchFacts;
  readonly skills: readonly AiSkill[];
}

export function playMatches({ settings, skills, from, to, seed }: MatchList): PlayedMatch[] {
  const isComparison = skills[0] !== skills[1];
  const played: PlayedMatch[] = [];
  for (let match = from; match < to; match++) {
    const seatSkills = Array.from({ length: settings.seatCount }, (_, seat) => skills[(seat + match) & 1]!);
    const number = seed + (isComparison ? match >> 1 : match);
    played.push({ facts: playAiMatch({ ...settings, seed: spread(number) }, seatSkills), skills: seatSkills });
  }
  return played;
}

/**
 * A seed as servers draw them. Small seeds in a row give generators that begin alike, so the seats would be dealt alike too.
 * The factor is 2^32 divided by the golden ratio.
 */
function spread(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 0;
}
