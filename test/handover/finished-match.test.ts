import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeFinishedMatch,
  encodeFinishedMatch,
  FINISHED_MATCH_BYTES_MAX,
  isMatchId,
  type FinishedMatch,
} from '#handover';
import { Packr } from 'msgpackr';
import { finishedMatch } from '../support/finished-match.ts';

const msgpack = new Packr({ useRecords: false, structuredClone: false, variableMapSize: true });

test('[HO10] a finished match is the same after encoding and decoding', () => {
  const match = finishedMatch();
  expect(decodeFinishedMatch(encodeFinishedMatch(match))).toEqual(match);
  const daily: FinishedMatch = { ...match, kind: 'daily', dailyDate: '2026-11-30', epoch: 3 };
  expect(decodeFinishedMatch(encodeFinishedMatch(daily))).toEqual(daily);
});

test('[HO11] bytes of any other origin are a RangeError, and nothing else', () => {
  const bytes = encodeFinishedMatch(finishedMatch());
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = byte;
      decodedOrRangeError(damaged);
    }),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodedOrRangeError));
});

test('[HO11] every shorter beginning of a finished match is refused', () => {
  const bytes = encodeFinishedMatch(finishedMatch());
  for (let length = 0; length < bytes.length; length += 7) {
    expect(() => decodeFinishedMatch(bytes.subarray(0, length))).toThrow(RangeError);
  }
});

test('[HO11] each field has its bounds, and the error names it', () => {
  const [version, fields] = msgpack.unpack(encodeFinishedMatch(finishedMatch())) as [number, Record<string, unknown>];
  const seat = (fields['seats'] as Record<string, unknown>[])[0]!;
  const wrong: [change: Record<string, unknown>, place: string][] = [
    [{ id: 'x'.repeat(32) }, 'id'],
    [{ epoch: -1 }, 'epoch'],
    [{ kind: 'friendly' }, 'kind'],
    [{ dailyDate: '30.11.2026' }, 'dailyDate'],
    [{ listed: 1 }, 'listed'],
    [{ endedMs: 1.5 }, 'endedMs'],
    [{ seats: Array.from({ length: 193 }, () => seat) }, 'seats'],
    [{ seats: [{ ...seat, seat: 4 }] }, 'seats[0].seat'],
    [{ seats: [{ ...seat, driver: 'empty' }] }, 'seats[0].driver'],
    [{ seats: [{ ...seat, player: 'user:me' }] }, 'seats[0].player'],
    [{ seats: [{ ...seat, untilTick: 1e9 }] }, 'seats[0].untilTick'],
    [{ seats: [{ ...seat, counts: [1, 2] }] }, 'seats[0].counts.ghosts'],
    [{ recorded: { ...(fields['recorded'] as object), log: 'text' } }, 'recorded.log'],
    [{ recorded: { ...(fields['recorded'] as object), head: {} } }, 'no version'],
  ];
  for (const [change, place] of wrong) {
    const bytes = msgpack.pack([version, { ...fields, ...change }]);
    expect(() => decodeFinishedMatch(bytes)).toThrow(place);
  }
  expect(() => decodeFinishedMatch(msgpack.pack([version + 1, fields]))).toThrow('version');
  expect(() => decodeFinishedMatch(new Uint8Array(FINISHED_MATCH_BYTES_MAX + 1))).toThrow('bytes');
});

test('[HO10] an id is 16 bytes in hex', () => {
  expect(isMatchId('0123456789abcdef0123456789abcdef')).toBe(true);
  for (const text of ['', '0123456789ABCDEF0123456789ABCDEF', '0'.repeat(31), `${'0'.repeat(32)}\n`]) {
    expect(isMatchId(text)).toBe(false);
  }
});

function decodedOrRangeError(bytes: Uint8Array): void {
  try {
    decodeFinishedMatch(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
  }
}
