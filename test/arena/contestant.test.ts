import { expect, test } from 'vitest';
import { contestantsOf, wordsOf } from '../../arena/contestant.ts';

test('[AR2] a contestant is the built-in AI or a command, and has a name of its own', () => {
  expect(
    contestantsOf(['ai:hard', 'node bots/a.js', 'python3 -u b.py --depth 3', './c', 'cargo run', 'node a.js']),
  ).toEqual([
    { name: 'ai:hard', command: null, skill: 'hard' },
    { name: 'a.js', command: 'node bots/a.js', skill: null },
    { name: 'b.py --depth 3', command: 'python3 -u b.py --depth 3', skill: null },
    { name: 'c', command: './c', skill: null },
    { name: 'cargo run', command: 'cargo run', skill: null },
    { name: 'a.js #2', command: 'node a.js', skill: null },
  ]);
  const [{ name } = { name: '' }] = contestantsOf([`node a.js ${'long '.repeat(20)}`]);
  expect([...name]).toHaveLength(32);
});

test.each(['ai:', 'ai:best', 'ai:Hard', '', '  ', "node 'a.js", 'node "a'])('[AR2] %j is no contestant', (text) => {
  expect(() => contestantsOf(['ai:easy', text])).toThrow(RangeError);
});

test.each([
  ['node a.js', ['node', 'a.js']],
  ['  "/my bots/a"   x\ty ', ['/my bots/a', 'x', 'y']],
  [String.raw`a\ b 'c\d' "e\"f" ''`, ['a b', String.raw`c\d`, 'e"f', '']],
  [`a'b'"c"d`, ['abcd']],
  ['$HOME `x` *', ['$HOME', '`x`', '*']],
])('[AR2] the words of %j', (line, words) => {
  expect(wordsOf(line)).toEqual(words);
});
