// Tables of frightened turns as data: their names, and how they travel.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createWorld,
  defaultFrightTable,
  frightTableName,
  layoutFor,
  matchSettings,
  packFrightTable,
  plainSettings,
  decodedWorld,
} from '#simulation';
import { unpackFrightTable } from '../../../simulation/actors/fright-table.ts';

const LENGTH = 8192;
const anyTable = fc.uint8Array({ minLength: LENGTH, maxLength: LENGTH, max: 3 });

test('[ST8] a table packed is 512 words of 32 bits, and comes out as it was', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const words = packFrightTable(table);
      expect(words).toHaveLength(512);
      expect(words.every((word) => word === (word | 0))).toBe(true);
      expect(unpackFrightTable(words)).toEqual(table);
    }),
    { numRuns: 50, seed: 1980 },
  );
});

test('[ST8] the built-in table is named 0 and takes no words, a copy of it too, and no other is', () => {
  expect([frightTableName(defaultFrightTable), packFrightTable(defaultFrightTable)]).toEqual([0, []]);
  expect([frightTableName(defaultFrightTable.slice()), packFrightTable(defaultFrightTable.slice())]).toEqual([0, []]);
  expect(frightTableName(defaultFrightTable.slice(0, 8191))).toBeGreaterThan(0);
  const other = defaultFrightTable.with(8191, defaultFrightTable[8191]! ^ 1);
  expect(frightTableName(other)).toBeGreaterThan(0);
  expect(frightTableName(other.slice())).toBe(frightTableName(other));
  expect(frightTableName(other.with(0, other[0]! ^ 1))).not.toBe(frightTableName(other));
});

test.each([[[1]], [Array(511).fill(0)], [Array(513).fill(0)]])('[ST8] another number of words is none', (words) => {
  expect(() => unpackFrightTable(words as number[])).toThrow(RangeError);
  const world = createWorld(matchSettings({ mode: 'classic' }));
  const { mode, ...settings } = plainSettings(world.settings);
  const received = { mode, settings, tiles: world.maze.lines, layout: layoutFor(world.settings), words: world.words };
  expect(decodedWorld({ ...received, frightTable: words as number[] })).toBe(null);
});

test.each([new Uint8Array(0), new Uint8Array(8191), new Uint8Array(8192).fill(4)])(
  '[ST8] a match is not made with what is no table',
  (frightTable) => expect(() => matchSettings({ mode: 'classic', frightTable })).toThrow('frightTable'),
);
