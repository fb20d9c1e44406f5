// What fast-check makes of the wire: every message, and the bytes of msgpack values that a stranger may send.

import fc from 'fast-check';
import {
  CLIENT_MESSAGES,
  INT32_MAX,
  INT32_MIN,
  LOG_RATE,
  PHRASES,
  SERVER_MESSAGES,
  SNAPSHOT_RATES,
  UINT32_MAX,
  WORD_LENGTH_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import {
  bool,
  boolIfAny,
  flag,
  direction,
  int,
  ints,
  intsIfAny,
  phraseNumber,
  rate,
  text,
  textIfAny,
  uint,
  uint31,
  uintIfAny,
  type Kind,
  type Shape,
} from '../../protocol/fields.ts';
import { anyCodePoint } from '../support/any-code-point.ts';

export const anyUint32 = fc.integer({ min: 0, max: UINT32_MAX });
export const anyInt32 = fc.integer({ min: INT32_MIN, max: INT32_MAX });
/** Any text of at most 60 code points, so at most 240 bytes. */
const anyText = fc.string({ unit: anyCodePoint, maxLength: 60 });
const anyInts = fc.array(anyInt32, { maxLength: 300 });

const SCALARS: ReadonlyMap<Kind<unknown>, fc.Arbitrary<unknown>> = new Map<Kind<unknown>, fc.Arbitrary<unknown>>([
  [uint, anyUint32],
  [uint31, fc.nat({ max: INT32_MAX })],
  [int, anyInt32],
  [bool, fc.boolean()],
  [boolIfAny, fc.boolean()],
  [flag, fc.boolean()],
  [text, anyText],
  [textIfAny, anyText],
  [uintIfAny, anyUint32],
  [rate, fc.constantFrom(LOG_RATE, ...SNAPSHOT_RATES)],
  [direction, fc.integer({ min: 0, max: 4 })],
  [phraseNumber, fc.integer({ min: 1, max: PHRASES.length })],
  [ints, anyInts],
  [intsIfAny, anyInts],
]);

/** Any word that a later version may have. */
export const anyWord = fc.string({ unit: anyCodePoint, maxLength: WORD_LENGTH_MAX });

/** What kinds are made of. */
interface Parts {
  readonly words?: readonly string[];
  readonly known?: readonly string[];
  readonly item?: Kind<unknown>;
  readonly shape?: Shape;
}

/** Any value of a kind. */
export function anyOf(kind: Kind<unknown>): fc.Arbitrary<unknown> {
  const scalar = SCALARS.get(kind);
  if (scalar !== undefined) return scalar;
  const { words, known, item, shape } = kind as Parts;
  if (words !== undefined) return fc.constantFrom(...words);
  if (known !== undefined) return fc.oneof(fc.constantFrom(...known), anyWord);
  if (item !== undefined) return fc.array(anyOf(item), { maxLength: 31 });
  if (shape !== undefined) return anyValues(shape);
  throw new Error('a kind without values: name it in SCALARS');
}

function anyValues(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, anyOf(kind)])));
}

type Table = Readonly<Record<string, { readonly fields: Shape }>>;

/** Any message of a table; each of its types comes up as often as the others. */
function anyMessage(table: Table): fc.Arbitrary<unknown> {
  const rows = Object.entries(table);
  return fc.oneof(...rows.map(([type, { fields }]) => anyValues(fields).map((values) => ({ type, ...values }))));
}

export const anyClientMessage = anyMessage(CLIENT_MESSAGES) as fc.Arbitrary<ClientMessage>;
export const anyServerMessage = anyMessage(SERVER_MESSAGES) as fc.Arbitrary<ServerMessage>;

/** Bytes as they may come off a socket: one stream, cut anywhere. */
export function anySplit(stream: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  return fc.array(fc.nat({ max: stream.length }), { maxLength: 20 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
    return borders.slice(1).map((border, i) => stream.subarray(borders[i], border));
  });
}

/** The bytes of a text. */
function anyUtf8(bytesMax: number): fc.Arbitrary<Uint8Array> {
  const anyText = fc.string({ unit: anyCodePoint, maxLength: Math.floor(bytesMax / 4) });
  return anyText.map((given) => new TextEncoder().encode(given));
}

/** The bytes of one msgpack value that this protocol allows, nested at most `depth` arrays deep. */
function anyPlainValue(depth: number): fc.Arbitrary<number[]> {
  const tail = (head: number, length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => [head, ...bytes]);
  const scalar = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }).map((head) => [head]),
    fc.integer({ min: 0xe0, max: 0xff }).map((head) => [head]),
    fc.constantFrom(0xc0, 0xc2, 0xc3).map((head) => [head]),
    ...[0xcc, 0xd0].map((head) => tail(head, 1)),
    ...[0xcd, 0xd1].map((head) => tail(head, 2)),
    ...[0xce, 0xd2].map((head) => tail(head, 4)),
    ...[0xcb, 0xcf, 0xd3].map((head) => tail(head, 8)),
    anyUtf8(31).map((bytes) => [0xa0 + bytes.length, ...bytes]),
    anyUtf8(40).map((bytes) => [0xd9, bytes.length, ...bytes]),
    anyUtf8(300).map((bytes) => [0xda, bytes.length >> 8, bytes.length & 255, ...bytes]),
  );
  return depth === 0 ? scalar : fc.oneof({ weight: 4, arbitrary: scalar }, anyPlainArray(depth));
}

/** The bytes of one msgpack array that this protocol allows, at most `depth` arrays deep with itself. */
export function anyPlainArray(depth: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.array(anyPlainValue(depth - 1), { maxLength: 4 }), fc.boolean())
    .map(([items, long]) => [...(long ? [0xdc, 0, items.length] : [0x90 + items.length]), ...items.flat()]);
}
