// Ghosts of `versus`: steered, grey and claimed ones (rules/modes.md 4 and 9).

import { describe, expect, test } from 'vitest';
import { EVENT, GHOST, levelTable, NONE, PHASE, type World } from '#simulation';
import {
  asPoint,
  centre,
  DIRECTION,
  freshVersus,
  ghostPixel,
  ghostTile,
  putGhost,
  steps,
  type DirectionName,
  type Play,
  type Point,
} from '../../play.ts';
import {
  BOTTOM,
  letCatch,
  lockIn,
  pacSeat,
  quietVersus,
  seatOfGhost,
  standGhost,
  standPac,
  UPPER_LEFT,
} from './versus-play.ts';

/** A junction with four exits, in the left half. */
const CROSSING: Point = [6, 8];

/** A seat's ghost on a tile, on its way; Pac-Man stands far away. */
function steered(tile: Point, travel: DirectionName): { play: Play; world: World; seat: number } {
  const play = quietVersus(2);
  const { world } = play;
  standPac(world, BOTTOM, 'up');
  standGhost(world, 0, tile, travel);
  world.ghostChosen[0] = world.ghostTravel[0]!;
  return { play, world, seat: seatOfGhost(world, 0) };
}

describe('[SU3] a ghost with a player', () => {
  test('stands still after it has appeared, until its first wish that the maze allows', () => {
    const play = freshVersus(2);
    const { world } = play;
    const seat = seatOfGhost(world, 0);
    steps(play, 30);
    play.wish(DIRECTION.up, seat);
    steps(play, 30);
    expect(ghostPixel(world, 0)).toEqual([111, 116]);
    play.wish(DIRECTION.right, seat);
    steps(play, 4);
    expect(world.ghostX[0]).toBeGreaterThan(111);
  });

  test('wishes of the countdown count from the first tick of play', () => {
    const play = freshVersus(2);
    play.world.ghostWish[0] = DIRECTION.left;
    steps(play, 3);
    expect(play.world.ghostX[0]).toBeLessThan(111);
  });

  test('stands still again when it comes out of the house, and goes at once with a wish', () => {
    for (const wish of [NONE, DIRECTION.right]) {
      const play = freshVersus(3);
      const { world } = play;
      world.ghostWish[1] = wish;
      play.until((seen) => seen.some(({ kind, who }) => kind === EVENT.ghostLeft && who === 1));
      steps(play, 10);
      expect(world.ghostY[1]).toBe(116);
      expect(world.ghostX[1]! > 111).toBe(wish !== NONE);
    }
  });

  test('turns at tile centres only, as soon as the maze allows it, and never cuts a corner', () => {
    const { play, world, seat } = steered([3, 8], 'right');
    play.wish(DIRECTION.down, seat);
    const path: Point[] = [];
    for (let tick = 0; tick < 60; tick++) {
      play.step();
      path.push(ghostPixel(world, 0));
    }
    const corner = centre(CROSSING);
    expect(path.every(([x, y]) => x === corner[0] || y === corner[1])).toBe(true);
    expect(path).toContainEqual(corner);
    expect(path.at(-1)![1]).toBeGreaterThan(corner[1] + 10);
  });

  test('turns back at any pixel', () => {
    const { play, world, seat } = steered([3, 8], 'right');
    steps(play, 4);
    const x = world.ghostX[0]!;
    expect(x & 7).not.toBe(3);
    play.wish(DIRECTION.left, seat);
    steps(play, 2);
    expect([world.ghostTravel[0], world.ghostX[0]! < x]).toEqual([DIRECTION.left, true]);
  });

  test('stops at a wall with its wish, and goes on with another one', () => {
    const { play, world, seat } = steered([3, 8], 'left');
    steps(play, 60);
    expect(ghostPixel(world, 0)).toEqual(centre([1, 8]));
    play.wish(DIRECTION.left, seat);
    steps(play, 10);
    expect(ghostPixel(world, 0)).toEqual(centre([1, 8]));
    play.wish(DIRECTION.down, seat);
    steps(play, 10);
    expect(world.ghostY[0]).toBeGreaterThan(centre([1, 8])[1]);
  });

  test('may go up where ghosts of the arcade make no decision', () => {
    const { play, world, seat } = steered([13, 14], 'left');
    play.wish(DIRECTION.up, seat);
    steps(play, 20);
    expect(ghostTile(world, 0)[0]).toBe(12);
    expect(world.ghostY[0]).toBeLessThan(116);
  });

  test('goes round through the tunnel', () => {
    const { play, world } = steered([4, 17], 'left');
    play.until(() => world.ghostX[0]! > 200, 200);
    expect(world.ghostY[0]).toBe(17 * 8 + 4);
  });

  test.each([
    ['normal', [6, 32] as Point, 75],
    ['frightened', [6, 32] as Point, 50],
    ['in the tunnel', [4, 17] as Point, 40],
  ])('moves at the speed of the arcade: %s', (state, tile, percent) => {
    const { play, world } = steered(tile, tile[1] === 17 ? 'left' : 'right');
    expect([levelTable(1).ghostSpeed, levelTable(1).ghostFrightSpeed, levelTable(1).tunnelSpeed]).toEqual([75, 50, 40]);
    if (state === 'frightened') {
      world.ghostFrightened[0] = 1;
      world.frightLeft = 600;
    }
    const x = world.ghostX[0]!;
    steps(play, 64);
    expect(Math.abs(world.ghostX[0]! - x)).toBe((64 * percent) / 80);
  });

  test('is not turned back by an energizer', () => {
    const { play, world } = steered([6, 32], 'right');
    standPac(world, [1, 6], 'left');
    play.step();
    expect([world.ghostFrightened[0], world.ghostReversal[0]]).toEqual([1, 0]);
    steps(play, 20);
    expect(world.ghostTravel[0]).toBe(DIRECTION.right);
  });
});

describe('[SU4] grey ghosts', () => {
  /** Two seats: Blinky is steered, the others are grey. */
  function greys(): { play: Play; world: World; seat: number } {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    world.dots[BOTTOM[1] - 3] = 0;
    return { play, world, seat: seatOfGhost(world, 0) };
  }

  test('leave the house at ticks 300, 360 and 420 of the turn, in ghost order', () => {
    const play = freshVersus(2);
    const { world } = play;
    const waits = () => [1, 2, 3].map((ghost) => world.ghostState[ghost] === GHOST.waiting);
    steps(play, 300);
    expect(waits()).toEqual([true, true, true]);
    play.step();
    expect(waits()).toEqual([false, true, true]);
    steps(play, 60);
    expect(waits()).toEqual([false, false, true]);
    steps(play, 60);
    expect(waits()).toEqual([false, false, false]);
  });

  test('are harmless, and cannot be eaten', () => {
    const { play, world } = greys();
    for (const frightLeft of [0, 600]) {
      world.frightLeft = frightLeft;
      world.ghostFrightened[0] = frightLeft > 0 ? 1 : 0;
      standGhost(world, 2, BOTTOM);
      const seen = play.step().map(({ kind }) => kind);
      expect(seen).not.toContain(EVENT.caught);
      expect(seen).not.toContain(EVENT.ghostEaten);
      expect([world.phase, world.ghostState[2]]).toEqual([PHASE.play, GHOST.outside]);
    }
  });

  test('move at 50 percent, in the tunnel too, and never turn back', () => {
    const { play, world } = greys();
    for (const tile of [
      [6, 32],
      [4, 17],
    ] as Point[]) {
      putGhost(world, 2, centre(tile), 'left');
      const x = world.ghostX[2]!;
      steps(play, 32);
      expect(x - world.ghostX[2]!).toBe(20);
    }
    for (let tick = 0; tick < 3000; tick++) {
      const travel = world.ghostTravel[2]!;
      play.step();
      expect(world.ghostTravel[2]).not.toBe(travel ^ 2);
    }
  });

  test('are not frightened by an energizer', () => {
    const { play, world } = greys();
    putGhost(world, 2, centre([6, 32]), 'left');
    standPac(world, [1, 6], 'left');
    play.step();
    expect([...world.ghostFrightened].slice(1)).toEqual([0, 0, 0]);
    expect([...world.ghostReversal]).toEqual([0, 0, 0, 0]);
  });

  test('a dangerous ghost with a player that touches one claims it', () => {
    const { play, world, seat } = greys();
    standGhost(world, 0, UPPER_LEFT);
    standGhost(world, 2, UPPER_LEFT);
    const seen = play.step();
    expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.ghostClaimed, who: seat, value: 2 }));
    expect([world.ghostSeat[2], world.ghostClaimed[2], world.seatRole[seat], world.seatActor[seat]]).toEqual([
      ...[seat, 1, 2, 0],
    ]);
  });

  test('no ghost claims one while it is frightened, in the house, or eyes', () => {
    const { play, world } = greys();
    world.frightLeft = 600;
    for (const [state, frightened] of [
      [GHOST.outside, 1],
      [GHOST.eyes, 1],
    ] as const) {
      standGhost(world, 0, UPPER_LEFT);
      world.ghostChosen[0] = DIRECTION.left;
      world.ghostState[0] = state;
      world.ghostFrightened[0] = frightened;
      standGhost(world, 2, UPPER_LEFT);
      play.step();
      expect(world.ghostSeat[2]).toBe(-1);
    }
  });

  test('two that touch it in one tick: the nearer one claims it, of equal ones the first in the tie-break order', () => {
    const play = quietVersus(3);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    const [x, y] = centre(UPPER_LEFT);
    const seats = [seatOfGhost(world, 0), seatOfGhost(world, 1)];
    for (const [first, second, winner] of [
      [3, 2, 1],
      [2, 3, 0],
    ] as const) {
      world.ghostSeat[2] = -1;
      world.ghostClaimed[2] = 0;
      standGhost(world, 2, UPPER_LEFT);
      for (const [ghost, offset] of [first, second].entries()) {
        standGhost(world, ghost, UPPER_LEFT);
        putGhost(world, ghost, [x + offset, y]);
      }
      play.step();
      expect(world.ghostSeat[2]).toBe(seats[winner]);
    }
    world.ghostSeat[2] = -1;
    world.ghostClaimed[2] = 0;
    const [first] = seats.toSorted((a, b) => world.seatTieBreak[a]! - world.seatTieBreak[b]!);
    for (const ghost of [0, 1, 2]) standGhost(world, ghost, UPPER_LEFT);
    play.step();
    expect([world.ghostSeat[2], world.seatTieBreak[first!]]).toEqual([first, 2]);
  });
});

describe('[SU4] claimed ghosts', () => {
  /** Three seats: Blinky and Pinky are steered; Inky is claimed by the seat of Blinky. */
  function claimed(): { play: Play; world: World; claimer: number; other: number } {
    const play = quietVersus(3);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    world.dots[BOTTOM[1] - 3] = 0;
    const [claimer, other] = [seatOfGhost(world, 0), seatOfGhost(world, 1)];
    world.ghostSeat[2] = claimer;
    world.ghostClaimed[2] = 1;
    world.ghostClaimTick[2] = world.tick;
    return { play, world, claimer, other };
  }

  test('a grey ghost that is claimed catches for its claimer', () => {
    const { play, world, claimer } = claimed();
    const caught = pacSeat(world);
    letCatch(play, 2);
    expect([world.seatScore[claimer], world.seatCatches[claimer], world.seatScore[caught]]).toEqual([1600, 1, 0]);
  });

  test('another seat may claim it 180 ticks after the last claim, not earlier; its own claimer does not claim it again', () => {
    const { play, world, claimer, other } = claimed();
    const claimedTick = world.ghostClaimTick[2]!;
    for (const [ghost, age, seat] of [
      [1, 179, claimer],
      [0, 500, claimer],
      [1, 180, other],
    ] as const) {
      world.tick = claimedTick + age - 1;
      lockIn(world);
      standGhost(world, 2, UPPER_LEFT);
      standGhost(world, ghost, UPPER_LEFT);
      play.step();
      expect([world.ghostSeat[2], world.ghostClaimed[2]]).toEqual([seat, 1]);
    }
    expect(world.ghostClaimTick[2]).toBe(claimedTick + 180);
  });

  test('moves at the speed of a ghost, and is frightened and turned back like one', () => {
    const { play, world } = claimed();
    putGhost(world, 2, centre([6, 32]), 'right');
    const x = world.ghostX[2]!;
    steps(play, 32);
    expect(world.ghostX[2]! - x).toBe(30);
    standPac(world, [1, 6], 'left');
    play.step();
    expect([world.ghostFrightened[2], world.ghostReversal[2]]).toEqual([1, 1]);
    steps(play, 20);
    expect([world.ghostTravel[2], world.ghostReversal[2]]).toEqual([DIRECTION.left, 0]);
  });

  test('can be eaten, and is grey again then', () => {
    const { play, world } = claimed();
    standGhost(world, 2, BOTTOM);
    world.ghostFrightened[2] = 1;
    world.frightLeft = 600;
    play.step();
    expect([world.ghostState[2], world.ghostSeat[2], world.ghostClaimed[2]]).toEqual([GHOST.eyes, -1, 0]);
    world.ghostReleaseTick[2] = world.tick + 120;
    play.until(() => world.ghostState[2] === GHOST.outside, 2000);
    expect([world.ghostSeat[2], world.ghostFrightened[2]]).toEqual([-1, 0]);
  });

  test('hunts Pac-Man with its arcade target while Pac-Man is within its sight, and wanders otherwise', () => {
    const { play, world } = claimed();
    world.ghostSeat[0] = world.ghostSeat[2]!;
    // Blinky of nobody else: a claimed Blinky goes straight for Pac-Man.
    world.ghostClaimed[0] = 1;
    standPac(world, [1, 8], 'left');
    let hunting = 0;
    for (let start = 0; start < 20; start++) {
      world.frightIndex = start * 97;
      putGhost(world, 0, centre([6, 11]), 'up');
      play.until(() => ghostTile(world, 0)[1] < 8 || ghostTile(world, 0)[0] !== 6, 200);
      if (ghostTile(world, 0)[0] < 6) hunting++;
      lockIn(world);
    }
    expect(hunting).toBe(20);
    standPac(world, BOTTOM, 'up');
    const ends = new Set<string>();
    for (let start = 0; start < 20; start++) {
      world.frightIndex = start * 97;
      putGhost(world, 0, centre([6, 11]), 'up');
      play.until(() => ghostTile(world, 0)[1] < 8 || ghostTile(world, 0)[0] !== 6, 200);
      ends.add(ghostTile(world, 0).join(' '));
      lockIn(world);
    }
    expect(ends.size).toBeGreaterThan(1);
  });
});

describe('[SU4] eaten ghosts', () => {
  test('go home by themselves; the seat steers again when the ghost leaves the house, at the earliest 120 ticks later', () => {
    // Above the door, on the way to it, and far away.
    for (const tile of [[13, 14], [9, 14], BOTTOM] as Point[]) {
      const play = quietVersus(2);
      const { world } = play;
      const seat = seatOfGhost(world, 0);
      standPac(world, tile, 'up');
      world.dots.fill(0, 0, 8);
      standGhost(world, 0, tile, tile[0] === 9 ? 'right' : 'left');
      world.ghostFrightened[0] = 1;
      world.frightLeft = 700;
      play.step();
      standPac(world, UPPER_LEFT, 'up');
      const eatenTick = world.tick;
      expect(world.ghostState[0]).toBe(GHOST.eyes);
      play.wish(DIRECTION.up, seat);
      play.until(() => world.ghostState[0] === GHOST.leaving || world.ghostState[0] === GHOST.outside, 2000);
      expect(world.tick - eatenTick).toBeGreaterThanOrEqual(120);
      expect([world.ghostSeat[0], world.ghostFrightened[0]]).toEqual([seat, 0]);
      const before = ghostPixel(world, 0);
      steps(play, 10);
      expect(ghostPixel(world, 0)).toEqual(before);
      play.wish(DIRECTION.left, seat);
      steps(play, 10);
      expect(world.ghostX[0]).toBeLessThan(before[0]);
    }
  });

  test('find the way home from every tile, whatever their player wishes, in less than six seconds', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    const { walkable } = world.maze;
    for (let tile = 0; tile < walkable.length; tile += 3) {
      const [column, row] = asPoint(tile);
      if (walkable[tile] === 0 || column < 0 || column > 27) continue;
      for (const chosen of [DIRECTION.none, DIRECTION.left, DIRECTION.up]) {
        lockIn(world);
        putGhost(world, 0, centre([column, row]), 'left');
        world.ghostChosen[0] = chosen;
        world.ghostWish[0] = DIRECTION.down;
        world.ghostState[0] = GHOST.outside;
        world.ghostFrightened[0] = 1;
        world.frightLeft = 100_000;
        world.turnEndsTick = world.tick + 5400;
        standPac(world, [column, row], 'left');
        play.step();
        standPac(world, UPPER_LEFT, 'up');
        play.until(() => world.ghostFrightened[0] === 0, 360);
      }
    }
  });
});
