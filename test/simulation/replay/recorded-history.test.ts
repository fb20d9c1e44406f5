// What a recorder hands to another process, which goes on with the match.

import { expect, test } from 'vitest';
import {
  createMatch,
  matchSettings,
  packedMatch,
  ReplayRecorder,
  replayOf,
  setPackedMatch,
  stepMatch,
  verifyReplay,
  type Input,
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

/** A match of which another recorder goes on at a tick. @param lateTick where a second match stands that is behind */
function handedOver(atTick: number, lateTick: number | null = null) {
  const match = createMatch(SETTINGS);
  const recorder = new ReplayRecorder(match);
  const late = createMatch(SETTINGS);
  play(match, recorder, atTick);
  if (lateTick !== null) play(late, new ReplayRecorder(late), lateTick);
  const history = recorder.history(lateTick === null ? null : late)!;
  const next = createMatch(SETTINGS);
  setPackedMatch(next, packedMatch(match));
  const nextRecorder = new ReplayRecorder(next, undefined, recorder.seatChanges);
  nextRecorder.goOnFrom(structuredClone(history));
  return { match, recorder, next, nextRecorder, late };
}

test('[ST16] the replay of a match that goes on elsewhere is that of the whole match', () => {
  const { match, recorder, next, nextRecorder } = handedOver(1500);
  play(match, recorder, 2500);
  play(next, nextRecorder, 2500);
  const replay = replayOf(nextRecorder.finish()!);
  expect(verifyReplay(replay)).toBeNull();
  expect(replay).toEqual(replayOf(recorder.finish()!));
});

test('[ST16] who sees a match late goes on seeing it where they were', () => {
  const { nextRecorder, late } = handedOver(1500, 1200);
  const seen = createMatch(SETTINGS);
  expect(nextRecorder.rewind(seen, 1200)).not.toBeNull();
  expect(seen.tick).toBe(1200);
  expect(packedMatch(seen)).toEqual(packedMatch(late));
  expect(nextRecorder.rewind(createMatch(SETTINGS), 1500)).not.toBeNull();
});

test('[ST16] a log of other bytes is refused', () => {
  const { next } = handedOver(100);
  const recorder = new ReplayRecorder(next);
  const history = { log: Uint8Array.from([0x80]), checkpoints: [], checkpointTicks: 600, late: null };
  expect(() => recorder.goOnFrom(history)).toThrow(RangeError);
});
