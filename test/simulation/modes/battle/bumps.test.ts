// Bumps and pushes of `battle` (rules/modes.md 5).

import { describe, expect, test } from 'vitest';
import { EVENT, NONE, PAC, type World } from '#simulation';
import { CENTRE_X, CENTRE_Y } from '../../../../simulation/mazes/maze.ts';
import { asPoint, centre, DIRECTION, pacPixel, putPac, steps, type Play, type SeenEvent } from '../../play.ts';
import { clearDots, empower, keepGhostsIn, meetGhost, quietBattle, walk } from './play.ts';

const KNOCK_TICKS = 12;

/** Two seats in an empty maze. */
function duel(seats = 2): Play {
  const play = quietBattle(seats);
  clearDots(play.world);
  play.world.pacWish.fill(NONE);
  play.world.pacPause.fill(0);
  play.world.seatScore.fill(0);
  return play;
}

function bumps(seen: readonly SeenEvent[]): number[][] {
  return seen.filter(({ kind }) => kind === EVENT.bumped).map(({ who, value }) => [who, value]);
}

/** Steps until the first bump. @returns the events of its tick */
function untilBump(play: Play): SeenEvent[] {
  let found: SeenEvent[] = [];
  play.until((seen) => bumps((found = seen)).length > 0, 200);
  return found;
}

describe('[SB6] bumps', () => {
  test('head-on equal Pac-Men end 12 pixels back each', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [8, 8], 'left');
    expect(bumps(untilBump(play))).toEqual([
      [0, 1],
      [1, 0],
    ]);
    const [left, right] = [world.pacX[0]!, world.pacX[1]!];
    steps(play, KNOCK_TICKS);
    expect(pacPixel(world, 0)).toEqual([left - KNOCK_TICKS, centre([3, 8])[1]]);
    expect(pacPixel(world, 1)).toEqual([right + KNOCK_TICKS, centre([3, 8])[1]]);
    // The facing stays, and both walk on as before.
    expect([...world.pacTravel]).toEqual([DIRECTION.right, DIRECTION.left]);
    play.step();
    expect([world.pacX[0], world.pacX[1]]).toEqual([left - KNOCK_TICKS + 1, right + KNOCK_TICKS - 1]);
  });

  test('a rear bump pushes the front one forward', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [8, 8], 'left');
    walk(world, 1, [10, 8], 'left');
    // The front one stands for a moment, so that the other reaches it.
    world.pacPause[0] = 20;
    untilBump(play);
    const [front, rear] = [world.pacX[0]!, world.pacX[1]!];
    steps(play, KNOCK_TICKS);
    expect([world.pacX[0], world.pacX[1]]).toEqual([front - KNOCK_TICKS, rear + KNOCK_TICKS]);
    expect(world.pacTravel[0]).toBe(DIRECTION.left);
  });

  test('a push against a wall stops', () => {
    const play = duel();
    const { world } = play;
    // The corridor ends three pixels to the left of seat 0.
    walk(world, 0, [1, 8], 'right');
    putPac(world, [centre([1, 8])[0] + 3, centre([1, 8])[1]], 'right', 0);
    world.pacPause[0] = 100;
    walk(world, 1, [4, 8], 'left');
    untilBump(play);
    const rival = world.pacX[1]!;
    steps(play, 3);
    expect(pacPixel(world, 0)).toEqual(centre([1, 8]));
    expect(world.pacKnockUntilTick[0]).toBeGreaterThan(world.tick);
    play.step();
    expect([pacPixel(world, 0), world.pacKnockUntilTick[0]]).toEqual([centre([1, 8]), 0]);
    steps(play, KNOCK_TICKS - 4);
    expect(world.pacX[1]).toBe(rival + KNOCK_TICKS);
  });

  test('whatever the wish, which is kept for the time after the push', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [6, 8], 'left');
    untilBump(play);
    const at = world.pacX[0]!;
    for (let tick = 0; tick < KNOCK_TICKS; tick++) play.wish(DIRECTION.right, 0);
    expect(world.pacX[0]).toBe(at - KNOCK_TICKS);
    expect(world.pacWish[0]).toBe(DIRECTION.right);
    play.step();
    expect(world.pacX[0]).toBe(at - KNOCK_TICKS + 1);
  });

  test('a pushed Pac-Man eats what it passes, without a pause', () => {
    const play = quietBattle(2);
    const { world } = play;
    clearDots(world, 5);
    world.dots[0] = 0;
    world.dots[1] = 1 << 12;
    world.dotsLeft = 1;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [6, 8], 'left');
    untilBump(play);
    // A dot where seat 0 is, and one behind it.
    world.dots[8 - 3] = (1 << 3) | (1 << 4);
    world.dotsLeft += 2;
    const dots = world.seatRoundDots[0]!;
    const at = world.pacX[0]!;
    steps(play, KNOCK_TICKS);
    expect([world.pacX[0], world.seatRoundDots[0]! - dots]).toEqual([at - KNOCK_TICKS, 2]);
  });

  test('a pushed Pac-Man can be caught by a ghost, and by a rival with power', () => {
    for (const isByGhost of [true, false]) {
      const play = duel(3);
      const { world } = play;
      walk(world, 0, [3, 8], 'right');
      walk(world, 1, [6, 8], 'left');
      walk(world, 2, [20, 8], 'left');
      untilBump(play);
      if (isByGhost) meetGhost(world, 0, 0);
      else {
        empower(world, 2);
        walk(world, 2, asPoint(((world.pacY[0]! >> 3) << 5) + ((world.pacX[0]! + 16) >> 3)), 'left');
      }
      play.step();
      expect(world.pacState[0]).toBe(PAC.out);
    }
  });

  test('a pushed Pac-Man starts no other bump', () => {
    const play = duel(3);
    const { world } = play;
    walk(world, 0, [4, 8], 'right');
    walk(world, 1, [7, 8], 'left');
    walk(world, 2, [3, 8], 'right');
    world.pacPause[2] = 100;
    untilBump(play);
    world.pacPause[2] = 100;
    // Seat 0 is pushed through seat 2.
    for (let tick = 0; tick < KNOCK_TICKS; tick++) expect(bumps(play.step())).toEqual([]);
  });

  test('at equal distances each is pushed against its own direction', () => {
    const play = duel();
    const { world } = play;
    // They meet at the corner (6,8): one comes from the left, the other from above, three pixels from the centre.
    const [x, y] = centre([6, 8]);
    walk(world, 0, [6, 8], 'right');
    walk(world, 1, [6, 8], 'down');
    putPac(world, [x - 3, y], 'right', 0);
    putPac(world, [x, y - 3], 'down', 1);
    const seen = play.step();
    expect(bumps(seen)).toHaveLength(2);
    expect([...world.pacKnockTravel]).toEqual([DIRECTION.left, DIRECTION.up]);
    steps(play, KNOCK_TICKS);
    expect(pacPixel(world, 0)[1]).toBe(y);
    expect(pacPixel(world, 1)[0]).toBe(x);
  });

  test('two that exchange tiles in one tick bump', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [4, 8], 'left');
    const y = centre([3, 8])[1];
    putPac(world, [31, y], 'right', 0);
    putPac(world, [32, y], 'left', 1);
    expect(bumps(play.step())).toHaveLength(2);
    expect([...world.pacKnockTravel]).toEqual([DIRECTION.left, DIRECTION.right]);
  });

  test('a push through the side tunnel wraps around', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [0, 17], 'right');
    putPac(world, [-10, centre([0, 17])[1]], 'right', 0);
    walk(world, 1, [0, 17], 'left');
    putPac(world, [-6, centre([0, 17])[1]], 'left', 1);
    untilBump(play);
    const at = world.pacX[0]!;
    steps(play, KNOCK_TICKS);
    expect(world.pacX[0]).toBe(at - KNOCK_TICKS + 256);
  });

  test('two that meet across the edge of the tunnel are pushed away from each other', () => {
    const play = duel();
    const { world } = play;
    const y = centre([0, 17])[1];
    walk(world, 0, [0, 17], 'right');
    walk(world, 1, [0, 17], 'left');
    putPac(world, [238, y], 'right', 0);
    putPac(world, [-15, y], 'left', 1);
    untilBump(play);
    expect([...world.pacKnockTravel]).toEqual([DIRECTION.left, DIRECTION.right]);
  });

  test('where neither can be pushed they overlap, and ignore each other until their tiles differ', () => {
    const play = duel();
    const { world } = play;
    // Both in the corner (1,4), with ways to the right and down; they are to be pushed left and up, against their directions.
    walk(world, 0, [1, 4], 'right');
    walk(world, 1, [1, 4], 'down');
    world.pacPause.fill(30);
    for (let tick = 0; tick < 20; tick++) expect(bumps(play.step())).toEqual([]);
    expect([...world.pacIgnores]).toEqual([0b10, 0b01]);
    // One leaves the tile and comes back: now they bump.
    world.pacPause[0] = 0;
    play.until(() => world.pacIgnores[0] === 0, 20);
    expect(world.pacIgnores[1]).toBe(0);
    world.pacPause[1] = 100;
    play.wish(DIRECTION.left, 0);
    untilBump(play);
  });

  test('of three in one tile the first pair in seat order bumps', () => {
    const play = duel(4);
    const { world } = play;
    walk(world, 3, [20, 8], 'left');
    for (const seat of [0, 1, 2]) {
      walk(world, seat, [3, 8], 'right');
      putPac(world, [centre([3, 8])[0] + 2 * seat - 2, centre([3, 8])[1]], 'right', seat);
    }
    world.pacPause.fill(2);
    expect(bumps(play.step())).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(bumps(play.step())).toEqual([]);
  });

  test('Pac-Men with power bump each other too', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [8, 8], 'left');
    empower(world, 0);
    empower(world, 1);
    expect(bumps(untilBump(play))).toHaveLength(2);
    expect([...world.pacState]).toEqual([PAC.alive, PAC.alive]);
  });

  test('one that has not set off is pushed, and waits on', () => {
    const play = duel();
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [6, 8], 'left');
    world.pacState[1] = PAC.waiting;
    untilBump(play);
    const at = world.pacX[1]!;
    steps(play, KNOCK_TICKS + 5);
    expect([world.pacX[1], world.pacState[1]]).toEqual([at + KNOCK_TICKS, PAC.waiting]);
  });

  test('pushed while it cuts a corner, a Pac-Man comes to the centre line', () => {
    for (const [offsetX, offsetY] of [
      [3, -1],
      [2, -2],
      [1, -3],
      [-2, -1],
      [-1, -2],
    ] as const) {
      const play = duel();
      const { world } = play;
      const [x, y] = centre([6, 8]);
      walk(world, 0, [6, 8], 'up');
      walk(world, 1, [6, 8], 'right');
      putPac(world, [x + offsetX, y + offsetY], 'up', 0);
      putPac(world, [x + offsetX - 5, y], 'right', 1);
      world.pacPause.fill(1);
      play.step();
      if (world.pacKnockUntilTick[0] === 0) continue;
      steps(play, KNOCK_TICKS);
      expectOnCentreLine(world, 0);
    }
  });
});

describe('[SB7] shoves', () => {
  /** Seat 1 bumps seat 0 away; so many ticks later a ghost catches seat 0. */
  function caughtAfter(ticks: number): { play: Play; seen: SeenEvent[] } {
    const play = duel(3);
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [6, 8], 'left');
    walk(world, 2, [20, 32], 'left');
    untilBump(play);
    walk(world, 1, [20, 8], 'left');
    world.pacPause.fill(ticks + 10);
    world.pacKnockUntilTick.fill(0);
    steps(play, ticks - 1);
    meetGhost(world, 0, 2);
    return { play, seen: play.step() };
  }

  test('shove credit at 120 ticks yes, at 121 no', () => {
    for (const [ticks, catches] of [
      [1, 1],
      [120, 1],
      [121, 0],
    ] as const) {
      const { play, seen } = caughtAfter(ticks);
      const { world } = play;
      expect([ticks, world.seatScore[1], world.seatRoundCatches[1]]).toEqual([ticks, catches * 1600, catches]);
      // The ghost that caught is named all the same.
      expect(seen.find(({ kind }) => kind === EVENT.caught)).toMatchObject({ who: 0, value: 2 });
      const credited = seen.filter(({ kind }) => kind === EVENT.rivalCaught);
      expect(credited.map(({ who, value }) => [who, value])).toEqual(catches === 1 ? [[1, 0]] : []);
    }
  });

  test('a bump of the tick of the catch is no shove', () => {
    const play = duel(3);
    const { world } = play;
    walk(world, 2, [20, 32], 'left');
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [3, 8], 'right');
    world.pacPause.fill(5);
    meetGhost(world, 0, 0);
    play.step();
    keepGhostsIn(world);
    expect([...world.pacState].slice(0, 2)).toEqual([PAC.out, PAC.out]);
    expect([...world.seatRoundCatches]).toEqual([0, 0, 0]);
  });

  test('a seat that has left is credited nothing', () => {
    const play = duel(4);
    const { world } = play;
    walk(world, 0, [3, 8], 'right');
    walk(world, 1, [6, 8], 'left');
    walk(world, 2, [20, 32], 'left');
    walk(world, 3, [12, 32], 'left');
    untilBump(play);
    play.step([{ kind: 'leave', seat: 1 }]);
    meetGhost(world, 0, 0);
    play.step();
    expect([world.pacState[0], world.seatRoundCatches[1], world.seatScore[1]]).toEqual([PAC.out, 0, 0]);
  });
});

function expectOnCentreLine(world: World, seat: number): void {
  const onColumn = (world.pacX[seat]! & 7) === CENTRE_X;
  const onRow = (world.pacY[seat]! & 7) === CENTRE_Y;
  expect(onColumn || onRow).toBe(true);
}
