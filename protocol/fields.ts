// Kinds of fields: how a value is encoded, and which values are accepted. The parts of a kind (`words`, `known`, `item`,
// `shape`) are visible: tests generate values from them, and compare the README with the tables of messages.ts.

import {
  INT32_MAX,
  INT32_MIN,
  LOG_RATE,
  PHRASES,
  SNAPSHOT_RATES,
  UINT32_MAX,
  WORD_LENGTH_MAX,
  type StreamRate,
} from './limits.ts';
import type { OpenWord } from './words.ts';

/** One kind of field. `read` returns undefined for a value of another kind. */
export interface Kind<Value> {
  /** Which values it accepts, for the error that refuses another one. */
  readonly expected: string;
  read(raw: unknown): Value | undefined;
  // A method, not a property: method parameters are bivariant, so every kind is assignable to `Kind<unknown>`.
  write(value: Value): unknown;
  /** What is wrong with a value that `read` does not accept; by default `expected`, after its path. */
  faultIn?(raw: unknown, path: string): string;
  /** The value of a field that was left out. Only fields at the end of a message or row can be left out. */
  readonly defaultValue?: Value;
  /** Whether a value is left out if no other field follows. */
  isLeftOut?(value: Value): boolean;
}

export type ValueOf<K> = K extends Kind<infer Value> ? Value : never;
/** Named kinds, in the order of the wire. */
export type Shape = Readonly<Record<string, Kind<unknown>>>;
export type ValuesOf<S> = { [Name in keyof S as S[Name] extends Flag ? never : Name]: ValueOf<S[Name]> } & {
  [Name in keyof S as S[Name] extends Flag ? Name : never]?: boolean;
};

/** The names and kinds of a shape, so that they are not listed again for every message. */
export interface Fields {
  readonly names: readonly string[];
  readonly kinds: readonly Kind<unknown>[];
}

/** A boolean that a sender may leave out of the message itself. A message that was read has it. */
export interface Flag extends Kind<boolean> {
  readonly isFlag: true;
}

/** 0..2^32-1. */
export const uint = whole(0, UINT32_MAX);
/** 0..2^31-1: fits into a word of the World. */
export const uint31 = whole(0, INT32_MAX);
/** A number that is left out if it is 0. */
export const uintIfAny: Kind<number> = { ...uint, defaultValue: 0, isLeftOut: (value) => value === 0 };
/** -2^31..2^31-1. */
export const int = whole(INT32_MIN, INT32_MAX);
export const bool: Kind<boolean> = scalar('true or false', (raw) => typeof raw === 'boolean');
/** A boolean that is left out if it is false. */
export const boolIfAny: Kind<boolean> = { ...bool, defaultValue: false, isLeftOut: (value) => !value };
export const flag: Flag = {
  ...boolIfAny,
  write: (value?: boolean) => value === true,
  isLeftOut: (value?: boolean) => value !== true,
  isFlag: true,
};
/** A lone surrogate has no UTF-8 encoding: it is written as U+FFFD. */
export const text: Kind<string> = {
  ...scalar<string>('a string', (raw) => typeof raw === 'string'),
  write: (value) => value.replaceAll(/\p{Surrogate}/gu, '\ufffd'),
};
/** A text that is left out if it is empty. */
export const textIfAny: Kind<string> = { ...text, defaultValue: '', isLeftOut: (value) => value === '' };
const RATES = [LOG_RATE, ...SNAPSHOT_RATES] as const;
/** Snapshots a second, or `LOG_RATE`. */
export const rate: Kind<StreamRate> = {
  expected: `one of ${RATES.join(', ')}`,
  // Returns 0 for -0.
  read: (raw) => RATES.find((known) => known === raw),
  write: (value) => value,
};
/** 0 right, 1 down, 2 left, 3 up, 4 none. */
export const direction = whole(0, 4);
/** The number of one of `PHRASES`. */
export const phraseNumber = whole(1, PHRASES.length);

/** One of these words, and no other. */
export function oneOf<Word extends string>(
  ...words: readonly Word[]
): Kind<Word> & { readonly words: readonly Word[] } {
  return { ...scalar<Word>(`one of ${words.join(', ')}`, (raw) => words.includes(raw as Word)), words };
}

/** A word of an open set: one of the known ones, or any text of at most `WORD_LENGTH_MAX` characters. */
export function openWord<Known extends string>(
  ...known: readonly Known[]
): Kind<OpenWord<Known>> & { readonly known: readonly Known[] } {
  return {
    ...scalar<OpenWord<Known>>(`a string of at most ${WORD_LENGTH_MAX} characters`, isWord),
    write: text.write,
    known,
  };
}

/** A word of an open set that is left out if it is empty. */
export function openWordIfAny<Known extends string>(
  ...known: readonly Known[]
): Kind<OpenWord<Known> | ''> & { readonly known: readonly (Known | '')[] } {
  return { ...openWord<Known | ''>('', ...known), defaultValue: '', isLeftOut: (word) => word === '' };
}

/** 32-bit integers. Typed arrays are written as arrays, because other msgpack libraries have no type for them. */
export const ints: Kind<ArrayLike<number>> = {
  expected: `an array of numbers from ${INT32_MIN} to ${INT32_MAX}`,
  read: (raw) => (isInts(raw) ? raw : undefined),
  write: (words) => (Array.isArray(words) ? words : Array.from(words)),
};

/** Integers that are left out if there are none. */
export const intsIfAny: Kind<ArrayLike<number>> = {
  ...ints,
  defaultValue: [],
  isLeftOut: (words) => words.length === 0,
};

export function list<Item>(item: Kind<Item>): Kind<readonly Item[]> & { readonly item: Kind<Item> } {
  return {
    item,
    expected: 'an array',
    faultIn(raw, path) {
      if (!Array.isArray(raw)) return `${path}: an array`;
      const index = raw.findIndex((each) => item.read(each) === undefined);
      return valueFault(item, raw[index], `${path}[${index}]`);
    },
    read(raw) {
      if (!Array.isArray(raw)) return undefined;
      const items: Item[] = [];
      for (const each of raw) {
        const value = item.read(each);
        if (value === undefined) return undefined;
        items.push(value);
      }
      return items;
    },
    write: (items) => items.map((each) => item.write(each)),
  };
}

/** An object written as an array of its fields, in the order of the shape. */
export function row<S extends Shape>(shape: S): Kind<ValuesOf<S>> & { readonly shape: S } {
  const fields = fieldsOf(shape);
  return {
    shape,
    expected: 'an array',
    faultIn: (raw, path) => (Array.isArray(raw) ? fieldFault(fields, raw, 0, path) : `${path}: an array`),
    read(raw) {
      const values: Record<string, unknown> = {};
      return Array.isArray(raw) && readFields(fields, raw, 0, values) ? (values as ValuesOf<S>) : undefined;
    },
    write(value) {
      const items: unknown[] = [];
      writeFields(fields, value, items);
      return items;
    },
  };
}

export function fieldsOf(shape: Shape): Fields {
  return { names: Object.keys(shape), kinds: Object.values(shape) };
}

/** Appends the values of an object's fields to an array, without those that may be left out at the end. */
export function writeFields(
  { names, kinds }: Fields,
  values: Readonly<Record<string, unknown>>,
  into: unknown[],
): void {
  for (let i = 0; i < names.length; i++) into.push(kinds[i]!.write(values[names[i]!]));
  for (let i = names.length - 1; i >= 0 && kinds[i]!.isLeftOut?.(values[names[i]!]) === true; i--) into.pop();
}

/**
 * Reads the fields of an array from an index on, and ignores further items.
 * @param into receives the values by name
 * @returns whether all fields are present and of their kinds
 */
export function readFields(
  { names, kinds }: Fields,
  from: readonly unknown[],
  start: number,
  into: Record<string, unknown>,
): boolean {
  for (let i = 0; i < names.length; i++) {
    const kind = kinds[i]!;
    const value = start + i < from.length ? kind.read(from[start + i]) : kind.defaultValue;
    if (value === undefined) return false;
    into[names[i]!] = value;
  }
  return true;
}

/**
 * What is wrong with an array whose fields `readFields` could not read: the first wrong field, and what it may be.
 * @param path of the array: the name of its message, with those of fields and rows behind it
 */
export function fieldFault({ names, kinds }: Fields, from: readonly unknown[], start: number, path: string): string {
  for (let i = 0; i < names.length; i++) {
    const [kind, fieldPath] = [kinds[i]!, `${path}.${names[i]!}`];
    if (start + i >= from.length && kind.defaultValue === undefined) return `${fieldPath} is missing: ${kind.expected}`;
    const raw = from[start + i];
    if (start + i < from.length && kind.read(raw) === undefined) return valueFault(kind, raw, fieldPath);
  }
  return `${path}: ${names.join(', ')}`;
}

function valueFault(kind: Kind<unknown>, raw: unknown, path: string): string {
  return kind.faultIn?.(raw, path) ?? `${path}: ${kind.expected}`;
}

/** A character is one or two UTF-16 units, so most lengths are known without counting. */
function isWord(raw: unknown): boolean {
  if (typeof raw !== 'string' || raw.length > 2 * WORD_LENGTH_MAX) return false;
  return raw.length <= WORD_LENGTH_MAX || [...raw].length <= WORD_LENGTH_MAX;
}

function isInts(raw: unknown): raw is number[] {
  if (!Array.isArray(raw)) return false;
  for (let i = 0; i < raw.length; i++) {
    const word: unknown = raw[i] | 0;
    if (raw[i] !== word) return false;
    // Replaces -0 with 0.
    raw[i] = word;
  }
  return true;
}

/** Whole numbers in a range. A float 64 can be -0, which is read as 0. */
function whole(min: number, max: number): Kind<number> {
  return {
    expected: `${min} to ${max}`,
    read: (raw) =>
      Number.isInteger(raw) && (raw as number) >= min && (raw as number) <= max ? (raw as number) + 0 : undefined,
    write: (value) => value,
  };
}

function scalar<Value>(expected: string, accepts: (raw: unknown) => boolean): Kind<Value> {
  return { expected, read: (raw) => (accepts(raw) ? (raw as Value) : undefined), write: (value) => value };
}
