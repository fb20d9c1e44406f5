import { expect, test } from 'vitest';
import { MatchFigures } from '../../web-client/netcode/match-figures.ts';
import type { PendingInput } from '../../web-client/netcode/prediction.ts';

function input(sequence: number, tick: number): PendingInput {
  return { sequence, tick, direction: 0, sentMs: 0, seenTick: 0 };
}

test('[W20] an input is late when a snapshot of its tick does not have it yet', () => {
  const figures = new MatchFigures();
  for (const [sequence, tick] of [
    [1, 10],
    [2, 12],
    [3, 20],
    [4, 30],
  ] as const) {
    figures.steered(input(sequence, tick), 0);
  }
  figures.appliedBy(9, 0);
  expect([figures.inputs, figures.lateInputs]).toEqual([0, 0]);
  // The first is there in time; the second should be.
  figures.appliedBy(12, 1);
  expect([figures.inputs, figures.lateInputs]).toEqual([1, 0]);
  figures.appliedBy(14, 2);
  expect([figures.inputs, figures.lateInputs]).toEqual([2, 1]);
  // Both others at once, the third just in time.
  figures.appliedBy(19, 2);
  figures.appliedBy(30, 4);
  expect([figures.inputs, figures.lateInputs]).toEqual([4, 1]);
  figures.appliedBy(40, 4);
  expect(figures.inputs).toBe(4);
});

test('[W26] a piece of the log says exactly which input was late', () => {
  const figures = new MatchFigures();
  for (const [sequence, tick] of [
    [1, 10],
    [2, 12],
    [3, 12],
    [4, 30],
  ] as const) {
    figures.steered(input(sequence, tick), 0);
  }
  figures.appliedIn(10, 1);
  // An AI that steers for the player repeats the newest sequence.
  figures.appliedIn(11, 1);
  expect([figures.inputs, figures.lateInputs]).toEqual([1, 0]);
  figures.appliedIn(13, 2);
  figures.appliedIn(13, 3);
  expect([figures.inputs, figures.lateInputs]).toEqual([3, 2]);
  // A keyframe in between names the newest input only.
  figures.appliedBy(29, 3);
  figures.appliedIn(30, 4);
  expect([figures.inputs, figures.lateInputs]).toEqual([4, 2]);
});

test('[W20] the newest 64 inputs are watched', () => {
  const figures = new MatchFigures();
  for (let sequence = 1; sequence <= 65; sequence++) figures.steered(input(sequence, sequence === 1 ? 5 : 100), 0);
  figures.appliedBy(10, 0);
  figures.appliedBy(20, 65);
  expect([figures.inputs, figures.lateInputs]).toEqual([64, 0]);
});

test('[W20] corrections are counted by their size', () => {
  const figures = new MatchFigures();
  const counts = [0, 0.5, 2, 2.5, 8, 9].map((pixels) => {
    figures.corrected(pixels);
    return [figures.corrections, figures.smallCorrections, figures.largeCorrections];
  });
  expect(counts).toEqual([
    [0, 0, 0],
    [1, 0, 0],
    [2, 0, 0],
    [3, 1, 0],
    [4, 2, 0],
    [5, 3, 1],
  ]);
});

test('[W2] from a key to its picture: the slowest one, from the first key that is not drawn yet', () => {
  const figures = new MatchFigures();
  figures.drawn(5, 0);
  figures.steered(input(1, 8), 1000);
  figures.steered(input(2, 9), 1010);
  figures.drawn(7, 1020);
  expect(figures.keyToPixelFramesMax).toBe(0);
  figures.drawn(8, 1040);
  expect([figures.keyToPixelMsMax, figures.keyToPixelFramesMax]).toEqual([40, 2]);
  figures.drawn(9, 1060);
  expect(figures.keyToPixelFramesMax).toBe(2);
  // A quicker one changes nothing, a slower one does.
  figures.steered(input(3, 10), 1070);
  figures.drawn(12, 1080);
  expect([figures.keyToPixelMsMax, figures.keyToPixelFramesMax]).toEqual([40, 2]);
  figures.steered(input(4, 13), 2000);
  for (const ms of [2020, 2040, 2060]) figures.drawn(ms === 2060 ? 13 : 12, ms);
  expect([figures.keyToPixelMsMax, figures.keyToPixelFramesMax]).toEqual([60, 3]);
});
