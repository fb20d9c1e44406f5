// What holds in every tick of every match, whoever plays it: the properties of tools/properties in short runs.
// `npm run soak:rules` plays a million ticks of each mode.

import { describe, expect, test } from 'vitest';
import { MODES } from '#simulation';
import type { Property } from '../../tools/properties/property.ts';
import { PROPERTIES, run } from '../../tools/properties/run.ts';

/** Seeds of each mode, and ticks of a match at most: the many mazes of mega are slow. */
const SEEDS = Array.from({ length: 4 }, (_, i) => i + 1);
const TICKS_MAX = 4000;
const MEGA_TICKS_MAX = 1500;

describe.each(MODES.map(({ name }) => name))('%s', (mode) => {
  test.each(SEEDS)(
    '[SP1] [SP2] [SP3] [SP4] [SP5] [SP6] [SP7] [SP8] [SP9] [SP10] all hold in the match of seed %i',
    (seed) => {
      expect(run({ mode, seed, ticksMax: mode === 'mega' ? MEGA_TICKS_MAX : TICKS_MAX }).fault).toBe(null);
    },
  );

  test('[ST1] one seed and the same inputs give one world', () => {
    const played = { mode, seed: 5, ticksMax: 1000 };
    expect(run(played, [])).toEqual(run(played, []));
  });
});

test.each([
  ['battle', 14, 4200, 'an energizer that was awake and eaten before the others were drawn'],
  ['classic', 1131, 10_700, 'a fright of half a tick in a no-turn zone'],
  ['mega', 1050, 6000, 'seats that left during a collapse'],
])('[SP1] [SP5] [SP9] %s, seed %i, %i ticks: %s', (mode, seed, ticksMax) => {
  expect(run({ mode, seed, ticksMax }).fault).toBe(null);
});

test('[SP1] a property that does not hold is named, with the tick', () => {
  const broken: Property = {
    rule: 'SP0',
    says: 'nothing moves',
    modes: ['coop'],
    begin: () => ({ ofWorld: ({ world, before }) => (world.pacX[0] === before.pacX[0] ? null : 'Pac-Man 0 moved') }),
  };
  const { fault } = run({ mode: 'coop', seed: 1, ticksMax: 1000 }, [broken]);
  expect(fault).toMatch(/^\[SP0\] nothing moves: Pac-Man 0 moved, in tick \d+$/);
  expect(run({ mode: 'classic', seed: 1, ticksMax: 500 }, [broken])).toMatchObject({ fault: null, ticks: 500 });
  const throwing: Property = {
    ...broken,
    modes: null,
    begin: (match) => ({
      ofMatch: () => {
        // Words that no rules would make.
        match.worlds[0]!.dots.fill(-1);
        match.worlds[0]!.dotsLeft = 0;
        return null;
      },
    }),
  };
  expect(run({ mode: 'coop', seed: 1, ticksMax: 2000 }, [throwing]).fault).toMatch(/^the rules threw: /);
});

test('[SP1] every property has a number of its own', () => {
  const rules = PROPERTIES.map(({ rule }) => rule);
  expect(new Set(rules).size).toBe(rules.length);
});
