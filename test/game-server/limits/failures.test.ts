import { describe, expect, test } from 'vitest';
import { Failures } from '../../../game-server/limits/failures.ts';

const RULES = { freeCount: 3, delayMsFirst: 1000, delayMsMax: 5000, forgetMs: 60_000, keysMax: 3 };

function failed(times: number, nowMs = 0): Failures {
  const failures = new Failures(RULES);
  for (let i = 0; i < times; i++) failures.add('a', nowMs);
  return failures;
}

describe('[GR22] failures of a key', () => {
  test.each([
    [0, 0],
    [2, 0],
    [3, 1000],
    [4, 2000],
    [5, 4000],
    [6, 5000],
    [60, 5000],
  ])('%i of them: the next try has to wait for %i ms', (times, waitMs) => {
    const failures = failed(times, 100);
    expect(failures.waitMs('a', 100)).toBe(waitMs);
    expect(failures.waitMs('b', 100)).toBe(0);
    expect(failures.count('a', 100)).toBe(times);
    if (waitMs === 0) return;
    expect(failures.waitMs('a', 100 + waitMs - 1)).toBe(1);
    expect(failures.waitMs('a', 100 + waitMs)).toBe(0);
    expect(failures.waitMs('a', 100 + waitMs + 5)).toBe(0);
  });

  test('are forgotten a minute after the last of them', () => {
    const failures = failed(4);
    failures.add('a', 30_000);
    expect(failures.count('a', 89_999)).toBe(5);
    expect(failures.count('a', 90_000)).toBe(0);
    failures.add('a', 90_000);
    expect(failures.count('a', 90_000)).toBe(1);
  });

  test('can be forgiven in part, with the wait from the last one on, or forgotten', () => {
    const failures = failed(5, 100);
    failures.forgive('a', 0, 200);
    failures.forgive('b', 2, 200);
    expect([failures.count('a', 200), failures.count('b', 200)]).toEqual([5, 0]);
    failures.forgive('a', 2, 200);
    expect([failures.count('a', 200), failures.waitMs('a', 200)]).toEqual([3, 900]);
    failures.forgive('a', 3, 200);
    expect([failures.count('a', 200), failures.keyCount]).toEqual([0, 0]);
    failures.add('a', 300);
    failures.forget('a');
    expect([failures.count('a', 300), failures.keyCount]).toEqual([0, 0]);
    const few = failed(2);
    few.forgive('a', 5, 0);
    expect(few.keyCount).toBe(0);
  });

  test('are remembered of three keys, those that failed last', () => {
    const failures = failed(1);
    for (const key of ['b', 'c', 'a', 'd']) failures.add(key, 10);
    expect(failures.keyCount).toBe(3);
    expect(['a', 'b', 'c', 'd'].map((key) => failures.count(key, 10))).toEqual([2, 0, 1, 1]);
  });
});
