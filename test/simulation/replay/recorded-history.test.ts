// What a recorder hands to another process, which goes on with the match.

import { expect, test } from 'vitest';
import {
  createMatch,
  matchSettings,
  packedMatch,
  piecesOf,
  ReplayRecorder,
  replayOf,
  setPackedMatch,
  stepMatch,
  verifyReplay,
  type Input,
  type LogReader,
  type Match,
} from '#simulation';

const SETTINGS = matchSettings({ mode: 'coop', seatCount: 2, seed: 7 });

function inputsAt(tick: number): Input[] {
  if (tick === 1) return [0, 1].map((seat) => ({ kind: 'enter', seat }) as const);
  return tick % 20 === 0
    ? [{ kind: 'wish', seat: tick % 40 === 0 ? 0 : 1, sequence: tick, direction: ((tick / 20) % 4) as 0 }]
    : [];
}

function play(match: Match, recorder: ReplayRecorder, toTick: number): void {
  while (match.tick < toTick) {
    const inputs = inputsAt(match.tick + 1);
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
}

/** A match of which another recorder goes on at a tick. */
function handedOver(atTick: number) {
  const match = createMatch(SETTINGS);
  const recorder = new ReplayRecorder(match);
  play(match, recorder, atTick);
  const history = recorder.history()!;
  const next = createMatch(SETTINGS);
  setPackedMatch(next, packedMatch(match));
  const nextRecorder = new ReplayRecorder(next, undefined, recorder.seatChanges);
  nextRecorder.goOnFrom(structuredClone(history));
  return { match, recorder, next, nextRecorder };
}

test('[ST16] the replay of a match that goes on elsewhere is that of the whole match', () => {
  const { match, recorder, next, nextRecorder } = handedOver(1500);
  play(match, recorder, 2500);
  play(next, nextRecorder, 2500);
  const replay = replayOf(nextRecorder.finish()!);
  expect(verifyReplay(replay)).toBeNull();
  expect(replay).toEqual(replayOf(recorder.finish()!));
});

/** Plays a match by a log up to a tick. */
function follow(match: Match, reader: LogReader, toTick: number): void {
  while (match.tick < toTick) {
    const inputs: Input[] = [];
    expect(reader.take(match.tick + 1, inputs)).toBe(true);
    stepMatch(match, inputs);
  }
}

/** A match at tick 1500 which somebody sees later, and the recorder of another process that has only what belongs to that. */
function seenLate(lateTick: number) {
  const match = createMatch(SETTINGS);
  const recorder = new ReplayRecorder(match);
  play(match, recorder, 1500);
  const late = createMatch(SETTINGS);
  const reader = recorder.rewind(late, lateTick)!;
  follow(late, reader, lateTick);
  const next = createMatch(SETTINGS);
  setPackedMatch(next, packedMatch(match));
  const nextRecorder = new ReplayRecorder(next, undefined, recorder.seatChanges);
  nextRecorder.goOnBehind(structuredClone(recorder.late(late, reader)!));
  play(match, recorder, 2000);
  play(next, nextRecorder, 2000);
  return { match, recorder, late, reader, nextRecorder };
}

test.each([1199, 1200, 1290])(
  '[ST16] who sees a match late, at tick %i, goes on seeing it where they were',
  (lateTick) => {
    const { match, late, reader, nextRecorder } = seenLate(lateTick);
    const seen = createMatch(SETTINGS);
    const nextReader = nextRecorder.rewind(seen, 1499)!;
    expect(seen.tick).toBe(lateTick);
    expect(packedMatch(seen)).toEqual(packedMatch(late));
    for (const each of [late, seen]) follow(each, each === late ? reader : nextReader, 2000);
    expect(packedMatch(late)).toEqual(packedMatch(match));
    expect(packedMatch(seen)).toEqual(packedMatch(match));
  },
);

test('[ST16] the log of a match that was seen late gets what came before, and then a replay can be made', () => {
  const { recorder, nextRecorder } = seenLate(1290);
  expect(nextRecorder.finish()).toBeNull();
  const { log } = recorder.history()!;
  nextRecorder.prepend([...piecesOf(log)].filter(({ tick }) => tick <= 1290));
  expect(replayOf(nextRecorder.finish()!).log).toEqual(replayOf(recorder.finish()!).log);
});

test('[ST16] a match with too many inputs has nothing for those who see it late', () => {
  const match = createMatch(SETTINGS);
  const recorder = new ReplayRecorder(match, 3);
  const late = createMatch(SETTINGS);
  const reader = recorder.rewind(late, 0)!;
  play(match, recorder, 100);
  expect(recorder.late(late, reader)).toBeNull();
});

test('[ST16] a log of other bytes is refused', () => {
  const { next } = handedOver(100);
  const recorder = new ReplayRecorder(next);
  const history = { log: Uint8Array.from([0x80]), checkpoints: [], checkpointTicks: 600 };
  expect(() => recorder.goOnFrom(history)).toThrow(RangeError);
  const checkpoint = { tick: 10, hash: 0, packed: packedMatch(next) };
  expect(() => recorder.goOnBehind({ checkpoint, log: history.log })).toThrow(RangeError);
});
