import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffWords, encodeFrame, encodeServer, encodeSnapshotFrame } from '#protocol';

/** Small values are usual, and the borders of msgpack's forms are where a writer errs. */
const anyWord = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(-0x8001, -0x8000, -0x81, -0x80, -0x21, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000),
  fc.integer(),
);
const anyWords = fc.integer({ min: 1, max: 60 }).chain((length) => {
  const words = fc.array(anyWord, { minLength: length, maxLength: length }).map((list) => Int32Array.from(list));
  return fc.tuple(words, words);
});

test('[M4] a snapshot that is written straight into a frame has the same bytes as one that is encoded first', () => {
  fc.assert(
    fc.property(anyWords, fc.array(fc.integer(), { maxLength: 40 }), fc.nat(), ([before, after], events, tick) => {
      after[0] = tick;
      const changes: number[] = [];
      diffWords(before, after, changes);
      const usual = encodeFrame(encodeServer({ type: 'snapshot', tick, changes, events }));
      expect([...encodeSnapshotFrame(before, after, events)]).toEqual([...usual]);
    }),
  );
});

test('[M4] a snapshot above the maximum payload is refused, and the next one is right', () => {
  const before = new Int32Array(20_000);
  expect(() =>
    encodeSnapshotFrame(
      before,
      before.map((_, i) => i * 100_000),
      [],
    ),
  ).toThrow(RangeError);
  expect([...encodeSnapshotFrame(Int32Array.of(4, 1), Int32Array.of(5, 2), [])]).toEqual([
    0, 0, 0, 6, 0x93, 66, 5, 0x92, 1, 1,
  ]);
});
