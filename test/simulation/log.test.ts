// The log of a match: all inputs come out as they went in, up to its maximum.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MatchLog, readInputs, type Input } from '#simulation';
import { piecesOf } from '../../simulation/log.ts';

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.record({
    kind: fc.constant('wish' as const),
    seat: fc.nat({ max: 3 }),
    sequence: fc.nat({ max: 0x7fff_ffff }),
    direction: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const),
  }),
  fc.record({ kind: fc.constantFrom('enter' as const, 'leave' as const), seat: fc.nat({ max: 3 }) }),
);

test('[ST13] what is logged comes out in order, with its tick', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyInput, { maxLength: 5 }), { maxLength: 60 }), (ticks) => {
      const log = new MatchLog(1000);
      for (const [i, inputs] of ticks.entries()) log.add(i + 1, inputs);
      const logged = [...piecesOf(log.bytes)].map(({ tick, inputs }) => [tick, inputsOf(inputs)]);
      expect(logged).toEqual(ticks.flatMap((inputs, i) => (inputs.length === 0 ? [] : [[i + 1, inputs]])));
    }),
    { numRuns: 100, seed: 1980 },
  );
});

test('[ST13] past its maximum a log is incomplete, and stays so', () => {
  const log = new MatchLog(3);
  const enter = { kind: 'enter', seat: 0 } as const;
  log.add(1, [enter, enter]);
  log.add(2, [enter]);
  expect([log.isComplete, [...piecesOf(log.bytes)].length]).toEqual([true, 2]);
  log.add(3, []);
  expect(log.isComplete).toBe(true);
  log.add(3, [enter]);
  log.add(4, [enter]);
  expect([log.isComplete, log.bytes.length]).toEqual([false, 0]);
});

test('[ST13] a log of ordinary play takes about four bytes an input', () => {
  const log = new MatchLog(10_000);
  for (let i = 1; i <= 9600; i++) log.add(i * 4, [{ kind: 'wish', seat: i & 3, sequence: i >> 2, direction: 0 }]);
  expect(log.bytes.length / 9600).toBeLessThan(4.1);
});

function inputsOf(numbers: readonly number[]): Input[] {
  const inputs: Input[] = [];
  readInputs(numbers, inputs);
  return inputs;
}
