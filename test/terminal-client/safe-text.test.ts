// Text of strangers in a terminal.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, padded, safeText } from '../../terminal-client/terminal/safe-text.ts';
import { anyCodePoint } from '../support/any-code-point.ts';

describe('[TC2] text of strangers', () => {
  test('contains nothing that a terminal acts upon, and has the columns that it is said to have', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCodePoint }), fc.nat({ max: 40 }), (text, columns) => {
        const safe = safeText(text, columns);
        expect(safe).not.toMatch(/[\p{C}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(columnsOf(safe)).toBeLessThanOrEqual(columns);
        expect(columnsOf(padded(text, columns))).toBe(columns);
        expect(safeText(safe, columns)).toBe(safe);
      }),
    );
  });

  test.each([
    ['\x1b[2J\x1b[31mred\x07', '?[2J?[31mred?'],
    ['\x9b31mred', '?31mred'],
    ['\u202eesrever\u2066', '?esrever?'],
    ['a\nb\rc\td', 'a?b?c?d'],
    ['zero\u200bwidth', 'zero?width'],
    ['z\u0300\u0301\u0302\u0303', 'z'],
    ['\ud800', '?'],
    ['Zoë Łukasz Ωμέγα Ёж', 'Zoë Łukasz Ωμέγα Ёж'],
    ['e\u0301', 'é'],
    ['日本', '日本'],
    ['ﾊﾟｯｸﾏﾝ', 'ﾊﾟｯｸﾏﾝ'],
    ['🍒', '🍒'],
    ['👨‍👩‍👧', '👨👩👧'],
    ['שלום', '????'],
  ])('%j is shown as %s', (text, shown) => expect(safeText(text, 40)).toBe(shown));

  test('a wide character is not cut in two', () => {
    expect([safeText('日本', 3), padded('日本', 3)]).toEqual(['日', '日 ']);
  });
});
