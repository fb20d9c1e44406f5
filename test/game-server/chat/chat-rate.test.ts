import { expect, test } from 'vitest';
import { ChatRate } from '../../../game-server/chat/chat-limits.ts';

test('[GK3] a session may send five lines in ten seconds, and each line again ten seconds after it was sent', () => {
  const rate = new ChatRate();
  for (const nowMs of [0, 1000, 2000, 3000, 4000]) expect(rate.take(nowMs)).toBe(0);
  expect(rate.take(9999)).toBe(1);
  // The first is ten seconds old, then the second; a line that was refused does not count.
  expect(rate.take(10_000)).toBe(0);
  expect(rate.take(10_999)).toBe(1);
  expect(rate.take(11_000)).toBe(0);
  expect(rate.take(11_001)).toBe(999);
});

test('[GK3] after a pause of ten seconds a session may send five lines at once', () => {
  const rate = new ChatRate();
  rate.take(0);
  const later = 10_000;
  expect([1, 2, 3, 4, 5, 6].map(() => rate.take(later))).toEqual([0, 0, 0, 0, 0, 10_000]);
  const other = new ChatRate();
  expect(other.take(500)).toBe(0);
  expect([1, 2, 3, 4, 5].map(() => other.take(10_400))).toEqual([0, 0, 0, 0, 100]);
});
