// When a match may end: a mode must say so END_KNOWN_TICKS ahead.

import { expect, test } from 'vitest';
import {
  createMatch,
  END_KNOWN_TICKS,
  matchSettings,
  PHASE,
  rulesOf,
  stepMatch,
  type Direction,
  type Input,
  type NamedSettings,
} from '#simulation';
import { seededRng } from '../../support/seeded-rng.ts';

const TICKS_MAX = 60_000;
/** Matches of each row. Those of `mega` are long, with a maze for each seat. */
const SEEDS = 12;
const MEGA_SEEDS = 4;

/** Plays a match of random wishes to its end. @returns its last ticks: whether the mode said that it might end soon. */
function lastTicksOf(mode: string, seed: number, settings: Partial<NamedSettings>) {
  const match = createMatch(matchSettings({ mode, seed, ...settings }));
  const { mayEndSoon } = rulesOf(match.settings);
  const rng = seededRng(seed);
  const { seatCount } = match.settings;
  const said: boolean[] = [];
  let quietTicks = 0;
  for (let tick = 1; tick <= TICKS_MAX; tick++) {
    const inputs: Input[] = [];
    if (tick === 1) for (let seat = 0; seat < seatCount; seat++) inputs.push({ kind: 'enter', seat });
    if (rng(12) === 0) {
      inputs.push({ kind: 'wish', seat: rng(seatCount), sequence: tick, direction: rng(4) as Direction });
    }
    const mayEnd = mayEndSoon(match);
    if (!mayEnd) quietTicks++;
    said.push(mayEnd);
    if (said.length > END_KNOWN_TICKS) said.shift();
    stepMatch(match, inputs);
    if (match.worlds[0]!.phase === PHASE.over) return { said, quietTicks };
  }
  return expect.fail('the match did not end');
}

test.each([
  ['coop', { seatCount: 4 }],
  ['coop', { seatCount: 2, level: 255 }],
  ['coop', { seatCount: 1 }],
  ['battle', { seatCount: 2 }],
  ['battle', { seatCount: 8, rounds: 1 }],
  ['battle', { seatCount: 3, rounds: 3 }],
  ['versus', { seatCount: 3 }],
  ['classic', { lives: 1 }],
  ['classic', { lives: 3 }],
  ['mega', { seatCount: 4 }],
  ['mega', { seatCount: 9 }],
  ['mega', { seatCount: 4, rule: 'score' }],
] as const)('[ST10] %s says in time that a match may end, and not always: %o', (mode, settings) => {
  const seeds = mode === 'mega' ? MEGA_SEEDS : SEEDS;
  for (let seed = 1; seed <= seeds; seed++) {
    const { said, quietTicks } = lastTicksOf(mode, seed, settings);
    expect(said).not.toContain(false);
    expect(quietTicks).toBeGreaterThan(0);
  }
});
