// Contacts and pick-ups of `versus` (rules/modes.md 1.6, 1.7, 4 and 9).

import { describe, expect, test } from 'vitest';
import { EVENT, FRUIT_X, FRUIT_Y, GHOST, levelTable, PAC, PHASE } from '#simulation';
import { centre, putGhost, putPac, steps, type Point } from '../../play.ts';
import { BOTTOM, lockIn, pacSeat, quietVersus, seatOfGhost, standGhost, standPac, UPPER_LEFT } from './versus-play.ts';

describe('[SU5] contacts', () => {
  test('head-on Pac-Man and ghost that exchange tiles in one tick: caught', () => {
    const play = quietVersus(2);
    const { world } = play;
    const [x, y] = centre([14, 32]);
    // A pixel before the border between two tiles, from both sides.
    putPac(world, [x + 4, y], 'right');
    putGhost(world, 0, [x + 5, y], 'left');
    world.ghostChosen[0] = world.ghostTravel[0]!;
    world.dots.fill(0, 0, 29);
    const before = [world.pacX[0]! >> 3, world.ghostX[0]! >> 3];
    let kinds: number[] = [];
    for (let tick = 0; tick < 4 && kinds.length === 0; tick++) {
      kinds = play
        .step()
        .map(({ kind }) => kind)
        .filter((kind) => kind === EVENT.caught);
    }
    expect([world.pacX[0]! >> 3, world.ghostX[0]! >> 3]).toEqual(before.toReversed());
    expect(kinds).toEqual([EVENT.caught]);
  });

  test('energizer and ghost reached in the same tick: the ghost is eaten, and nobody is caught', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, [1, 6], 'left');
    standGhost(world, 0, [1, 6]);
    const seen = play.step();
    const kinds = seen.map(({ kind }) => kind);
    expect(kinds).toContain(EVENT.energizerEaten);
    expect(kinds).toContain(EVENT.ghostEaten);
    expect(kinds).not.toContain(EVENT.caught);
    expect([world.pacState[0], world.seatScore[pacSeat(world)]]).toEqual([PAC.alive, 250]);
  });

  test('a blue and a dangerous ghost in one tick: the one is eaten, the other catches', () => {
    const play = quietVersus(3);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    world.dots.fill(0, 0, 30);
    for (const ghost of [0, 1]) standGhost(world, ghost, BOTTOM);
    world.ghostFrightened[0] = 1;
    world.frightLeft = 600;
    play.step();
    expect([world.ghostState[0], world.seatScore[pacSeat(world)]]).toEqual([GHOST.eyes, 200]);
    expect([world.phase, world.seatScore[seatOfGhost(world, 1)]]).toEqual([PHASE.between, 1600]);
  });

  test('two catchers in one tick: the nearer centre has the catch', () => {
    for (const [first, second, winner] of [
      [3, 1, 1],
      [1, 2, 0],
      [-2, -1, 1],
    ] as const) {
      const play = quietVersus(3);
      const { world } = play;
      standPac(world, BOTTOM, 'up');
      for (const [ghost, offset] of [first, second].entries()) {
        standGhost(world, ghost, BOTTOM);
        world.ghostX[ghost]! += offset;
      }
      const catcher = seatOfGhost(world, winner);
      const caught = pacSeat(world);
      const seen = play.step();
      expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.caught, who: caught, value: winner }));
      expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.rivalCaught, who: catcher, value: caught }));
      expect([...world.seatCatches]).toEqual([0, 1, 2].map((seat) => (seat === catcher ? 1 : 0)));
    }
  });

  test('two catchers that are equally near: the first in the tie-break order, which is the last in it then', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const play = quietVersus(4, { seed });
      const { world } = play;
      standPac(world, BOTTOM, 'up');
      const seats = [0, 2].map((ghost) => seatOfGhost(world, ghost));
      const [first] = seats.toSorted((a, b) => world.seatTieBreak[a]! - world.seatTieBreak[b]!);
      for (const ghost of [0, 2]) standGhost(world, ghost, BOTTOM);
      play.step();
      expect([world.seatCatches[first!], world.seatTieBreak[first!]]).toEqual([1, 3]);
    }
  });

  test('eyes and ghosts in the house touch nobody', () => {
    const play = quietVersus(2);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    for (const state of [GHOST.eyes, GHOST.waiting]) {
      standGhost(world, 0, BOTTOM);
      world.ghostChosen[0] = world.ghostTravel[0]!;
      world.ghostState[0] = state;
      play.step();
      expect(world.phase).toBe(PHASE.play);
    }
  });

  test('ghosts with players do nothing to each other', () => {
    const play = quietVersus(5);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    const seats = [...world.ghostSeat];
    for (const ghost of [0, 1, 2, 3]) standGhost(world, ghost, UPPER_LEFT);
    steps(play, 3);
    expect([...world.ghostSeat]).toEqual(seats);
  });

  test('four ghosts with one energizer are worth 200, 400, 800 and 1600, in ghost order', () => {
    const play = quietVersus(5);
    const { world } = play;
    standPac(world, BOTTOM, 'up');
    world.dots.fill(0, 0, 30);
    world.frightLeft = 600;
    for (const ghost of [0, 1, 2, 3]) {
      standGhost(world, ghost, BOTTOM);
      world.ghostFrightened[ghost] = 1;
    }
    const values = play
      .step()
      .filter(({ kind }) => kind === EVENT.ghostEaten)
      .map(({ value }) => value);
    expect(values).toEqual([200, 400, 800, 1600]);
  });
});

describe('[SU5] energizers', () => {
  test('frighten all ghosts with a seat for the time of the board', () => {
    const play = quietVersus(5);
    const { world } = play;
    standPac(world, [1, 6], 'left');
    play.step();
    expect([...world.ghostFrightened]).toEqual([1, 1, 1, 1]);
    standPac(world, UPPER_LEFT, 'up');
    steps(play, levelTable(1).frightHalfTicks / 2 - 2);
    expect([...world.ghostFrightened]).toEqual([1, 1, 1, 1]);
    play.step();
    expect([...world.ghostFrightened]).toEqual([0, 0, 0, 0]);
  });

  test.each([17, 19, 21])('only reveal Pac-Man on board %i, which has no fright', (level) => {
    const play = quietVersus(3, { level });
    const { world } = play;
    lockIn(world);
    world.ghostSeat[2] = seatOfGhost(world, 0);
    world.ghostClaimed[2] = 1;
    standPac(world, [1, 6], 'left');
    standGhost(world, 2, BOTTOM);
    play.step();
    expect([world.frightLeft, ...world.ghostFrightened, ...world.ghostReversal]).toEqual(Array(9).fill(0));
    expect(world.revealed).toBe(1);
  });
});

describe('[SU5] fruit', () => {
  const AT_FRUIT: Point = [FRUIT_X, FRUIT_Y];

  /** The fruit lies there; ghosts are in the house. */
  function withFruit(seatCount: number) {
    const play = quietVersus(seatCount);
    const { world } = play;
    world.dotsLeft = world.maze.dotCount - 70;
    standPac(world, UPPER_LEFT, 'up');
    world.dots.fill(0, 0, 8);
    const seen = play.step();
    expect(seen.map(({ kind }) => kind)).toContain(EVENT.fruitAppeared);
    return { play, world };
  }

  test('appears after 70 and 170 dots, once each', () => {
    const { play, world } = withFruit(2);
    world.dotsLeft = world.maze.dotCount - 169;
    expect(play.step().map(({ kind }) => kind)).not.toContain(EVENT.fruitAppeared);
    world.dotsLeft = world.maze.dotCount - 170;
    expect(play.step().map(({ kind }) => kind)).toContain(EVENT.fruitAppeared);
    expect(world.fruitsShown).toBe(2);
  });

  test('a ghost may eat it for its points, and Pac-Man may', () => {
    const points = levelTable(1).fruitPoints;
    const { play, world } = withFruit(3);
    const seat = seatOfGhost(world, 1);
    standGhost(world, 1, [13, 20]);
    world.ghostX[1] = FRUIT_X;
    expect(play.step()).toContainEqual(expect.objectContaining({ kind: EVENT.fruitEaten, who: seat, value: points }));
    expect([world.seatScore[seat], world.revealed]).toEqual([points, 0]);
    const other = withFruit(3);
    putPac(other.world, AT_FRUIT, 'up');
    other.world.pacPause[0] = 5;
    const before = other.world.seatScore[pacSeat(other.world)]!;
    other.play.step();
    expect([other.world.seatScore[pacSeat(other.world)]! - before, other.world.revealed]).toEqual([points, 1]);
  });

  test('claimed, grey and eaten ghosts leave it', () => {
    const { play, world } = withFruit(2);
    standGhost(world, 1, [13, 20]);
    play.step();
    world.ghostSeat[2] = seatOfGhost(world, 0);
    world.ghostClaimed[2] = 1;
    standGhost(world, 2, [13, 20]);
    play.step();
    standGhost(world, 0, [13, 20]);
    world.ghostChosen[0] = world.ghostTravel[0]!;
    world.ghostState[0] = GHOST.eyes;
    play.step();
    expect(world.fruitState).toBe(1);
  });

  test('of Pac-Man and a ghost in one tick the nearer one gets it, of equal ones the first in the tie-break order', () => {
    const { play, world } = withFruit(2);
    putPac(world, [FRUIT_X - 2, FRUIT_Y], 'up');
    world.pacPause[0] = 5;
    standGhost(world, 0, [13, 20]);
    world.ghostX[0] = FRUIT_X + 1;
    world.ghostFrightened[0] = 1;
    world.frightLeft = 600;
    const seat = seatOfGhost(world, 0);
    const seen = play.step();
    expect(seen).toContainEqual(expect.objectContaining({ kind: EVENT.fruitEaten, who: seat }));
    const tied = withFruit(2);
    putPac(tied.world, AT_FRUIT, 'up');
    tied.world.pacPause[0] = 5;
    standGhost(tied.world, 0, [13, 20]);
    tied.world.ghostX[0] = FRUIT_X;
    const [first] = [0, 1].toSorted((a, b) => tied.world.seatTieBreak[a]! - tied.world.seatTieBreak[b]!);
    const tiedSeen = tied.play.step();
    expect(tiedSeen).toContainEqual(expect.objectContaining({ kind: EVENT.fruitEaten, who: first }));
    expect(tied.world.seatTieBreak[first!]).toBe(1);
  });
});
