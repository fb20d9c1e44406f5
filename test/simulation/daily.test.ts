import { describe, expect, test } from 'vitest';
import { DAILY_CHANGES, DAILY_MODES, dailyOf, LEVEL_LAST, matchSettings, plainSettings } from '#simulation';
import { utcDateOf } from '#handover';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 10, 30);
const DATES = Array.from({ length: 800 }, (_, day) => utcDateOf(FIRST_MS + day * DAY_MS));

describe('[DY1] the match of a day', () => {
  test.each(DAILY_MODES)('%s has settings on every date that its rules accept as they are', (mode) => {
    for (const date of DATES) {
      const { settings } = dailyOf(date, mode);
      expect(plainSettings(matchSettings(settings))).toEqual(settings);
      expect(settings.level).toBeLessThan(LEVEL_LAST);
    }
  });

  test('it is the same wherever it is asked for: these dates have always had these', () => {
    expect(dailyOf('2026-11-30', 'classic')).toMatchInlineSnapshot(`
      {
        "change": "turbo",
        "date": "2026-11-30",
        "mode": "classic",
        "settings": {
          "extraLifeScore": 10000,
          "killScreen": true,
          "level": 7,
          "lives": 3,
          "maze": "classic",
          "mode": "classic",
          "rounds": 0,
          "rule": "",
          "seatCount": 1,
          "seed": 2001926891,
          "target": 0,
          "variant": "turbo",
        },
      }
    `);
    expect(dailyOf('2026-11-30', 'coop')).toMatchInlineSnapshot(`
      {
        "change": "",
        "date": "2026-11-30",
        "mode": "coop",
        "settings": {
          "extraLifeScore": 10000,
          "killScreen": true,
          "level": 1,
          "lives": 3,
          "maze": "lantern",
          "mode": "coop",
          "rounds": 0,
          "rule": "",
          "seatCount": 4,
          "seed": 4174718540,
          "target": 0,
          "variant": "none",
        },
      }
    `);
    expect(dailyOf('2027-02-28', 'classic').change).toMatchInlineSnapshot(`"five-lives"`);
  });

  test('no change of classic and no maze of coop comes on two days in a row', () => {
    for (const [day, date] of DATES.slice(1).entries()) {
      const before = DATES[day]!;
      expect(dailyOf(date, 'classic').change).not.toBe(dailyOf(before, 'classic').change);
      expect(dailyOf(date, 'coop').settings.maze).not.toBe(dailyOf(before, 'coop').settings.maze);
    }
  });

  test('each change has its turn equally often, and seeds differ', () => {
    const changes = DATES.map((date) => dailyOf(date, 'classic').change);
    for (const change of DAILY_CHANGES) {
      expect(changes.filter((other) => other === change).length).toBeCloseTo(DATES.length / DAILY_CHANGES.length, -1);
    }
    expect(new Set(DATES.map((date) => dailyOf(date, 'coop').settings.seed)).size).toBe(DATES.length);
  });

  test('each change of classic changes one thing of the plain game, beside the level', () => {
    const plain = plainSettings(matchSettings({ mode: 'classic' }));
    for (const date of DATES.slice(0, 16)) {
      const { settings, change } = dailyOf(date, 'classic');
      const { level: _level, seed: _seed, variant, maze, ...others } = settings;
      const changed = Object.entries(others).filter(([name, value]) => plain[name as 'lives'] !== value).length;
      expect({ change, changes: changed + (variant === 'none' ? 0 : 1) }).toEqual({ change, changes: 1 });
      expect(maze === 'classic').toBe(variant !== 'travel');
    }
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-4-3', '', 'today', '2026-11-30T00'])(
    '%j is no date',
    (date) => {
      expect(() => dailyOf(date, 'coop')).toThrow(RangeError);
    },
  );

  test('leap days are dates', () => {
    expect(dailyOf('2028-02-29', 'coop').date).toBe('2028-02-29');
    expect(() => dailyOf('2100-02-29', 'coop')).toThrow(RangeError);
    expect(dailyOf('2000-02-29', 'coop').date).toBe('2000-02-29');
  });

  test('[DY1] a date is that of UTC', () => {
    expect(utcDateOf(FIRST_MS - 1)).toBe('2026-11-29');
    expect(utcDateOf(FIRST_MS)).toBe('2026-11-30');
  });
});
