import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta, applyKeyframe, diffWords, TICK_WORD } from '#protocol';
import { anyInt32, anyUint32 } from './arbitraries.ts';

/** Two states of the same words; about half of the words differ, some by more than an int32 can hold. */
const anyTwoStates = fc
  .array(fc.tuple(anyInt32, anyInt32, fc.boolean()), { minLength: 1, maxLength: 200 })
  .map((words) => ({
    before: Int32Array.from(words, ([before]) => before),
    after: Int32Array.from(words, ([before, other, changes]) => (changes ? other : before)),
  }));

describe('snapshots', () => {
  test('[S1] a delta applied to the words before gives the words after', () => {
    fc.assert(
      fc.property(anyTwoStates, ({ before, after }) => {
        const words = before.slice();
        expect(applyDelta(words, after[TICK_WORD]!, delta(before, after))).toBe(true);
        expect(words).toEqual(after);
      }),
    );
  });

  test('[S1] a delta names each changed word once, in rising order, and never word 0', () => {
    fc.assert(
      fc.property(anyTwoStates, ({ before, after }) => {
        const indices = delta(before, after).filter((_, i) => i % 2 === 0);
        const changed = [...after.keys()].filter((i) => i !== TICK_WORD && before[i] !== after[i]);
        expect(indices).toEqual(changed);
      }),
    );
  });

  test('[S2] differences are int32 modulo 2^32', () => {
    const lowest = Int32Array.of(0, -0x8000_0000);
    const highest = Int32Array.of(0, 0x7fff_ffff);
    expect(delta(lowest, highest)).toEqual([1, -1]);
    expect(delta(highest, lowest)).toEqual([1, 1]);
    expect(delta(Int32Array.of(0, 0), lowest)).toEqual([1, -0x8000_0000]);
    fc.assert(
      fc.property(anyTwoStates, ({ before, after }) => {
        for (const number of delta(before, after)) expect(number).toBe(number | 0);
      }),
    );
  });

  test('[S3] word 0 is the tick of the snapshot', () => {
    fc.assert(
      fc.property(anyTwoStates, anyUint32, ({ before, after }, tick) => {
        applyDelta(before, tick, delta(before, after));
        expect(before[TICK_WORD]).toBe(tick | 0);
      }),
    );
  });

  test('[S4] a keyframe replaces all words; one of another length changes nothing', () => {
    fc.assert(
      fc.property(anyTwoStates, ({ before, after }) => {
        const words = before.slice();
        expect(applyKeyframe(words, [...after, 0])).toBe(false);
        expect(applyKeyframe(words, [...after].slice(1))).toBe(false);
        expect(words).toEqual(before);
        expect(applyKeyframe(words, [...after])).toBe(true);
        expect(words).toEqual(after);
      }),
    );
  });

  test('[S5] a delta that does not fit is refused as a whole', () => {
    for (const changes of [[1], [1, 5, 0, 1], [1, 5, 3, 1], [1, 5, -1, 1], [1, 5, 1.5, 1]]) {
      const words = Int32Array.of(7, 8, 9);
      expect(applyDelta(words, 100, changes)).toBe(false);
      expect(words).toEqual(Int32Array.of(7, 8, 9));
    }
  });
});

function delta(before: Int32Array, after: Int32Array): number[] {
  const into: number[] = [];
  const length = diffWords(before, after, into);
  expect(length).toBe(into.length);
  return into;
}
