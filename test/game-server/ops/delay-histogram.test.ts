import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DelayHistogram } from '../../../game-server/ops/delay-histogram.ts';

test('[GA4] ticks that were due during a stall are counted together, as if each had been recorded', () => {
  const falling = fc.record({
    latestMs: fc.double({ min: 1, max: 200_000, noNaN: true }),
    stepMs: fc.constantFrom(1000 / 60, 1, 250),
  });
  fc.assert(
    fc.property(falling, fc.integer({ min: 1, max: 500 }), ({ latestMs, stepMs }, wanted) => {
      const count = Math.min(wanted, Math.floor(latestMs / stepMs) + 1);
      const [atOnce, each] = [new DelayHistogram(), new DelayHistogram()];
      atOnce.recordFalling(latestMs, stepMs, count);
      for (let i = 0; i < count; i++) each.record(latestMs - i * stepMs);
      expect(atOnce.now().counts).toEqual(each.now().counts);
      expect(atOnce.now().sumMs).toBeCloseTo(each.now().sumMs, 3);
    }),
  );
});

test('[GA4] a time is in the first bucket whose bound it does not exceed', () => {
  const histogram = new DelayHistogram();
  for (const ms of [-1, 0, 8, 8.01, 1e9]) histogram.record(ms);
  const { boundsMs, counts } = histogram.now();
  const bucket = (ms: number) => boundsMs.findIndex((bound) => ms <= bound);
  expect([counts[0], counts[bucket(8)], counts[bucket(8.01)], counts.at(-1)]).toEqual([2, 1, 1, 1]);
  expect(boundsMs.toSorted((a, b) => a - b)).toEqual(boundsMs);
});
