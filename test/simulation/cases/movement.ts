// Worked examples: step patterns, Pac-Man's way through the maze, cornering, the tunnel.

import { expect } from 'vitest';
import { levelTable, tileOfPixel, type World } from '#simulation';
import { eatDot } from '../../../simulation/actors/eating.ts';
import { Events } from '../../../simulation/events.ts';
import { decide } from '../../../simulation/actors/ghost-decision.ts';
import { stepGhost } from '../../../simulation/actors/ghost.ts';
import { stepPac } from '../../../simulation/actors/pac.ts';
import { ghostSteps } from '../../../simulation/actors/speed.ts';
import {
  asPoint,
  DIRECTION,
  freshLife,
  lockGhostsAway,
  pacPixel,
  putGhost,
  putPac,
  steps,
  tileOf,
  type DirectionName,
  type Point,
} from '../play.ts';
import { bareWorld, frameOf, only, rowsOf, twoRows } from './given.ts';

export const movementChecks: Record<string, () => void> = {
  'speed-blinky-start'() {
    const [{ level }, { x }] = only<{ level: number }, { x: number[] }>('speed-blinky-start');
    const play = freshLife(level);
    const seen = x.map(() => {
      play.step();
      return play.world.ghostX[0];
    });
    expect(seen).toEqual(x);
  },

  'speed-patterns'() {
    const [{ percent }, { px }] = only<{ percent: number[] }, { px: number[][] }>('speed-patterns');
    for (const [i, each] of percent.entries()) {
      const world = bareWorld();
      const moved = px[i]!.map(() => Number(ghostSteps(world, 0, 0, each)) + Number(ghostSteps(world, 0, 0, each)));
      expect(moved).toEqual(px[i]);
    }
  },

  'pacman-no-input'() {
    interface Expected {
      x: number[];
      dots_eaten_after_frames: Record<string, number>;
      pixel: Point;
      reached_in_frame: number[];
      dots_eaten: number;
      score: number;
    }
    interface Given {
      level: number;
      levels: number[];
    }
    const [[start, startExpected], [stop, stopExpected]] = twoRows<Given, Expected>('pacman-no-input');
    const play = freshLife(start.level);
    for (const x of startExpected.x) {
      play.step();
      expect(play.world.pacX[0]).toBe(x);
      const dots = startExpected.dots_eaten_after_frames[play.frame];
      if (dots !== undefined) expect(244 - play.world.dotsLeft).toBe(dots);
    }
    for (const [i, level] of stop.levels.entries()) {
      const other = freshLife(level);
      expect(frameOf(other, () => other.world.pacX[0] === stopExpected.pixel[0])).toBe(
        stopExpected.reached_in_frame[i],
      );
      steps(other, 60);
      expect(pacPixel(other.world)).toEqual(stopExpected.pixel);
      expect([244 - other.world.dotsLeft, other.world.score]).toEqual([stopExpected.dots_eaten, stopExpected.score]);
    }
  },

  'pacman-route'() {
    const [{ levels }, expected] = only<
      { levels: number[] },
      { energizer_eaten_in_frame: number[]; dots_eaten_then: number; score_then: number }
    >('pacman-route');
    for (const [i, level] of levels.entries()) {
      const play = freshLife(level);
      const { world } = play;
      while (world.frightLeft === 0 && world.score < expected.score_then) {
        lockGhostsAway(world);
        play.wish(routeWish(world));
      }
      expect(play.frame).toBe(expected.energizer_eaten_in_frame[i]);
      expect([244 - world.dotsLeft, world.score]).toEqual([expected.dots_eaten_then, expected.score_then]);
    }
  },

  'ghost-tunnel'() {
    const [{ levels, x: places }, { ticks }] = only<{ levels: number[]; x: number[] }, { ticks: number[][] }>(
      'ghost-tunnel',
    );
    for (const [i, level] of levels.entries()) {
      const world = bareWorld(level);
      putGhost(world, 0, [43, 140], 'left');
      const { tunnelSpeed, ghostSpeed } = levelTable(level);
      const arrived: number[] = [];
      for (let halfTick = 1; arrived.length < places.length; halfTick++) {
        const slow = world.maze.slow[tileOfPixel(world.ghostX[0]!, world.ghostY[0]!)] === 1;
        if (!ghostSteps(world, 0, slow ? 2 : 0, slow ? tunnelSpeed : ghostSpeed)) continue;
        stepGhost(world, 0);
        decide(world);
        world.ghostChosen[0] = DIRECTION.left;
        if (world.ghostX[0] === places[arrived.length]) arrived.push(halfTick);
      }
      expect(arrived).toEqual(ticks[i]);
    }
  },

  cornering: () => walks('cornering'),
  walls: () => walks('walls'),

  pause() {
    const [, expected] = only<unknown, { skipped_ticks: number[] }>('pause');
    const world = bareWorld(1);
    eatDot(world, 0, tileOf([12, 26]), new Events());
    const afterDot = world.pacPause[0];
    eatDot(world, 0, tileOf([1, 6]), new Events());
    expect([afterDot, world.pacPause[0]]).toEqual(expected.skipped_ticks);
  },
};

/** Right to (21,26), up to (21,23), right to (26,23), down: the wish is what the tile Pac-Man is in asks for. */
function routeWish(world: World): number {
  const [column, row] = asPoint(tileOfPixel(...(pacPixel(world) as [number, number])));
  if (row === 26 && column < 21) return DIRECTION.right;
  if (column === 21 && row > 23) return DIRECTION.up;
  return column < 26 ? DIRECTION.right : DIRECTION.down;
}

/** Pixels of Pac-Man step by step. */
function walks(id: string): void {
  interface Walk {
    pixel: Point;
    travel: DirectionName;
    wish?: DirectionName;
  }
  const rows = rowsOf<Walk | { rows: Walk[] }, { pixels: Point[] | Point[][] }>(id);
  for (const [given, { pixels }] of rows) {
    const group = 'rows' in given ? given.rows : [given];
    const expected = ('rows' in given ? pixels : [pixels]) as Point[][];
    for (const [i, walk] of group.entries()) {
      const world = bareWorld();
      putPac(world, walk.pixel, walk.travel);
      world.pacWish[0] = DIRECTION[walk.wish ?? 'none'];
      const walked = expected[i]!.map(() => {
        stepPac(world, 0);
        return pacPixel(world);
      });
      expect(walked).toEqual(expected[i]);
    }
  }
}
