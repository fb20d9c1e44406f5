// What a name and a line of chat may be, whoever reads them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAT_LENGTH_MAX, MARKS_STACKED_MAX, NAME_LENGTH_MAX, printableLine, readLine, readName } from '#protocol';
import { anyCodePoint } from '../support/any-code-point.ts';

const MARK = '\u0301';
const marks = (count: number) => MARK.repeat(count);
/** Nothing of it is drawn, where it is not part of an emoji. */
const INVISIBLE = [
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2066',
  '\u00ad',
  '\ufe0f',
  '\u3164',
  '\u2800',
  '\u034f',
  '\u{e0041}',
  '\ud800',
  '\ufeff',
];
const EMOJI = [
  '\u2764\ufe0f',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\u{1f3f3}\ufe0f\u200d\u{1f308}',
  '1\ufe0f\u20e3',
  '\u{1f44d}\u{1f3fd}',
  '\u{1f1e9}\u{1f1ea}',
  '\u{1f469}\u{1f3fd}\u200d\u2764\ufe0f\u200d\u{1f48b}\u200d\u{1f468}\u{1f3fd}',
];

/** Texts in which all that could go wrong stands beside each other. */
const anyText = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 130 }),
  fc
    .array(
      fc.constantFrom(
        ...INVISIBLE,
        ...EMOJI,
        ...EMOJI.join(''),
        'a',
        '\u0308',
        MARK,
        '\u0327',
        ' ',
        '\n',
        '1',
        '\u05e9',
        '\u0622',
        '\u{1f3fd}',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);
const WITHOUT_EMOJI =
  /\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?(\u200d\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)*|[0-9#*]\ufe0f\u20e3/gu;
const STACKED = new RegExp(`[\\p{Mn}\\p{Me}]{${MARKS_STACKED_MAX + 1}}|^[\\p{Mn}\\p{Me}]`, 'u');

describe.each([
  { what: 'a name', read: readName, max: NAME_LENGTH_MAX },
  { what: 'a line', read: readLine, max: CHAT_LENGTH_MAX },
])('$what', ({ read, max }) => {
  test('[N1] [N2] has nothing invisible, nothing stacked and no spaces around it, and is read again as it is', () => {
    let found = 0;
    fc.assert(
      fc.property(anyText, (given) => {
        const text = read(given);
        if (text === null) return;
        found++;
        expect([...text].length).toBeLessThanOrEqual(max);
        expect(text.replaceAll(WITHOUT_EMOJI, '')).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u);
        expect(text).not.toContain('  ');
        expect(text).not.toMatch(/^\s|\s$|^$/);
        expect(text).not.toMatch(STACKED);
        expect(read(text)).toBe(text);
        expect(read(text.normalize('NFD'))).toBe(text);
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test('[N3] a letter keeps two marks, wherever it stands', () => {
    expect(read(`x${marks(15)}y`)).toBe(`x${marks(MARKS_STACKED_MAX)}y`);
    expect(read(`${marks(15)}xy`)).toBe('xy');
    expect(read(` ${marks(3)} ${marks(3)}xy`)).toBe('xy');
    expect(read(`x${'\u0301\u0302\u20dd\u0327'.repeat(4)}`)!.length).toBeLessThanOrEqual(3);
    // Vietnamese, Arabic and Hindi as they are written: spacing marks do not stack.
    for (const word of [
      'Vi\u1ec7t',
      '\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f',
      '\u092a\u0922\u093c\u0940\u0902',
    ])
      expect(read(word)).toBe(word.normalize('NFC'));
  });

  test.each(EMOJI)('[N4] the emoji %s stays whole', (emoji) => {
    expect(read(emoji)).toBe(emoji);
    expect(read(`a ${emoji} b`)).toBe(`a ${emoji} b`);
  });

  test('[N2] is counted in code points', () => {
    expect(read('\u{1f47b}'.repeat(max))).toBe('\u{1f47b}'.repeat(max));
    expect(read('\u{1f47b}'.repeat(max + 1))).toBeNull();
    expect(read('a'.repeat(max + 1))).toBeNull();
    expect(read(`  ${'a'.repeat(max)}\u0301  `)).toBe('a'.repeat(max - 1) + '\u00e1');
  });
});

test('[N1] a name with anything invisible in it is none', () => {
  expect(readName('  Zo\u00eb ')).toBe('Zo\u00eb');
  expect(readName('Zoe\u0308')).toBe('Zo\u00eb');
  expect(readName('Ann   B')).toBe('Ann B');
  for (const bad of ['', ' ', 'a\nb', 'a\u00a0b', '\u0301', ...INVISIBLE, ...INVISIBLE.map((sign) => `A${sign}n`)]) {
    expect([bad, readName(bad)]).toEqual([bad, null]);
  }
  expect(readName('\u{1f468}\u200d')).toBeNull();
  expect(readName('\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}')).toBeNull();
});

test('[N2] invisible characters are removed from a line, which stays one line', () => {
  for (const sign of INVISIBLE) expect(readLine(`a${sign}b`)).toBe('ab');
  expect(readLine('a\n\tb\u2028c\u00a0d')).toBe('a b c d');
  expect(readLine('\u{1f468}\u200b\u200d\u{1f469}')).toBe('\u{1f468}\u{1f469}');
  // Letters of a flag's tag could say anything, and nobody would see it.
  expect(readLine('\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e007f}!')).toBe('\u{1f3f4}!');
});

test('[N2] a line of a log has no character that a terminal acts upon', () => {
  expect(printableLine('a\x1b[2J\u009b\u202eb\n\u2028c')).toBe('a?[2J??b??c');
  expect(printableLine('Zoë 日本 \u{1f352}')).toBe('Zoë 日本 \u{1f352}');
  expect(printableLine('x'.repeat(5000))).toHaveLength(1000);
  fc.assert(
    fc.property(fc.string({ unit: anyCodePoint }), (text) => {
      expect(printableLine(text)).not.toMatch(/[\p{C}\u2028\u2029]/u);
    }),
  );
});
