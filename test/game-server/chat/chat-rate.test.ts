import { expect, test } from 'vitest';
import { ChatRate } from '../../../game-server/chat/chat-limits.ts';

test('[GK3] a session may send five lines in ten seconds, and each line again ten seconds after it was sent', () => {
  const rate = new ChatRate();
  for (const nowMs of [0, 1000, 2000, 3000, 4000]) expect(rate.take(nowMs)).toBe(true);
  expect(rate.take(9999)).toBe(false);
  // The first is ten seconds old, then the second; a line that was refused does not count.
  expect(rate.take(10_000)).toBe(true);
  expect(rate.take(10_999)).toBe(false);
  expect(rate.take(11_000)).toBe(true);
  expect(rate.take(11_001)).toBe(false);
});

test('[GK3] after a pause of ten seconds a session may send five lines at once', () => {
  const rate = new ChatRate();
  rate.take(0);
  const later = 10_000;
  expect([1, 2, 3, 4, 5, 6].map(() => rate.take(later))).toEqual([true, true, true, true, true, false]);
  const other = new ChatRate();
  expect(other.take(500)).toBe(true);
  expect([1, 2, 3, 4, 5].map(() => other.take(10_400))).toEqual([true, true, true, true, false]);
});
