import { expect, test } from 'vitest';
import { matchSettings, MODES, plainSettings, type PlainSettings } from '#simulation';
import { isPlain } from '../../../api/leaderboards/plain-settings.ts';

const settingsOf = (mode: string, more: object = {}): PlainSettings => plainSettings(matchSettings({ mode, ...more }));

test.each(MODES.map(({ name, seats }) => ({ name, seats })))('[LB3] $name as it is by itself', ({ name, seats }) => {
  expect(isPlain({ settings: settingsOf(name) })).toBe(true);
  expect(isPlain({ settings: settingsOf(name, { seed: 77, seatCount: seats.least }) })).toBe(true);
});

test.each([
  ['classic', { variant: 'turbo' }],
  ['classic', { variant: 'practice' }],
  ['classic', { variant: 'practice', maze: 'terrace' }],
  ['classic', { level: 2 }],
  ['classic', { lives: 5 }],
  ['classic', { extraLifeScore: 0 }],
  ['classic', { killScreen: false }],
  ['versus', { rule: 'race' }],
  ['versus', { target: 15_000, rule: 'race' }],
  ['battle', { rounds: 9 }],
  ['mega', { rule: 'score' }],
  ['coop', { level: 20 }],
])('[LB3] %s with %o is not the plain game', (mode, more) => {
  expect(isPlain({ settings: settingsOf(mode, more) })).toBe(false);
});

test('[LB3] other mazes, other frightened turns and unknown modes are not the plain game', () => {
  expect(isPlain({ settings: settingsOf('coop', { maze: 'terrace' }) })).toBe(true);
  expect(isPlain({ settings: settingsOf('coop'), tiles: ['#'] })).toBe(false);
  expect(isPlain({ settings: settingsOf('classic') }, [1])).toBe(false);
  expect(isPlain({ settings: { ...settingsOf('classic'), mode: 'toy' } })).toBe(false);
  expect(isPlain({ settings: { ...settingsOf('coop'), maze: 'mine' } })).toBe(false);
});
