import { expect, test } from 'vitest';
import {
  factsOf,
  figuresOf,
  nameInPath,
  resultText,
  type PlayedMatch,
  type ProfileAnswer,
} from '../../portal/player/profile.ts';

const MINUTE_TICKS = 3600;

test.each([
  ['/players/Ann', 'Ann'],
  ['/players/Mutiger%20Otter/', 'Mutiger Otter'],
  ['/players/%D0%90nn', '\u0410nn'],
  ['/players/A%2FB', 'A/B'],
  ['/players/', ''],
  ['/players/a/b', ''],
  ['/players/%E0%A4', ''],
  ['/about', ''],
])('[W169] the name in the path %s is %j', (path, name) => {
  expect(nameInPath(path)).toBe(name);
});

const PROFILE: ProfileAnswer = {
  player: { name: 'Ann', kind: 'person' },
  owner: null,
  sinceMs: Date.UTC(2026, 9, 1, 12),
  historyHidden: false,
  matches: 1200,
  lastMatchMs: null,
  modes: [
    { won: 3, ticks: 59 * MINUTE_TICKS, statistics: { dots: 10, ghosts: 2, rivals: 1 } },
    { won: 4, ticks: 8 * MINUTE_TICKS, statistics: { dots: 5, ghosts: 1, rivals: 0 } },
  ],
  titles: [],
  bests: [],
  ratings: [],
};

test('[W169] a profile says who it is, since when, whose bot it is, and what was done in all modes', () => {
  expect(factsOf(PROFILE)).toBe('since Oct 1, 2026');
  const bot: ProfileAnswer = { ...PROFILE, player: { name: 'Bob', kind: 'bot' }, owner: 'Ann' };
  expect(factsOf({ ...bot, lastMatchMs: PROFILE.sinceMs })).toBe(
    'Bot of Ann · since Oct 1, 2026 · last match Oct 1, 2026',
  );
  expect(factsOf({ ...bot, owner: null })).toBe('Bot · since Oct 1, 2026');
  expect(figuresOf(PROFILE)).toEqual([
    ['Matches', '1,200'],
    ['Won', '7'],
    ['Time played', '1 h 7 min'],
    ['Dots', '15'],
    ['Ghosts', '3'],
    ['Rivals caught', '1'],
  ]);
  expect(figuresOf({ ...PROFILE, modes: PROFILE.modes.slice(1) })[2]).toEqual(['Time played', '8 min']);
});

test('[W169] a match has a place where players compete, else its level and score', () => {
  const match: PlayedMatch = {
    ...{ id: 'x', kind: 'casual', endedMs: 0, level: 4, score: 5000, replay: null },
    ...{ mode: 'battle', own: { place: 2, score: 700 }, seats: [{ name: 'Ann' }, { name: 'Ben' }] },
  };
  expect(resultText(match)).toBe('Place 2 of 2, 700 points');
  expect(resultText({ ...match, mode: 'coop' })).toBe('Level 4, 5,000 points');
});
