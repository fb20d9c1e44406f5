// Words in few bytes: what is unpacked is what was packed, and nothing else is taken.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMatch, matchSettings, stepMatch, wordsOfMatch } from '../../simulation/index.ts';
import { packedMatch, setPackedMatch } from '../../simulation/match-words.ts';
import { packWords, unpackWords } from '../../simulation/packed-words.ts';

const anyWord = fc.oneof(fc.constant(0), fc.integer({ min: -300, max: 300 }), fc.integer());

test('[ST14] words are packed and unpacked as they are', () => {
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 400 }), fc.integer({ min: 1, max: 100 }), (words, stride) => {
      const given = Int32Array.from(words);
      expect(unpackWords(packWords(given, stride))).toEqual(given);
    }),
  );
});

test('[ST14] bytes of any origin become words, or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        expect(unpackWords(bytes).length).toBeLessThanOrEqual(1_000_000);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
  const packed = packWords(Int32Array.of(1, 2, 3, 4, 5, 6), 3);
  expect(() => unpackWords(packed.subarray(0, 3))).toThrow('packed words');
  expect(() => unpackWords(Uint8Array.of(3, 0))).toThrow('bad length');
  expect(() => unpackWords(Uint8Array.of(3, 1, 7, 2))).toThrow('too many');
});

test('[ST14] a match takes few bytes, and goes on from them', () => {
  const settings = matchSettings({ mode: 'coop', seatCount: 4 });
  const match = createMatch(settings);
  for (let seat = 0; seat < 4; seat++) stepMatch(match, [{ kind: 'enter', seat }]);
  for (let tick = 0; tick < 900; tick++) stepMatch(match, []);
  const packed = packedMatch(match);
  expect(packed.length).toBeLessThan(wordsOfMatch(match).byteLength / 2);
  const other = createMatch(settings);
  setPackedMatch(other, packed);
  for (let tick = 0; tick < 600; tick++) for (const each of [match, other]) stepMatch(each, []);
  expect(wordsOfMatch(other)).toEqual(wordsOfMatch(match));
});
