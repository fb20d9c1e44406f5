import { expect, test } from 'vitest';
import { cloneWorld, createWorld, matchSettings, type World } from '#simulation';
import { controlGhost, controlPac } from '../../simulation/step.ts';
import { actorX, actorY, Blend } from '../../web-client/netcode/blend.ts';

const SEATS = 2;
const GHOST = 3;

/** Where a seat and a ghost are drawn, as offsets to where they are, after a correction that moves both. */
function corrected(dx: number, dy: number, actor = 0): { blend: Blend; world: World; moved: number } {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: SEATS, seed: 1 }));
  world.pacX.fill(111);
  world.pacY.fill(212);
  const blend = new Blend(SEATS);
  const now = cloneWorld(world);
  now.pacX[0]! += dx;
  now.pacY[0]! += dy;
  now.ghostX[GHOST]! += dx;
  now.ghostY[GHOST]! += dy;
  blend.before(world);
  return { blend, world: now, moved: blend.after(now, actor) };
}

function offsets({ blend }: { blend: Blend }): [number, number][] {
  return [0, 1, blend.ofGhost(GHOST)].map((actor) => [blend.x[actor]!, blend.y[actor]!]);
}

test('[W2] after a correction an actor is drawn where it was, and is at its place within 100 ms', () => {
  const { blend, world } = corrected(5, -3);
  expect(offsets({ blend })).toEqual([
    [-5, 3],
    [0, 0],
    [-5, 3],
  ]);
  expect(actorX(world, blend.ofGhost(GHOST))).toBe(world.ghostX[GHOST]);
  expect([actorX(world, 1), actorY(world, 1)]).toEqual([world.pacX[1], world.pacY[1]]);
  blend.fade(0);
  expect(blend.x[0]).toBe(-5);
  blend.fade(30);
  expect(blend.x[0]).toBeCloseTo(-5 / Math.E);
  expect(blend.y[0]).toBeCloseTo(3 / Math.E);
  blend.fade(70);
  expect(Math.abs(blend.x[0]!) + Math.abs(blend.y[0]!)).toBeLessThan(0.4);
});

test.each([
  [24, 0, true],
  [25, 0, false],
  [0, 24, true],
  [0, 25, false],
  [0, -80, false],
  [-200, 0, false],
  [12, -12, true],
  [13, -12, false],
])('[W2] a correction by (%i, %i) slides: %s. A longer one is a teleport, and is drawn at once', (dx, dy, slides) => {
  const offset = slides ? [0 - dx, 0 - dy] : [0, 0];
  expect(offsets(corrected(dx, dy))).toEqual([offset, [0, 0], offset]);
});

test('[W2] corrections add up while an actor slides', () => {
  const { blend, world } = corrected(5, 0);
  blend.before(world);
  world.pacX[0]! += 4;
  blend.after(world, 0);
  expect(blend.x[0]).toBe(-9);
  blend.before(world);
  world.pacX[0]! += 16;
  blend.after(world, 0);
  expect(blend.x[0]).toBe(0);
});

test('[W20] a correction counts by how far it moved the actor, also where it is not blended', () => {
  expect(corrected(3, -4).moved).toBe(7);
  expect(corrected(0, 90).moved).toBe(90);
  expect(corrected(3, -4, 1).moved).toBe(0);
  expect(corrected(3, -4, -1).moved).toBe(0);
});

test('[W2] the actor of a seat is what it controls, wherever there are more seats than Pac-Men', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  const blend = new Blend(world.pacCount);
  expect([-1, 0, 1, 2, 3].map((seat) => blend.ofSeat(world, seat))).toEqual([-1, 0, 1, 2, -1]);
  controlGhost(world, 1, GHOST);
  controlPac(world, 0, 1);
  expect([0, 1, 2].map((seat) => blend.ofSeat(world, seat))).toEqual([1, blend.ofGhost(GHOST), 2]);
  world.ghostX[GHOST] = 100;
  expect(actorX(world, blend.ofSeat(world, 1))).toBe(100);
});
