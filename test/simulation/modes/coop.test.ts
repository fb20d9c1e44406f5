// What `coop` adds to the arcade: seats, returns, wipes, ties, quarries (rules/modes.md 1 and 3).

import { describe, expect, test } from 'vitest';
import { EVENT, GHOST, GHOST_COUNT, levelTable, NONE, PAC, PHASE, type World } from '#simulation';
import { hasDot } from '../../../simulation/actors/eating.ts';
import { carryPixels } from '../../../simulation/actors/speed.ts';
import {
  asPoint,
  centre,
  DIRECTION,
  freshCoop,
  ghostPixel,
  ghostTile,
  lockGhostsAway,
  pacPixel,
  putGhost,
  putPac,
  steps,
  tileOf,
  toPlay,
  type Play,
  type Point,
} from '../play.ts';

/** Coop in its first frame of play, ghosts locked away, all alive, each in a corner of its own. */
function quietCoop(seats: number): Play {
  const play = freshCoop(seats);
  play.step();
  lockGhostsAway(play.world);
  return play;
}

/** Leaves one dot, far from everybody. */
function leaveOneDot(world: World, [column, row]: Point): void {
  world.dots.fill(0);
  world.dots[row - 3] = 1 << column;
  world.dotsLeft = 1;
}

/** Puts a ghost into a seat's tile, dangerous or blue. */
function meet(world: World, seat: number, ghost: number, frightened = false): void {
  putGhost(world, ghost, pacPixel(world, seat), 'left');
  world.ghostFrightened[ghost] = frightened ? 1 : 0;
  if (frightened) world.frightLeft = 600;
}

describe('[SC1] seats', () => {
  test('one seat starts at the arcade start point, several in pairs that face outward', () => {
    expect(pacPixel(freshCoop(1).world)).toEqual([111, 212]);
    const { world } = freshCoop(4);
    const places = [0, 1, 2, 3].map((seat) => pacPixel(world, seat));
    expect(places).toEqual(
      (
        [
          [12, 26],
          [15, 26],
          [9, 26],
          [18, 26],
        ] as Point[]
      ).map(centre),
    );
    expect([...world.pacTravel]).toEqual([2, 0, 2, 0]);
  });

  test('speeds of level 1 with four seats are those of arcade level 4, fruit that of level 1', () => {
    const { world } = freshCoop(4);
    expect([world.level, world.difficulty]).toEqual([1, 4]);
    expect(levelTable(world.difficulty).pacSpeed).toBe(90);
  });

  test('an actor stands still until its first wish, and wishes of the countdown count', () => {
    const play = freshCoop(2);
    steps(play, 60);
    expect(pacPixel(play.world, 0)).toEqual(centre([12, 26]));
    play.wish(DIRECTION.left, 0);
    expect(pacPixel(play.world, 0)).not.toEqual(centre([12, 26]));
    const eager = freshCoop(2);
    eager.world.pacWish[1] = DIRECTION.right;
    steps(eager, 2);
    expect(eager.world.pacX[1]).toBeGreaterThan(centre([15, 26])[0]);
  });

  test('a wish into a wall does not start it', () => {
    const play = freshCoop(2);
    play.wish(DIRECTION.down, 0);
    steps(play, 10);
    expect(pacPixel(play.world, 0)).toEqual(centre([12, 26]));
  });

  test('a seat taken during play enters protected, the second time it costs a return', () => {
    const play = quietCoop(1);
    play.step([{ kind: 'enter', seat: 2 }]);
    expect(play.world.pacState[2]).toBe(PAC.waiting);
    expect(play.world.pacUntilTick[2]! - play.world.tick).toBe(120);
    play.step([{ kind: 'leave', seat: 2 }]);
    expect(play.world.pacState[2]).toBe(PAC.empty);
    const lives = play.world.lives;
    play.step([{ kind: 'enter', seat: 2 }]);
    expect([play.world.pacState[2], play.world.lives]).toEqual([PAC.returning, lives - 1]);
  });
});

describe('[SC2] returns', () => {
  test('stock 3 with two seats: the third catch leaves none, the fourth is out, a clear brings back', () => {
    const play = quietCoop(2);
    const { world } = play;
    expect(world.lives).toBe(3);
    for (let caught = 1; caught <= 4; caught++) {
      play.until(() => world.pacState[0] === PAC.waiting && world.pacUntilTick[0]! <= world.tick + 1);
      lockGhostsAway(world);
      meet(world, 0, 0);
      play.step();
      expect(world.lives).toBe(Math.max(0, 3 - caught));
      expect(world.pacState[0]).toBe(caught <= 3 ? PAC.returning : PAC.out);
      lockGhostsAway(world);
    }
    leaveOneDot(world, asPointOf(world, 1));
    play.step();
    expect(world.phase).toBe(PHASE.cleared);
    play.until(() => world.phase === PHASE.ready);
    expect([world.level, world.pacState[0]]).toEqual([2, PAC.waiting]);
  });

  test('a caught Pac-Man returns after 180 ticks, far from danger and protected for 120', () => {
    const play = quietCoop(2);
    const { world } = play;
    meet(world, 0, 0);
    play.step();
    const caughtAt = world.tick;
    play.until((seen) => seen.some((event) => event.kind === EVENT.returned));
    expect(world.tick - caughtAt).toBe(180);
    expect(world.pacUntilTick[0]! - world.tick).toBe(120);
    meet(world, 0, 0);
    play.step();
    expect(world.pacState[0]).toBe(PAC.waiting);
    // It is caught when protection ends while a ghost is in its tile.
    play.until(() => {
      meet(world, 0, 0);
      return world.pacState[0] === PAC.returning;
    }, 121);
  });

  test('two caught with one return left: the lower own score gets it', () => {
    const play = quietCoop(3);
    const { world } = play;
    world.lives = 1;
    world.seatScore.set([500, 100, 0]);
    meet(world, 0, 0);
    meet(world, 1, 1);
    play.step();
    expect([...world.pacState].slice(0, 2)).toEqual([PAC.out, PAC.returning]);
  });

  test('a fruit brings back who has been out longest', () => {
    const play = quietCoop(3);
    const { world } = play;
    world.lives = 0;
    world.pacState.set([PAC.out, PAC.out]);
    world.pacUntilTick.set([90, 50]);
    world.fruitState = 1;
    world.fruitUntilTick = world.tick + 100;
    putPac(world, [111, 164], 'left', 2);
    const seen = play.step();
    expect(seen.find((event) => event.kind === EVENT.fruitEaten)).toMatchObject({ who: 2, value: 100 });
    expect([...world.pacState].slice(0, 2)).toEqual([PAC.out, PAC.returning]);
  });

  test('the stock grows at 10 000 and at every full 50 000', () => {
    const play = quietCoop(1);
    const { world } = play;
    const given: number[] = [];
    for (const score of [9_990, 49_990, 99_990]) {
      world.score = score;
      leaveOneDot(world, asPointOf(world, 0));
      world.dotsLeft = 2;
      const before = world.lives;
      play.step();
      given.push(world.lives - before);
    }
    expect(given).toEqual([1, 1, 1]);
    expect(world.extraLifeAt).toBe(150_000);
  });
});

describe('[SC3] wipe and end', () => {
  test('a wipe with a reserved return resets places but not dots', () => {
    const play = quietCoop(2);
    const { world } = play;
    meet(world, 0, 0);
    meet(world, 1, 1);
    play.step();
    expect(world.phase).toBe(PHASE.wiped);
    const { dotsLeft } = world;
    const wipedAt = world.tick;
    play.until(() => world.phase === PHASE.ready);
    expect(world.tick - wipedAt).toBe(120);
    expect(pacPixel(world, 0)).toEqual(centre([12, 26]));
    expect(ghostPixel(world, 0)).toEqual([111, 116]);
    expect(world.dotsLeft).toBe(dotsLeft);
    expect(dotsLeft).toBeLessThan(244);
    toPlay(play);
    play.step();
    expect(world.phase).toBe(PHASE.play);
    expect(world.globalDots).toBe(0);
  });

  test('a wipe without a return ends the match', () => {
    const play = quietCoop(1);
    const { world } = play;
    world.lives = 0;
    meet(world, 0, 0);
    const seen = play.step();
    expect(world.phase).toBe(PHASE.over);
    expect(seen.at(-1)).toMatchObject({ kind: EVENT.matchOver, value: 1 });
    const { tick } = world;
    play.step();
    expect([world.phase, world.tick]).toEqual([PHASE.over, tick + 1]);
  });

  test('the last dot drops the contacts of its tick', () => {
    const play = quietCoop(1);
    const { world } = play;
    leaveOneDot(world, asPointOf(world, 0));
    meet(world, 0, 0);
    const seen = play.step().map((event) => event.kind);
    expect(seen).toContain(EVENT.levelCleared);
    expect(seen).not.toContain(EVENT.caught);
  });

  test('level 255 cleared ends the match', () => {
    const play = freshCoop(1, { level: 255 });
    play.step();
    const { world } = play;
    lockGhostsAway(world);
    leaveOneDot(world, asPointOf(world, 0));
    play.until(() => world.phase === PHASE.over, 200);
    expect(world.level).toBe(255);
  });
});

describe('[SC4] contacts', () => {
  test('a Pac-Man and a ghost that exchange tiles in one tick meet', () => {
    const play = quietCoop(1);
    const { world } = play;
    world.pacState[0] = PAC.alive;
    world.pacWish[0] = NONE;
    putPac(world, [104, 68], 'left');
    putGhost(world, 0, [103, 68], 'right');
    let caught = false;
    play.until((seen) => (caught = seen.some((event) => event.kind === EVENT.caught)), 4);
    expect(caught).toBe(true);
  });

  test('an energizer and a ghost reached in the same tick: the ghost is eaten', () => {
    const play = quietCoop(1);
    const { world } = play;
    putPac(world, centre([1, 26]), 'left');
    meet(world, 0, 0);
    const kinds = play.step().map((event) => event.kind);
    expect(kinds).toContain(EVENT.energizerEaten);
    expect(kinds).toContain(EVENT.ghostEaten);
    expect(kinds).not.toContain(EVENT.caught);
  });

  test('a blue and a dangerous ghost in one tick: one is eaten, the other catches', () => {
    const play = quietCoop(1);
    const { world } = play;
    meet(world, 0, 0, true);
    meet(world, 0, 1);
    const kinds = play.step().map((event) => event.kind);
    expect(kinds).toEqual(expect.arrayContaining([EVENT.ghostEaten, EVENT.caught]));
  });

  test('two ghosts eaten in one tick bring rising values, for the team and the seat', () => {
    const play = quietCoop(2);
    const { world } = play;
    meet(world, 1, 2, true);
    meet(world, 1, 3, true);
    const team = world.score;
    const own = world.seatScore[1]!;
    const values = play.step().filter((event) => event.kind === EVENT.ghostEaten);
    expect(values.map((event) => event.value)).toEqual([200, 400]);
    expect([world.score - team, world.seatScore[1]! - own]).toEqual([600, 600]);
    expect(world.ghostState[2]).toBe(GHOST.eyes);
  });

  test('the nearer of two eats the ghost; an exact tie goes by lot, and the winner to the end of it', () => {
    const play = quietCoop(2);
    const { world } = play;
    putPac(world, centre([6, 8]), 'left', 0);
    putPac(world, centre([6, 8]), 'left', 1);
    const winner = world.seatTieBreak[0]! < world.seatTieBreak[1]! ? 0 : 1;
    meet(world, 0, 0, true);
    world.dots.fill(0, 5, 6);
    const eaten = play.step().find((event) => event.kind === EVENT.ghostEaten)!;
    expect(eaten.who).toBe(winner);
    expect(world.seatTieBreak[winner]).toBe(3);
  });

  test('Pac-Men pass through each other', () => {
    const play = quietCoop(2);
    const { world } = play;
    putPac(world, centre([3, 8]), 'right', 0);
    putPac(world, centre([5, 8]), 'left', 1);
    play.wish(DIRECTION.right, 0);
    play.wish(DIRECTION.left, 1);
    steps(play, 60);
    expect(world.pacX[0]).toBeGreaterThan(world.pacX[1]!);
    expect([...world.pacState].slice(0, 2)).toEqual([PAC.alive, PAC.alive]);
  });

  test('an exact tie on a dot is settled by lot', () => {
    const play = quietCoop(2);
    const { world } = play;
    for (const seat of [0, 1]) putPac(world, centre([3, 8]), 'right', seat);
    expect(hasDot(world, tileOf([3, 8]))).toBe(true);
    const winner = world.seatTieBreak[0]! < world.seatTieBreak[1]! ? 0 : 1;
    expect(play.step().find((event) => event.kind === EVENT.dotEaten)!.who).toBe(winner);
    expect(world.seatTieBreak[winner]).toBe(3);
  });
});

describe('[SC5] ghosts with more than one Pac-Man', () => {
  test('a ghost hunts the nearest, and changes its mind only in its own ticks', () => {
    const play = quietCoop(2);
    const { world } = play;
    putPac(world, centre([1, 8]), 'left', 0);
    putPac(world, centre([26, 8]), 'left', 1);
    putGhost(world, 0, centre([6, 4]), 'left');
    world.ghostTargetSeat[0] = -1;
    play.step();
    expect(world.ghostTargetSeat[0]).toBe(0);
    putGhost(world, 0, centre([21, 4]), 'left');
    let changedAt = 0;
    play.until(() => {
      changedAt = world.tick;
      return world.ghostTargetSeat[0] === 1;
    }, 61);
    expect((changedAt - world.lifeStartTick) % 60).toBe(0);
  });

  test('without a target seat ghosts go to their corners', () => {
    const play = quietCoop(1);
    const { world } = play;
    world.scatterPhase = 1;
    world.pacUntilTick[0] = world.tick + 1000;
    putGhost(world, 0, centre([19, 8]), 'right');
    steps(play, 40);
    expect(world.ghostTargetSeat[0]).toBe(-1);
    expect(ghostTile(world, 0)[1]).toBeLessThan(8);
  });
});

describe('[SC6] speed', () => {
  test.each([
    [80, 600],
    [95, 712],
    [100, 750],
    [160, 1200],
  ])('%i percent moves %i pixels in 600 ticks, wherever it begins', (percent, pixels) => {
    for (const start of [0, 1, 977]) {
      const { world } = freshCoop(1);
      world.tick = start;
      world.pacSpeed[0] = 0;
      world.pacCarryBase[0] = 0;
      let moved = 0;
      for (let i = 0; i < 600; i++, world.tick++) {
        moved += carryPixels(world, world.pacCarryBase, world.pacSpeed, 0, percent);
      }
      expect(moved).toBe(pixels);
    }
  });

  test('a change of speed keeps the carry', () => {
    const { world } = freshCoop(1);
    let moved = 0;
    for (let i = 0; i < 800; i++, world.tick++) {
      moved += carryPixels(world, world.pacCarryBase, world.pacSpeed, 0, i % 2 === 0 ? 75 : 85);
    }
    expect(moved).toBe(800);
  });
});

test('[SC7] fright lasts its ticks, and is only a reversal where it has none', () => {
  const play = quietCoop(1);
  const { world } = play;
  putPac(world, centre([1, 26]), 'left');
  const frightTicks = levelTable(world.difficulty).frightHalfTicks / 2;
  play.step();
  const startedAt = world.tick;
  lockGhostsAway(world);
  play.until(() => {
    world.ghostFrightened[0] = world.frightLeft > 0 ? 1 : 0;
    return world.frightLeft === 0;
  });
  expect(world.tick - startedAt + 1).toBe(frightTicks);

  const late = freshCoop(1, { level: 19 });
  late.step();
  lockGhostsAway(late.world);
  putPac(late.world, centre([1, 26]), 'left');
  late.step();
  expect([late.world.frightLeft, ...late.world.ghostFrightened]).toEqual([0, 0, 0, 0, 0]);
  expect([...late.world.ghostReversal]).toEqual(Array.from({ length: GHOST_COUNT }, () => 1));
});

function asPointOf(world: World, seat: number): Point {
  return asPoint((world.pacY[seat]! >> 3) * 32 + ((world.pacX[seat]! + 16) >> 3));
}
