// Worked examples: modes, fright, collisions, fruit, score, timers, and whole runs without input.

import { expect } from 'vitest';
import { GHOST, levelTable, NONE, PHASE, flashesWhite, type World } from '#simulation';
import { coarseEnd, TICKS_PER_TENTH } from '../../../simulation/actors/coarse-timer.ts';
import { addPoints, eatDot, hasDot } from '../../../simulation/actors/eating.ts';
import { Events } from '../../../simulation/events.ts';
import { startFright } from '../../../simulation/actors/fright.ts';
import {
  centre,
  freshLife,
  GHOST_INDEX,
  ghostTile,
  lockGhostsAway,
  putGhost,
  putPac,
  steps,
  tileOf,
  type GhostName,
  type Point,
} from '../play.ts';
import { bareWorld, frameOf, NAMES, only, rowsOf, twoRows } from './given.ts';

export const matchChecks: Record<string, () => void> = {
  modes() {
    interface Given {
      level: number;
      after_frames: number[];
    }
    for (const [given, expected] of rowsOf<Given, { mode: string[]; phase: number[] }>('modes')) {
      const play = freshLife(given.level);
      lockGhostsAway(play.world);
      const phases = given.after_frames.map((frames) => {
        while (play.frame < frames) {
          // As if Pac-Man had just eaten, so that nobody is ever released.
          play.world.lastDotTick = play.world.tick;
          play.step();
        }
        return play.world.scatterPhase;
      });
      expect(phases).toEqual(expected.phase);
      expect(phases.map((phase) => (phase % 2 === 0 ? 'scatter' : 'chase'))).toEqual(expected.mode);
    }
  },

  'fright-span'() {
    const spans: number[] = [];
    const lost: number[] = [];
    for (const half of [0, 1]) {
      const play = freshLife(1);
      lockGhostsAway(play.world);
      steps(play, 10);
      const { world } = play;
      startFright(world);
      // Eaten in the first half-tick: two have passed at the end of this frame, else one.
      world.frightLeft -= half === 0 ? 2 : 1;
      world.scatterHeld = world.tick - 1 - world.scatterStartTick;
      const eatenIn = play.frame;
      spans.push(frameOf(play, () => world.frightLeft === 0) - eatenIn);
      steps(play, 1);
      lost.push(play.frame - (world.tick - world.scatterStartTick));
    }
    expect(spans).toEqual([359, 360]);
    expect(lost).toEqual([359, 360]);

    const late = freshLife(1);
    lockGhostsAway(late.world);
    steps(late, 10);
    startFright(late.world);
    late.world.frightLeft -= 2;
    late.world.scatterHeld = late.world.tick - 1 - late.world.scatterStartTick;
    expect(frameOf(late, () => late.world.scatterPhase === 1)).toBe(779);

    const { world } = freshLife(21);
    expect(levelTable(21).frightHalfTicks).toBe(1);
    startFright(world);
    expect([...world.ghostReversal]).toEqual([1, 1, 1, 1]);
  },

  'collide-near'() {
    const [given, expected] = only<
      { pacman_pixel: Point; ghost_pixels: Point[] },
      { hit_fright_active: boolean[]; hit_no_fright: boolean[] }
    >('collide-near');
    const hits = (frightLeft: number) =>
      given.ghost_pixels.map((pixel) => {
        const play = freshLife(1);
        steps(play, 1);
        const { world } = play;
        lockGhostsAway(world);
        putPac(world, given.pacman_pixel, 'left');
        putGhost(world, 0, pixel, 'right');
        world.frightLeft = frightLeft;
        // Nobody moves in the first half-tick of the frame: the test comes before all movement.
        world.pacPause[0] = 2;
        world.ghostPattern.fill(0);
        play.step();
        return world.phase === PHASE.dying;
      });
    expect(hits(100)).toEqual(expected.hit_fright_active);
    expect(hits(0)).toEqual(expected.hit_no_fright);
  },

  'collide-pass'() {
    const play = freshLife(1);
    steps(play, 1);
    const { world } = play;
    lockGhostsAway(world);
    putPac(world, [104, 68], 'left');
    putGhost(world, 0, [103, 68], 'right');
    world.pacPause[0] = 0;
    // The third bit of both patterns is a step for Pac-Man (80 %) and for the ghost (75 %).
    world.pacPattern[0] = 1;
    world.ghostPattern[0] = 2;
    play.step();
    expect(world.phase).toBe(PHASE.play);
    expect(world.pacX[0]).toBeLessThanOrEqual(103);
    expect(world.ghostX[0]).toBeGreaterThanOrEqual(104);
  },

  'collide-order'() {
    const play = freshLife(1);
    steps(play, 1);
    const { world } = play;
    lockGhostsAway(world);
    putPac(world, centre([6, 8]), 'left');
    world.pacWish[0] = NONE;
    putGhost(world, 0, centre([6, 8]), 'left');
    putGhost(world, 3, centre([6, 8]), 'left');
    world.frightLeft = 500;
    world.ghostFrightened[3] = 1;
    play.step();
    expect(world.ghostState[3]).toBe(GHOST.scored);
    expect(world.phase).toBe(PHASE.play);
    play.until(() => world.phase === PHASE.dying, 62);
  },

  fruit() {
    const [given, expected] = only<
      { dots_eaten: number[] },
      { fruit_appears: boolean[]; points_levels_1_to_14: number[] }
    >('fruit');
    const play = freshLife(1);
    const { world } = play;
    lockGhostsAway(world);
    const appears = given.dots_eaten.map((eaten) => {
      while (244 - world.dotsLeft < eaten) eatAnything(world);
      const shown = world.fruitsShown;
      play.step();
      return world.fruitsShown > shown;
    });
    expect(appears).toEqual(expected.fruit_appears);
    const points = expected.points_levels_1_to_14.map((_, i) => levelTable(i + 1).fruitPoints);
    expect(points).toEqual(expected.points_levels_1_to_14);
  },

  'score-life'() {
    interface Given {
      score_before: number[];
      gain: number[];
    }
    const [[given, expected], [wrap, wrapped]] = twoRows<Given, { extra_life: boolean[]; score: number }>('score-life');
    const gained = given.score_before.map((score, i) => {
      const world = bareWorld(1);
      world.score = score;
      // Above the first 10 000 stands a player who has had the extra life.
      if (score > 10_000) world.extraLifeAt = 0;
      addPoints(world, 0, given.gain[i]!, new Events());
      return world.lives > 3;
    });
    expect(gained).toEqual(expected.extra_life);
    const world = bareWorld(1);
    world.score = Number(wrap.score_before);
    world.extraLifeAt = 0;
    addPoints(world, 0, Number(wrap.gain), new Events());
    expect(world.score).toBe(wrapped.score);
  },

  'coarse-timer'() {
    const [{ c }, expected] = only<{ c: number[] }, { fires_after_frames: number[] }>('coarse-timer');
    expect(c.map((tick) => coarseEnd(tick, 10, TICKS_PER_TENTH) - tick)).toEqual(expected.fires_after_frames);
  },

  flashes() {
    const levels = [1, 5, 9];
    const [{ fright_ticks }, { white_phases }] = only<{ fright_ticks: number[] }, { white_phases: number[] }>(
      'flashes',
    );
    expect(levels.map((level) => levelTable(level).frightHalfTicks)).toEqual(fright_ticks);
    const seen = levels.map((level) => {
      const world = bareWorld(level);
      let phases = 0;
      let white = false;
      for (world.frightLeft = levelTable(level).frightHalfTicks; world.frightLeft > 0; world.frightLeft--) {
        if (flashesWhite(world) && !white) phases++;
        white = flashesWhite(world);
      }
      return phases;
    });
    expect(seen).toEqual(white_phases);
  },

  'run-level-1-no-input'() {
    const [given, expected] = only<{ after_frames: number[] }, { blinky: Point[]; pinky: Point[] }>(
      'run-level-1-no-input',
    );
    const play = freshLife(1);
    for (const [i, frames] of given.after_frames.entries()) {
      steps(play, frames - play.frame);
      expect(ghostTile(play.world, 0)).toEqual(expected.blinky[i]);
      expect(ghostTile(play.world, 1)).toEqual(expected.pinky[i]);
    }
  },

  'run-level-5-no-input'() {
    const [, expected] = only<unknown, { collision_in_frame: number; tiles: Record<GhostName, Point>; score: number }>(
      'run-level-5-no-input',
    );
    const play = freshLife(5);
    const { world } = play;
    let catcher = -1;
    play.until((seen) => {
      catcher = seen.find((event) => event.kind === 6)?.value ?? -1;
      return world.phase === PHASE.dying;
    });
    expect([play.frame, catcher, world.score]).toEqual([
      expected.collision_in_frame,
      GHOST_INDEX.clyde,
      expected.score,
    ]);
    for (const name of NAMES) expect(ghostTile(world, GHOST_INDEX[name])).toEqual(expected.tiles[name]);
  },
};

/** Eats whatever is next in the maze, wherever it lies. */
function eatAnything(world: World): void {
  const tile = world.maze.walkable.findIndex((_, at) => at >= tileOf([0, 3]) && hasSmallDot(world, at));
  eatDot(world, 0, tile, new Events());
}

function hasSmallDot(world: World, tile: number): boolean {
  return world.maze.walkable[tile] === 1 && world.maze.energizer[tile] === 0 && hasDot(world, tile);
}
