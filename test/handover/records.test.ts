import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecords, encodeRecords, readAnswers, RECORDS_MAX, type HandedRecord } from '#handover';

const record: HandedRecord = { kind: 'match', bytes: Uint8Array.of(1, 2, 3) };

test('[HO12] records are the same after encoding and decoding', () => {
  const records: HandedRecord[] = [record, { kind: 'daily-start', bytes: Uint8Array.of() }];
  const decoded = decodeRecords(encodeRecords(records));
  expect(decoded.map(({ kind, bytes }) => ({ kind, bytes: Uint8Array.from(bytes) }))).toEqual(records);
  expect(decodeRecords(encodeRecords([]))).toEqual([]);
});

test('[HO12] bytes of any other origin are a RangeError, and nothing else', () => {
  const tooMany = Array.from({ length: RECORDS_MAX + 1 }, () => record);
  expect(() => decodeRecords(encodeRecords(tooMany))).toThrow('at most 64');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeRecords(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('[HO12] answers are for each record, taken or refused', () => {
  expect(readAnswers({ answers: ['taken', { refused: 'why' }] }, 2)).toEqual(['taken', { refused: 'why' }]);
  for (const json of [null, {}, { answers: ['taken'] }, { answers: ['taken', 'gone'] }, { answers: ['taken', {}] }]) {
    expect(() => readAnswers(json, 2)).toThrow(RangeError);
  }
});
