import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import { directionOf } from '../../../web-client/input/direction-of.ts';
import { PadState, STICK, type PadSnapshot } from '../../../web-client/input/pad-state.ts';

const HAT_AT_REST = 1.28;

function pad(axes: readonly number[], held: readonly number[] = [], mapping = 'standard'): PadSnapshot {
  return { mapping, axes, buttons: Array.from({ length: 17 }, (_, i) => ({ pressed: held.includes(i) })) };
}

function read(...snapshots: PadSnapshot[]): Direction[] {
  const state = new PadState();
  for (const each of snapshots) state.read(each);
  return [...state.directions];
}

test('[W132] a stick that rests a little aside points nowhere; the direction of one that is pushed is the longer way', () => {
  expect(read(pad([0.2, -0.2]))).toEqual([]);
  expect(read(pad([0.6, 0.2]))).toEqual([RIGHT]);
  expect(read(pad([-0.6, 0.2]))).toEqual([LEFT]);
  expect(read(pad([0.1, 0.9]))).toEqual([DOWN]);
  expect(read(pad([0.1, -0.9]))).toEqual([UP]);
});

test('[W132] a direction ends farther in than it began', () => {
  expect(read(pad([0.45, 0]))).toEqual([]);
  expect(read(pad([0.6, 0]), pad([0.45, 0]))).toEqual([RIGHT]);
  expect(read(pad([0.6, 0]), pad([0.3, 0]))).toEqual([]);
  expect(read(pad([0.6, 0]), pad([0.3, 0]), pad([0.45, 0]))).toEqual([]);
});

test('[W132] a stick on the diagonal keeps its direction until another one is clearly meant', () => {
  expect(read(pad([0.7, 0.7]))).toEqual([RIGHT]);
  expect(read(pad([0, 0.7]), pad([0.7, 0.7]))).toEqual([DOWN]);
  expect(read(pad([0.7, 0]), pad([0.7, 0.8]))).toEqual([RIGHT]);
  expect(read(pad([0.7, 0]), pad([0.6, 0.8]))).toEqual([DOWN]);
  expect(read(pad([0.7, 0]), pad([-0.7, 0]))).toEqual([LEFT]);
});

test('[W132] the direction is one of a stick that turns around, and never trembles back', () => {
  let held: Direction | null = null;
  const seen: (Direction | null)[] = [];
  for (let degrees = 0; degrees <= 360; degrees += 5) {
    const angle = (degrees * Math.PI) / 180;
    held = directionOf(Math.cos(angle), Math.sin(angle), held, STICK);
    if (seen.at(-1) !== held) seen.push(held);
  }
  expect(seen).toEqual([RIGHT, DOWN, LEFT, UP, RIGHT]);
});

test('[W132] broken axes point nowhere', () => {
  expect(read(pad([Number.NaN, Infinity]))).toEqual([]);
  expect(read(pad([]))).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.double()), fc.string(), (axes, mapping) => {
      const found = read({ mapping, axes, buttons: [] });
      return found.every((direction) => direction >= 0 && direction <= 3);
    }),
  );
});

test('[W132] the d-pad counts before the stick, and may hold two directions', () => {
  expect(read(pad([0, 0], [12]))).toEqual([UP]);
  expect(read(pad([0.9, 0], [14]))).toEqual([LEFT]);
  expect(read(pad([0, 0], [13, 15]))).toEqual([DOWN, RIGHT]);
});

test('[W132] a gamepad without the standard mapping is read by its axes', () => {
  const rest = [0, 0, -1, 0, 0, -1];
  // Its buttons 12 to 15 may be anything.
  expect(read(pad([...rest, 0, 0], [12, 13], ''))).toEqual([]);
  expect(read(pad([0.8, 0, ...rest.slice(2)], [], ''))).toEqual([RIGHT]);
  expect(read(pad([...rest, -1, 0], [], ''))).toEqual([LEFT]);
  expect(read(pad([...rest, 0, 1], [], ''))).toEqual([DOWN]);
  // Seven axes: the last one is a trigger.
  expect(read(pad([...rest, -1], [], ''))).toEqual([]);
});

test.each<[number, Direction[]]>([
  [-1, [UP]],
  [-0.714, [UP, RIGHT]],
  [-0.428, [RIGHT]],
  [0.143, [DOWN]],
  [0.714, [LEFT]],
  [1, [LEFT, UP]],
  [0, []],
  [HAT_AT_REST, []],
])('[W132] a d-pad of one axis at %f', (value, directions) => {
  expect(read(pad([0, 0, 0, 0, 0, 0, 0, 0, 0, value], [], ''))).toEqual(directions);
});

test('[W132] buttons by the standard mapping, on others as well', () => {
  for (const mapping of ['standard', '']) {
    const state = new PadState();
    state.read(pad([], [0, 9], mapping));
    expect([...state.buttons]).toEqual(['go', 'start']);
    state.read(pad([], [1], mapping));
    expect([...state.buttons]).toEqual(['back']);
  }
});
