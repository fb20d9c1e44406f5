// What holds in every tick of every match, whoever plays it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cloneWorld,
  createWorld,
  Events,
  GHOST,
  hashWorld,
  matchSettings,
  PAC,
  PHASE,
  step,
  tileOfPixel,
  type Input,
  type ModeName,
  type World,
} from '#simulation';
import { CENTRE_X, CENTRE_Y, inTunnel } from '../../simulation/mazes/maze.ts';

/** Ticks of one run, and how many runs there are of each mode: a million ticks in all. */
const RUN_TICKS = 2500;
const RUNS = 200;

/** Longer than any ghost takes for a tile. */
const TURN_TICKS_MAX = 24;

interface Run {
  readonly mode: ModeName;
  readonly seed: number;
  readonly level: number;
  readonly seats: number;
}

const anyRun = (mode: ModeName): fc.Arbitrary<Run> =>
  fc.record({
    mode: fc.constant(mode),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    level: fc.integer({ min: 1, max: 256 }),
    seats: fc.integer({ min: 1, max: mode === 'coop' ? 4 : 1 }),
  });

/** Wishes at random, two or three a second and seat: seeded, so that a run that fails can be run again. */
function* wishes(run: Run): Generator<Input[]> {
  let state = run.seed | 1;
  let sequence = 0;
  yield Array.from({ length: run.seats }, (_, seat) => ({ kind: 'enter', seat }));
  for (;;) {
    const inputs: Input[] = [];
    for (let seat = 0; seat < run.seats; seat++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      if (state >>> 27 > 0) continue;
      inputs.push({ kind: 'wish', seat, sequence: ++sequence, direction: ((state >>> 20) & 3) as 0 });
    }
    yield inputs;
  }
}

function play(run: Run, each: (world: World, before: World) => void): World {
  const world = createWorld(
    matchSettings({ mode: run.mode, seed: run.seed, level: run.level, seatCount: run.mode === 'coop' ? 4 : 1 }),
  );
  const before = cloneWorld(world);
  const events = new Events();
  const inputs = wishes(run);
  for (let tick = 0; tick < RUN_TICKS && world.phase !== PHASE.over; tick++) {
    before.words.set(world.words);
    step(world, inputs.next().value as Input[], events);
    each(world, before);
  }
  return world;
}

function holds(mode: ModeName, each: (world: World, before: World) => void, runs = RUNS): void {
  fc.assert(
    fc.property(anyRun(mode), (run) => void play(run, each)),
    { numRuns: runs, seed: 1980 },
  );
}

describe.each(['classic', 'coop'] as const)('%s', (mode) => {
  test('[SP1] dots only fall within a level, the score only rises, and the count is what lies there', () => {
    holds(mode, (world, before) => {
      const livesAnew = world.level === 256 && world.phase === PHASE.ready;
      if (world.level === before.level && !livesAnew) {
        if (world.dotsLeft > before.dotsLeft) expect.unreachable('a dot came back');
        for (let row = 0; row < world.dots.length; row++) {
          if ((world.dots[row]! & ~before.dots[row]!) !== 0) expect.unreachable('a dot moved');
        }
      }
      if (world.score < before.score) expect.unreachable('the score fell');
      if (world.level < 256 && world.dotsLeft !== countDots(world)) expect.unreachable('a dot was not counted');
    });
  });

  test('[SP2] Pac-Men are on walkable tiles, and off a centre line only across one', () => {
    holds(mode, (world) => {
      for (let seat = 0; seat < world.seatCount; seat++) {
        const state = world.pacState[seat];
        if (state !== PAC.alive && state !== PAC.waiting) continue;
        if (mode === 'classic' && world.phase === PHASE.tune) continue;
        checkOnCorridor(world, world.pacX[seat]!, world.pacY[seat]!, true);
      }
    });
  });

  test('[SP3] ghosts outside keep to the centre lines of walkable tiles', () => {
    holds(mode, (world) => {
      for (let ghost = 0; ghost < 4; ghost++) {
        if (world.ghostState[ghost] !== GHOST.outside && world.ghostState[ghost] !== GHOST.eyes) continue;
        checkOnCorridor(world, world.ghostX[ghost]!, world.ghostY[ghost]!, false);
      }
    });
  });

  test('[SP4] ghosts turn back only when a reversal was pending', () => {
    holds(mode, (world, before) => {
      if (world.phase !== before.phase) return;
      for (let ghost = 0; ghost < 4; ghost++) {
        if (world.ghostState[ghost] !== GHOST.outside || before.ghostState[ghost] !== GHOST.outside) continue;
        const back = world.ghostTravel[ghost] === (before.ghostTravel[ghost]! ^ 2);
        // Two steps in one tick may hold the signal and the turn.
        const signalled = before.ghostReversal[ghost] === 1 || energizerEaten(world, before);
        if (back && !signalled) expect.unreachable('a ghost turned back by itself');
      }
    });
  });

  test('[SP5] in scatter and chase no ghost turns up at the four no-up tiles', () => {
    // A turn chosen in fright is carried out up to a tile later, by then perhaps without fright.
    const frightenedTick = [0, 0, 0, 0];
    holds(mode, (world, before) => {
      if (before.tick === 0) frightenedTick.fill(-TURN_TICKS_MAX);
      for (let ghost = 0; ghost < 4; ghost++) {
        if (before.ghostFrightened[ghost] === 1) frightenedTick[ghost] = world.tick;
        if (world.ghostState[ghost] !== GHOST.outside || before.ghostState[ghost] !== GHOST.outside) continue;
        if (world.tick - frightenedTick[ghost]! < TURN_TICKS_MAX) continue;
        // One who came down through such a tile and is called back goes up again: that is a reversal, not a turn.
        const turned = world.ghostTravel[ghost] === 3 && (before.ghostTravel[ghost]! & 1) === 0;
        const x = before.ghostX[ghost]!;
        const y = before.ghostY[ghost]!;
        if (turned && world.maze.noTurn[tileOfPixel(x, y)] === 1) {
          expect.unreachable('a ghost turned up in a no-turn zone');
        }
      }
    });
  });

  test('[SP6] a copy stepped is the original stepped, and a world restored from its bytes goes on as it was', () => {
    fc.assert(
      fc.property(anyRun(mode), fc.integer({ min: 1, max: 1500 }), (run, cut) => {
        let restored: World | null = null;
        const events = new Events();
        const again = wishes(run);
        play(run, (world) => {
          const inputs = again.next().value as Input[];
          if (restored !== null) {
            step(restored, inputs, events);
            if (hashWorld(restored) !== hashWorld(world)) expect.unreachable('the restored world went another way');
          } else if (world.tick === cut) {
            restored = createWorld(world.settings);
            new Uint8Array(restored.words.buffer).set(new Uint8Array(world.words.slice().buffer));
          }
        });
      }),
      { numRuns: 40, seed: 1980 },
    );
  });

  test('[ST1] one seed and the same inputs give one world', () => {
    fc.assert(
      fc.property(anyRun(mode), (run) => {
        expect(hashWorld(play(run, () => {}))).toBe(hashWorld(play(run, () => {})));
      }),
      { numRuns: 20, seed: 1980 },
    );
  });
});

function countDots(world: World): number {
  let count = 0;
  for (let row of world.dots) for (; row !== 0; row &= row - 1) count++;
  return count;
}

function energizerEaten(world: World, before: World): boolean {
  return (
    world.frightLeft > before.frightLeft ||
    world.scatterPhase !== before.scatterPhase ||
    world.dotsLeft < before.dotsLeft
  );
}

function checkOnCorridor(world: World, x: number, y: number, corners: boolean): void {
  const tile = tileOfPixel(x, y);
  if (world.maze.walkable[tile] === 0) expect.unreachable(`in a wall at ${x},${y}`);
  const onColumn = (x & 7) === CENTRE_X;
  const onRow = (y & 7) === CENTRE_Y;
  if (onColumn || onRow || (corners && !inTunnel(tile) && isJunction(world, tile))) return;
  expect.unreachable(`off the centre line at ${x},${y}`);
}

function isJunction(world: World, tile: number): boolean {
  const open = [0, 1, 2, 3].filter((way) => world.maze.walkable[world.maze.neighbour[tile * 4 + way]!] === 1);
  return open.length > 2 || ((open[0]! ^ 2) !== open[1]! && open.length === 2);
}
