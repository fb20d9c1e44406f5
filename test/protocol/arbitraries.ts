// What fast-check makes of the wire: every message, and the bytes of msgpack values that a stranger may send.

import fc from 'fast-check';
import {
  ERRORS,
  SNAPSHOT_RATES,
  UINT32_MAX,
  type ClientMessage,
  type ErrorCode,
  type ServerMessage,
  type WireLayout,
} from '#protocol';

// The same cases on every run; FC_SEED=n tries others.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FC_SEED'] ?? 1980) });

export const anyUint32 = fc.integer({ min: 0, max: UINT32_MAX });
export const anyInt32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
/** Any text of at most 60 code points, so at most 240 bytes. */
const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyRate = fc.constantFrom(...SNAPSHOT_RATES);
const anyWords = fc.array(anyInt32, { maxLength: 300 });
const anySeats = fc.array(
  fc.record({ name: anyText, driver: fc.constantFrom('none', 'human', 'bot', 'ai') } as const),
  { maxLength: 8 },
);
const anyLayout: fc.Arbitrary<WireLayout> = fc.array(fc.tuple(anyText, anyUint32, anyUint32), { maxLength: 60 });
const anySettings = fc.record({
  seatCount: anyUint32,
  seed: anyUint32,
  level: anyUint32,
  lives: anyUint32,
  extraLifeScore: anyUint32,
  killScreen: fc.boolean(),
});

function message<Type extends string, Fields extends object>(
  type: Type,
  fields: { [K in keyof Fields]: fc.Arbitrary<Fields[K]> },
) {
  return fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<{ type: Type } & Fields>;
}

export const anyClientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  message('hello', { version: anyUint32, name: anyText, kind: fc.constantFrom('human' as const, 'bot' as const) }),
  message('play', { mode: anyText, rate: anyRate }),
  message('join', { code: anyText, rate: anyRate }),
  message('create', { mode: anyText, seatCount: anyUint32, fill: fc.boolean(), rate: anyRate }),
  message('leave', {}),
  message('input', {
    sequence: anyUint32,
    tick: anyUint32,
    direction: fc.integer({ min: 0, max: 4 }),
    seenTick: anyUint32,
  }),
  message('ping', { time: anyUint32, seenTick: anyUint32 }),
);

export const anyServerMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  message('welcome', { version: anyUint32, name: anyText, tickRate: anyUint32, pingIntervalMs: anyUint32 }),
  message('joined', {
    code: anyText,
    mode: anyText,
    seat: anyUint32,
    tick: anyUint32,
    settings: anySettings,
    maze: fc.array(anyText, { maxLength: 31 }),
    layout: anyLayout,
    words: anyWords,
    seats: anySeats,
  }),
  message('snapshot', { tick: anyUint32, changes: anyWords, events: anyWords }),
  message('keyframe', { tick: anyUint32, words: anyWords }),
  message('seats', { seats: anySeats }),
  message('left', {}),
  message('pong', { time: anyUint32, tick: anyUint32 }),
  message('error', {
    code: fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])),
    text: anyText,
    fatal: fc.boolean(),
    answers: anyUint32,
  }),
  message('bye', { reason: anyText }),
);

/** Bytes as they may come off a socket: one stream, cut anywhere. */
export function anySplit(stream: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  return fc.array(fc.nat({ max: stream.length }), { maxLength: 20 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
    return borders.slice(1).map((border, i) => stream.subarray(borders[i], border));
  });
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
    fc.uint8Array({ maxLength: 31 }).map((bytes) => [0xa0 + bytes.length, ...bytes]),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => [0xd9, bytes.length, ...bytes]),
  );
  return depth === 0 ? scalar : fc.oneof({ weight: 4, arbitrary: scalar }, anyPlainArray(depth));
}

/** The bytes of one msgpack array that this protocol allows, at most `depth` arrays deep with itself. */
export function anyPlainArray(depth: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.array(anyPlainValue(depth - 1), { maxLength: 4 }), fc.boolean())
    .map(([items, long]) => [...(long ? [0xdc, 0, items.length] : [0x90 + items.length]), ...items.flat()]);
}
