// The built-in player as a function of the World: two programs with the same World get the same wishes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  aiWish,
  canSteer,
  cloneWorld,
  createWorld,
  Events,
  hashWorld,
  matchSettings,
  NONE,
  PAC,
  PHASE,
  step,
  wishOf,
  type AiSkill,
  type Input,
  type World,
} from '#simulation';
import { centre, freshCoop, lockGhostsAway, putPac } from '../play.ts';

const SEATS = 3;
const anySkill = fc.constantFrom<AiSkill>('easy', 'normal', 'hard');

function newWorld(seed: number): World {
  return createWorld(matchSettings({ mode: 'coop', seatCount: SEATS, seed }));
}

/** The changed wishes of all seats, asked in a given order. */
function wishes(world: World, skill: AiSkill, order: readonly number[]): Input[] {
  const inputs: Input[] = [];
  for (const seat of order) {
    if (!canSteer(world, seat)) continue;
    const direction = aiWish(world, seat, skill);
    if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
  }
  return inputs.sort((a, b) => a.seat - b.seat);
}

/** Plays ticks. @returns the hash of each */
function play(world: World, skill: AiSkill, ticks: number, order = [0, 1, 2]): number[] {
  const events = new Events();
  const hashes: number[] = [];
  for (let i = 0; i < ticks; i++) {
    const seats = Array.from({ length: SEATS }, (_, seat) => seat);
    const entering = world.tick === 0 ? seats.map((seat): Input => ({ kind: 'enter', seat })) : [];
    step(world, [...entering, ...wishes(world, skill, order)], events);
    hashes.push(hashWorld(world));
  }
  return hashes;
}

test('[SI3] a copy of the World, in another program or after a rollback, leads to the same wishes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff_ffff }),
      anySkill,
      fc.nat(900),
      fc.nat(200),
      (seed, skill, before, after) => {
        const world = newWorld(seed);
        play(world, skill, 180 + before);
        const copy = cloneWorld(world);
        // Another program makes its own settings, and has no World but the words.
        const elsewhere = newWorld(seed);
        elsewhere.words.set(world.words);
        const hashes = play(world, skill, after);
        expect(play(copy, skill, after, [2, 0, 1])).toEqual(hashes);
        expect(play(elsewhere, skill, after)).toEqual(hashes);
      },
    ),
    { numRuns: 30 },
  );
});

test('[SI3] matches of different seeds, and seats of one match, differ', () => {
  const hashes = [1, 2, 3, 4].map((seed) => play(newWorld(seed), 'normal', 600).at(-1));
  expect(new Set(hashes).size).toBe(4);
  const world = newWorld(1);
  play(world, 'normal', 600);
  expect(new Set(world.pacX).size + new Set(world.pacY).size).toBeGreaterThan(2);
});

test('[SI3] while it waits for its first wish, wherever it stands, it is asked again', () => {
  const { world } = freshCoop(1);
  lockGhostsAway(world);
  world.phase = PHASE.play;
  world.pacState[0] = PAC.waiting;
  world.pacWish[0] = NONE;
  putPac(world, centre([6, 20]), 'left');
  const asked = Array.from({ length: 8 }, (_, tick) => {
    world.tick = 200 + tick;
    return aiWish(world, 0, 'normal');
  });
  expect(asked.filter((wish) => wish !== NONE)).toHaveLength(1);
});
