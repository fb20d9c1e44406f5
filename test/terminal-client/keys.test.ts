// Bytes of a terminal as keys.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyReader, type Key } from '../../terminal-client/terminal/keys.ts';

/** @param chunks as they arrive */
function keysOf(...chunks: readonly string[]): Key[] {
  const reader = new KeyReader();
  return chunks.flatMap((chunk) => reader.push(Buffer.from(chunk, 'latin1'), 0));
}

describe('[TC1] keys', () => {
  test.each([
    ['arrows', '\x1b[A\x1b[B\x1b[C\x1b[D', ['up', 'down', 'right', 'left']],
    ['arrows of the application mode', '\x1bOA\x1bOB\x1bOC\x1bOD', ['up', 'down', 'right', 'left']],
    ['arrows with Shift and Ctrl', '\x1b[1;2A\x1b[1;5D', ['up', 'left']],
    ['WASD', 'wasd', ['up', 'left', 'down', 'right']],
    ['capitals', 'WASDHJKL', ['up', 'left', 'down', 'right', 'left', 'down', 'up', 'right']],
    ['the keys of vi', 'hjkl', ['left', 'down', 'up', 'right']],
    ['what leaves', 'q\x03\x04', ['quit', 'quit', 'quit']],
    ['Enter and space', '\r\n ', ['enter', 'enter', 'enter']],
    ['others', 'gpt\tnb\x1b[Z', ['go', 'pause', 'sit', 'next', 'next', 'previous', 'previous']],
    ['a report of the terminal', '\x1b[0n', ['report']],
    ['a fault that the terminal reports', '\x1b[3n', []],
    ['function keys', '\x1b[11~\x1b[15;2~\x1bOP', []],
    ['a mouse', '\x1b[<0;10;20M', []],
    ['a pasted text with marks', '\x1b[200~\x1b[201~', []],
    ['Alt and a letter', '\x1bq\x1bw', []],
    ['Escape alone, and then a letter of its own', '\x1b\x1b[A', ['up']],
    ['letters in UTF-8', '\xc3\xa4\xe2\x82\xac', []],
    ['Ctrl-C in a sequence', '\x1b[1;\x03', ['quit']],
  ])('%s', (_, bytes, keys) => expect(keysOf(bytes)).toEqual(keys));

  test('a sequence may be split anywhere', () => {
    const bytes = '\x1b[A\x1bOBq\x1b[1;2C\x1b[0n\x1b[200~d';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
        expect(keysOf(...chunks)).toEqual(keysOf(bytes));
      }),
    );
  });

  test('a sequence without an end is dropped with its end, whatever it says', () => {
    expect(keysOf(`\x1b[${'1;'.repeat(100_000)}A`, 'w')).toEqual(['up']);
  });

  test('a pasted text is not played key by key', () => {
    const chunk = 'w'.repeat(1000);
    expect(keysOf(chunk, chunk, chunk).length).toBe(64);
    expect(keysOf(chunk, 'q', '\x1b[0n')).toEqual([...keysOf(chunk), 'quit', 'report']);
    const reader = new KeyReader();
    const counts = [0, 999, 1000].map((nowMs) => reader.push(Buffer.from(chunk), nowMs).length);
    expect(counts).toEqual([64, 0, 64]);
  });
});
