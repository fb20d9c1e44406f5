// What holds in every tick of every match of `versus`, whoever plays it, comes and leaves.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cloneWorld,
  createWorld,
  Events,
  GHOST,
  GHOST_COUNT,
  hashWorld,
  matchSettings,
  MAZE_ROWS,
  NONE,
  PAC,
  PHASE,
  ROLE,
  step,
  tileOfPixel,
  type Direction,
  type Input,
  type World,
} from '#simulation';
import { CENTRE_X, CENTRE_Y, inTunnel } from '../../../../simulation/mazes/maze.ts';
import { seededRng } from '../../../support/seeded-rng.ts';

/** Ticks of one run, and how many runs there are of each property. */
const RUN_TICKS = 4000;
const RUNS = 40;

interface Run {
  readonly seed: number;
  readonly seatCount: number;
  readonly rule: string;
  readonly level: number;
  /** One seat in this many ticks comes or leaves; 0 for none. */
  readonly changeEvery: number;
}

const anyRun: fc.Arbitrary<Run> = fc.record({
  seed: fc.integer({ min: 1, max: 0x7fff_ffff }),
  seatCount: fc.integer({ min: 2, max: 5 }),
  rule: fc.constantFrom('turns', 'race'),
  level: fc.integer({ min: 1, max: 256 }),
  changeEvery: fc.constantFrom(0, 50, 600),
});

function* inputsOf({ seed, seatCount, changeEvery }: Run): Generator<Input[]> {
  const rng = seededRng(seed);
  let sequence = 0;
  yield Array.from({ length: seatCount }, (_, seat) => ({ kind: 'enter', seat }));
  for (;;) {
    const inputs: Input[] = [];
    if (changeEvery > 0 && rng(changeEvery) === 0) {
      inputs.push({ kind: rng(2) === 0 ? 'enter' : 'leave', seat: rng(seatCount) });
    }
    if (rng(6) === 0) {
      inputs.push({ kind: 'wish', seat: rng(seatCount), sequence: ++sequence, direction: rng(5) as Direction });
    }
    yield inputs;
  }
}

function play(run: Run, each: (world: World, before: World) => void): World {
  const { changeEvery: _, ...settings } = run;
  const world = createWorld(matchSettings({ mode: 'versus', ...settings }));
  const before = cloneWorld(world);
  const events = new Events();
  const inputs = inputsOf(run);
  for (let tick = 0; tick < RUN_TICKS && world.phase !== PHASE.over; tick++) {
    before.words.set(world.words);
    step(world, inputs.next().value as Input[], events);
    each(world, before);
  }
  return world;
}

function holds(each: (world: World, before: World) => void): void {
  fc.assert(
    fc.property(anyRun, (run) => void play(run, each)),
    { numRuns: RUNS, seed: 1980 },
  );
}

test('[SP1] dots only fall within a board, and the count is what lies there', () => {
  holds((world, before) => {
    let count = 0;
    const isSameBoard = world.level === before.level && world.turn === before.turn;
    for (let row = 0; row < MAZE_ROWS; row++) {
      for (let bits = world.dots[row]!; bits !== 0; bits &= bits - 1) count++;
      if (isSameBoard && (world.dots[row]! & ~before.dots[row]!) !== 0) expect.unreachable('a dot came back');
    }
    if (count !== world.dotsLeft) expect.unreachable('a dot was not counted');
  });
});

test('[SP2] Pac-Man is on walkable tiles, and off a centre line only across one', () => {
  holds((world) => {
    if (world.pacState[0] !== PAC.alive && world.pacState[0] !== PAC.waiting) return;
    checkOnCorridor(world, world.pacX[0]!, world.pacY[0]!, true);
  });
});

test('[SP3] ghosts outside keep to the centre lines of walkable tiles, with players and without', () => {
  holds((world) => {
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      const state = world.ghostState[ghost];
      if (state !== GHOST.outside && state !== GHOST.eyes) continue;
      checkOnCorridor(world, world.ghostX[ghost]!, world.ghostY[ghost]!, false);
    }
  });
});

test('[SP4] ghosts without a player turn back only when a reversal was pending', () => {
  holds((world, before) => {
    if (world.phase !== before.phase || world.phase !== PHASE.play) return;
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      if (world.ghostState[ghost] !== GHOST.outside || before.ghostState[ghost] !== GHOST.outside) continue;
      const isSteered = (each: World) => each.ghostSeat[ghost]! >= 0 && each.ghostClaimed[ghost] === 0;
      if (isSteered(world) || isSteered(before) || before.ghostReversal[ghost] === 1) continue;
      if (world.ghostTravel[ghost] === (before.ghostTravel[ghost]! ^ 2)) expect.unreachable('a ghost turned back');
    }
  });
});

test('[SU9] each seat that is there has one actor of its own, and no other actor is steered', () => {
  holds((world) => {
    let pacs = 0;
    for (let seat = 0; seat < world.seatCount; seat++) {
      const actor = world.seatActor[seat]!;
      if (world.seatRole[seat] === ROLE.pac) {
        pacs++;
        if (world.pacSeat[0] !== seat) expect.unreachable('a seat steers a Pac-Man of another seat');
      } else if (world.seatRole[seat] === ROLE.ghost) {
        if (world.ghostSeat[actor] !== seat || world.ghostClaimed[actor] === 1) {
          expect.unreachable('a seat steers a ghost of another seat');
        }
      }
    }
    if (pacs !== (world.pacSeat[0]! < 0 ? 0 : 1)) expect.unreachable('a Pac-Man without its seat');
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
      const seat = world.ghostSeat[ghost]!;
      if (seat < 0) {
        const isGrey = world.ghostClaimed[ghost] === 0 && world.ghostWish[ghost] === NONE;
        if (!isGrey) expect.unreachable('a grey ghost with a seat');
        if (world.ghostFrightened[ghost] === 1 && world.ghostState[ghost] === GHOST.outside) {
          expect.unreachable('a grey ghost is frightened');
        }
      } else if (world.seatRole[seat] !== ROLE.ghost) expect.unreachable('a ghost of a seat that is none');
    }
  });
});

test('[SU7] no ghost remembers fewer dots than there are; what is known of score and dots is never ahead', () => {
  holds((world) => {
    for (let seat = 0; seat < world.seatCount; seat++) {
      if (world.seatRole[seat] !== ROLE.ghost) continue;
      for (let row = 0; row < MAZE_ROWS; row++) {
        const missing = world.dots[row]! & ~world.seatMap[seat * MAZE_ROWS + row]!;
        if (missing !== 0) expect.unreachable('a dot that is there is not on the map');
      }
    }
    if (world.publicDotsLeft < world.dotsLeft) expect.unreachable('the number of dots left is too low');
    const pac = world.pacSeat[0]!;
    if (pac >= 0 && world.publicScore > world.seatScore[pac]!) expect.unreachable('the known score is too high');
  });
});

test('[SU1] scores never fall below 0, and a match of turns has at most ten', () => {
  holds((world) => {
    if (Math.min(...world.seatScore) < 0) expect.unreachable('a score below 0');
    if (world.settings.rule === 'turns' && world.turn > 10) expect.unreachable('too many turns');
  });
});

test('[SP6] a copy stepped is the original stepped, and a world restored from its bytes goes on as it was', () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 1, max: 3000 }), (run, cut) => {
      let restored: World | null = null;
      const events = new Events();
      const again = inputsOf(run);
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
    { numRuns: 20, seed: 1980 },
  );
});

test('[ST1] one seed and the same inputs give one world', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      expect(hashWorld(play(run, () => {}))).toBe(hashWorld(play(run, () => {})));
    }),
    { numRuns: 10, seed: 1980 },
  );
});

function checkOnCorridor(world: World, x: number, y: number, corners: boolean): void {
  const tile = tileOfPixel(x, y);
  if (world.maze.walkable[tile] === 0) expect.unreachable(`in a wall at ${x},${y}`);
  const onColumn = (x & 7) === CENTRE_X;
  const onRow = (y & 7) === CENTRE_Y;
  if (onColumn || onRow || (corners && !inTunnel(tile))) return;
  expect.unreachable(`off the centre line at ${x},${y}`);
}
