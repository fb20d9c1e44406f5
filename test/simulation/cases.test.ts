// The worked examples of the arcade rules (golden/arcade-cases.json), each as a test with its name.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GHOST, levelTable, NONE, PHASE, flashesWhite, tileOfPixel, type World } from '#simulation';
import { coarseEnd, TICKS_PER_TENTH } from '../../simulation/coarse-timer.ts';
import { addPoints, eatDot, hasDot } from '../../simulation/eating.ts';
import { Events } from '../../simulation/events.ts';
import { startFright } from '../../simulation/fright.ts';
import { decide } from '../../simulation/ghost-decision.ts';
import { ghostTarget } from '../../simulation/ghost-target.ts';
import { aheadTile, decisionRequests, stepGhost } from '../../simulation/ghost.ts';
import { countDotForHouse, releaseByDots, updateElroy } from '../../simulation/house.ts';
import { stepPac } from '../../simulation/pac.ts';
import { nextFrightIndex } from '../../simulation/random.ts';
import { ghostSteps } from '../../simulation/speed.ts';
import {
  asPoint,
  before,
  centre,
  DIRECTION,
  freshLife,
  GHOST_INDEX,
  ghostPixel,
  ghostTile,
  lockGhostsAway,
  pacPixel,
  putGhost,
  putPac,
  steps,
  tileOf,
  type DirectionName,
  type GhostName,
  type Play,
  type Point,
} from './play.ts';

interface Case {
  readonly id: string;
  readonly about: string;
  readonly given: never;
  readonly expect: never;
}
const { cases } = JSON.parse(readFileSync(new URL('../golden/arcade-cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

/** `given` and `expect` of a case without rows. */
function only<Given, Expected>(id: string): [Given, Expected] {
  return rowsOf<Given, Expected>(id)[0]!;
}

/** The same for a case with two rows of different kinds. */
function twoRows<Given, Expected>(id: string): [[Given, Expected], [Given, Expected]] {
  const [first, second] = rowsOf<Given, Expected>(id);
  return [first!, second!];
}

/** `given` and `expect` of a case, row by row where it has rows. */
function rowsOf<Given, Expected>(id: string): [Given, Expected][] {
  const found = cases.find((one) => one.id === id)!;
  const { rows: given } = found.given as { rows?: Given[] };
  const { rows: expected } = found.expect as { rows?: Expected[] };
  if (given !== undefined && expected !== undefined) return given.map((row, i) => [row, expected[i]!]);
  return [[found.given, found.expect]];
}

/** A world whose decisions and collisions can be looked at one by one. */
function bareWorld(level = 1): World {
  const { world } = freshLife(level);
  world.phase = PHASE.play;
  return world;
}

const NAMES = Object.keys(GHOST_INDEX) as GhostName[];
const DIRECTION_NAMES = Object.keys(DIRECTION) as DirectionName[];

interface TargetGiven {
  mode: 'chase' | 'scatter';
  pacman_tile: Point;
  pacman_travel: DirectionName;
  blinky_ahead_tile: Point;
  clyde_ahead_tile: Point;
  elroy1: boolean;
}

function targets(id: string): void {
  for (const [given, { targets: expected }] of rowsOf<TargetGiven, { targets: Record<GhostName, Point> }>(id)) {
    const world = bareWorld();
    world.modePhase = given.mode === 'chase' ? 1 : 0;
    world.elroy = given.elroy1 ? 1 : 0;
    putPac(world, centre(given.pacman_tile), given.pacman_travel);
    putGhost(world, 0, centre(given.blinky_ahead_tile), 'left');
    putGhost(world, 3, centre(given.clyde_ahead_tile), 'left');
    for (const name of Object.keys(expected) as GhostName[]) {
      const target = { column: 0, row: 0 };
      ghostTarget(world, GHOST_INDEX[name], target);
      expect([name, target.column, target.row]).toEqual([name, ...expected[name]]);
    }
  }
}

interface TurnGiven {
  ahead_tile: Point;
  travel: DirectionName;
  target_tile?: Point;
  value?: number;
}

/** Lets Clyde decide for a tile ahead, with a Pac-Man standing on his target, or frightened with a fixed draw. */
function chosenTurn({ ahead_tile, travel, target_tile, value }: TurnGiven): DirectionName {
  const world = bareWorld();
  putGhost(world, 0, before(ahead_tile, travel), travel);
  if (target_tile !== undefined) {
    world.modePhase = 1;
    putPac(world, centre(target_tile), 'left');
  }
  if (value !== undefined) {
    world.ghostFrightened[0] = 1;
    world.settings.frightTable.fill(value);
  }
  decisionRequests.ghosts[0] = 0;
  decisionRequests.frightened[0] = value === undefined ? 0 : 1;
  decisionRequests.count = 1;
  decide(world);
  return DIRECTION_NAMES[world.ghostChosen[0]!]!;
}

function turns(id: string): void {
  for (const [given, { chosen }] of rowsOf<TurnGiven, { chosen: DirectionName }>(id)) {
    expect(chosenTurn(given)).toBe(chosen);
  }
}

/** Ticks of play in which a ghost's state became another for the first time. */
function frameOf(play: Play, done: () => boolean): number {
  play.until(done);
  return play.frame;
}

/** Eats whatever is next in the maze, wherever it lies. */
function eatAnything(world: World): void {
  const tile = world.maze.walkable.findIndex((_, at) => at >= tileOf([0, 3]) && hasSmallDot(world, at));
  eatDot(world, 0, tile, new Events());
}

function hasSmallDot(world: World, tile: number): boolean {
  return world.maze.walkable[tile] === 1 && world.maze.energizer[tile] === 0 && hasDot(world, tile);
}

const checks: Record<string, () => void> = {
  'target-right': () => targets('target-right'),
  'target-up-bug': () => targets('target-up-bug'),
  'target-down-offscreen': () => targets('target-down-offscreen'),
  'clyde-distance': () => targets('clyde-distance'),
  'scatter-targets': () => targets('scatter-targets'),
  'turn-nearest': () => turns('turn-nearest'),
  'turn-ties': () => turns('turn-ties'),

  zone() {
    interface Given {
      at_centre_of: Point;
      travel: DirectionName;
      random_value?: number;
    }
    interface Expected {
      decision_requested: boolean;
      passes_tiles?: Point[];
      chosen?: DirectionName;
    }
    for (const [given, expected] of rowsOf<Given, Expected>('zone')) {
      const world = bareWorld();
      putGhost(world, 0, centre(given.at_centre_of), given.travel);
      world.modePhase = 1;
      putPac(world, centre([12, 4]), 'left');
      if (given.random_value !== undefined) {
        world.ghostFrightened[0] = 1;
        world.settings.frightTable.fill(given.random_value);
      }
      decisionRequests.count = 0;
      stepGhost(world, 0);
      expect(decisionRequests.count > 0).toBe(expected.decision_requested);
      decide(world);
      if (expected.chosen !== undefined) expect(DIRECTION_NAMES[world.ghostChosen[0]!]).toBe(expected.chosen);
      for (const tile of expected.passes_tiles ?? []) {
        while (ghostTile(world, 0)[0] !== tile[0]) {
          stepGhost(world, 0);
          decide(world);
        }
        expect(ghostTile(world, 0)).toEqual(tile);
      }
    }
  },

  'reversal-at-centre'() {
    interface Given {
      at_centre_of: Point;
      travel: DirectionName;
      chosen: DirectionName;
    }
    const [given, expected] = only<Given, { travel: DirectionName; ahead_tile: Point }>('reversal-at-centre');
    const world = bareWorld();
    putGhost(world, 0, centre(given.at_centre_of), given.travel);
    world.ghostChosen[0] = DIRECTION[given.chosen];
    world.ghostReversal[0] = 1;
    stepGhost(world, 0);
    expect(DIRECTION_NAMES[world.ghostTravel[0]!]).toBe(expected.travel);
    expect(asPoint(aheadTile(world, 0))).toEqual(expected.ahead_tile);
    expect(world.ghostReversal[0]).toBe(0);
    decide(world);
  },

  'eyes-path'() {
    interface Given {
      eyes_ahead_tile: Point;
      travel: DirectionName;
    }
    for (const [given, { tiles }] of rowsOf<Given, { tiles: Point[] }>('eyes-path')) {
      const world = bareWorld();
      putGhost(world, 0, before(given.eyes_ahead_tile, given.travel), given.travel);
      world.ghostState[0] = GHOST.eyes;
      world.ghostFrightened[0] = 1;
      world.ghostChosen[0] = DIRECTION[chosenByEyes(world)];
      const passed: Point[] = [];
      while (passed.length < tiles.length) {
        const ahead = asPoint(aheadTile(world, 0));
        const last = passed.at(-1);
        if (last === undefined || last[0] !== ahead[0] || last[1] !== ahead[1]) passed.push(ahead);
        stepGhost(world, 0);
        decide(world);
      }
      expect(passed).toEqual(tiles);
    }
  },

  'eyes-time'() {
    const [given, expected] = only<
      { eyes_pixel: Point; travel: DirectionName },
      {
        ticks_to_pixel_111_116: number;
        then_ticks_down_to_y_144: number;
        outside_frames_after_the_frame_of_revival: number[];
      }
    >('eyes-time');
    for (const phase of [0, 1]) {
      const play = freshLife(1);
      steps(play, 1);
      const { world } = play;
      putGhost(world, 0, given.eyes_pixel, given.travel);
      world.ghostState[0] = GHOST.eyes;
      world.ghostFrightened[0] = 1;
      world.ghostChosen[0] = DIRECTION[chosenByEyes(world)];
      world.houseOdd = phase;
      putPac(world, [51, 212], 'left');
      // Two half-ticks a frame: both counts are even, so frames tell them exactly.
      const door = frameOf(play, () => world.ghostX[0] === 111 && world.ghostY[0] === 116) - 1;
      expect(door * 2).toBe(expected.ticks_to_pixel_111_116);
      const revived = frameOf(play, () => world.ghostState[0] === GHOST.rising);
      expect((revived - 1 - door) * 2).toBe(expected.then_ticks_down_to_y_144);
      const outside = frameOf(play, () => world.ghostState[0] === GHOST.leaving);
      expect(expected.outside_frames_after_the_frame_of_revival).toContain(outside - revived);
    }
  },

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
        return play.world.modePhase;
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
      world.modeHeld = world.tick - 1 - world.modeStartTick;
      const eatenIn = play.frame;
      spans.push(frameOf(play, () => world.frightLeft === 0) - eatenIn);
      steps(play, 1);
      lost.push(play.frame - (world.tick - world.modeStartTick));
    }
    expect(spans).toEqual([359, 360]);
    expect(lost).toEqual([359, 360]);

    const late = freshLife(1);
    lockGhostsAway(late.world);
    steps(late, 10);
    startFright(late.world);
    late.world.frightLeft -= 2;
    late.world.modeHeld = late.world.tick - 1 - late.world.modeStartTick;
    expect(frameOf(late, () => late.world.modePhase === 1)).toBe(779);

    const { world } = freshLife(21);
    expect(levelTable(21).frightHalfTicks).toBe(1);
    startFright(world);
    expect([...world.ghostReversal]).toEqual([1, 1, 1, 1]);
  },

  'random-sequence'() {
    const [given, expected] = only<{ draws: number }, { index: number[]; index_after_8192_draws: number }>(
      'random-sequence',
    );
    let index = 0;
    const drawn = Array.from({ length: 8192 }, () => (index = nextFrightIndex(index)));
    expect(drawn.slice(0, given.draws)).toEqual(expected.index);
    expect(drawn.at(-1)).toBe(expected.index_after_8192_draws);
    expect(new Set(drawn).size).toBe(8192);
  },

  'random-turn'() {
    const [{ rows }, { chosen }] = only<{ rows: TurnGiven[] }, { chosen: DirectionName[] }>('random-turn');
    expect(rows.map(chosenTurn)).toEqual(chosen);
  },

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

  'house-exit-right'() {
    const play = freshLife(1);
    const { world } = play;
    steps(play, 10);
    world.ghostReversal[1] = 1;
    play.until(() => world.ghostState[1] === GHOST.leaving);
    expect(ghostPixel(world, 1)).toEqual([111, 116]);
    let lowest = 111;
    for (let i = 0; i < 20; i++) {
      play.step();
      lowest = Math.min(lowest, world.ghostX[1]!);
    }
    expect(lowest).toBe(107);
    expect(world.ghostTravel[1]).toBe(DIRECTION.right);
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

  pause() {
    const [, expected] = only<unknown, { skipped_ticks: number[] }>('pause');
    const world = bareWorld(1);
    eatDot(world, 0, tileOf([12, 26]), new Events());
    const afterDot = world.pacPause[0];
    eatDot(world, 0, tileOf([1, 6]), new Events());
    expect([afterDot, world.pacPause[0]]).toEqual(expected.skipped_ticks);
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

/** What eyes choose for the tile ahead of them. */
function chosenByEyes(world: World): DirectionName {
  decisionRequests.ghosts[0] = 0;
  decisionRequests.frightened[0] = 1;
  decisionRequests.count = 1;
  decide(world);
  return DIRECTION_NAMES[world.ghostChosen[0]!]!;
}

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

describe('[A] worked examples of the arcade rules', () => {
  for (const one of cases) test(`${one.id}: ${one.about}`, () => checks[one.id]!());

  test('every example has its check, and no check is without one', () => {
    expect(Object.keys(checks).toSorted()).toEqual(cases.map((one) => one.id).toSorted());
  });
});
