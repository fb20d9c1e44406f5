import { expect, test } from 'vitest';
import { isUtf8 } from '../../protocol/utf8.ts';

/** The bytes at which Unicode's table of well-formed sequences changes its mind, and their neighbours. */
const BORDERS = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
const LATER_BORDERS = [0x7f, 0x80, 0xbf, 0xc0];

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodes(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test('[M2] after each first byte, what counts as UTF-8 is what a strict decoder takes', () => {
  const differing: number[][] = [];
  for (let head = 0; head < 0x100; head++) {
    for (const second of BORDERS) {
      for (const third of LATER_BORDERS) {
        for (const fourth of LATER_BORDERS) {
          const bytes = Uint8Array.of(head, second, third, fourth);
          if (isUtf8(bytes, 0, 4) !== decodes(bytes)) differing.push([...bytes]);
        }
      }
    }
  }
  expect(differing).toEqual([]);
});

test.each(['\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'])(
  '[M2] a character cut short is not UTF-8, between others neither: %j',
  (character) => {
    const encoded = new TextEncoder().encode(`a${character}b`);
    const end = encoded.length - 1;
    expect(isUtf8(encoded, 0, encoded.length)).toBe(true);
    for (let cut = 2; cut < end; cut++) {
      expect(isUtf8(encoded, 0, cut)).toBe(false);
      expect(isUtf8(encoded, cut, encoded.length)).toBe(false);
      expect(isUtf8(Uint8Array.of(...encoded.subarray(0, cut), 0x62), 0, cut + 1)).toBe(false);
    }
    // Only the bytes of the range count.
    expect(isUtf8(Uint8Array.of(0xff, ...encoded, 0xff), 1, 1 + encoded.length)).toBe(true);
    expect(isUtf8(Uint8Array.of(...encoded, 0xff), 0, encoded.length + 1)).toBe(false);
  },
);
