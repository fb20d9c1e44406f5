import { expect, test } from 'vitest';
import { seedFrom } from '../../tools/seed-flag.ts';

test('the seed of a tool is uint32, in digits', () => {
  expect(['0', '1980', '4294967295'].map(seedFrom)).toEqual([0, 1980, 4_294_967_295]);
  for (const text of ['-1', '4294967296', '1.5', '', ' 1', 'x', '1e3']) {
    expect(() => seedFrom(text)).toThrow('--seed must be a whole number from 0 to 4294967295');
  }
});
