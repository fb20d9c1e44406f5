import fc from 'fast-check';
import { decodeServer, encodeServer, encodeSnapshotFrame } from '#protocol';
import { expect, test } from 'vitest';
import { LENGTH_BYTES } from '../../protocol/limits.ts';
import { readSnapshot } from '../../bots/snapshot-reader.ts';

const word = fc.oneof(fc.integer(), fc.integer({ min: -200, max: 200 }), fc.integer({ min: -70_000, max: 70_000 }));
const words = fc.array(word, { maxLength: 300 });
const tick = fc.nat({ max: 2 ** 32 - 1 });

test('[P1] a snapshot read from its bytes is the one the codec reads', () => {
  fc.assert(
    fc.property(tick, words, words, (tick, changes, events) => {
      const payload = encodeServer({ type: 'snapshot', tick, changes, events });
      expect({ message: readSnapshot(payload) }).toEqual(decodeServer(payload));
    }),
  );
});

test('[P1] so is one as the server writes it', () => {
  const worlds = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(worlds, words, (worlds, events) => {
      const [before, after] = [0, 1].map((which) => Int32Array.from(worlds, (pair) => pair[which]!));
      const payload = encodeSnapshotFrame(before!, after!, events).slice(LENGTH_BYTES);
      expect({ message: readSnapshot(payload) }).toEqual(decodeServer(payload));
    }),
  );
});

test('[P3] of bytes that are spoilt it reads what the codec reads, or nothing', () => {
  const spoilt = fc.record({
    tick,
    changes: words,
    events: words,
    at: fc.nat(),
    byte: fc.nat({ max: 255 }),
    cut: fc.nat(),
  });
  fc.assert(
    fc.property(spoilt, ({ at, byte, cut, ...snapshot }) => {
      const payload = encodeServer({ type: 'snapshot', ...snapshot }).slice();
      payload[at % payload.length] = byte;
      expectTheSame(payload);
      expectTheSame(payload.subarray(0, cut % payload.length));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [[0x93, 0x42]],
  [[0x93, 0x42, 5]],
  [[0x93, 0x42, 5, 0x92, 1]],
  [[0x93, 0x42, 5, 0xdc, 0]],
  [[0x93, 0x42, 0xce, 1]],
])('[P3] cut short it is left to the codec: %j', (bytes) => {
  expect(readSnapshot(Uint8Array.from(bytes))).toBeNull();
});

function expectTheSame(payload: Uint8Array): void {
  const message = readSnapshot(payload);
  if (message !== null) expect({ message }).toEqual(decodeServer(payload));
}
