// Every field of every message with every value at a border, in every form: what is decoded is what was sent, or there is
// one code. The fields come out of the tables of messages.ts: a new message needs nothing here.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_MESSAGES, decodeClient, decodeServer, encodeClient, SERVER_MESSAGES, SNAPSHOT_RATES } from '#protocol';
import { text, type Kind, type Shape } from '../../protocol/fields.ts';
import { anyOf } from './arbitraries.ts';
import { asKind, BORDERS, type Border } from './border-values.ts';

type Path = readonly (string | number)[];
/** A place in a message where one value stands, or a row or list as a whole. */
interface Place {
  readonly path: Path;
  readonly kind: Kind<unknown>;
}
type Table = Readonly<Record<string, { readonly type: number; readonly fields: Shape }>>;
type Decode = (payload: Uint8Array) => unknown;

const MESSAGES = [
  ...rowsOf('client', CLIENT_MESSAGES, decodeClient),
  ...rowsOf('server', SERVER_MESSAGES, decodeServer),
];
/** Something is wrong with what is allowed: a field's value, or how many there are. */
const BAD = { error: 'bad-fields' };
const MALFORMED = { error: 'payload-malformed' };

describe.each(MESSAGES.filter(({ fields }) => Object.keys(fields).length > 0))(
  '$from $name',
  ({ name, type, fields, decode }) => {
    const places = placesIn(fields);
    const usual = usualValues(fields);

    test('[M4] [M6] has every value of every field, or one code', () => {
      for (const place of places) {
        for (const border of BORDERS) {
          const decoded = decode(payloadOf(type, fields, usual, [[place, border]]));
          expect([place.path.join('.'), border.name, decoded]).toEqual([
            place.path.join('.'),
            border.name,
            expected(name, usual, [[place, border]]),
          ]);
        }
      }
    });

    test('[M6] several at once: the code of the worst of them', () => {
      const anySwap = fc.tuple(fc.constantFrom(...places), fc.constantFrom(...BORDERS));
      fc.assert(
        fc.property(
          fc.record(Object.fromEntries(Object.entries(fields).map(([field, kind]) => [field, anyOf(kind)]))),
          fc.array(anySwap, { maxLength: 4 }),
          (values, swaps) => {
            const fitting = swaps.filter(([{ path }], i) => isThere(values, path) && isAlone(swaps, i));
            const decoded = decode(payloadOf(type, fields, values, fitting));
            expect(decoded).toEqual(expected(name, values, fitting));
          },
        ),
        { numRuns: 100 },
      );
    });
  },
);

describe.each(MESSAGES)('$from $name', ({ name, type, fields, decode }) => {
  const usual = usualValues(fields);

  test('[M5] [M6] [M9] too few fields are refused, more are ignored', () => {
    const kinds = Object.values(fields);
    const whole = kinds.map((kind) => bytesOf(kind, usualOf(kind)));
    for (let count = 0; count <= kinds.length; count++) {
      const left = kinds.slice(count);
      const decoded = decode(arrayOf(type, whole.slice(0, count)));
      if (left.every((kind) => kind.defaultValue !== undefined)) {
        const leftOut = Object.fromEntries(
          Object.entries(fields)
            .slice(count)
            .map(([field, kind]) => [field, kind.defaultValue]),
        );
        expect(decoded).toEqual({ message: { type: name, ...usual, ...leftOut } });
      } else expect(decoded).toEqual(BAD);
    }
    for (const { bytes, value, name: later } of BORDERS) {
      const decoded = decode(arrayOf(type, [...whole, bytes]));
      expect([later, decoded]).toEqual([
        later,
        value === undefined ? MALFORMED : { message: { type: name, ...usual } },
      ]);
    }
  });
});

test('[M1] a type in any form is that type, and no other value is', () => {
  for (const { bytes, value, name } of BORDERS) {
    const decoded = codeOnly(decodeClient(Uint8Array.of(0x91, ...bytes)));
    const known = Object.entries(CLIENT_MESSAGES).find(([, { type }]) => type === value);
    const right = known !== undefined && Object.keys(known[1].fields).length === 0 && { message: { type: known[0] } };
    const code = known === undefined ? { error: 'unknown-type' } : BAD;
    expect([name, decoded]).toEqual([name, value === undefined ? MALFORMED : right || code]);
  }
});

test('[M4] a text that is not well-formed is written with U+FFFD, as text', () => {
  for (const [given, read] of [
    ['\ud83d', '\ufffd'],
    ['a\udc00b\ud800', 'a\ufffdb\ufffd'],
    ['\ud83d\ud83d\udc7b', '\ufffd👻'],
    ['\udc7b\ud83d', '\ufffd\ufffd'],
  ] as const) {
    const message = { type: 'chat', scope: 'room', to: given, text: `${given} `.repeat(20) } as const;
    expect(decodeClient(encodeClient(message))).toEqual({
      message: { ...message, to: read, text: `${read} `.repeat(20) },
    });
  }
});

function rowsOf(from: string, table: Table, decode: Decode) {
  return Object.entries(table).map(([name, row]) => ({
    ...{ from, name, ...row },
    decode: (payload: Uint8Array) => codeOnly(decode(payload)),
  }));
}

/** Mistakes without their sentences, which mistakes.test.ts has. */
function codeOnly(decoded: ReturnType<Decode>) {
  return typeof decoded === 'object' && decoded !== null && 'error' in decoded ? { error: decoded.error } : decoded;
}

/** All places of a message: its fields, and what is in the rows and the first items of its lists. */
function placesIn(fields: Shape, before: Path = []): Place[] {
  return Object.entries(fields).flatMap(([field, kind]) => placesOf(kind, [...before, field]));
}

function placesOf(kind: Kind<unknown>, path: Path): Place[] {
  const { item, shape } = kind as { item?: Kind<unknown>; shape?: Shape };
  const inside = item === undefined ? placesIn(shape ?? {}, path) : placesOf(item, [...path, 0]);
  return [{ path, kind }, ...inside];
}

function usualValues(fields: Shape): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([field, kind]) => [field, usualOf(kind)]));
}

/** A value that every reader takes. */
function usualOf(kind: Kind<unknown>): unknown {
  const { words, known, item, shape } = kind as {
    words?: readonly string[];
    known?: readonly string[];
    item?: Kind<unknown>;
    shape?: Shape;
  };
  if (words !== undefined) return words[0];
  if (known !== undefined) return known.at(-1);
  if (item !== undefined) return [usualOf(item), usualOf(item)];
  if (shape !== undefined) return usualValues(shape);
  return [[7, -7], 'Ann', true, 4, SNAPSHOT_RATES[0]].find((value) => asKind(kind, value) !== undefined);
}

function expected(
  name: string,
  values: Record<string, unknown>,
  swaps: readonly (readonly [Place, Border])[],
): unknown {
  if (swaps.some(([, { value }]) => value === undefined)) return MALFORMED;
  const message = structuredClone({ type: name, ...values });
  for (const [{ path, kind }, { value }] of swaps) {
    const read = asKind(kind, value);
    if (read === undefined) return BAD;
    setAt(message, path, read);
  }
  return { message };
}

function setAt(message: object, path: Path, value: unknown): void {
  const within = path.slice(0, -1).reduce((at, step) => at[step] as never, message as Record<string | number, unknown>);
  within[path.at(-1)!] = value;
}

/** Whether a place is in these values: lists may be empty. */
function isThere(values: unknown, path: Path): boolean {
  const found = path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | undefined)?.[step],
    values,
  );
  return found !== undefined;
}

/** Whether no swap before takes the place of this one, or of what it is in, or is in it. */
function isAlone(swaps: readonly (readonly [Place, Border])[], i: number): boolean {
  const path = `${swaps[i]![0].path.join('.')}.`;
  return swaps.slice(0, i).every(([other]) => {
    const before = `${other.path.join('.')}.`;
    return !before.startsWith(path) && !path.startsWith(before);
  });
}

function payloadOf(
  type: number,
  fields: Shape,
  values: Readonly<Record<string, unknown>>,
  swaps: readonly (readonly [Place, Border])[],
): Uint8Array {
  const borders = new Map(swaps.map(([{ path }, { bytes }]) => [path.join('.'), bytes]));
  const items = Object.entries(fields).map(([field, kind]) => bytesOf(kind, values[field], borders, field));
  return arrayOf(type, items);
}

const NO_BORDERS: ReadonlyMap<string, readonly number[]> = new Map();

/** The bytes of a value, with those of borders where one takes a place. */
function bytesOf(kind: Kind<unknown>, value: unknown, borders = NO_BORDERS, at = ''): readonly number[] {
  const border = borders.get(at);
  if (border !== undefined) return border;
  const { item, shape } = kind as { item?: Kind<unknown>; shape?: Shape };
  if (item !== undefined)
    return listBytes((value as unknown[]).map((each, i) => bytesOf(item, each, borders, `${at}.${i}`)));
  if (shape !== undefined) {
    const row = value as Record<string, unknown>;
    return listBytes(
      Object.entries(shape).map(([field, each]) => bytesOf(each, row[field], borders, `${at}.${field}`)),
    );
  }
  if (Array.isArray(value)) return listBytes(value.map((each: number) => int32(each)));
  return scalarBytes(kind, value);
}

function scalarBytes(kind: Kind<unknown>, value: unknown): readonly number[] {
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'number') return value < 0 ? int32(value) : [0xce, ...int32(value).slice(1)];
  expect([kind === text, typeof value]).toContain('string');
  const bytes = new TextEncoder().encode(value as string);
  return [0xda, bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

function int32(value: number): number[] {
  return [0xd2, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function listBytes(items: readonly (readonly number[])[]): number[] {
  return [0xdc, items.length >> 8, items.length & 0xff, ...items.flat()];
}

/** The shortest head, which the readers by hand know too. */
function arrayOf(type: number, items: readonly (readonly number[])[]): Uint8Array {
  const count = items.length + 1;
  return Uint8Array.of(...(count < 16 ? [0x90 + count] : [0xdc, 0, count]), type, ...items.flat());
}
