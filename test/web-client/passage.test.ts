// The picture on the way through the gates of `mega`, compared with the match of the rules.

import { describe, expect, test } from 'vitest';
import { DOWN, LEFT, RIGHT, stepMatch, UP, worldOf, type Direction } from '#simulation';
import { Blend } from '../../web-client/netcode/blend.ts';
import { mazeKey } from '../../web-client/netcode/maze-key.ts';
import { MAZE_STRIDE, offsetAt, strideOf } from '../../web-client/netcode/passage.ts';
import { megaMatch, playTo, put } from '../support/mega-match.ts';

/** Ticks of play at which the gates of a way are open, and a place in front of its gate. */
const GATES: readonly [name: string, way: Direction, openTicks: number, x: number, y: number][] = [
  ['East', RIGHT, 700, 200, 140],
  ['West', LEFT, 700, 20, 140],
  ['North', UP, 1300, 99, 44],
  ['South', DOWN, 1300, 99, 252],
];
const TICKS = 90;

describe.each(GATES)('[W40] through the gate in the %s', (_name, way, openTicks, x, y) => {
  test('the picture follows without a jump, and is at rest in both mazes', () => {
    const match = megaMatch(9);
    playTo(match, openTicks);
    put(match, 0, x, y, way);
    const from = mazeKey(worldOf(match, 0));
    const seen: { readonly x: number; readonly y: number }[] = [];
    let origin = { x: 0, y: 0 };
    let offset = { x: 0, y: 0 };
    let key = from;
    for (let tick = 0; tick < TICKS; tick++) {
      stepMatch(match, []);
      const world = worldOf(match, 0);
      if (mazeKey(world) !== key) {
        const stride = strideOf(offset);
        origin = { x: origin.x + stride.x, y: origin.y + stride.y };
        key = mazeKey(world);
      }
      offset = offsetAt(world, world.pacX[0]!, world.pacY[0]!);
      seen.push({ x: origin.x + offset.x, y: origin.y + offset.y });
    }
    expect(key).not.toBe(from);
    const steps = seen.slice(1).map((at, i) => Math.abs(at.x - seen[i]!.x) + Math.abs(at.y - seen[i]!.y));
    // A pixel of the way is at most an eighth of half a stride.
    expect(Math.max(...steps)).toBeLessThanOrEqual(MAZE_STRIDE.y / 8);
    expect(seen[0]).toEqual({ x: 0, y: 0 });
    expect(offset).toEqual({ x: 0, y: 0 });
  });

  test('an own Pac-Man that was drawn further slides on, and nobody else does', () => {
    const match = megaMatch(9);
    playTo(match, openTicks);
    put(match, 0, x, y, way);
    let world = worldOf(match, 0);
    const before = world;
    const blend = new Blend(world.pacCount);
    for (let tick = 0; tick < TICKS && world === before; tick++) {
      blend.before(world);
      stepMatch(match, []);
      world = worldOf(match, 0);
    }
    expect(world).not.toBe(before);
    blend.afterPassage(world, 0);
    // It was on the last pixels of the other maze.
    expect(Math.abs(blend.x[0]!) + Math.abs(blend.y[0]!)).toBeLessThanOrEqual(3);
    expect([...blend.x.subarray(1), ...blend.y.subarray(1)].every((each) => each === 0)).toBe(true);
  });
});

test('[W40] where the tunnel leads back into the own maze, the picture stands still', () => {
  const match = megaMatch(9);
  playTo(match, 300);
  const world = worldOf(match, 0);
  for (let x = -16; x < 240; x++) expect(offsetAt(world, x, 140)).toEqual({ x: 0, y: 0 });
});
