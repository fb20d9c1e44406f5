import { expect, test } from 'vitest';
import { periodKey, periodsOf, weekOf } from '../../../api/leaderboards/periods.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['2026-11-30T00:00:00.000Z', ['all', '2026-11', '2026-W49', '2026-11-30']],
  ['2026-11-29T23:59:59.999Z', ['all', '2026-11', '2026-W48', '2026-11-29']],
  // A year with 53 weeks: its last one contains the first days of the next.
  ['2020-12-31T23:59:59.999Z', ['all', '2020-12', '2020-W53', '2020-12-31']],
  ['2021-01-01T00:00:00.000Z', ['all', '2021-01', '2020-W53', '2021-01-01']],
  ['2021-01-03T23:59:59.999Z', ['all', '2021-01', '2020-W53', '2021-01-03']],
  ['2021-01-04T00:00:00.000Z', ['all', '2021-01', '2021-W01', '2021-01-04']],
  // The last days of a year can be in the first week of the next.
  ['2024-12-29T23:59:59.999Z', ['all', '2024-12', '2024-W52', '2024-12-29']],
  ['2024-12-30T00:00:00.000Z', ['all', '2024-12', '2025-W01', '2024-12-30']],
  ['2024-02-29T12:00:00.000Z', ['all', '2024-02', '2024-W09', '2024-02-29']],
  ['1970-01-01T00:00:00.000Z', ['all', '1970-01', '1970-W01', '1970-01-01']],
])('[LB2] the periods of %s', (text, periods) => {
  expect(periodsOf(at(text))).toEqual(periods);
});

test('[LB2] a week has seven days, and the next one follows', () => {
  const weeks: string[] = [];
  for (let day = at('2015-01-01T00:00:00Z'); day < at('2035-01-01T00:00:00Z'); day += 86_400_000)
    weeks.push(weekOf(day));
  const lengths = new Map<string, number>();
  for (const week of weeks) lengths.set(week, 1 + (lengths.get(week) ?? 0));
  // The first and the last one are cut off by the range.
  expect([...lengths.values()].slice(1, -1).every((days) => days === 7)).toBe(true);
  expect(weeks.toSorted()).toEqual(weeks);
  expect([...lengths.keys()].filter((week) => week.endsWith('W53'))).toEqual([
    '2015-W53',
    '2020-W53',
    '2026-W53',
    '2032-W53',
  ]);
});

test('[LB2] a period has the name of now, or a key', () => {
  const now = at('2026-11-30T13:00:00Z');
  expect(['all', 'month', 'week', 'day'].map((name) => periodKey(name, now))).toEqual(periodsOf(now));
  for (const key of ['2025-01', '2020-W53', '2024-02-29']) expect(periodKey(key, now)).toBe(key);
  for (const text of ['', 'year', '2025', '2025-1', '2025-W1', "all' or 1=1", '2025-01-01T00']) {
    expect(periodKey(text, now)).toBe(null);
  }
});
