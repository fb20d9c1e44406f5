// Turns, boards and the end of a match of `versus` (rules/modes.md 4 and 9).

import { describe, expect, test } from 'vitest';
import {
  createMatch,
  EVENT,
  Events,
  matchOfWorld,
  matchSettings,
  PAC,
  PHASE,
  ROLE,
  rulesOf,
  step,
  stepMatch,
  type Direction,
  type Input,
  type World,
} from '#simulation';
import { seededRng } from '../../../support/seeded-rng.ts';
import { centre, DIRECTION, freshVersus, ghostPixel, pacPixel, putPac, steps, type Play } from '../../play.ts';
import {
  leaveOneDot,
  letCatch,
  lockIn,
  pacSeat,
  quietVersus,
  seatOfGhost,
  standGhost,
  standPac,
  UPPER_LEFT,
} from './versus-play.ts';

const TICKS_MAX = 60_000;

/** Plays a match of random wishes. @returns the seats that were Pac-Man, in order */
function playToTheEnd(seatCount: number, seed: number): { world: World; pacs: number[]; order: number[] } {
  const match = createMatch(matchSettings({ mode: 'versus', seed, seatCount }));
  const world = match.worlds[0]!;
  const order = [...world.seatTieBreak];
  const rng = seededRng(seed);
  const pacs: number[] = [];
  while (world.phase !== PHASE.over && world.tick < TICKS_MAX) {
    const inputs: Input[] = [];
    for (let seat = 0; seat < seatCount; seat++) {
      if (world.tick === 0) inputs.push({ kind: 'enter', seat });
      else if (rng(20) === 0) inputs.push({ kind: 'wish', seat, sequence: world.tick, direction: rng(4) as Direction });
    }
    stepMatch(match, inputs);
    if (world.turn > pacs.length) pacs.push(pacSeat(world));
  }
  return { world, pacs, order };
}

/** Steps to the first tick of play of the next turn. */
function toNextTurn(play: Play): void {
  const { turn } = play.world;
  play.until(() => play.world.phase === PHASE.over || (play.world.turn > turn && play.world.phase === PHASE.play));
}

describe('[SU1] turns', () => {
  test('with 5 seats there are exactly 5 turns, with 4 it is 4; 3 seats have 6 and 2 have 4', () => {
    for (const [seatCount, turns] of [
      [5, 5],
      [4, 4],
      [3, 6],
      [2, 4],
    ] as const) {
      const { world, pacs, order } = playToTheEnd(seatCount, 11);
      expect([world.phase, world.turn, pacs.length]).toEqual([PHASE.over, turns, turns]);
      const cycle = pacs.slice(0, seatCount);
      expect(cycle.map((seat) => order[seat])).toEqual(cycle.map((_, place) => place));
      expect(pacs.slice(seatCount)).toEqual(turns > seatCount ? cycle : []);
    }
  });

  test('Pac-Man caught with 300 points keeps them, and the catcher has 1600 more', () => {
    const play = quietVersus(3);
    const { world } = play;
    const [caught, catcher] = [pacSeat(world), seatOfGhost(world, 1)];
    world.dots.fill(0, 0, 8);
    world.seatScore[caught] = 300;
    letCatch(play, 1);
    expect([world.seatScore[caught], world.seatScore[catcher], world.seatCatches[catcher]]).toEqual([300, 1600, 1]);
    expect(world.phase).toBe(PHASE.between);
  });

  test('between two turns are 180 ticks: the end is shown, then READY! with the new roles', () => {
    const play = quietVersus(3);
    const { world } = play;
    const order = [0, 1, 2].toSorted((a, b) => world.seatOrder[a]! - world.seatOrder[b]!);
    expect(pacSeat(world)).toBe(order[0]);
    letCatch(play, 0);
    const caughtTick = world.tick;
    const place = pacPixel(world);
    expect([world.phase, world.nextPacSeat, world.pacState[0], world.revealed]).toEqual([
      ...[PHASE.between, order[1], PAC.out, 1],
    ]);
    steps(play, 119);
    expect([pacPixel(world), pacSeat(world)]).toEqual([place, order[0]]);
    play.step();
    expect([world.phase, world.turn, pacSeat(world), world.nextPacSeat]).toEqual([PHASE.ready, 2, order[1], -1]);
    expect([pacPixel(world), world.pacState[0], world.dotsLeft]).toEqual([[111, 212], PAC.waiting, 244]);
    expect([...world.ghostTargetSeat]).toEqual(Array(4).fill(order[1]));
    // The seat after that of Pac-Man has the first ghost.
    const ghosts = [1, 2].map((after) => (order[1]! + after) % 3);
    expect([...world.ghostSeat]).toEqual([...ghosts, -1, -1]);
    expect(ghosts.map((seat) => [world.seatRole[seat], world.seatActor[seat]])).toEqual([
      [ROLE.ghost, 0],
      [ROLE.ghost, 1],
    ]);
    steps(play, 59);
    expect(world.phase).toBe(PHASE.ready);
    play.step();
    expect([world.phase, world.tick - caughtTick]).toEqual([PHASE.play, 180]);
  });

  test('wishes of a turn end with it; those sent between turns follow the seat into its new role', () => {
    const play = quietVersus(2);
    const { world } = play;
    const next = seatOfGhost(world, 0);
    play.wish(DIRECTION.up, next);
    letCatch(play, 0);
    expect([...world.ghostWish, ...world.pacWish]).toEqual([4, 4, 4, 4, 4]);
    play.wish(DIRECTION.right, next);
    play.until(() => world.phase === PHASE.ready);
    expect([pacSeat(world), world.pacWish[0]]).toEqual([next, DIRECTION.right]);
    play.until(() => world.phase === PHASE.play);
    steps(play, 3);
    expect(world.pacX[0]).toBeGreaterThan(111);
  });

  test('a turn lasts 5400 ticks at most, and then ends without points', () => {
    const play = quietVersus(2);
    const { world } = play;
    const began = world.tick;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    steps(play, 5399);
    expect([world.tick - began, world.phase]).toEqual([5399, PHASE.play]);
    const scores = [...world.seatScore];
    play.step();
    expect([world.phase, [...world.seatScore]]).toEqual([PHASE.between, scores]);
  });

  test('the match is over with the last turn, at once', () => {
    const play = quietVersus(4);
    const { world } = play;
    for (let turn = 1; turn <= 4; turn++) {
      expect(world.turn).toBe(turn);
      letCatch(play, 0);
      if (turn === 4) break;
      toNextTurn(play);
      lockIn(world);
    }
    expect([world.phase, world.nextPacSeat]).toEqual([PHASE.over, -1]);
    expect([...world.seatTurnsLeft]).toEqual([0, 0, 0, 0]);
  });

  test('of equal scores more catches are first, then more dots, else the place is shared', () => {
    const { world } = quietVersus(3);
    const match = matchOfWorld(world);
    const { rank } = rulesOf(world.settings);
    world.seatScore.set([500, 500, 600]);
    expect([rank(match, 0, 1), Math.sign(rank(match, 0, 2)), Math.sign(rank(match, 2, 0))]).toEqual([0, 1, -1]);
    world.seatDots.set([3, 9, 0]);
    expect(Math.sign(rank(match, 0, 1))).toBe(1);
    world.seatCatches.set([1, 0, 0]);
    expect(Math.sign(rank(match, 0, 1))).toBe(-1);
  });
});

describe('[SU1] boards', () => {
  test('the last dot gives 1600 points, and 120 ticks later the next board begins with the same Pac-Man', () => {
    const play = quietVersus(3);
    const { world } = play;
    const seat = pacSeat(world);
    const ends = world.turnEndsTick;
    standPac(world, UPPER_LEFT, 'up');
    leaveOneDot(world, UPPER_LEFT);
    world.ghostSeat[3] = seatOfGhost(world, 0);
    world.ghostClaimed[3] = 1;
    const seen = play.step();
    expect(seen.map(({ kind }) => kind)).toContain(EVENT.levelCleared);
    expect([world.phase, world.seatScore[seat]]).toEqual([PHASE.cleared, 1610]);
    steps(play, 119);
    expect(world.phase).toBe(PHASE.cleared);
    play.step();
    expect([world.phase, world.level, pacSeat(world), world.turn]).toEqual([PHASE.play, 2, seat, 1]);
    expect([pacPixel(world), world.pacState[0], world.dotsLeft]).toEqual([[111, 212], PAC.waiting, 244]);
    expect([...world.ghostSeat].slice(2)).toEqual([-1, -1]);
    expect(world.turnEndsTick).toBe(ends + 120);
    // Ghosts that are claimed hunt this Pac-Man.
    expect([...world.ghostTargetSeat, world.scatterPhase]).toEqual([seat, seat, seat, seat, 1]);
  });

  test('board numbers count up within a turn, and begin anew with the next', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    leaveOneDot(world, UPPER_LEFT);
    play.step();
    play.until(() => world.level === 2);
    expect(world.difficulty).toBe(2);
    lockIn(world);
    world.pacState[0] = PAC.alive;
    letCatch(play, 0);
    toNextTurn(play);
    expect([world.level, world.difficulty]).toEqual([1, 1]);
  });

  test('the last dot drops the contacts of its tick', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, UPPER_LEFT, 'up');
    leaveOneDot(world, UPPER_LEFT);
    standGhost(world, 0, UPPER_LEFT);
    play.step();
    expect([world.phase, world.pacState[0], [...world.seatCatches]]).toEqual([PHASE.cleared, PAC.alive, [0, 0]]);
  });
});

describe('[SU2] race', () => {
  test('the first seat in the tie-break order begins, and is last in it then; in a match of turns the order stays', () => {
    for (const rule of ['race', 'turns']) {
      const { world } = freshVersus(4, { rule });
      const [first] = [0, 1, 2, 3].toSorted((a, b) => world.seatTieBreak[a]! - world.seatTieBreak[b]!);
      expect(pacSeat(world)).toBe(first);
      step(world, [], new Events());
      expect([world.phase, world.seatTieBreak[first!]]).toEqual([PHASE.play, rule === 'race' ? 3 : 0]);
    }
  });

  test.each([
    [300, 0],
    [1600, 0],
    [2000, 400],
  ])('Pac-Man caught with %i points ends at %i, and the catcher has 1600 more', (score, left) => {
    const play = quietVersus(3, { rule: 'race' });
    const { world } = play;
    const [caught, catcher] = [pacSeat(world), seatOfGhost(world, 1)];
    world.dots.fill(0, 0, 8);
    world.seatScore[caught] = score;
    world.seatScore[catcher] = 50;
    letCatch(play, 1);
    expect([world.seatScore[caught], world.seatScore[catcher]]).toEqual([left, 1650]);
    expect(world.nextPacSeat).toBe(catcher);
  });

  test('after 5400 ticks without a catch the ghost with the lowest score is next', () => {
    const play = quietVersus(4, { rule: 'race' });
    const { world } = play;
    const poorest = seatOfGhost(world, 2);
    world.seatScore.fill(100);
    world.seatScore[pacSeat(world)] = 0;
    world.seatScore[poorest] = 90;
    world.turnEndsTick = world.tick + 1;
    play.step();
    expect([world.phase, world.nextPacSeat]).toEqual([PHASE.between, poorest]);
  });

  test('of several ghosts with the lowest score the first in the tie-break order is next, and is last in it then', () => {
    const play = quietVersus(4, { rule: 'race' });
    const { world } = play;
    const ghosts = [0, 1, 2].map((ghost) => seatOfGhost(world, ghost));
    const [first] = ghosts.toSorted((a, b) => world.seatTieBreak[a]! - world.seatTieBreak[b]!);
    world.turnEndsTick = world.tick + 1;
    play.step();
    expect([world.nextPacSeat, world.seatTieBreak[first!]]).toEqual([first, 3]);
  });

  test.each([undefined, 7000, 10_000, 15_000])(
    'a race to %s ends in the tick in which a seat has the points',
    (target) => {
      const play = quietVersus(3, { rule: 'race', ...(target === undefined ? {} : { target }) });
      const { world } = play;
      const goal = target ?? 10_000;
      const seat = pacSeat(world);
      putPac(world, centre(UPPER_LEFT), 'left');
      world.dots.fill(0, 0, 8);
      world.dots[UPPER_LEFT[1] - 3] = 1 << 2;
      world.seatScore[seat] = goal - 10;
      play.until((seen) => seen.some(({ kind }) => kind === EVENT.dotEaten), 20);
      expect([world.seatScore[seat], world.phase]).toEqual([goal, PHASE.over]);
    },
  );

  test('a catch can end it', () => {
    const play = quietVersus(3, { rule: 'race' });
    const { world } = play;
    world.seatScore[seatOfGhost(world, 0)] = 8400;
    letCatch(play, 0);
    expect(world.phase).toBe(PHASE.over);
  });

  test('it may end soon when a seat is as near to the target as a seat can score in a quarter of a second', () => {
    const { world } = quietVersus(3, { rule: 'race' });
    const { mayEndSoon } = rulesOf(world.settings);
    const match = matchOfWorld(world);
    expect(mayEndSoon(match)).toBe(false);
    // Four ghosts, a cleared board and dots in a few ticks: the least that must be enough.
    world.seatScore[1] = 10_000 - 3000 - 1600 - 20;
    expect(mayEndSoon(match)).toBe(true);
    world.seatScore[1] = 0;
    world.turn = 40;
    expect(mayEndSoon(match)).toBe(true);
  });

  test('a race in which nobody gets the points ends with turn 40', () => {
    const play = quietVersus(3, { rule: 'race' });
    const { world } = play;
    world.turn = 39;
    letCatch(play, 0);
    expect(world.phase).toBe(PHASE.between);
    toNextTurn(play);
    lockIn(world);
    letCatch(play, 0);
    expect([world.phase, world.turn]).toEqual([PHASE.over, 40]);
  });

  test('of two seats over the target the higher score wins, then Pac-Man', () => {
    const { world } = quietVersus(3, { rule: 'race' });
    const match = matchOfWorld(world);
    const { rank } = rulesOf(world.settings);
    const [pac, ghost] = [pacSeat(world), seatOfGhost(world, 0)];
    world.seatScore[pac] = world.seatScore[ghost] = 10_000;
    world.seatCatches[ghost] = 3;
    expect(Math.sign(rank(match, pac, ghost))).toBe(-1);
    world.seatScore[ghost] = 10_010;
    expect(Math.sign(rank(match, pac, ghost))).toBe(1);
    world.seatScore[pac] = world.seatScore[ghost] = 9000;
    expect(Math.sign(rank(match, pac, ghost))).toBe(1);
  });
});

test('[SU1] places at the start: the first ghost with a player is outside, the next ones leave after 60, 120, 180 ticks', () => {
  const play = freshVersus(5);
  const { world } = play;
  expect([pacPixel(world), ghostPixel(world, 0), [...world.ghostState]]).toEqual([
    [111, 212],
    [111, 116],
    [0, 1, 1, 1],
  ]);
  const waits = (ghost: number) => world.ghostState[ghost] === 1;
  steps(play, 61);
  expect([1, 2, 3].map(waits)).toEqual([false, true, true]);
  steps(play, 60);
  expect([1, 2, 3].map(waits)).toEqual([false, false, true]);
  steps(play, 59);
  expect(waits(3)).toBe(true);
  play.step();
  expect(waits(3)).toBe(false);
});
