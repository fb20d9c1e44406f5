// Matches at random, for the properties of the rules: a seed decides on the settings, on who plays each seat, and on every
// input. Seats come and go; some are played by the AI, so that matches get far.

import {
  AI_SKILLS,
  aiWish,
  canSteer,
  createMatch,
  isPresent,
  matchSettings,
  mazesOf,
  modeNamed,
  worldOf,
  wishOf,
  type AiSkill,
  type Direction,
  type Input,
  type Match,
  type MatchSettings,
} from '#simulation';

const DIRECTIONS_AND_NONE = 5;
/** One in so many ticks a random player changes its wish, and a seat of the match is taken or given up. */
const TICKS_PER_WISH = 24;
const TICKS_PER_SEAT_EVENT = 1500;
/** The AI is slow, so it plays only some seats. */
const AI_SEATS_MAX = 4;
/** Most matches have at most so many seats more than the least of the mode. */
const USUAL_SEATS_MORE = 12;
const LEVEL_LAST = 256;

export type Rng = (below: number) => number;

/** Integers from 0 up to and without the argument, the same ones for the same seed (mulberry32). */
export function rngOf(seed: number): Rng {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function randomSettings(mode: string, seed: number): MatchSettings {
  const rules = modeNamed(mode)!;
  const rng = rngOf(seed ^ 0x5e7);
  const oneOf = <Value>(values: readonly Value[]): Value => values[rng(values.length)]!;
  const { least, most } = rules.seats;
  const usual = rng(10) === 0 ? most : Math.min(most, least + USUAL_SEATS_MORE);
  const variant = oneOf(rules.settings.variant);
  return matchSettings({
    ...{ mode, seed, variant, seatCount: least + rng(usual - least + 1) },
    maze: oneOf(mazesOf(rules, variant)),
    level: rng(2) === 0 ? 1 : 1 + rng(LEVEL_LAST),
    lives: oneOf(rules.settings.lives),
    extraLifeScore: oneOf(rules.settings.extraLifeScore),
    killScreen: oneOf(rules.settings.killScreen),
    rule: oneOf(rules.settings.rule),
    target: oneOf(rules.settings.target),
    rounds: oneOf(rules.settings.rounds),
  });
}

/** A new match and the inputs of its next tick, to be asked for once a tick. */
export function randomMatch(mode: string, seed: number): { readonly match: Match; readonly nextInputs: () => Input[] } {
  const settings = randomSettings(mode, seed);
  const match = createMatch(settings);
  const rng = rngOf(seed);
  const skills = skillsOf(settings.seatCount, rng);
  let sequence = 0;
  return {
    match,
    nextInputs: () => {
      const inputs: Input[] = [];
      for (let seat = 0; seat < settings.seatCount; seat++) {
        if (match.tick === 0) inputs.push({ kind: 'enter', seat });
        const direction = wish(match, seat, skills[seat]!, rng);
        if (direction !== null) inputs.push({ kind: 'wish', seat, sequence: ++sequence, direction });
      }
      if (match.tick > 0 && rng(TICKS_PER_SEAT_EVENT) === 0) inputs.push(seatEvent(match, rng(settings.seatCount)));
      return inputs;
    },
  };
}

/** By seat: the skill of its AI, null for random wishes. */
function skillsOf(seatCount: number, rng: Rng): readonly (AiSkill | null)[] {
  const aiSeats = rng(AI_SEATS_MAX + 1);
  const first = rng(seatCount);
  return Array.from({ length: seatCount }, (_, seat) =>
    (seat - first + seatCount) % seatCount < aiSeats ? AI_SKILLS[rng(AI_SKILLS.length)]! : null,
  );
}

function wish(match: Match, seat: number, skill: AiSkill | null, rng: Rng): Direction | null {
  if (skill === null) return rng(TICKS_PER_WISH) === 0 ? (rng(DIRECTIONS_AND_NONE) as Direction) : null;
  const world = worldOf(match, seat);
  if (!canSteer(world, seat)) return null;
  const direction = aiWish(world, seat, skill);
  return direction === wishOf(world, seat) ? null : direction;
}

function seatEvent(match: Match, seat: number): Input {
  return { kind: isPresent(worldOf(match, seat), seat) ? 'leave' : 'enter', seat };
}
