import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import { STRING_BYTES_MAX } from '#protocol';
import { payloadFault, type PayloadLimits } from '../../protocol/payload-check.ts';
import { anyPlainArray } from './arbitraries.ts';

const WIDE = { depthMax: 8, itemsMax: 100_000, stringBytesMax: 512 };
const isPlainPayload = (bytes: Uint8Array, limits: PayloadLimits) => payloadFault(bytes, limits) === null;
const msgpack = new Packr({ useRecords: false, structuredClone: false, int64AsType: 'number' });

/** Bytes that are nearly msgpack: plain values with some bytes replaced. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.tuple(anyPlainArray(5), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })).map(([bytes, changes]) => {
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return new Uint8Array(bytes);
  }),
);

describe('payload check', () => {
  test('[M2] never throws, and what it lets through is arrays of nil, booleans, numbers and strings', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        if (isPlainPayload(bytes, WIDE)) expect(isPlain(msgpack.unpack(bytes))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('[M2] lets every plain array through', () => {
    fc.assert(
      fc.property(anyPlainArray(5), (bytes) => {
        expect(isPlainPayload(new Uint8Array(bytes), WIDE)).toBe(true);
      }),
    );
  });

  test('[M2] refuses anything but one array that ends where the payload ends', () => {
    fc.assert(
      fc.property(anyPlainArray(4), fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat(), (bytes, more, at) => {
        expect(isPlainPayload(new Uint8Array([...bytes, ...more]), WIDE)).toBe(false);
        expect(isPlainPayload(new Uint8Array(bytes.slice(0, at % bytes.length)), WIDE)).toBe(false);
      }),
    );
    for (const scalar of [[0x01], [0xc0], [0xa1, 0x61]])
      expect(isPlainPayload(new Uint8Array(scalar), WIDE)).toBe(false);
  });

  test.each([
    ['fixmap', [0x80]],
    ['map 16', [0xde, 0, 0]],
    ['map 32', [0xdf, 0, 0, 0, 0]],
    ['bin 8', [0xc4, 0]],
    ['bin 16', [0xc5, 0, 0]],
    ['bin 32', [0xc6, 0, 0, 0, 0]],
    ['ext 8', [0xc7, 0, 1]],
    ['fixext 1', [0xd4, 0x72, 0x40]],
    ['timestamp', [0xd6, 0xff, 0, 0, 0, 0]],
    ['float 32', [0xca, 0, 0, 0, 0]],
    ['str 32', [0xdb, 0, 0, 0, 0]],
    ['array 32', [0xdd, 0, 0, 0, 0]],
    ['the unused byte', [0xc1]],
  ])('[M2] refuses %s', (_name, item) => {
    expect(isPlainPayload(new Uint8Array([0x92, 1, ...item]), WIDE)).toBe(false);
  });

  test('[M3] holds the limits of depth, items and string bytes', () => {
    const nested = (depth: number) => new Uint8Array([...Array<number>(depth - 1).fill(0x91), 0x90]);
    expect(isPlainPayload(nested(4), { ...WIDE, depthMax: 4 })).toBe(true);
    expect(isPlainPayload(nested(5), { ...WIDE, depthMax: 4 })).toBe(false);

    const items = (count: number) => new Uint8Array([0xdc, count >> 8, count & 255, ...Array<number>(count).fill(1)]);
    expect(isPlainPayload(items(64), { ...WIDE, itemsMax: 64 })).toBe(true);
    expect(isPlainPayload(items(65), { ...WIDE, itemsMax: 64 })).toBe(false);

    const limits = { ...WIDE, stringBytesMax: STRING_BYTES_MAX };
    const text =
      (...head: number[]) =>
      (bytes: number) =>
        new Uint8Array([0x91, ...head, bytes & 255, ...Array<number>(bytes).fill(0x61)]);
    const [str8, str16] = [text(0xd9), text(0xda, STRING_BYTES_MAX >> 8)];
    expect(isPlainPayload(str8(100), { ...WIDE, stringBytesMax: 100 })).toBe(true);
    expect(isPlainPayload(str8(101), { ...WIDE, stringBytesMax: 100 })).toBe(false);
    expect(isPlainPayload(str16(STRING_BYTES_MAX), limits)).toBe(true);
    expect(isPlainPayload(str16(STRING_BYTES_MAX + 1), limits)).toBe(false);
  });

  test('[M3] items are counted over all arrays, and on their heads: an array of 65535 nothing costs nothing', () => {
    expect(isPlainPayload(new Uint8Array([0xdc, 0xff, 0xff]), { ...WIDE, itemsMax: 64 })).toBe(false);
    const forty = [0xdc, 0, 40, ...Array<number>(40).fill(1)];
    expect(isPlainPayload(new Uint8Array([0x92, ...forty, ...forty]), { ...WIDE, itemsMax: 82 })).toBe(true);
    expect(isPlainPayload(new Uint8Array([0x92, ...forty, ...forty]), { ...WIDE, itemsMax: 81 })).toBe(false);
  });
});

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isPlain(item));
  return value === null || ['boolean', 'number', 'string'].includes(typeof value);
}
