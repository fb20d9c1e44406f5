// Worked examples: who leaves the house when, and when Blinky becomes faster.

import { expect } from 'vitest';
import { GHOST } from '#simulation';
import { ghostTarget } from '../../../simulation/actors/ghost-target.ts';
import { countDotForHouse, releaseByDots, updateElroy } from '../../../simulation/actors/house.ts';
import { freshLife, GHOST_INDEX, lockGhostsAway } from '../play.ts';
import { bareWorld, frameOf, NAMES, only, rowsOf } from './given.ts';

export const houseChecks: Record<string, () => void> = {
  'house-level-1-idle'() {
    const [, expected] = only<unknown, Record<string, { released_in_frame: number; outside_after_frames: number }>>(
      'house-level-1-idle',
    );
    const play = freshLife(1);
    for (const name of ['pinky', 'inky', 'clyde'] as const) {
      const ghost = GHOST_INDEX[name];
      const released = frameOf(play, () => play.world.ghostState[ghost] !== GHOST.waiting);
      const outside = frameOf(play, () => play.world.ghostState[ghost] === GHOST.leaving);
      expect({ released_in_frame: released, outside_after_frames: outside }).toEqual(expected[name]);
    }
  },

  'house-level-5'() {
    const [, expected] = only<
      unknown,
      { released_in_frame: Record<string, number>; outside_after_frames: Record<string, number> }
    >('house-level-5');
    for (const name of ['pinky', 'inky', 'clyde'] as const) {
      const play = freshLife(5);
      const ghost = GHOST_INDEX[name];
      expect(frameOf(play, () => play.world.ghostState[ghost] !== GHOST.waiting)).toBe(
        expected.released_in_frame[name],
      );
      const outside = frameOf(play, () => play.world.ghostState[ghost] === GHOST.leaving);
      expect(outside).toBe(expected.outside_after_frames[name]);
    }
  },

  'house-dots'() {
    for (const [given, expected] of rowsOf<{ level: number }, Record<string, number>>('house-dots')) {
      const world = bareWorld(given.level);
      const releasedAt: Record<string, number> = {};
      for (let dots = 0; dots <= 100; dots++) {
        if (dots > 0) countDotForHouse(world);
        releaseByDots(world);
        for (const name of NAMES.slice(1)) {
          if (world.ghostState[GHOST_INDEX[name]] !== GHOST.waiting) releasedAt[name] ??= dots;
        }
      }
      expect(releasedAt.inky).toBe(expected.inky_released_when_dots_eaten);
      expect(releasedAt.clyde).toBe(expected.clyde_released_when_dots_eaten);
    }
  },

  'house-global'() {
    const [, expected] = only<unknown, Record<string, number>>('house-global');
    const world = bareWorld(1);
    world.ghostDots.set([0, 0, 30, 10]);
    world.globalDots = 0;
    const at: Record<string, number> = {};
    for (let dot = 1; dot <= 100; dot++) {
      countDotForHouse(world);
      releaseByDots(world);
      releaseByDots(world);
      if (world.globalDots < 0) at.off ??= dot;
      for (const name of NAMES.slice(1)) {
        if (world.ghostState[GHOST_INDEX[name]] !== GHOST.waiting) at[name] ??= dot;
      }
    }
    expect(at.pinky).toBe(expected.pinky_released_at_dot_of_new_life);
    expect(at.inky).toBe(expected.inky_released_at_dot_of_new_life);
    expect(at.off).toBe(expected.global_counter_off_at_dot_of_new_life);
    expect(at.clyde).toBe(expected.clyde_released_at_dot_of_new_life);
  },

  'house-global-missed'() {
    const play = freshLife(1);
    const { world } = play;
    world.globalDots = 40;
    world.ghostState.set([GHOST.outside, GHOST.waiting, GHOST.outside, GHOST.outside]);
    for (let dot = 0; dot < 100; dot++) {
      countDotForHouse(world);
      releaseByDots(world);
    }
    expect(world.ghostState[1]).toBe(GHOST.waiting);
    lockGhostsAway(world);
    expect(frameOf(play, () => world.ghostState[1] !== GHOST.waiting)).toBeGreaterThanOrEqual(240);
  },

  'elroy-thresholds'() {
    const [{ levels }, expected] = only<{ levels: number[] }, { elroy1_at: number[]; elroy2_at: number[] }>(
      'elroy-thresholds',
    );
    for (const [i, level] of levels.entries()) {
      const world = bareWorld(level);
      world.ghostState[3] = GHOST.outside;
      const at = [0, 0, 0];
      for (world.dotsLeft = 244; world.dotsLeft > 0; world.dotsLeft--) {
        const was = world.elroy;
        updateElroy(world);
        if (world.elroy !== was) at[world.elroy] = world.dotsLeft;
      }
      expect(at.slice(1)).toEqual([expected.elroy1_at[i], expected.elroy2_at[i]]);
    }
  },

  'elroy-suspended'() {
    const world = bareWorld(1);
    world.dotsLeft = 18;
    updateElroy(world);
    expect(world.elroy).toBe(0);
    world.ghostState[3] = GHOST.centring;
    updateElroy(world);
    expect(world.elroy).toBe(1);
    const target = { column: 0, row: 0 };
    ghostTarget(world, 0, target);
    expect(target).toEqual({ column: 13, row: 26 });
  },
};
