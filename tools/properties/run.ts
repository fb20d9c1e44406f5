// Plays a random match, and checks in each tick what must hold.

import {
  cloneWorld,
  createMatch,
  hashMatch,
  PHASE,
  setWordsOfMatch,
  stepMatch,
  wordsOfMatch,
  type Input,
  type Match,
  type World,
} from '#simulation';
import { BATTLE_PROPERTIES } from './battle-properties.ts';
import { MEGA_PROPERTIES } from './mega-properties.ts';
import type { Check, PlayedTick, Property } from './property.ts';
import { randomMatch, rngOf } from './random-match.ts';
import { SHARED_PROPERTIES } from './shared-properties.ts';
import { VERSUS_PROPERTIES } from './versus-properties.ts';

const COPY_OF_ONE_IN = 4;
const COPY_TICKS = 200;

/** That a copy goes on like the original, in some of the matches: it doubles their time. */
const COPY: Property = {
  rule: 'SP6',
  says: 'a match restored from its words goes on as it was',
  modes: null,
  begin: (match) => {
    const rng = rngOf(match.settings.seed ^ 0xc09);
    const cutTick = rng(COPY_OF_ONE_IN) === 0 ? 1 + rng(4000) : Infinity;
    let copy: Match | null = null;
    return {
      ofMatch: ({ inputs }) => {
        if (match.tick === cutTick) setWordsOfMatch((copy = createMatch(match.settings)), wordsOfMatch(match));
        else if (copy !== null) {
          stepMatch(copy, inputs);
          if (hashMatch(copy) !== hashMatch(match)) return 'the copy went another way';
          if (match.tick > cutTick + COPY_TICKS) copy = null;
        }
        return null;
      },
    };
  },
};

export const PROPERTIES: readonly Property[] = [
  ...SHARED_PROPERTIES,
  COPY,
  ...BATTLE_PROPERTIES,
  ...MEGA_PROPERTIES,
  ...VERSUS_PROPERTIES,
];

export interface Run {
  readonly mode: string;
  readonly seed: number;
  readonly ticksMax: number;
}

export interface Outcome {
  readonly ticks: number;
  readonly hash: number;
  /** What was wrong first, null if everything holds. */
  readonly fault: string | null;
}

/** Plays until something is wrong, or to the end of the match. */
export function run({ mode, seed, ticksMax }: Run, properties: readonly Property[] = PROPERTIES): Outcome {
  const { match, nextInputs } = randomMatch(mode, seed);
  const held = properties.filter(({ modes }) => modes === null || modes.includes(mode));
  const checks = held.map((property) => ({ property, check: property.begin(match) }));
  const befores = match.worlds.map((world) => cloneWorld(world));
  let fault: string | null = null;
  while (fault === null && match.tick < ticksMax && match.worlds[0]!.phase !== PHASE.over) {
    const inputs = nextInputs();
    fault = tickFault(match, inputs) ?? faultOf(checks, { match, inputs }, befores);
    for (const [i, world] of match.worlds.entries()) {
      if (world.tick === match.tick || match.worlds.length === 1) befores[i]!.words.set(world.words);
    }
  }
  return { ticks: match.tick, hash: hashMatch(match), fault };
}

function tickFault(match: Match, inputs: readonly Input[]): string | null {
  try {
    stepMatch(match, inputs);
    return null;
  } catch (error) {
    return `the rules threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

type BegunCheck = { readonly property: Property; readonly check: Check };

function faultOf(checks: readonly BegunCheck[], tick: PlayedTick, befores: readonly World[]): string | null {
  const { match } = tick;
  for (const { property, check } of checks) {
    const fault = check.ofMatch?.(tick) ?? worldsFault(check, match, befores);
    if (fault !== null) return `[${property.rule}] ${property.says}: ${fault}, in tick ${match.tick}`;
  }
  return null;
}

/** Of worlds that slept in the last ticks nothing is known about the tick before. */
function worldsFault(check: Check, match: Match, befores: readonly World[]): string | null {
  if (check.ofWorld === undefined) return null;
  for (const [i, world] of match.worlds.entries()) {
    const before = befores[i]!;
    if (world.tick !== match.tick || before.tick !== world.tick - 1) continue;
    const fault = check.ofWorld({ world, before, events: match.events[i]! });
    if (fault !== null) return fault;
  }
  return null;
}
