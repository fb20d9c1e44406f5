// The built-in player in mega, in situations that a player knows.
import { expect, test } from 'vitest';
import { aiDirection, createMatch, matchSettings, PAC, PHASE, stepMatch, type World } from '#simulation';
import { centre, DIRECTION, lockGhostsAway, putGhost, putPac, type DirectionName, type Point } from '../play.ts';

const BESIDE_IT: Point = [3, 26];

/** A seat in its home maze during play, ghosts locked away, gates closed unless some ticks of play have passed. */
function atHome(own: Point, facing: DirectionName, playTicks = 1): World {
  const match = createMatch(matchSettings({ mode: 'mega', seatCount: 4 }));
  stepMatch(
    match,
    [0, 1, 2, 3].map((seat) => ({ kind: 'enter', seat })),
  );
  const world = match.worlds[0]!;
  while (world.phase !== PHASE.play) stepMatch(match, []);
  world.tick += playTicks;
  lockGhostsAway(world);
  world.pacState[0] = PAC.alive;
  world.pacUntilTick[0] = 0;
  putPac(world, centre(own), facing, 0);
  return world;
}

test('[SI9] it saves an energizer while no ghost is near, and takes it when several are', () => {
  const world = atHome(BESIDE_IT, 'left');
  expect(aiDirection(world, 0, 'hard')).not.toBe(DIRECTION.left);
  for (const ghost of [0, 1, 2, 3]) putGhost(world, ghost, centre([6, 23 + ghost]), 'left');
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI9] with power it hunts ghosts and rivals', () => {
  const world = atHome([10, 32], 'right');
  world.pacPowerUntilTick[0] = world.tick + 300;
  world.pacChain[0] = 3;
  putGhost(world, 0, centre([6, 32]), 'left');
  world.ghostFrightened[0] = 1;
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
  lockGhostsAway(world);
  world.pacState[1] = PAC.alive;
  putPac(world, centre([6, 32]), 'left', 1);
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI9] it flees from a visitor with power', () => {
  const world = atHome([6, 32], 'right');
  world.pacState[1] = PAC.alive;
  putPac(world, centre([9, 32]), 'left', 1);
  world.pacPowerUntilTick[1] = world.tick + 300;
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI9] it leaves a maze that is nearly empty by an open gate, and stays while the gates are closed', () => {
  const world = atHome([5, 17], 'left', 700);
  // Only far dots are left, and too many of them to clear the maze soon.
  world.dots.fill(0);
  world.dots[29] = 0x0fffffff;
  world.dotsLeft = 150;
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
  // To the North and South it would be another way.
  world.tick += 600;
  expect(aiDirection(world, 0, 'hard')).not.toBe(DIRECTION.left);
});
