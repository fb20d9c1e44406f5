import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchSettings, type NamedSettings } from '#simulation';
import {
  countsForHighScores,
  HIGH_SCORES_MAX,
  readHighScores,
  withHighScore,
  writeHighScores,
  type HighScore,
} from '../../../web-client/local/high-scores.ts';
import { Preferences } from '../../../web-client/preferences.ts';

const scoreOf = (score: number, playedAtMs = 1000, name = 'Ann'): HighScore => ({ name, score, level: 3, playedAtMs });

describe('[W102] high scores', () => {
  test('are kept best first, the older one before an equal one', () => {
    let scores: readonly HighScore[] = [];
    const places: number[] = [];
    for (const [at, points] of [500, 900, 700, 900].entries()) {
      const added = withHighScore(scores, scoreOf(points, at));
      scores = added.scores;
      places.push(added.place);
    }
    expect(scores.map(({ score, playedAtMs }) => [score, playedAtMs])).toEqual([
      [900, 1],
      [900, 3],
      [700, 2],
      [500, 0],
    ]);
    expect(places).toEqual([1, 1, 2, 2]);
  });

  test('are ten at most, and a game that is none of the best has no place', () => {
    let scores: readonly HighScore[] = [];
    for (let i = 1; i <= 30; i++) scores = withHighScore(scores, scoreOf(i * 100)).scores;
    expect(scores).toHaveLength(HIGH_SCORES_MAX);
    expect(withHighScore(scores, scoreOf(2100))).toEqual({ scores, place: 0 });
    expect(withHighScore(scores, scoreOf(2150)).place).toBe(HIGH_SCORES_MAX);
  });

  test('[W147] a game on a server is kept once, however often its result arrives', () => {
    const once = withHighScore([scoreOf(900)], { ...scoreOf(500, 2000), game: 'ABCDE 7' });
    expect(once.place).toBe(2);
    expect(withHighScore(once.scores, { ...scoreOf(500, 3000), game: 'ABCDE 7' })).toEqual(once);
    expect(withHighScore(once.scores, { ...scoreOf(500, 3000), game: 'ABCDE 8' })).toMatchObject({ place: 3 });
    expect(withHighScore(once.scores, scoreOf(500, 3000)).scores).toHaveLength(3);
  });

  test.each<readonly [string, NamedSettings, boolean]>([
    ['the usual one', { mode: 'classic' }, true],
    ['any seed', { mode: 'classic', seed: 7 }, true],
    ['a later level', { mode: 'classic', level: 2 }, false],
    ['more lives', { mode: 'classic', lives: 5 }, false],
    ['an earlier extra life', { mode: 'classic', extraLifeScore: 15_000 }, false],
    ['no broken level', { mode: 'classic', killScreen: false }, false],
    ['turbo', { mode: 'classic', variant: 'turbo' }, false],
    ['practice', { mode: 'classic', variant: 'practice' }, false],
    ['another mode', { mode: 'coop', seatCount: 1 }, false],
  ])('[W147] are of one game of classic: %s', (_, settings, counts) => {
    expect(countsForHighScores(matchSettings(settings))).toBe(counts);
  });

  test('a game without points, or of a player without a name, is not kept', () => {
    expect(withHighScore([], scoreOf(0)).place).toBe(0);
    expect(withHighScore([], scoreOf(100, 1, '')).place).toBe(0);
  });

  test.each([
    ['', null],
    ['nonsense', null],
    ['{}', null],
    ['null', null],
    ['[', null],
    [`[${'0,'.repeat(5000)}0]`, null],
    ['[]', []],
    ['[null, 7, "x", [], {}, {"name":"Ann"}]', []],
    [JSON.stringify([scoreOf(-5), scoreOf(1.5), scoreOf(1e9), { ...scoreOf(5), level: 0 }]), []],
    [
      JSON.stringify([
        { ...scoreOf(5), playedAtMs: 1e300 },
        { ...scoreOf(5), name: '\u202Eabc' },
        { ...scoreOf(5), game: 7 },
        { ...scoreOf(5), game: 'x'.repeat(41) },
      ]),
      [],
    ],
    [JSON.stringify([scoreOf(100), 'rubbish', scoreOf(300)]), [scoreOf(300), scoreOf(100)]],
    [JSON.stringify([scoreOf(100, 2000), scoreOf(100, 1000)]), [scoreOf(100, 1000), scoreOf(100, 2000)]],
  ])('of the stored text %j are %j', (stored, expected) => {
    expect(readHighScores(stored)).toEqual(expected);
  });

  test('are the same after they were stored, also ten of the longest names', () => {
    const scores = Array.from({ length: HIGH_SCORES_MAX }, (_, i) => ({
      ...{ name: 'Ж'.repeat(16), score: 9_999_990 - i, level: 256, playedAtMs: 8.64e15 },
      game: 'x'.repeat(40),
    }));
    expect(readHighScores(writeHighScores(scores))).toEqual(scores);
  });

  test('of any stored text are a list that can be stored again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (stored) => {
        const scores = readHighScores(stored);
        if (scores !== null) expect(readHighScores(writeHighScores(scores))).toEqual(scores);
      }),
      { numRuns: 500, seed: 1980 },
    );
  });

  test('last as long as the page where storage is full or forbidden', () => {
    const full = {
      getItem: () => null,
      setItem() {
        throw new Error('full');
      },
    };
    for (const storage of [full, null]) {
      const preferences = new Preferences(storage);
      preferences.set('highScores', [scoreOf(100)]);
      expect(preferences.get('highScores')).toEqual([scoreOf(100)]);
    }
  });
});
