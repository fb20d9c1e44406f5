// Values at the borders of what the wire can say, each in every msgpack form that can hold it. What a field makes of one
// is said by its kind, here once more and by other means than in fields.ts.

import { LOG_RATE, PHRASES, SNAPSHOT_RATES, STRING_BYTES_MAX, WORD_LENGTH_MAX } from '#protocol';
import {
  bool,
  direction,
  int,
  ints,
  phraseNumber,
  rate,
  text,
  uint,
  uint31,
  type Kind,
} from '../../protocol/fields.ts';

/** One spelling of a value. `value` is undefined where the bytes are none that the protocol allows. */
export interface Border {
  readonly name: string;
  readonly bytes: readonly number[];
  readonly value: unknown;
}

const NUMBERS = [
  ...[0, 1, 2, 3, 4, 5, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000],
  ...[0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff, 0x1_0000_0000, 2 ** 53, 2 ** 63, 2 ** 64 - 2048],
  ...[-1, -0x20, -0x21, -0x80, -0x81, -0x8000, -0x8001, -0x7fff_ffff, -0x8000_0000, -0x8000_0001, -(2 ** 53)],
  ...[10, 20, 30, 60],
];
const FLOATS = [-0, 0.5, -0.5, 4.5, 1e300, 2 ** 70, Number.MIN_VALUE, Number.NaN, Infinity, -Infinity];

const LONG = STRING_BYTES_MAX;
const TEXTS = [
  ...[
    '',
    'a',
    '\0',
    '__proto__',
    '\ufeffbom',
    `\ufeff${'a'.repeat(200)}`,
    '\ufffd',
    '\uffff',
    '\u{10ffff}',
    '\u202e',
    'e\u0301',
    '👨‍👩‍👧',
  ],
  ...[31, 32, 255, 256, LONG].map((bytes) => 'a'.repeat(bytes)),
  ...[31, 32, LONG].map((bytes) => `${'a'.repeat(bytes % 4)}${'👻'.repeat(bytes / 4)}`),
  // Around the longest word, in characters of one and of two units of a string.
  ...[31, 32, 33].flatMap((length) => ['a'.repeat(length), '👻'.repeat(length), `${'👻'.repeat(length - 1)}a`]),
  'constructor',
];
const NO_TEXTS: Readonly<Record<string, readonly number[]>> = {
  'a byte of no character': [0xff],
  'latin-1': [0x5a, 0x6f, 0xeb],
  'a character cut off': [0x61, 0xf0, 0x9f, 0x91],
  'a following byte alone': [0x80],
  'a second spelling of NUL': [0xc0, 0x80],
  'a second spelling of three bytes': [0xe0, 0x9f, 0xbf],
  'a second spelling of four bytes': [0xf0, 0x8f, 0xbf, 0xbf],
  'half a surrogate pair': [0xed, 0xa0, 0x80],
  'a character above the last': [0xf4, 0x90, 0x80, 0x80],
  'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80],
};

const tooLong = new TextEncoder().encode('a'.repeat(LONG + 1));

export const BORDERS: readonly Border[] = [
  ...NUMBERS.flatMap(formsOfInteger),
  ...FLOATS.map((value) => ({ name: `float 64 ${Object.is(value, -0) ? '-0' : value}`, bytes: float64(value), value })),
  ...TEXTS.flatMap((value) => formsOfText(value.slice(0, 8), [...new TextEncoder().encode(value)], value)),
  ...Object.entries(NO_TEXTS).flatMap(([name, bytes]) => formsOfText(name, bytes, undefined)),
  ...formsOfText('a string too long', [...tooLong], undefined),
  { name: 'nil', bytes: [0xc0], value: null },
  { name: 'false', bytes: [0xc2], value: false },
  { name: 'true', bytes: [0xc3], value: true },
  { name: 'an empty array', bytes: [0x90], value: [] },
  { name: 'an empty array 16', bytes: [0xdc, 0, 0], value: [] },
  { name: 'an array of a text', bytes: [0x91, 0xa1, 0x61], value: ['a'] },
  { name: 'an array of -0', bytes: [0x91, ...float64(-0)], value: [-0] },
  { name: 'an array of 2^31', bytes: [0x91, 0xce, 0x80, 0, 0, 0], value: [0x8000_0000] },
  { name: 'an array of -2^31', bytes: [0x91, 0xd2, 0x80, 0, 0, 0], value: [-0x8000_0000] },
  { name: 'an array of a fraction', bytes: [0x91, ...float64(0.5)], value: [0.5] },
  { name: 'a map', bytes: [0x80], value: undefined },
  { name: 'binary', bytes: [0xc4, 1, 0x61], value: undefined },
  { name: 'float 32', bytes: [0xca, 0, 0, 0, 0], value: undefined },
  { name: 'an extension', bytes: [0xd4, 1, 0], value: undefined },
  { name: 'array 32', bytes: [0xdd, 0, 0, 0, 0], value: undefined },
  { name: 'the unused byte', bytes: [0xc1], value: undefined },
];

/** What a kind makes of a value, undefined where it refuses it. No border is a whole row. */
export function asKind(kind: Kind<unknown>, value: unknown): unknown {
  const { words, known, item } = kind as {
    words?: readonly string[];
    known?: readonly string[];
    item?: Kind<unknown>;
  };
  switch (typeof value) {
    case 'number':
      return isIn(kind, value) ? positiveZero(value) : undefined;
    case 'string':
      if (known !== undefined) return Array.from(value).length <= WORD_LENGTH_MAX ? value : undefined;
      return isLike(text, kind) || words?.includes(value) === true ? value : undefined;
    case 'boolean':
      return isLike(bool, kind) ? value : undefined;
    default:
      if (!Array.isArray(value)) return undefined;
      if (item !== undefined) return listAs(item, value);
      return isLike(ints, kind) && value.every((each) => isIn(int, each)) ? value.map(positiveZero) : undefined;
  }
}

/** Whether a kind reads as this one does: one that may be left out is another, with the same reader. */
function isLike(known: Pick<Kind<unknown>, 'read'>, kind: Kind<unknown>): boolean {
  return known.read === kind.read;
}

function listAs(item: Kind<unknown>, values: readonly unknown[]): unknown {
  const read = values.map((each) => asKind(item, each));
  return read.includes(undefined) ? undefined : read;
}

const RANGES: readonly (readonly [kind: Kind<number>, least: number, most: number])[] = [
  [uint, 0, 2 ** 32 - 1],
  [uint31, 0, 2 ** 31 - 1],
  [int, -(2 ** 31), 2 ** 31 - 1],
  [direction, 0, 4],
  [phraseNumber, 1, PHRASES.length],
];

function isIn(kind: Kind<unknown>, value: unknown): boolean {
  if (typeof value !== 'number' || value % 1 !== 0) return false;
  if (isLike(rate, kind)) return [LOG_RATE, ...SNAPSHOT_RATES].some((known) => known === value);
  return RANGES.some(([known, least, most]) => isLike(known, kind) && value >= least && value <= most);
}

function positiveZero(value: number): number {
  return value === 0 ? 0 : value;
}

function formsOfInteger(value: number): Border[] {
  const forms: Border[] = [];
  const add = (form: string, bytes: readonly number[]) => forms.push({ name: `${form} ${value}`, bytes, value });
  if (value >= 0 && value < 0x80) add('fixint', [value]);
  if (value < 0 && value >= -0x20) add('negative fixint', [value & 0xff]);
  for (const [i, bits] of [8, 16, 32, 64].entries()) {
    if (value >= 0 && value < 2 ** bits) add(`uint ${bits}`, [0xcc + i, ...bigEndian(value, bits)]);
    if (value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1))
      add(`int ${bits}`, [0xd0 + i, ...bigEndian(value, bits)]);
  }
  add('float 64', float64(value));
  return forms;
}

function formsOfText(name: string, bytes: readonly number[], value: string | undefined): Border[] {
  const { length } = bytes;
  const heads: [form: string, head: number[]][] = [['str 16', [0xda, length >> 8, length & 0xff]]];
  if (length < 32) heads.push(['fixstr', [0xa0 + length]]);
  if (length < 256) heads.push(['str 8', [0xd9, length]]);
  return heads.map(([form, head]) => ({ name: `${form} of ${length}: ${name}`, bytes: [...head, ...bytes], value }));
}

function bigEndian(value: number, bits: number): number[] {
  const unsigned = BigInt.asUintN(bits, BigInt(value));
  return Array.from({ length: bits / 8 }, (_, i) => Number((unsigned >> BigInt(bits - 8 - i * 8)) & 0xffn));
}

function float64(value: number): number[] {
  const bytes = new Uint8Array(9);
  bytes[0] = 0xcb;
  new DataView(bytes.buffer).setFloat64(1, value);
  return [...bytes];
}
