import { expect, test } from 'vitest';
import { DOWN, LEFT, RIGHT, UP } from '#simulation';
import { nextBox, type Box } from '../../../web-client/input/focus-move.ts';

const box = (left: number, top: number, width = 100, height = 40): Box => ({
  ...{ left, top },
  right: left + width,
  bottom: top + height,
});

// A wide button above a row of three, and a card beside them.
const WIDE = box(0, 0, 320);
const ROW = [box(0, 50), box(110, 50), box(220, 50)];
const CARD = box(400, 0, 100, 200);
const ALL = [WIDE, ...ROW, CARD];

test('[W132] the focus goes to what lies in the direction, the nearest first', () => {
  expect(nextBox(ROW[0]!, ALL, RIGHT)).toBe(2);
  expect(nextBox(ROW[1]!, ALL, RIGHT)).toBe(3);
  expect(nextBox(ROW[2]!, ALL, RIGHT)).toBe(4);
  expect(nextBox(ROW[2]!, ALL, LEFT)).toBe(2);
  for (const each of ROW) expect(nextBox(each, ALL, UP)).toBe(0);
  // Below its middle.
  expect(nextBox(WIDE, ALL, DOWN)).toBe(2);
  expect(nextBox(CARD, ALL, LEFT)).toBe(3);
});

test('[W132] it stays where nothing lies in the direction', () => {
  expect(nextBox(WIDE, ALL, UP)).toBe(-1);
  expect(nextBox(ROW[0]!, ALL, LEFT)).toBe(-1);
  expect(nextBox(ROW[0]!, ALL, DOWN)).toBe(-1);
  expect(nextBox(WIDE, [WIDE], DOWN)).toBe(-1);
});

test('[W132] what is far aside is not ahead of what is near and in line', () => {
  const from = box(0, 0);
  expect(nextBox(from, [box(300, 60), box(0, 200)], DOWN)).toBe(1);
  expect(nextBox(from, [box(300, 60)], DOWN)).toBe(0);
});

test('[W132] boxes that touch are beside each other', () => {
  expect(nextBox(box(0, 0), [box(98, 0)], RIGHT)).toBe(0);
  expect(nextBox(box(0, 0), [box(90, 0)], RIGHT)).toBe(-1);
});

test('[W132] every box of a grid can be reached from every other', () => {
  const grid = [0, 1, 2, 3].flatMap((row) => [0, 1, 2].map((column) => box(column * 120, row * 50)));
  const reached = new Set([0]);
  const next = [0];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const way of [RIGHT, DOWN, LEFT, UP] as const) {
      const to = nextBox(grid[at]!, grid, way);
      if (to < 0 || reached.has(to)) continue;
      reached.add(to);
      next.push(to);
    }
  }
  expect(reached.size).toBe(grid.length);
});
