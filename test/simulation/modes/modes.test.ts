// The table of modes: every mode answers with values that fit each other, and a mode that is not ours is played as well.

import { describe, expect, test } from 'vitest';
import {
  createMatch,
  EVERYTHING,
  matchSettings,
  modeNamed,
  MODES,
  plainSettings,
  rulesOf,
  stepMatch,
  type ModeRules,
} from '#simulation';

describe.each(MODES.map((mode) => [mode.name, mode] as const))('[ST10] the mode %s', (name, mode: ModeRules) => {
  const all = Array.from({ length: mode.seats.most - mode.seats.least + 1 }, (_, i) => mode.seats.least + i);

  test('makes matches of every number of seats it takes, and of no other', () => {
    for (const seatCount of all) {
      const match = createMatch(matchSettings({ mode: name, seatCount }));
      expect(match.worlds).toHaveLength(mode.worldCount(seatCount));
      expect(match.worlds[0]!.pacCount).toBe(mode.pacCount(seatCount));
      expect(match.worldOfSeat).toHaveLength(seatCount);
    }
    for (const seatCount of [mode.seats.least - 1, mode.seats.most + 1, 1.5, Number.NaN]) {
      expect(() => matchSettings({ mode: name, seatCount })).toThrow('seatCount');
    }
  });

  test('takes each value of its settings, and puts its own in place of what it does not take', () => {
    const { maze: _, ...choices } = mode.settings;
    for (const [setting, values] of Object.entries(choices) as [keyof typeof choices, readonly unknown[]][]) {
      for (const value of values) expect(matchSettings({ mode: name, [setting]: value })[setting]).toBe(value);
      expect(matchSettings({ mode: name })[setting]).toBe(values[0]);
      const other = { mode: name, [setting]: 'what no mode has' };
      if (values.length === 1) expect(matchSettings(other)[setting]).toBe(values[0]);
      else expect(() => matchSettings(other)).toThrow(setting);
    }
  });

  test('hides something only where seats may be ghosts', () => {
    const match = createMatch(matchSettings({ mode: name }));
    const hides = mode.roles.includes('ghost');
    expect(mode.view(match, 0) === EVERYTHING).toBe(!hides);
    // Watchers of mega see all of a maze, but late.
    if (!hides) expect(mode.view(match, -1)).toMatchObject({ show: null, knowsEvent: null });
  });

  test('fills no more seats than quick play makes', () => {
    const { quickPlaySeats, quickPlayFill, hasAiSeats } = mode.room;
    expect(all).toContain(quickPlaySeats);
    expect(quickPlayFill).toBeLessThanOrEqual(hasAiSeats ? quickPlaySeats : 0);
  });
});

test('[ST10] no two modes have one name, and a name that no mode has is none', () => {
  expect(new Set(MODES.map(({ name }) => name)).size).toBe(MODES.length);
  for (const name of ['', 'chess', 'constructor', 'Coop']) expect(modeNamed(name)).toBe(null);
  expect(() => matchSettings({ mode: 'chess' })).toThrow('mode');
});

test('[ST10] plain settings name the mode and the maze, and give the same settings again', () => {
  const settings = matchSettings({ mode: 'coop', seatCount: 3, seed: 9, level: 2, maze: 'terrace' });
  const plain = plainSettings(settings);
  expect(plain).toMatchObject({ mode: 'coop', maze: 'terrace', seatCount: 3, seed: 9, level: 2 });
  expect(matchSettings(plain)).toEqual(settings);
  expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
});

test('[ST10] a seed is uint32', () => {
  for (const seed of [0, 1, 2 ** 32 - 1]) expect(matchSettings({ mode: 'coop', seed }).seed).toBe(seed);
  for (const seed of [-1, 2 ** 32, 0.5, NaN]) {
    expect(() => matchSettings({ mode: 'coop', seed })).toThrow('match setting out of range: seed');
  }
});

test('[ST10] a match of several worlds steps them all, each with the inputs of its seats, and what is between them after', () => {
  const order: string[] = [];
  const base = modeNamed('coop')!;
  const twin: ModeRules = {
    ...base,
    name: 'twin',
    worldCount: () => 2,
    step: (world) => void order.push(`step ${[...world.seatInput].join(',')}`),
    afterStep: (match) => {
      order.push(`after ${match.worlds.map(({ tick }) => tick).join(',')}`);
      match.worldOfSeat[0] = 1;
    },
  };
  const match = createMatch(matchSettings({ mode: 'twin', seatCount: 2 }, [twin]));
  expect(rulesOf(match.settings)).toBe(twin);
  match.worldOfSeat[1] = 1;
  const wish = (seat: number, sequence: number) => ({ kind: 'wish', seat, sequence, direction: 0 }) as const;
  stepMatch(match, [wish(0, 7), wish(1, 8)]);
  stepMatch(match, [wish(0, 9)]);
  expect(order).toEqual(['step 7,0', 'step 0,8', 'after 1,1', 'step 7,0', 'step 9,8', 'after 2,2']);
});
