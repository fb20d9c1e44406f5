import { expect, test } from 'vitest';
import { percentileBetween, type DelayCounts } from '#protocol';

const BOUNDS_MS = [10, 20, 40];

function counted(...counts: number[]): DelayCounts {
  return { boundsMs: BOUNDS_MS, counts, sumMs: 0 };
}

const NONE = counted(0, 0, 0, 0);

test.each([
  // Ten times up to 10 ms: the percentile grows from 0 to the bound.
  [[10, 0, 0, 0], 0, 0],
  [[10, 0, 0, 0], 50, 5],
  [[10, 0, 0, 0], 100, 10],
  // Half of them in the next bucket.
  [[5, 5, 0, 0], 50, 10],
  [[5, 5, 0, 0], 75, 15],
  [[5, 5, 0, 0], 100, 20],
  // Empty buckets between are passed over.
  [[5, 0, 5, 0], 50, 10],
  [[5, 0, 5, 0], 60, 24],
  [[0, 0, 4, 0], 0, 20],
  [[0, 0, 4, 0], 25, 25],
  // Above the last bound nothing is known but the bound.
  [[1, 0, 0, 9], 50, 40],
  [[0, 0, 0, 1], 99, 40],
])('of counts %j the %i-th percentile is %d ms', (counts, percent, expected) => {
  expect(percentileBetween(NONE, counted(...counts), percent)).toBe(expected);
});

test('only times between the two reads count', () => {
  expect(percentileBetween(counted(90, 0, 7, 2), counted(90, 4, 7, 2), 50)).toBe(15);
  expect(percentileBetween(counted(90, 0, 7, 2), counted(90, 0, 7, 2), 50)).toBeNull();
  // An older server had fewer buckets.
  expect(percentileBetween(counted(), counted(4, 0, 0, 0), 50)).toBe(5);
});
