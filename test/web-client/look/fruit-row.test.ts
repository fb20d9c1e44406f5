import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fruitRow, FRUITS_SHOWN } from '../../../web-client/view/hud/fruit-row.ts';

test('[W85] the fruit row never leaves its place, and always has the current fruit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 256 }),
      fc.float({ min: 0, max: 600, noNaN: true }),
      fc.integer({ min: 16, max: 64 }),
      (level, width, side) => {
        const row = fruitRow(level, width, side);
        expect(row.first + row.count - 1).toBe(level);
        expect(row.first).toBeGreaterThanOrEqual(1);
        expect(row.count).toBeLessThanOrEqual(FRUITS_SHOWN);
        expect(row.side).toBeLessThanOrEqual(side);
        expect(row.count * row.side).toBeLessThanOrEqual(width + 1e-3);
      },
    ),
  );
});

test.each([
  [1, 200, { first: 1, count: 1, side: 25 }],
  [8, 200, { first: 2, count: 7, side: 25 }],
  [20, 140, { first: 14, count: 7, side: 20 }],
  // Too narrow for seven: the oldest ones are left out.
  [255, 64, { first: 252, count: 4, side: 15.5 }],
  [256, 10, { first: 256, count: 1, side: 10 }],
])('[W85] level %i in %i pixels', (level, width, row) => {
  expect(fruitRow(level, width, 25)).toEqual(row);
});
