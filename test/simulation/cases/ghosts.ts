// Worked examples: where ghosts want to go, which way they turn, and how their eyes come home.

import { expect } from 'vitest';
import { GHOST, type World } from '#simulation';
import { decide } from '../../../simulation/actors/ghost-decision.ts';
import { ghostTarget } from '../../../simulation/actors/ghost-target.ts';
import { aheadTile, decisionRequests, stepGhost } from '../../../simulation/actors/ghost.ts';
import { nextFrightIndex } from '../../../simulation/random.ts';
import {
  asPoint,
  before,
  centre,
  DIRECTION,
  freshLife,
  GHOST_INDEX,
  ghostPixel,
  ghostTile,
  putGhost,
  putPac,
  steps,
  type DirectionName,
  type GhostName,
  type Point,
} from '../play.ts';
import { bareWorld, DIRECTION_NAMES, frameOf, only, rowsOf } from './given.ts';

export const ghostsChecks: Record<string, () => void> = {
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
      const world = given.random_value === undefined ? bareWorld() : bareWorld(1, alwaysDrawing(given.random_value));
      putGhost(world, 0, centre(given.at_centre_of), given.travel);
      world.scatterPhase = 1;
      putPac(world, centre([12, 4]), 'left');
      if (given.random_value !== undefined) world.ghostFrightened[0] = 1;
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
};

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
    world.scatterPhase = given.mode === 'chase' ? 1 : 0;
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

/** Lets Blinky decide for a tile ahead, with a Pac-Man standing on its target, or frightened with a fixed draw. */
function chosenTurn({ ahead_tile, travel, target_tile, value }: TurnGiven): DirectionName {
  const world = value === undefined ? bareWorld() : bareWorld(1, alwaysDrawing(value));
  putGhost(world, 0, before(ahead_tile, travel), travel);
  if (target_tile !== undefined) {
    world.scatterPhase = 1;
    putPac(world, centre(target_tile), 'left');
  }
  if (value !== undefined) world.ghostFrightened[0] = 1;
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

/** What eyes choose for the tile ahead of them. */
function chosenByEyes(world: World): DirectionName {
  decisionRequests.ghosts[0] = 0;
  decisionRequests.frightened[0] = 1;
  decisionRequests.count = 1;
  decide(world);
  return DIRECTION_NAMES[world.ghostChosen[0]!]!;
}

/** A fright table that has one value only. */
function alwaysDrawing(value: number): { frightTable: Uint8Array } {
  return { frightTable: new Uint8Array(8192).fill(value) };
}
