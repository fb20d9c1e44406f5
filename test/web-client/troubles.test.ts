// Links that are worse than any goal: whatever happens, every page comes back to the server's world, no input counts
// twice, and nothing is played fast.

import { describe, expect, test } from 'vitest';
import { LEFT } from '#simulation';
import { expectSameWorlds } from './same-worlds.ts';
import type { Profile, ReceivedInput } from './simulated-network.ts';
import { play, type Troubles } from './simulated-play.ts';

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);
/** The longest pause between two tries to dial, and the answer. */
const BACK_MS = 10_000;
const CLOCKS = { driftPpm: 200 };
/** To the present, after a trouble. More in a row would be a film. */
const JUMPS_IN_A_ROW_MAX = 1;

const TROUBLES: readonly (readonly [string, Profile, number, Troubles])[] = [
  ['a thin link', { delayMs: 40, jitterMs: 10, bytesPerSecond: 6000, ...CLOCKS }, 10_000, {}],
  ['stalls of a second', { delayMs: 60, jitterMs: 30, stallMs: 1000, stallEveryMs: 4000, ...CLOCKS }, 10_000, {}],
  ['connections that break', { delayMs: 75, jitterMs: 30, driftPpm: -200 }, 12_000, { cutEveryMs: 2500 }],
  ['a tab that sleeps', { delayMs: 40, jitterMs: 10, ...CLOCKS }, 37_000, { asleepMs: [5000, 35_000] }],
];

describe.each(TROUBLES)('%s', (_name, profile, lengthMs, troubles) => {
  test(`[W21] over ${SEEDS.length} seeds all worlds agree, and nothing was hurried`, () => {
    for (const seed of SEEDS) {
      const { network, hurriedFrames } = play(seed, profile, lengthMs, troubles);
      network.clock.advance(BACK_MS);
      expectSameWorlds(network, `seed ${seed}`);
      expect(hurriedFrames, `seed ${seed}`).toBeLessThanOrEqual(JUMPS_IN_A_ROW_MAX);
      expect(repeated(network.inputs), `seed ${seed}`).toEqual([]);
    }
  });
});

test('[W21] clocks that run apart by 200 millionths cost no input its tick in ten minutes', () => {
  const { inputs, lateInputs, smallCorrections } = play(1, { delayMs: 40, jitterMs: 10, driftPpm: -200 }, 600_000);
  expect(inputs).toBeGreaterThan(3000);
  expect(lateInputs).toBe(0);
  expect(smallCorrections).toBe(0);
});

test('[W21] a key pressed while the connection is lost is not sent afterwards', () => {
  const { network } = play(1, { delayMs: 40, jitterMs: 10 }, 5000);
  const { length } = network.inputs;
  network.cut();
  for (const { session } of network.pages) session.steer(LEFT);
  network.clock.advance(BACK_MS);
  expect(network.pages.map(({ session }) => session.state.name)).toEqual(['room', 'room', 'room', 'room']);
  expect(network.inputs).toHaveLength(length);
});

/** Inputs that came more than once. */
function repeated(inputs: readonly ReceivedInput[]): string[] {
  const keys = inputs.map(({ page, sequence }) => `${page.session.name} ${sequence}`);
  return keys.filter((key, i) => keys.indexOf(key) !== i);
}
