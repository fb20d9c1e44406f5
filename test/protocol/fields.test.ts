// The kinds of fields: what each reads, what it refuses, what it leaves out.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bool,
  direction,
  fieldsOf,
  int,
  ints,
  intsIfAny,
  list,
  oneOf,
  openWord,
  openWordIfAny,
  rate,
  readFields,
  row,
  text,
  textIfAny,
  uint,
  writeFields,
  type Kind,
} from '../../protocol/fields.ts';
import { anyInt32, anyOf } from './arbitraries.ts';

const word = oneOf('up', 'down');
const open = openWord('up', 'down');
const openIfAny = openWordIfAny('up', 'down');
const pair = row({ name: text, count: uint });
const NOTHING = [undefined, null, {}, Number.NaN, Number.POSITIVE_INFINITY, 0.5, [null]];

describe('kinds', () => {
  test.each<[string, Kind<unknown>, accepted: unknown[], refused: unknown[]]>([
    ['uint', uint, [0, 1, 2 ** 31, 2 ** 32 - 1], [-1, 2 ** 32, '1', true, []]],
    ['int', int, [0, -1, 2 ** 31 - 1, -(2 ** 31)], [2 ** 31, -(2 ** 31) - 1, '1', false, []]],
    ['bool', bool, [true, false], [0, 1, 'true', []]],
    ['text', text, ['', 'Zoë 吃豆'], [0, true, []]],
    ['textIfAny', textIfAny, ['', 'x'], [0, true, []]],
    ['rate', rate, [0, 10, 20, 30, 60], [-1, 1, 15, '20', []]],
    ['direction', direction, [0, 1, 2, 3, 4], [-1, 5, '0', []]],
    ['oneOf', word, ['up', 'down'], ['', 'left', 'UP', 0, []]],
    [
      'openWord',
      open,
      ['up', 'left', '', '__proto__', '👻'.repeat(32)],
      ['a'.repeat(33), `${'👻'.repeat(32)}a`, 0, []],
    ],
    ['openWordIfAny', openIfAny, ['up', '', 'left'], ['a'.repeat(33), 0, []]],
    ['ints', ints, [[], [0, -1, 2 ** 31 - 1, -(2 ** 31)]], [[2 ** 31], [0.5], ['1'], [[]], 0, '']],
    ['list', list(uint), [[], [1, 2]], [[-1], [1, 'x'], 0, '']],
    ['list of rows', list(pair), [[], [{ name: 'a', count: 1 }]], [[['a']], [['a', -1]], [1], 0]],
    ['row', pair, [{ name: 'a', count: 0 }], [[], ['a'], [0, 'a'], ['a', 0.5], 0, '']],
  ])('[M6] %s: what it writes it reads, and nothing else', (_name, kind, accepted, refused) => {
    for (const value of accepted) expect(kind.read(kind.write(value))).toEqual(value);
    for (const raw of [...refused, ...NOTHING]) expect([raw, kind.read(raw)]).toEqual([raw, undefined]);
  });

  test('[M4] any value of a nested kind comes back as it was written', () => {
    const nested = row({ words: ints, rows: list(row({ word, pairs: list(pair), signed: int })), flag: bool });
    fc.assert(
      fc.property(anyOf(nested), (value) => {
        expect(nested.read(nested.write(value as never))).toEqual(value);
      }),
    );
  });

  test('[M4] typed arrays are written as arrays', () => {
    fc.assert(
      fc.property(fc.array(anyInt32), (words) => {
        expect(ints.write(Int32Array.from(words))).toEqual(words);
      }),
    );
  });
});

describe('fields', () => {
  const fields = fieldsOf({ a: uint, b: text, c: intsIfAny });

  test('[M1] stand in the order of their shape', () => {
    expect(write(fields, { c: [3], b: 'x', a: 1 })).toEqual([1, 'x', [3]]);
    expect(read(fields, [9, 1, 'x', [3]], 1)).toEqual({ a: 1, b: 'x', c: [3] });
  });

  test('[M5] more of them, in a message or in a row, are ignored', () => {
    expect(read(fields, [1, 'x', [3], 'later'])).toEqual({ a: 1, b: 'x', c: [3] });
    expect(pair.read(['a', 1, 'later'])).toEqual({ name: 'a', count: 1 });
  });

  test('[M6] one that is missing is an error', () => {
    expect(read(fields, [])).toBeNull();
    expect(read(fields, [1])).toBeNull();
  });

  test('[M9] a last one that says nothing is left out, and read as nothing', () => {
    expect(write(fields, { a: 1, b: 'x', c: [] })).toEqual([1, 'x']);
    expect(read(fields, [1, 'x'])).toEqual({ a: 1, b: 'x', c: [] });
    expect(read(fields, [1, 'x', []])).toEqual({ a: 1, b: 'x', c: [] });
  });

  test('[M9] of several only the last ones are left out', () => {
    const several = fieldsOf({ a: intsIfAny, b: intsIfAny, c: intsIfAny });
    expect(write(several, { a: [], b: [], c: [] })).toEqual([]);
    expect(write(several, { a: [], b: [1], c: [] })).toEqual([[], [1]]);
    expect(read(several, [[], [1]])).toEqual({ a: [], b: [1], c: [] });
  });
});

function write(fields: ReturnType<typeof fieldsOf>, values: Record<string, unknown>): unknown[] {
  const into: unknown[] = [];
  writeFields(fields, values, into);
  return into;
}

/** The values, null where they are refused. */
function read(fields: ReturnType<typeof fieldsOf>, from: unknown[], start = 0): Record<string, unknown> | null {
  const values: Record<string, unknown> = {};
  return readFields(fields, from, start, values) ? values : null;
}
