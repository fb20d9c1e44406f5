// One maze of `mega`: power, contacts, lives, levels and points (rules/modes.md 1, 6 and 9).

import { describe, expect, test } from 'vitest';
import { EVENT, GHOST, levelTable, PAC, tileAt } from '#simulation';
import { centre, ghostTile, lockGhostsAway, pacPixel, putGhost, type Point } from '../play.ts';
import { clearDots, MegaMatch } from './mega-match.ts';

/** Seats 0, 1 and 2 in the maze of seat 0, on a corridor without dots. */
function threeInOneMaze(): MegaMatch {
  const mega = new MegaMatch(4);
  mega.toFrame(10);
  clearDots(mega.first);
  mega.visit(1, 0, [6, 32]);
  mega.visit(2, 0, [9, 32]);
  mega.put(0, centre([3, 32]), 'right');
  mega.step();
  lockGhostsAway(mega.first);
  mega.isQuiet = false;
  return mega;
}

/** Puts a ghost into the tile of a seat, dangerous or frightened. */
function meet(mega: MegaMatch, seat: number, ghost: number, frightened = false): void {
  const world = mega.world(seat);
  putGhost(world, ghost, pacPixel(world, seat), 'left');
  world.ghostFrightened[ghost] = frightened ? 1 : 0;
}

function isHere(mega: MegaMatch, seat: number): boolean {
  return mega.state(seat) === PAC.alive || mega.state(seat) === PAC.waiting;
}

describe('[SM5] power and contacts', () => {
  test('a head-on Pac-Man and ghost that swap tiles in one frame: caught', () => {
    const mega = threeInOneMaze();
    mega.put(0, [4 * 8 + 7, 32 * 8 + 4], 'right');
    putGhost(mega.first, 0, [5 * 8, 32 * 8 + 4], 'left');
    // With this carry the ghost moves a pixel in the next tick, as Pac-Man does.
    mega.first.ghostCarryBase[0] = 79;
    mega.first.ghostSpeed[0] = 0;
    mega.step();
    expect([mega.first.pacX[0], mega.first.ghostX[0]]).toEqual([40, 39]);
    expect(mega.state(0)).toBe(PAC.returning);
  });

  test('energizer and ghost reached in the same frame: ghost eaten, nobody caught', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    mega.put(0, [8 + 3, 27 * 8], 'up');
    first.dots[23] = 1 << 1;
    first.dotsLeft++;
    putGhost(first, 1, centre([1, 26]), 'left');
    mega.step();
    expect(first.ghostState[1]).toBe(GHOST.eyes);
    expect([isHere(mega, 0), first.seatScore[0]]).toEqual([true, 50 + 200]);
  });

  test('exact tie on an energizer: both powered, points to the first in tie-break order, who is last afterwards', () => {
    const mega = threeInOneMaze();
    const { first, match } = mega;
    first.dots[23] = 1 << 1;
    first.dotsLeft++;
    mega.put(0, [8 + 3, 26 * 8 + 8], 'up');
    mega.put(1, [8 + 3, 26 * 8], 'down');
    const [winner, other] = [0, 1].toSorted((a, b) => first.seatTieBreak[a]! - first.seatTieBreak[b]!) as [0, 1];
    mega.step();
    const distances = [0, 1].map((seat) => Math.abs(first.pacY[seat]! - (26 * 8 + 4)));
    expect(distances).toEqual([3, 3]);
    expect([first.seatScore[winner], first.seatScore[other]]).toEqual([50, 0]);
    for (const seat of [0, 1]) expect(first.pacPowerUntilTick[seat]).toBe(match.tick + 360);
    expect(first.seatTieBreak[winner]).toBe(3);
  });

  test('powered meets unpowered: caught, for 1600 points; equal ones pass through each other', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    mega.put(1, centre([4, 32]), 'left');
    for (let tick = 0; tick < 10; tick++) mega.step();
    expect([isHere(mega, 0), isHere(mega, 1)]).toEqual([true, true]);
    mega.put(0, centre([3, 32]), 'right');
    mega.put(1, centre([4, 32]), 'left');
    mega.empower(0);
    mega.step();
    for (let tick = 0; tick < 10 && isHere(mega, 1); tick++) mega.step();
    expect([isHere(mega, 0), mega.state(1), first.seatScore[0], first.seatCatches[0]]).toEqual([
      true,
      PAC.returning,
      1600,
      1,
    ]);
    expect(mega.seen(0)).toContainEqual(expect.objectContaining({ kind: EVENT.rivalCaught, who: 0, value: 1 }));
    expect(mega.seen(0)).toContainEqual(expect.objectContaining({ kind: EVENT.caught, who: 1, value: 4 }));
  });

  test('a powered one touches two unpowered in one frame: both caught; two powered touch one: the nearer has the catch', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    for (const seat of [1, 2]) mega.put(seat, centre([3, 32]), 'right');
    mega.empower(0);
    mega.step();
    expect([1, 2].map((seat) => mega.state(seat))).toEqual([PAC.returning, PAC.returning]);
    expect([first.seatScore[0], first.seatCatches[0]]).toEqual([3200, 2]);

    const other = threeInOneMaze();
    other.put(0, [3 * 8 + 4, 32 * 8 + 4], 'right');
    other.put(1, [3 * 8 + 5, 32 * 8 + 4], 'right');
    other.put(2, [3 * 8 + 2, 32 * 8 + 4], 'right');
    other.empower(1);
    other.empower(2);
    other.step();
    expect([other.state(0), other.first.seatCatches[1], other.first.seatCatches[2]]).toEqual([PAC.returning, 1, 0]);
  });

  test('caught by a ghost and by a rival in the same frame: the rival is credited', () => {
    const mega = threeInOneMaze();
    mega.put(1, pacPixel(mega.first, 0), 'right');
    mega.empower(1);
    meet(mega, 0, 2);
    mega.step();
    expect([mega.state(0), mega.first.seatCatches[1]]).toEqual([PAC.returning, 1]);
    // The dangerous ghost catches the rival as well: all outcomes of a frame count.
    expect(mega.state(1)).toBe(PAC.returning);
  });

  test('only a Pac-Man with power eats frightened ghosts; with others they do nothing to each other', () => {
    const mega = threeInOneMaze();
    mega.empower(2);
    meet(mega, 0, 1, true);
    mega.step();
    expect([isHere(mega, 0), mega.first.ghostState[1]]).toEqual([true, GHOST.outside]);
    meet(mega, 2, 1, true);
    mega.step();
    expect([mega.first.ghostState[1], mega.first.seatScore[2]]).toEqual([GHOST.eyes, 200]);
  });

  test('each Pac-Man has a chain of its own, 200, 400, 800, 1600 per power', () => {
    const mega = threeInOneMaze();
    mega.empower(0);
    mega.empower(2);
    for (const [ghost, seat] of [0, 2, 0, 2].entries()) {
      meet(mega, seat, ghost, true);
      mega.step();
    }
    expect([mega.first.seatScore[0], mega.first.seatScore[2]]).toEqual([600, 600]);
  });

  test('a ghost that comes out of the house during the power is dangerous, until the next energizer', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    mega.empower(0);
    first.ghostState[1] = GHOST.rising;
    first.ghostX[1] = 111;
    first.ghostY[1] = 117;
    for (let tick = 0; tick < 20 && first.ghostState[1] === GHOST.rising; tick++) mega.step();
    expect([first.ghostFrightened[1], first.ghostFrightened[2]]).toEqual([0, 1]);
    meet(mega, 0, 1);
    mega.step();
    expect(mega.state(0)).toBe(PAC.returning);
  });

  test('an energizer frightens all ghosts of the maze again, and turns them back', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    first.dots[23] = 1 << 1;
    first.dotsLeft++;
    putGhost(first, 0, centre([26, 32]), 'left');
    mega.put(0, [8 + 3, 27 * 8], 'up');
    mega.step();
    expect([...first.ghostFrightened]).toEqual([1, 1, 1, 1]);
    expect(mega.seen(0)).toContainEqual(expect.objectContaining({ kind: EVENT.powerStarted, who: 0, value: 360 }));
    for (let tick = 0; tick < 30 && first.ghostTravel[0] === 2; tick++) mega.step();
    expect(first.ghostTravel[0]).not.toBe(2);
  });

  test('power lasts as long as the fright of the level, and never shorter than 120 frames', () => {
    for (const [level, ticks] of [
      [1, 360],
      [2, 300],
      [9, 120],
      [17, 120],
      [21, 120],
    ] as const) {
      const mega = threeInOneMaze();
      const { first, match } = mega;
      first.difficulty = level;
      first.dots[23] = 1 << 1;
      first.dotsLeft++;
      mega.put(0, [8 + 3, 27 * 8], 'up');
      mega.step();
      expect(first.pacPowerUntilTick[0]! - match.tick).toBe(ticks);
      let frightened = 0;
      for (mega.step(); first.ghostFrightened[3] === 1; mega.step()) frightened++;
      expect(frightened).toBe(ticks - 1);
    }
  });

  test('protected actors take part in no contact', () => {
    const mega = threeInOneMaze();
    mega.first.pacUntilTick[0] = mega.match.tick + 100;
    meet(mega, 0, 0);
    mega.put(1, pacPixel(mega.first, 0), 'right');
    mega.empower(1, 1);
    mega.step();
    expect(isHere(mega, 0)).toBe(true);
  });
});

describe('[SM6] lives, levels and points', () => {
  test('caught: 120 frames later back in the same maze, farthest from ghosts and powered rivals, protected for 120 frames', () => {
    const mega = threeInOneMaze();
    const { first, match } = mega;
    meet(mega, 0, 0);
    mega.step();
    const caught = match.tick;
    expect([mega.state(0), first.seatLives[0]]).toEqual([PAC.returning, 2]);
    lockGhostsAway(first);
    first.lastDotTick = 1_000_000;
    // A ghost at the top, and a rival with power below: the ends of the bottom line are far from the ghost only.
    while (match.tick < caught + 119) mega.step();
    mega.put(1, centre([6, 32]), 'left');
    mega.put(2, centre([24, 32]), 'left');
    mega.empower(1);
    mega.empower(2);
    mega.step();
    expect(match.tick - caught).toBe(120);
    expect(mega.state(0)).toBe(PAC.waiting);
    const tile = [first.pacX[0]! >> 3, first.pacY[0]! >> 3] as Point;
    expect(tileAt(...tile)).toBe(tileAt(11, 4));
    let frames = 0;
    for (; first.pacUntilTick[0]! > match.tick; mega.step()) frames++;
    expect(frames).toBe(120);
  });

  test('without lives it is out', () => {
    const mega = threeInOneMaze();
    mega.first.seatLives[0] = 1;
    meet(mega, 0, 0);
    mega.step();
    expect([mega.state(0), mega.first.seatLives[0], mega.place(0)]).toEqual([PAC.out, 0, 4]);
    expect(mega.seen(0)).toContainEqual(expect.objectContaining({ kind: EVENT.seatOut, who: 0, value: 4 }));
  });

  test('one more life at 10 000 points, once', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    first.seatScore[0] = 9900;
    mega.empower(0);
    for (const ghost of [0, 1]) {
      meet(mega, 0, ghost, true);
      mega.step();
    }
    expect([first.seatScore[0], first.seatLives[0]]).toEqual([10_500, 4]);
    expect(first.seatReachedTick[0]).toBe(mega.match.tick);
  });

  test('the last dot is worth 500: the level rises, all dots come back at once, ghosts and others stay', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    first.dots.fill(0);
    first.dots[29] = 1 << 4;
    first.dotsLeft = 1;
    putGhost(first, 2, centre([26, 32]), 'left');
    mega.put(0, [4 * 8 - 1, 32 * 8 + 4], 'right');
    mega.step();
    expect([first.level, first.difficulty, first.dotsLeft]).toEqual([2, 2, first.maze.dotCount]);
    expect(first.seatScore[0]).toBe(10 + 500);
    expect(ghostTile(first, 2)).toEqual([26, 32]);
    expect([1, 2].every((seat) => isHere(mega, seat))).toBe(true);
    expect(first.homeSeat).toBe(0);
    expect(mega.seen(0)).toContainEqual(expect.objectContaining({ kind: EVENT.levelCleared, who: 0, value: 1 }));
    // The next one, by a visitor: the owner keeps the maze.
    first.dots.fill(0);
    first.dots[29] = 1 << 4;
    first.dotsLeft = 1;
    mega.put(0, centre([12, 32]), 'right');
    mega.put(1, [4 * 8 - 1, 32 * 8 + 4], 'right');
    mega.step();
    expect([first.level, first.homeSeat, first.seatScore[1]]).toEqual([3, 0, 510]);
  });

  test('speeds, fright time and scatter are those of level min(21, level + culls), the fruit that of the maze', () => {
    const mega = new MegaMatch(16, { level: 20 });
    expect([mega.first.level, mega.first.difficulty]).toEqual([20, 20]);
    mega.toFrame(5400);
    expect([mega.first.level, mega.first.difficulty]).toEqual([20, 21]);
    mega.toFrame(8100);
    expect(mega.first.difficulty).toBe(21);
  });

  test('the ruined level is never reached: a maze stays at level 255', () => {
    expect(new MegaMatch(4, { level: 256 }).first.level).toBe(255);
  });

  test('`score`: lives are endless, and a catch costs min(500, score)', () => {
    const mega = new MegaMatch(4, { rule: 'score' });
    mega.toFrame(10);
    mega.isQuiet = false;
    clearDots(mega.first);
    for (const [score, left] of [
      [1200, 700],
      [300, 0],
    ] as const) {
      const { first } = mega;
      first.seatScore[0] = score;
      mega.put(0, centre([6, 32]), 'left');
      first.pacUntilTick[0] = 0;
      meet(mega, 0, 0);
      mega.step();
      expect([mega.state(0), first.seatScore[0], first.seatLives[0]]).toEqual([PAC.returning, left, 3]);
    }
  });

  test('with power a Pac-Man has the speed of the arcade in fright', () => {
    const mega = threeInOneMaze();
    const { first } = mega;
    mega.put(0, centre([3, 32]), 'right');
    mega.empower(0, 100);
    const from = first.pacX[0]!;
    for (let tick = 0; tick < 40; tick++) mega.step();
    expect(first.pacX[0]! - from).toBe(Math.floor((40 * levelTable(1).pacFrightSpeed) / 80));
  });
});
