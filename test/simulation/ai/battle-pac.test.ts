// The built-in player in battle, in situations that a player knows.
import { expect, test } from 'vitest';
import { aiDirection, createWorld, matchSettings, NONE, PAC, PHASE, type World } from '#simulation';
import { centre, DIRECTION, lockGhostsAway, Play, putGhost, putPac, type DirectionName, type Point } from '../play.ts';

/** Two Pac-Men in play, ghosts locked away, no energizer awake. */
function duel(own: Point, facing: DirectionName, rival: Point): World {
  const play = new Play(createWorld(matchSettings({ mode: 'battle', seatCount: 2 })));
  play.step([0, 1].map((seat) => ({ kind: 'enter', seat })));
  play.until(() => play.world.phase === PHASE.play);
  const { world } = play;
  lockGhostsAway(world);
  world.pacState.fill(PAC.alive);
  putPac(world, centre(own), facing, 0);
  putPac(world, centre(rival), 'left', 1);
  return world;
}

function givePower(world: World, pac: number, ticks: number): void {
  world.pacPowerUntilTick[pac] = world.tick + ticks;
}

/** In the long corridor of the last line, where dots lie on both sides. */
const MIDDLE: Point = [10, 32];
const LEFT_OF_IT: Point = [6, 32];
const RIGHT_OF_IT: Point = [14, 32];

test('[SI7] it flees from a rival with power, on whichever side that is', () => {
  for (const [place, away] of [
    [LEFT_OF_IT, 'right'],
    [RIGHT_OF_IT, 'left'],
  ] as const) {
    const world = duel(MIDDLE, 'right', place);
    givePower(world, 1, 200);
    expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION[away]);
  }
});

test('[SI7] with power it hunts a rival that has none', () => {
  for (const [place, towards] of [
    [LEFT_OF_IT, 'left'],
    [RIGHT_OF_IT, 'right'],
  ] as const) {
    const world = duel(MIDDLE, 'right', place);
    givePower(world, 0, 200);
    expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION[towards]);
    // With too little time left it does not; there are dots everywhere.
    givePower(world, 0, 0);
    givePower(world, 1, 60);
    expect(aiDirection(world, 0, 'hard')).not.toBe(DIRECTION[towards]);
  }
});

test('[SI7] it is on its way to an energizer before that wakes', () => {
  const world = duel([6, 29], 'right', [6, 23]);
  world.dots.fill(0);
  const bottomLeft = 1 << 2;
  world.dots[26 - 3] = 1 << 1;
  world.energizersDrawn = bottomLeft;
  world.energizersWakeTick = world.tick + 100;
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI7] it holds an energizer back until a rival comes, so that it has power for longer', () => {
  const world = duel([3, 26], 'left', [26, 4]);
  world.dots.fill(0);
  world.dots[26 - 3] = (1 << 1) | (1 << 5);
  world.energizersAwake = 1 << 2;
  expect(aiDirection(world, 0, 'hard')).not.toBe(DIRECTION.left);
  // An average player takes it.
  expect(aiDirection(world, 0, 'normal')).toBe(DIRECTION.left);
  putPac(world, centre([6, 29]), 'left', 1);
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI7] it pushes a rival into a ghost that comes towards both', () => {
  const world = duel(LEFT_OF_IT, 'left', [8, 32]);
  putPac(world, centre([8, 32]), 'right', 1);
  putGhost(world, 0, centre([11, 32]), 'left');
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.right);
  // Without the rival between them it keeps away from the ghost.
  world.pacState[1] = PAC.out;
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
});

test('[SI7] in sudden death it keeps away from ghosts', () => {
  const world = duel(MIDDLE, 'right', [26, 4]);
  world.dots.fill(0);
  world.suddenDeathTick = world.tick;
  putGhost(world, 0, centre([15, 32]), 'left');
  expect(aiDirection(world, 0, 'hard')).toBe(DIRECTION.left);
  expect(aiDirection(world, 1, 'hard')).not.toBe(NONE);
});
