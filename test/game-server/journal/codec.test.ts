import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c } from '../../../game-server/journal/crc32c.ts';
import { decodeRecord, encodeRecord, kindOf, WHOLE } from '../../../game-server/journal/record-codec.ts';
import {
  endOfRecord,
  FRAME_HEAD_BYTES,
  RECORD_BYTES_MAX,
  writeFrameHead,
} from '../../../game-server/journal/record-frame.ts';
import { anyStoredRecord } from './arbitraries.ts';

test('[GJ2] the checksum is CRC-32C, over any part of the bytes', () => {
  // The check values of RFC 3720, B.4.
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Buffer.alloc(0))).toBe(0);
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({ max: 9 }), fc.nat({ max: 9 }), (bytes, before, after) => {
      const inside = Buffer.concat([Buffer.alloc(before, 7), bytes, Buffer.alloc(after, 7)]);
      expect(crc32c(inside, before, before + bytes.length)).toBe(crc32c(bytes));
    }),
  );
});

test('[GJ2] every record is decoded to what was encoded, and its kind shows in the first bytes', () => {
  fc.assert(
    fc.property(anyStoredRecord, (record) => {
      const payload = encodeRecord(record);
      expect(decodeRecord(payload)).toEqual(record);
      expect(kindOf(payload)).not.toBeNull();
      expect(kindOf(payload) === WHOLE).toBe(record.kind === 'whole');
    }),
  );
});

test('[GJ2] bytes that no record has are decoded to nothing, without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const record = decodeRecord(bytes);
      if (record !== null) expect(kindOf(encodeRecord(record))).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
  for (const nothing of [[], [0x90], [0xc0], [0x91, 99], [0x92, 2, 0xff], [0x93, 3, 1, 1], [0xdc, 0]]) {
    expect(decodeRecord(Uint8Array.from(nothing))).toBeNull();
  }
  expect(
    [[], [0x90], [0xc0], [0x91, 9], [0xdc, 0, 1, 9], [0xdd, 0, 0]].map((bytes) => kindOf(Uint8Array.from(bytes))),
  ).toEqual(Array.from({ length: 6 }, () => null));
});

test('[GJ2] a frame is valid as it was written, and with one bit changed or one byte missing it is not', () => {
  fc.assert(
    fc.property(anyStoredRecord, fc.nat(), fc.nat({ max: 20 }), (record, position, before) => {
      const { bytes, end } = framed(encodeRecord(record), before);
      expect(endOfRecord(bytes, before)).toBe(end);
      expect(endOfRecord(bytes.subarray(0, end - 1), before)).toBeNull();
      const bit = position % ((end - before) * 8);
      bytes[before + (bit >> 3)]! ^= 1 << (bit & 7);
      expect(endOfRecord(bytes, before)).toBeNull();
    }),
  );
});

test('[GJ2] a length of zero or beyond the maximum is no record', () => {
  expect(endOfRecord(Buffer.alloc(100), 0)).toBeNull();
  const { bytes } = framed(Buffer.alloc(RECORD_BYTES_MAX + 1, 1), 0);
  expect(endOfRecord(bytes, 0)).toBeNull();
});

function framed(payload: Uint8Array, before: number): { bytes: Buffer; end: number } {
  const end = before + FRAME_HEAD_BYTES + payload.length;
  const bytes = Buffer.alloc(end + 10, 0xa5);
  bytes.set(payload, before + FRAME_HEAD_BYTES);
  writeFrameHead(bytes, before, payload.length);
  return { bytes, end };
}
