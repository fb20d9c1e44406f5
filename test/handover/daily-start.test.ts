import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDailyStart, encodeDailyStart, type DailyStart } from '#handover';

const START: DailyStart = {
  ...{ date: '2026-11-30', mode: 'coop', match: '0123456789abcdef'.repeat(2), startedMs: 1_796_000_000_000 },
  player: { kind: 'user', id: 'f'.repeat(32) },
};

test('[HO13] the start of a daily match is read as it was written', () => {
  expect(decodeDailyStart(encodeDailyStart(START))).toEqual(START);
});

test.each([
  ['date', { ...START, date: 'today' }],
  ['mode', { ...START, mode: 'versus' }],
  ['match', { ...START, match: '../../etc' }],
  ['startedMs', { ...START, startedMs: -1 }],
])('[HO13] a wrong %s is named', (field, start) => {
  expect(() => decodeDailyStart(encodeDailyStart(start as DailyStart))).toThrow(new RegExp(`^${field}: `));
});

test('[HO13] other bytes are refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => decodeDailyStart(bytes)).toThrow(RangeError);
    }),
  );
});
