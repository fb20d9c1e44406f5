import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeClient,
  decodeServer,
  diffWords,
  encodeClient,
  encodeLogFrame,
  encodeServer,
  encodeSnapshotFrame,
  LENGTH_BYTES,
  TICK_WORD,
} from '#protocol';

const INPUT = { type: 'input', sequence: 300, tick: 70_000, direction: 3, seenTick: 5 } as const;
const NIL = 0xc0;

/** Numbers on both sides of the borders of msgpack's forms. */
const anyUint = fc.oneof(
  fc.constantFrom(0, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
  fc.nat(),
);
/** What a word of the World can hold. */
const anyUint31 = anyUint.map((value) => value % 0x8000_0000);
const anyMessage = fc.oneof(
  fc.record({
    type: fc.constant('input' as const),
    sequence: anyUint31,
    tick: anyUint,
    direction: fc.integer({ min: 0, max: 4 }),
    seenTick: anyUint,
  }),
  fc.record({ type: fc.constant('ping' as const), time: anyUint, seenTick: anyUint }),
);

const anyInt = fc.oneof(
  fc.constantFrom(-0x8000_0000, -0x8001, -0x8000, -0x81, -0x80, -0x21, -0x20, -1, 0, 0x7f, 0x80, 0xffff, 0x7fff_ffff),
  fc.integer({ min: -40, max: 40 }),
);
const anySnapshot = fc.record({
  type: fc.constant('snapshot' as const),
  tick: anyUint31,
  changes: fc.array(anyInt, { maxLength: 40 }),
  events: fc.oneof(fc.constant([]), fc.array(anyInt, { maxLength: 20 })),
});
const anyPiece = fc.record({
  type: fc.constant('log' as const),
  tick: anyUint31,
  inputs: fc.array(anyInt, { maxLength: 40 }),
  hash: anyUint,
});
const anyEdit = fc.record({ at: fc.nat(), cut: fc.nat(3), insert: fc.uint8Array({ maxLength: 4 }) });
type Edit = typeof anyEdit extends fc.Arbitrary<infer Value> ? Value : never;

function edited(whole: Uint8Array, { at, cut, insert }: Edit): Uint8Array {
  const from = 2 + (at % (whole.length - 2));
  return Uint8Array.of(...whole.subarray(0, from), ...insert, ...whole.subarray(from + cut));
}

/** The same with a field nobody knows yet at its end: read by the general way, which leaves that out. */
function withUnknownField(payload: Uint8Array): Uint8Array {
  return Uint8Array.of(payload[0]! + 1, ...payload.subarray(1), NIL);
}

test('[M4] input and ping arrive as they were sent, with fields of a later version too', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const payload = encodeClient(message);
      expect(decodeClient(payload)).toEqual({ message });
      expect(decodeClient(withUnknownField(payload))).toEqual({ message });
    }),
  );
});

test('[M6] whatever stands where their fields should, what is accepted is what the general way reads', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyMessage, anyEdit, (message, edit) => {
      const payload = edited(encodeClient(message), edit);
      const decoded = decodeClient(payload);
      if ('error' in decoded) return;
      accepted++;
      expect(decodeClient(withUnknownField(payload))).toEqual(decoded);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test('[M4] a snapshot arrives as it was sent, with fields of a later version too', () => {
  fc.assert(
    fc.property(anySnapshot, (message) => {
      expect(decodeServer(encodeServer(message))).toEqual({ message });
      const later = encodeServer({ ...message, events: message.events.length > 0 ? message.events : [1] });
      expect(decodeServer(withUnknownField(later))).toEqual(decodeServer(later));
    }),
  );
});

test('[M4] a snapshot is read as the server writes it', () => {
  const anyWords = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 2, maxLength: 300 });
  fc.assert(
    fc.property(anyWords, fc.array(fc.integer(), { maxLength: 40 }), anyUint31, (words, events, tick) => {
      const before = Int32Array.from(words, ([was]) => was);
      const after = Int32Array.from(words, ([, is]) => is);
      after[TICK_WORD] = tick;
      const changes: number[] = [];
      diffWords(before, after, changes);
      const payload = encodeSnapshotFrame(before, after, events).subarray(LENGTH_BYTES);
      expect(decodeServer(payload)).toEqual({
        message: { type: 'snapshot', tick, changes, events },
      });
    }),
  );
});

test('[M4] a piece of the log arrives as it was sent, and is read as the server writes it', () => {
  fc.assert(
    fc.property(anyPiece, (message) => {
      expect(decodeServer(encodeServer(message))).toEqual({ message });
      const { tick, inputs, hash } = message;
      const payload = encodeLogFrame(tick, inputs, inputs.length, hash).subarray(LENGTH_BYTES);
      expect([...payload]).toEqual([...encodeServer(message)]);
      const later = encodeServer({ ...message, hash: hash === 0 ? 1 : hash });
      expect(decodeServer(withUnknownField(later))).toEqual(decodeServer(later));
    }),
  );
});

test('[M6] a piece of the log with whatever stands in it is what the general way reads, or refused by it', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyPiece, anyEdit, (message, edit) => {
      const payload = edited(encodeServer({ ...message, hash: 1 }), edit);
      const decoded = decodeServer(payload);
      if ('error' in decoded) return;
      accepted++;
      expect(decodeServer(withUnknownField(payload))).toEqual(decoded);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test.each([[[0x93, 66]], [[0x93, 66, 5]], [[0x93, 66, 5, 0x92, 1]], [[0x93, 66, 5, 0xdc, 0]], [[0x93, 66, 0xce, 1]]])(
  '[M6] a snapshot cut short to %j is refused',
  (bytes) => {
    expect(decodeServer(Uint8Array.from(bytes))).toMatchObject({ error: 'payload-malformed' });
  },
);

test('[M6] a snapshot with whatever stands in it is what the general way reads, or refused by it', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anySnapshot, anyEdit, (message, edit) => {
      const payload = edited(encodeServer({ ...message, events: [1, ...message.events] }), edit);
      const decoded = decodeServer(payload);
      if ('error' in decoded) return;
      accepted++;
      expect(decodeServer(withUnknownField(payload))).toEqual(decoded);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test.each<[string, number[]]>([
  ['a sequence as float 64', [0x95, 6, 0xcb, 0x40, 0x72, 0xc0, 0, 0, 0, 0, 0, 0xce, 0, 1, 0x11, 0x70, 3, 5]],
  ['a sequence as uint 64', [0x95, 6, 0xcf, 0, 0, 0, 0, 0, 0, 1, 44, 0xce, 0, 1, 0x11, 0x70, 3, 5]],
  ['a direction as int 8', [0x95, 6, 0xcd, 1, 44, 0xce, 0, 1, 0x11, 0x70, 0xd0, 3, 5]],
  ['an array with a length of two bytes', [0xdc, 0, 5, 6, 0xcd, 1, 44, 0xce, 0, 1, 0x11, 0x70, 3, 5]],
])('[M2] an input with %s is the same input', (_, bytes) => {
  expect(decodeClient(Uint8Array.from(bytes))).toEqual({ message: INPUT });
});

test.each<[string, number[], string]>([
  ['a fifth direction', [0x95, 6, 1, 0, 5, 0], 'bad-fields'],
  ['a negative sequence', [0x95, 6, 0xff, 0, 3, 0], 'bad-fields'],
  ['a sequence that no word of a World can hold', [0x95, 6, 0xce, 0x80, 0, 0, 0, 0, 3, 0], 'bad-fields'],
  ['a field too few', [0x94, 6, 1, 0, 3], 'bad-fields'],
  ['an end in the middle of a number', [0x95, 6, 1, 0, 3, 0xce, 1, 2], 'payload-malformed'],
  ['a byte too many', [0x95, 6, 1, 0, 3, 0, 0], 'payload-malformed'],
])('[M6] an input with %s is refused', (_, bytes, error) => {
  expect(decodeClient(Uint8Array.from(bytes))).toMatchObject({ error });
});
