// Every byte that a value can begin with: which of them are accepted, and with how many bytes behind them.
import { expect, test } from 'vitest';
import { payloadFault, type PayloadLimits } from '../../protocol/payload-check.ts';

const LIMITS = { depthMax: 4, itemsMax: 64, stringBytesMax: 256 };
const BYTES_BEHIND_MAX = 40;
const isPlainPayload = (bytes: Uint8Array, limits: PayloadLimits) => payloadFault(bytes, limits) === null;

/** Bytes behind the head of a value, by the table of the msgpack specification; null for values that no message has. */
function bytesBehind(head: number): number | null {
  if (head <= 0x7f || head >= 0xe0) return 0;
  if (head >= 0xa0 && head <= 0xbf) return head - 0xa0;
  const sizes: Record<number, number> = {
    ...{ 0xc0: 0, 0xc2: 0, 0xc3: 0 },
    ...{ 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8, 0xd0: 1, 0xd1: 2, 0xd2: 4, 0xd3: 8, 0xcb: 8 },
    // Heads of strings and arrays that give their length, which is 0 here.
    ...{ 0xd9: 1, 0xda: 2, 0xdc: 2, 0x90: 0 },
  };
  return sizes[head] ?? null;
}

const HEADS = Array.from({ length: 0x100 }, (_, head) => head).filter((head) => head <= 0x90 || head >= 0xa0);

test('[M2] in an array, a value is accepted with exactly its bytes behind it', () => {
  for (const head of HEADS) {
    const accepted: number[] = [];
    for (let behind = 0; behind <= BYTES_BEHIND_MAX; behind++) {
      if (isPlainPayload(Uint8Array.of(0x91, head, ...Array<number>(behind).fill(0)), LIMITS)) accepted.push(behind);
    }
    const expected = bytesBehind(head);
    expect([head, accepted]).toEqual([head, expected === null ? [] : [expected]]);
  }
});

test('[M1] a payload is an array and nothing else', () => {
  for (let head = 0; head < 0x100; head++) {
    const items = head >= 0x90 && head <= 0x9f ? head - 0x90 : null;
    const accepted: number[] = [];
    for (let nils = 0; nils <= BYTES_BEHIND_MAX; nils++) {
      if (isPlainPayload(Uint8Array.of(head, ...Array<number>(nils).fill(0xc0)), LIMITS)) accepted.push(nils);
    }
    expect([head, accepted]).toEqual([head, items === null ? [] : [items]]);
  }
});

test.each([LIMITS.itemsMax, 15])('[M3] an array 16 may have as many items as the limit of %i allows', (limit) => {
  const limits = { ...LIMITS, itemsMax: limit };
  const array = (items: number) => Uint8Array.of(0xdc, items >> 8, items & 255, ...Array<number>(items).fill(0xc0));
  expect([limit - 1, limit, limit + 1, 256].map((items) => isPlainPayload(array(items), limits))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isPlainPayload(array(300), { ...LIMITS, itemsMax: 300 })).toBe(true);
});

test('[M3] strings of both long forms may have as many bytes as the limit allows', () => {
  const limits = { ...LIMITS, stringBytesMax: 300 };
  const text = (bytes: number) => Array<number>(bytes).fill(0x61);
  const str16 = (bytes: number) => Uint8Array.of(0x91, 0xda, bytes >> 8, bytes & 255, ...text(bytes));
  expect([0, 255, 256, 300, 301].map((bytes) => isPlainPayload(str16(bytes), limits))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  const str8 = (bytes: number) => Uint8Array.of(0x91, 0xd9, bytes, ...text(bytes));
  expect([0, 1, 200, 201].map((bytes) => isPlainPayload(str8(bytes), { ...LIMITS, stringBytesMax: 200 }))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  // A byte too few, and a byte too many.
  for (const whole of [str16(256), str8(9)]) {
    expect(isPlainPayload(whole.subarray(0, -1), limits)).toBe(false);
    expect(isPlainPayload(Uint8Array.of(...whole, 0xc0), limits)).toBe(false);
  }
});
