// The AI's look-ahead search: what a way ends in is found out by walking it on a copy of the world.
import { describe, expect, test } from 'vitest';
import {
  aiDirection,
  aiWish,
  EVENT,
  GHOST,
  hashWorld,
  NONE,
  PAC,
  TICKS_PER_SECOND,
  type AiSkill,
  type World,
} from '#simulation';
import { measureDanger } from '../../../simulation/ai/danger.ts';
import { LookAhead } from '../../../simulation/ai/look-ahead.ts';
import { searchSafeTiles } from '../../../simulation/ai/search.ts';
import { pacTile } from '../../../simulation/actors/pac.ts';
import {
  centre,
  freshCoop,
  freshLife,
  lockGhostsAway,
  putGhost,
  putPac,
  tileOf,
  type Play,
  type Point,
} from '../play.ts';

/** A corridor without a junction: a seat walks from its left end to the right. */
const START: Point = [1, 4];
const GOAL: Point = [5, 4];
const GHOST_PLACE: Point = [4, 4];
const SEAT = 0;

const GAME_TICKS = 3 * 60 * TICKS_PER_SECOND;

function inCorridor(play: Play): World {
  const { world } = play;
  play.step();
  lockGhostsAway(world);
  world.pacState[SEAT] = PAC.alive;
  putPac(world, centre(START), 'right');
  measureDanger(world, 24, 8);
  searchSafeTiles(world, SEAT, 8);
  return world;
}

function walk(world: World, ticks = 120): { survives: boolean; after: World } {
  const lookAhead = new LookAhead(world);
  const before = hashWorld(world);
  const survives = lookAhead.walk(world, SEAT, tileOf(GOAL), ticks);
  expect(hashWorld(world)).toBe(before);
  return { survives, after: lookAhead.world };
}

const MODES: [string, () => Play][] = [
  ['coop', () => freshCoop(1)],
  // The match goes on without the seat that is caught.
  ['coop with another player', () => freshCoop(2)],
  ['classic', () => freshLife(1)],
];

describe.each(MODES)('[SI1] a way in %s', (_mode, fresh) => {
  test('that nobody disturbs is walked to its end', () => {
    const { survives, after } = walk(inCorridor(fresh()));
    expect(survives).toBe(true);
    expect(pacTile(after, SEAT)).toBe(tileOf(GOAL));
  });

  test('that is longer than the ticks that are looked ahead is walked as far as that', () => {
    const world = inCorridor(fresh());
    const { survives, after } = walk(world, 10);
    expect(survives).toBe(true);
    expect(after.tick).toBe(world.tick + 10);
  });

  test('on which a ghost comes the other way ends in being caught', () => {
    const world = inCorridor(fresh());
    putGhost(world, 0, centre(GHOST_PLACE), 'left');
    expect(world.ghostState[0]).toBe(GHOST.outside);
    expect(walk(world).survives).toBe(false);
  });

  test('on which the last dot is eaten is one to take, whatever comes after it', () => {
    const world = inCorridor(fresh());
    putGhost(world, 0, centre(GHOST_PLACE), 'left');
    world.dots.fill(0);
    world.dots[START[1] - 3] = 1 << (START[0] + 1);
    world.dotsLeft = 1;
    expect(walk(world).survives).toBe(true);
  });
});

test('[SI1] a seat that waits for its first input can walk', () => {
  const world = inCorridor(freshCoop(1));
  world.pacState[SEAT] = PAC.waiting;
  expect(walk(world).survives).toBe(true);
});

test.each([
  [1_000_000_000, 212],
  [-17, 212],
  [111, -1],
  [111, 2 ** 31 - 1],
])('[SI1] of an actor at (%i, %i), where no tile is, the AI wants nothing', (x, y) => {
  const { world } = freshCoop(1);
  putPac(world, [x, y]);
  expect(aiDirection(world, SEAT, 'hard')).toBe(NONE);
});

test('[SI2] a better player is caught less often', () => {
  const [easy, normal, hard] = (['easy', 'normal', 'hard'] as const).map(catches);
  expect(normal).toBeLessThan(easy!);
  expect(hard).toBeLessThan(normal! / 2);
});

/** How often one seat is caught in four games of three minutes. */
function catches(skill: AiSkill): number {
  let count = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const play = freshCoop(1, { seed });
    for (let tick = 0; tick < GAME_TICKS; tick++) {
      const state = play.world.pacState[SEAT];
      const isThere = state === PAC.alive || state === PAC.waiting;
      const direction = isThere ? aiWish(play.world, SEAT, skill) : NONE;
      const seen = direction === NONE ? play.step() : play.wish(direction, SEAT);
      count += seen.filter(({ kind }) => kind === EVENT.caught).length;
    }
  }
  return count;
}
