// Energizers, power, refills and the fruit of `battle` (rules/modes.md 5 and 1.7).

import { describe, expect, test } from 'vitest';
import { EVENT, GHOST, GHOST_COUNT, PAC, PHASE, type World } from '#simulation';
import { hasDot } from '../../../../simulation/actors/eating.ts';
import { ENERGIZER_TILES } from '../../../../simulation/modes/battle/fill.ts';
import { asPoint, centre, DIRECTION, pacPixel, putGhost, putPac, steps, tileOf, type Point } from '../../play.ts';
import { clearDots, empower, keepGhostsIn, meetGhost, playTo, quietBattle, roundTick, walk } from './play.ts';

const CORNERS = ENERGIZER_TILES.map(asPoint);
const ALL = 0b1111;
const DIAGONALS = [0b1001, 0b0110];

/** Bits of the energizers that lie in the maze. */
function lying(world: World): number {
  return ENERGIZER_TILES.reduce((bits, tile, index) => bits | (hasDot(world, tile) ? 1 << index : 0), 0);
}

/** Keeps a seat on a tile for a tick. */
function stay(world: World, seat: number, tile: Point): void {
  world.pacState[seat] = PAC.waiting;
  world.pacWish[seat] = DIRECTION.none;
  putPac(world, centre(tile), 'left', seat);
}

/** The energizers wake now, all four. */
function wakeAll(world: World): void {
  world.energizersAwake = ALL;
  world.energizersDrawn = 0;
  world.energizersWakeTick = 0;
}

/** The energizers are those of the maze. */
test('[SB3] the maze has the four energizers that battle knows, in reading order', () => {
  const { world } = quietBattle(2);
  const found = [...world.maze.energizer.keys()].filter((tile) => world.maze.energizer[tile] === 1);
  expect(found).toEqual(ENERGIZER_TILES);
});

describe('[SB3] energizers', () => {
  test('an energizer is not edible in tick 599, edible in 600', () => {
    const play = quietBattle(5);
    const { world } = play;
    playTo(play, 598);
    stay(world, 0, CORNERS[0]!);
    expect(play.step().map(({ kind }) => kind)).not.toContain(EVENT.energizerEaten);
    expect([roundTick(world), world.pacPowerUntilTick[0]]).toEqual([599, 0]);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.energizerEaten);
    expect(roundTick(world)).toBe(600);
  });

  test('until 120 ticks before all four look alike; then those that wake are drawn, and the others vanish', () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= 12; seed++) {
      const play = quietBattle(4, { seed });
      const { world } = play;
      playTo(play, 479);
      expect([lying(world), world.energizersDrawn, world.energizersAwake]).toEqual([ALL, 0, 0]);
      const before = world.dotsLeft;
      play.step();
      expect(DIAGONALS).toContain(world.energizersDrawn);
      expect([lying(world), world.energizersAwake]).toEqual([world.energizersDrawn, 0]);
      expect(world.dotsLeft).toBe(before - 2);
      seen.add(world.energizersDrawn);
      playTo(play, 600);
      expect(world.energizersAwake).toBe(lying(world));
    }
    expect(seen.size).toBe(2);
  });

  test('with five or more alive all four wake, with four two on one diagonal', () => {
    for (const [living, drawn] of [
      [8, [ALL]],
      [5, [ALL]],
      [4, DIAGONALS],
      [2, DIAGONALS],
    ] as const) {
      const play = quietBattle(8);
      const { world } = play;
      playTo(play, 470);
      for (let seat = living; seat < 8; seat++) world.pacState[seat] = PAC.out;
      playTo(play, 480);
      expect(drawn).toContain(world.energizersDrawn);
    }
  });

  test('a refill makes them dormant for 180 ticks, and leaves awake ones awake', () => {
    const play = quietBattle(5);
    const { world } = play;
    playTo(play, 700);
    wakeAll(world);
    stay(world, 0, CORNERS[1]!);
    play.step();
    expect(world.energizersAwake).toBe(0b1101);
    stay(world, 0, [6, 8]);
    world.fruitState = 1;
    world.fruitUntilTick = world.tick + 100;
    putPac(world, [111, 164], 'left', 1);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.refilled);
    const refilled = roundTick(world);
    expect([lying(world), world.energizersAwake, world.refillTick]).toEqual([ALL, 0b1101, world.tick]);
    // Dormant until then, even for a Pac-Man that stands on it.
    stay(world, 0, CORNERS[1]!);
    world.pacPowerUntilTick.fill(0);
    playTo(play, refilled + 179);
    expect([world.energizersAwake, world.energizersDrawn]).toEqual([0b1101, 0b0010]);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.energizerEaten);
  });

  test('one that stayed awake and is eaten before the others are drawn is neither drawn nor does it vanish again', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const play = quietBattle(2, { seed });
      const { world } = play;
      playTo(play, 700);
      wakeAll(world);
      world.energizersAwake = 0b0001;
      leaveDot(world, [6, 8]);
      world.dots[6 - 3]! |= 1 << 1;
      world.dotsLeft++;
      stay(world, 0, [6, 8]);
      stay(world, 1, [12, 32]);
      play.step();
      stay(world, 0, CORNERS[0]!);
      play.step();
      expect([world.energizersAwake, world.dotsLeft, lying(world)]).toEqual([0, 242, 0b1110]);
      stay(world, 0, CORNERS[0]!);
      playTo(play, roundTick(world) + 60);
      const drawn = world.energizersDrawn;
      expect([0b1000, 0b0110]).toContain(drawn);
      expect(lying(world)).toBe(drawn);
      expect(world.dotsLeft).toBe([...world.dots].reduce((sum, row) => sum + bitsOf(row), 0));
    }
  });

  test('a refill before tick 600 wakes none earlier than that', () => {
    for (const [refilledAt, wakesAt] of [
      [300, 600],
      [450, 630],
    ] as const) {
      const play = quietBattle(5);
      const { world } = play;
      playTo(play, refilledAt - 1);
      leaveDot(world, [6, 8]);
      stay(world, 0, [6, 8]);
      play.step();
      expect(lying(world)).toBe(ALL);
      playTo(play, wakesAt - 1);
      expect(world.energizersAwake).toBe(0);
      play.step();
      expect(world.energizersAwake).toBe(ALL);
    }
  });

  test('power lasts 360 ticks', () => {
    const play = quietBattle(2);
    const { world } = play;
    wakeAll(world);
    stay(world, 0, CORNERS[0]!);
    const seen = play.step();
    expect(seen.find(({ kind }) => kind === EVENT.powerStarted)).toMatchObject({ who: 0, value: 360 });
    const eaten = world.tick;
    const caught: number[] = [];
    // A rival comes into its tile in the last tick with power, or in the one after it.
    for (const after of [359, 360]) {
      const other = quietBattle(2);
      other.world.words.set(world.words);
      while (other.world.tick < eaten + after - 1) other.step();
      stay(other.world, 1, CORNERS[0]!);
      other.step();
      if (other.world.pacState[1] === PAC.out) caught.push(after);
    }
    expect(caught).toEqual([359]);
  });

  test('a second energizer sets power back to 360, and begins a new row of ghost points', () => {
    const play = quietBattle(2);
    const { world } = play;
    wakeAll(world);
    stay(world, 0, CORNERS[0]!);
    play.step();
    meetGhost(world, 0, 0, true);
    play.step();
    expect(world.pacChain[0]).toBe(1);
    steps(play, 100);
    stay(world, 0, CORNERS[1]!);
    play.step();
    expect([world.pacPowerUntilTick[0]! - world.tick, world.pacChain[0]]).toEqual([360, 0]);
  });

  test('Pac-Men move at 80, with power at 95', () => {
    const play = quietBattle(2);
    const { world } = play;
    clearDots(world);
    for (const [ticks, pixels] of [
      [0, 80],
      [300, 95],
    ] as const) {
      walk(world, 0, [1, 8], 'right');
      world.pacPause[0] = 0;
      world.pacPowerUntilTick[0] = ticks === 0 ? 0 : world.tick + ticks;
      const from = world.pacX[0]!;
      steps(play, 80);
      expect(world.pacX[0]! - from).toBe(pixels);
    }
  });
});

describe('[SB4] power and ghosts', () => {
  test('an energizer frightens and reverses the ghosts that are outside, and no others', () => {
    const play = quietBattle(2);
    const { world } = play;
    wakeAll(world);
    putGhost(world, 0, centre([21, 8]), 'left');
    putGhost(world, 1, centre([21, 12]), 'down');
    world.ghostState[1] = GHOST.eyes;
    world.ghostReversal.fill(0);
    stay(world, 0, CORNERS[0]!);
    play.step();
    expect([...world.ghostFrightened]).toEqual([1, 0, 0, 0]);
    expect([...world.ghostReversal]).toEqual([1, 0, 0, 0]);
  });

  test('ghosts are frightened for as long as anybody has power', () => {
    const play = quietBattle(3);
    const { world } = play;
    wakeAll(world);
    stay(world, 0, CORNERS[0]!);
    play.step();
    steps(play, 200);
    stay(world, 1, CORNERS[1]!);
    play.step();
    putGhost(world, 0, centre([6, 20]), 'up');
    world.ghostFrightened[0] = 1;
    // The first power is over, the second is not.
    steps(play, 359);
    expect([world.pacPowerUntilTick[0]! > world.tick, world.ghostFrightened[0], world.frightLeft]).toEqual([
      false,
      1,
      2,
    ]);
    play.step();
    expect([world.ghostFrightened[0], world.frightLeft]).toEqual([0, 0]);
  });

  test('when the last one with power is caught, fright ends with the next tick', () => {
    const play = quietBattle(3);
    const { world } = play;
    putGhost(world, 0, centre([6, 20]), 'up');
    empower(world, 0);
    world.ghostFrightened[0] = 1;
    meetGhost(world, 0, 1);
    play.step();
    expect(world.pacState[0]).toBe(PAC.out);
    keepGhostsIn(world);
    putGhost(world, 0, centre([6, 20]), 'up');
    play.step();
    expect([world.frightLeft, world.ghostFrightened[0]]).toEqual([0, 0]);
  });

  test('a revived ghost stays dangerous, to Pac-Men with power too, until the next energizer', () => {
    const play = quietBattle(3);
    const { world } = play;
    wakeAll(world);
    stay(world, 0, CORNERS[0]!);
    play.step();
    meetGhost(world, 0, 2, true);
    play.step();
    expect(world.ghostState[2]).toBe(GHOST.eyes);
    play.until(() => world.ghostState[2] === GHOST.outside, 1000);
    expect(world.ghostFrightened[2]).toBe(0);
    empower(world, 1);
    meetGhost(world, 1, 2);
    play.step();
    expect(world.pacState[1]).toBe(PAC.out);
    stay(world, 0, CORNERS[1]!);
    play.step();
    expect(world.ghostFrightened[2]).toBe(1);
  });

  test('without power a Pac-Man and a frightened ghost do nothing to each other', () => {
    const play = quietBattle(3);
    const { world } = play;
    empower(world, 1);
    meetGhost(world, 0, 0, true);
    const kinds = play.step().map(({ kind }) => kind);
    expect(kinds).not.toContain(EVENT.ghostEaten);
    expect(kinds).not.toContain(EVENT.caught);
  });

  test('of several that touch a frightened ghost the nearest with power eats it', () => {
    const play = quietBattle(3);
    const { world } = play;
    clearDots(world);
    for (const seat of [0, 1, 2]) stay(world, seat, [6, 8]);
    const [x, y] = centre([6, 8]);
    putPac(world, [x - 2, y], 'left', 1);
    putPac(world, [x - 3, y], 'left', 2);
    empower(world, 1);
    empower(world, 2);
    putGhost(world, 0, [x, y], 'left');
    world.ghostFrightened[0] = 1;
    world.ghostSpeed[0] = 0;
    const eaten = play.step().filter(({ kind }) => kind === EVENT.ghostEaten);
    expect(eaten.map(({ who, value }) => [who, value])).toEqual([[1, 200]]);
  });

  test('each Pac-Man has its own row of ghost points: 200, 400, 800, 1600', () => {
    const play = quietBattle(2);
    const { world } = play;
    clearDots(world);
    stay(world, 0, [6, 8]);
    stay(world, 1, [21, 8]);
    empower(world, 0);
    empower(world, 1);
    for (let ghost = 0; ghost < GHOST_COUNT; ghost++) meetGhost(world, ghost === 3 ? 1 : 0, ghost, true);
    const eaten = play.step().filter(({ kind }) => kind === EVENT.ghostEaten);
    expect(eaten.map(({ who, value }) => [who, value])).toEqual([
      [0, 200],
      [0, 400],
      [0, 800],
      [1, 200],
    ]);
  });
});

describe('[SB11] ties on pick-ups', () => {
  /** Three seats stand together on a tile, seat 2 elsewhere. */
  function standing(tile: Point, seed: number) {
    const play = quietBattle(3, { seed });
    stay(play.world, 0, tile);
    stay(play.world, 1, tile);
    stay(play.world, 2, [12, 32]);
    play.world.pacPause.fill(50);
    return play;
  }

  test('exact tie on an energizer: both powered, points to the first in tie-break order, who is last afterwards', () => {
    const firsts = new Set<number>();
    for (let seed = 1; seed <= 8; seed++) {
      const play = standing(CORNERS[0]!, seed);
      const { world } = play;
      wakeAll(world);
      const first = world.seatTieBreak[0]! < world.seatTieBreak[1]! ? 0 : 1;
      const scores = [...world.seatScore];
      const seen = play.step();
      expect(seen.filter(({ kind }) => kind === EVENT.energizerEaten)).toHaveLength(1);
      expect(seen.filter(({ kind }) => kind === EVENT.powerStarted).map(({ who }) => who)).toEqual([0, 1]);
      expect(world.seatScore[first]! - scores[first]!).toBe(50);
      expect(world.seatScore[1 - first]! - scores[1 - first]!).toBe(0);
      expect(world.seatTieBreak[first]).toBe(2);
      expect([world.pacPause[0], world.pacPause[1]]).toEqual([3, 3]);
      firsts.add(first);
    }
    expect(firsts.size).toBe(2);
  });

  test('the nearer one eats, whatever the tie-break order', () => {
    const play = standing(CORNERS[0]!, 1);
    const { world } = play;
    wakeAll(world);
    for (const [near, far] of [
      [0, 1],
      [1, 0],
    ] as const) {
      world.dots[6 - 3]! |= 1 << 1;
      world.dotsLeft++;
      world.energizersAwake |= 1;
      world.pacPowerUntilTick.fill(0);
      world.pacKnockUntilTick.fill(0);
      stay(world, near, CORNERS[0]!);
      stay(world, far, CORNERS[0]!);
      putPac(world, [world.pacX[far]!, world.pacY[far]! + 2], 'left', far);
      world.pacPause.fill(50);
      const powered = play.step().filter(({ kind }) => kind === EVENT.powerStarted);
      expect(powered.map(({ who }) => who)).toEqual([near]);
      world.pacState[far] = PAC.waiting;
    }
  });

  test('of two equally near ones the one that came into the tile earlier eats what appears under them', () => {
    for (const [early, late] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const play = quietBattle(3);
      const { world } = play;
      clearDots(world);
      stay(world, 2, [12, 32]);
      stay(world, early, [6, 8]);
      stay(world, late, [9, 8]);
      // Both are being pushed, so that they do not bump; the late one comes to the centre of the tile.
      world.pacKnockUntilTick.fill(world.tick + 1000);
      world.pacKnockTravel[early] = DIRECTION.left;
      world.pacKnockTravel[late] = DIRECTION.left;
      play.step();
      putPac(world, centre([6, 8]), 'left', early);
      putPac(world, [centre([6, 8])[0] + 5, centre([6, 8])[1]], 'left', late);
      world.pacKnockUntilTick[early] = world.tick;
      world.pacIgnores[early] = 1 << late;
      world.pacIgnores[late] = 1 << early;
      world.pacPause[early] = 100;
      steps(play, 5);
      expect([pacPixel(world, early), pacPixel(world, late)]).toEqual([centre([6, 8]), centre([6, 8])]);
      expect([world.pacCameAfter[early], world.pacCameAfter[late]]).toEqual([0, 1 << early]);
      world.pacKnockUntilTick.fill(0);
      world.pacPause.fill(100);
      world.dots[8 - 3]! |= 1 << 6;
      world.dotsLeft++;
      const order = [...world.seatTieBreak];
      expect(play.step().find(({ kind }) => kind === EVENT.dotEaten)?.who).toBe(early);
      expect([...world.seatTieBreak]).toEqual(order);
      // They part: nobody is after anybody.
      stay(world, late, [9, 8]);
      play.step();
      expect(world.pacCameAfter[late]).toBe(0);
    }
  });
});

describe('[SB3] refill and fruit', () => {
  test('when no dot is left all come back, whatever energizers are left', () => {
    const play = quietBattle(3);
    const { world } = play;
    playTo(play, 700);
    leaveDot(world, [6, 8]);
    world.dots[6 - 3]! |= 1 << 1;
    world.dotsLeft = 2;
    world.energizersAwake = 0b0001;
    stay(world, 0, [6, 8]);
    stay(world, 1, [12, 32]);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.refilled);
    expect([world.dotsLeft, world.energizersAwake, world.phase]).toEqual([244, 0b0001, PHASE.play]);
    // The dot under a Pac-Man is eaten with the next step in its tile.
    expect(hasDot(world, tileOf([6, 8]))).toBe(true);
    play.step();
    expect(hasDot(world, tileOf([6, 8]))).toBe(false);
  });

  test('the fruit appears after 140 dots of a fill, not before tick 900, for 600 ticks, once', () => {
    const play = quietBattle(2);
    const { world } = play;
    playTo(play, 600);
    stay(world, 0, [6, 8]);
    stay(world, 1, [21, 8]);
    steps(play, 2);
    const eatenUpTo = (dots: number): void => {
      let rows = 0;
      world.dots.set(world.maze.dotRows);
      world.dotsLeft = world.maze.dotCount;
      for (let left = dots; left > 0; rows++) {
        for (let column = 0; column < 28 && left > 0; column++) {
          const isDot = ((world.dots[rows]! >> column) & 1) === 1;
          if (!isDot || world.maze.energizer[tileOf([column, rows + 3])] === 1) continue;
          world.dots[rows]! &= ~(1 << column);
          world.dotsLeft--;
          left--;
        }
      }
    };
    eatenUpTo(140);
    playTo(play, 899);
    expect(world.fruitState).toBe(0);
    const appeared = play.step().find(({ kind }) => kind === EVENT.fruitAppeared);
    expect([appeared?.value, world.fruitState, roundTick(world)]).toEqual([100, 1, 900]);
    playTo(play, 900 + 599);
    expect(world.fruitState).toBe(1);
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.fruitLeft);
    steps(play, 100);
    expect(world.fruitState).toBe(0);
    // With 139 it does not come.
    world.fruitsShown = 0;
    eatenUpTo(139);
    play.step();
    expect(world.fruitState).toBe(0);
    eatenUpTo(140);
    play.step();
    expect(world.fruitState).toBe(1);
  });

  test('a fruit brings 100 points and a refill, and none comes within 900 ticks of it', () => {
    const play = quietBattle(2);
    const { world } = play;
    playTo(play, 1000);
    stay(world, 0, [6, 8]);
    clearDots(world, 3, 20);
    world.fruitState = 1;
    world.fruitsShown = 1;
    world.fruitUntilTick = world.tick + 1;
    const score = world.seatScore[1]!;
    putPac(world, [111, 164], 'left', 1);
    world.pacPause[1] = 10;
    const kinds = play.step().map(({ kind }) => kind);
    // The fruit leaves at the end of its last tick: here it is too late by one.
    expect(kinds).toContain(EVENT.fruitLeft);
    world.fruitState = 1;
    world.fruitUntilTick = world.tick + 2;
    const later = play.step();
    expect(later.map(({ kind }) => kind)).toEqual(expect.arrayContaining([EVENT.fruitEaten, EVENT.refilled]));
    expect([world.seatScore[1]! - score, world.dotsLeft]).toEqual([100, 244]);
    const refilled = world.tick;
    stay(world, 1, [21, 8]);
    for (let row = 0; row < 20; row++) world.dots[row] = 0;
    world.dotsLeft = 100;
    play.until((seen) => seen.some(({ kind }) => kind === EVENT.fruitAppeared), 1000);
    expect(world.tick - refilled).toBe(900);
  });
});

/** Leaves one dot in the maze. */
function leaveDot(world: World, [column, row]: Point): void {
  world.dots.fill(0);
  world.dots[row - 3] = 1 << column;
  world.dotsLeft = 1;
}

function bitsOf(row: number): number {
  let count = 0;
  for (let bits = row; bits !== 0; bits &= bits - 1) count++;
  return count;
}
