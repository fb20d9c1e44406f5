// Level 256, and the highest score that the level tables allow.

import { describe, expect, test } from 'vitest';
import {
  columnOf,
  createWorld,
  EVENT,
  levelTable,
  matchSettings,
  MAZES,
  PHASE,
  rowOf,
  tileAt,
  type World,
} from '#simulation';
import { startFright } from '../../../simulation/actors/fright.ts';
import { HIDDEN_DOTS } from '../../../simulation/mazes/split-screen.ts';
import { centre, freshCoop, freshLife, lockGhostsAway, pacPixel, putGhost, putPac, steps, type Play } from '../play.ts';

const LEVELS_CLEARED = 255;
const DOTS = 240;
const ENERGIZERS = 4;
const GHOSTS_OF_ONE_ENERGIZER = 200 + 400 + 800 + 1600;
/** Five to begin with and the one at 10,000 points. */
const LIVES_MAX = 6;

/** Tiles with something to eat. */
function things(world: World): { tile: number; energizer: boolean }[] {
  const found = [];
  for (let row = 3; row < 34; row++) {
    for (let column = 0; column < 28; column++) {
      const tile = tileAt(column, row);
      if ((world.dots[row - 3]! >>> column) & 1) found.push({ tile, energizer: world.maze.energizer[tile] === 1 });
    }
  }
  return found;
}

/** A life on level 256 in which nobody disturbs Pac-Man. */
function splitScreen(settings = {}): Play {
  const play = freshLife(256, settings);
  steps(play, 1);
  lockGhostsAway(play.world);
  return play;
}

/** Puts Pac-Man on everything that lies there, one after the other. @returns the points that it brought. */
function eatAll(play: Play): number {
  const { world } = play;
  const before = world.score;
  for (const { tile } of things(world)) {
    for (let tick = 0; (world.dots[rowOf(tile) - 3]! >>> columnOf(tile)) & 1; tick++) {
      if (tick === 20) expect.unreachable('a dot cannot be eaten');
      // One pixel off, so that a wall beside the tile does not stop the step in which it is eaten.
      const [x, y] = centre([columnOf(tile), rowOf(tile)]);
      putPac(world, [x + 1, y], 'left');
      play.step();
    }
  }
  return world.score - before;
}

function die(play: Play): void {
  const { world } = play;
  world.pacPause[0] = 0;
  putGhost(world, 0, pacPixel(world), 'left');
  world.ghostFrightened[0] = 0;
  world.frightLeft = 0;
  play.until(() => world.phase !== PHASE.play);
  play.until(() => world.phase === PHASE.play || world.phase === PHASE.over);
  lockGhostsAway(world);
}

describe('[SK6] level 256', () => {
  test.each(MAZES)('in the maze $name no dot lies in a wall', ({ name, walkable }) => {
    for (const mode of ['classic', 'coop']) {
      const world = createWorld(matchSettings({ mode, variant: 'practice', maze: name, level: 256 }));
      expect(things(world).filter(({ tile }) => walkable[tile] === 0)).toEqual([]);
      expect(things(world).length).toBeGreaterThan(100);
    }
  });

  test('the left half has 112 dots and 2 energizers, the ruins nine dots, all of them dots of the maze', () => {
    const { world } = freshLife(256);
    const all = things(world);
    const left = all.filter(({ tile }) => !HIDDEN_DOTS.includes(tile));
    expect(left.filter(({ energizer }) => !energizer)).toHaveLength(112);
    expect(left.filter(({ energizer }) => energizer)).toHaveLength(2);
    expect(all).toHaveLength(112 + 2 + 9);
    expect(Math.max(...left.map(({ tile }) => columnOf(tile)))).toBeLessThan(13);
    for (const tile of HIDDEN_DOTS) {
      expect((world.maze.dotRows[rowOf(tile) - 3]! >>> columnOf(tile)) & 1).toBe(1);
      expect([world.maze.energizer[tile], columnOf(tile) > 13]).toEqual([0, true]);
    }
    expect([world.dotsLeft, world.difficulty]).toEqual([244, 21]);
  });

  test('one life eats 1,310 points of dots there, and the maze stays as it is when all is eaten', () => {
    const play = splitScreen();
    const { world } = play;
    expect(eatAll(play)).toBe(112 * 10 + 2 * 50 + 9 * 10);
    expect([things(world).length, world.dotsLeft]).toEqual([0, 244 - 123]);
    // Less than the no-dot timer, which would let a ghost out.
    steps(play, 170);
    expect([world.phase, world.level]).toEqual([PHASE.play, 256]);
  });

  test('the nine dots come back with every life, count again, and six lives eat 168 things', () => {
    const play = splitScreen({ lives: 5 });
    const { world } = play;
    world.lives = LIVES_MAX;
    let fruits = 0;
    let points = eatAll(play);
    for (let life = 2; life <= LIVES_MAX; life++) {
      die(play);
      expect(things(world).map(({ tile }) => tile)).toEqual(HIDDEN_DOTS.toSorted((a, b) => a - b));
      points += eatAll(play);
      fruits = world.fruitsShown;
    }
    expect([points, 244 - world.dotsLeft, fruits]).toEqual([1220 + 6 * 90, 168, 1]);
    // Blinky's first stage comes at 124 eaten, the second would need 184.
    expect(levelTable(256).elroy1Dots).toBeGreaterThanOrEqual(world.dotsLeft);
    expect(levelTable(256).elroy2Dots).toBeLessThan(world.dotsLeft);
    die(play);
    expect(world.phase).toBe(PHASE.over);
  });

  test('an energizer there only turns the ghosts round', () => {
    const { world } = splitScreen();
    startFright(world);
    expect(world.frightLeft).toBe(1);
  });

  test('`coop` started there has the same dots, and they come back after a wipe', () => {
    const play = freshCoop(1, { level: 256 });
    const { world } = play;
    expect(things(world)).toHaveLength(123);
    steps(play, 1);
    for (const tile of HIDDEN_DOTS) world.dots[rowOf(tile) - 3]! &= ~(1 << columnOf(tile));
    play.until(() => {
      putGhost(world, 0, pacPixel(world), 'left');
      return world.phase === PHASE.wiped;
    });
    play.until(() => world.phase === PHASE.ready);
    expect(HIDDEN_DOTS.every((tile) => (world.dots[rowOf(tile) - 3]! >>> columnOf(tile)) & 1)).toBe(true);
  });

  test.each(['classic', 'coop'] as const)('nothing follows it in %s, should its count be reached', (mode) => {
    const play = mode === 'classic' ? splitScreen() : freshCoop(1, { level: 256 });
    play.world.dotsLeft = 0;
    play.until((seen) => seen.some(({ kind }) => kind === EVENT.matchOver), 1000);
    expect([play.world.phase, play.world.level]).toEqual([PHASE.over, 256]);
  });
});

test('[SK9] a perfect game is 3,333,360 points by the level tables', () => {
  let points = 0;
  for (let level = 1; level <= LEVELS_CLEARED; level++) {
    const { fruitPoints, frightHalfTicks } = levelTable(level);
    points += DOTS * 10 + ENERGIZERS * 50 + 2 * fruitPoints;
    // A fright of one half-tick is over before a ghost can be eaten.
    if (frightHalfTicks > 1) points += ENERGIZERS * GHOSTS_OF_ONE_ENERGIZER;
  }
  const left = things(freshLife(256).world).filter(({ tile }) => !HIDDEN_DOTS.includes(tile));
  const energizers = left.filter(({ energizer }) => energizer).length;
  points += (left.length - energizers) * 10 + energizers * 50;
  // The second fruit needs 170 things eaten, six lives find 168.
  points += levelTable(256).fruitPoints;
  points += LIVES_MAX * HIDDEN_DOTS.length * 10;
  expect(points).toBe(3_333_360);
});
