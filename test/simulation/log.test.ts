// The log of a match: all inputs come out as they went in, up to its maximum.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createMatch,
  matchSettings,
  MatchLog,
  modeNamed,
  playReplay,
  replayFrom,
  replayOf,
  failedReplayOf,
  stepMatch,
  verifyReplay,
  type Input,
  type ModeRules,
} from '#simulation';
import { inputOf } from '../../simulation/log.ts';

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
      const logged = log.inputs()!;
      expect(logged.map(inputOf)).toEqual(ticks.flat());
      expect(logged.map(([tick]) => tick)).toEqual(ticks.flatMap((inputs, i) => inputs.map(() => i + 1)));
    }),
    { numRuns: 100, seed: 1980 },
  );
});

test('[ST13] past its maximum a log is incomplete, and stays so', () => {
  const log = new MatchLog(3);
  const enter = { kind: 'enter', seat: 0 } as const;
  log.add(1, [enter, enter]);
  log.add(2, [enter]);
  expect([log.isComplete, log.inputs()]).toEqual([true, expect.objectContaining({ length: 3 })]);
  log.add(3, []);
  expect(log.isComplete).toBe(true);
  log.add(3, [enter]);
  expect([log.isComplete, log.inputs()]).toEqual([false, null]);
  log.add(4, []);
  expect(log.inputs()).toBe(null);
  const match = createMatch(matchSettings({ mode: 'classic' }));
  expect([replayOf(match, log), failedReplayOf(match, log, 'no')]).toEqual([null, null]);
});

test('[ST13] a match and its log are a replay that comes out', () => {
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 2, maze: 'terrace', seed: 3 }));
  const log = new MatchLog(100);
  for (let tick = 1; tick <= 700; tick++) {
    const inputs: Input[] = tick === 1 ? [{ kind: 'enter', seat: 1 }] : [];
    if (tick % 50 === 0) inputs.push({ kind: 'wish', seat: 1, sequence: tick, direction: ((tick / 50) & 3) as 0 });
    stepMatch(match, inputs);
    log.add(tick, inputs);
  }
  const replay = replayFrom(JSON.parse(JSON.stringify(replayOf(match, log))));
  expect(verifyReplay(replay)).toBe(null);
  const other = { ...replay, inputs: replay.inputs.slice(1) };
  expect(verifyReplay(other)!.fields.map(({ name }) => name)).toContain('pacState');
});

test('[ST13] the replay of a match whose rules threw throws again in the same tick', () => {
  const broken: ModeRules = {
    ...modeNamed('coop')!,
    name: 'broken',
    step: (world) => {
      if (world.seatInput[0] === 9) throw new Error('nine');
    },
  };
  const match = createMatch(matchSettings({ mode: 'broken', seatCount: 1 }, [broken]));
  const log = new MatchLog(100);
  const play = (tick: number, sequence: number): void => {
    const inputs: Input[] = [{ kind: 'wish', seat: 0, sequence, direction: 0 }];
    log.add(tick, inputs);
    stepMatch(match, inputs);
  };
  for (let tick = 1; tick <= 8; tick++) play(tick, tick);
  expect(() => play(9, 9)).toThrow('nine');
  const replay = replayFrom(JSON.parse(JSON.stringify(failedReplayOf(match, log, 'nine'))), [broken]);
  expect([replay.ticks, replay.failure, replay.inputs.length]).toEqual([8, 'nine', 9]);
  let ticks = 0;
  expect(() => {
    for (const { world } of playReplay(replay, undefined, [broken])) ticks = world.tick;
  }).toThrow('nine');
  expect(ticks).toBe(8);
});
