// `classic` beyond the worked examples: how long its sequences last, and what lives, levels and settings change.

import { describe, expect, test } from 'vitest';
import { createWorld, EVENT, GHOST, isScatter, matchSettings, PHASE, type World } from '#simulation';
import { startFright } from '../../../simulation/actors/fright.ts';
import { FRUIT_LIES, FRUIT_POINTS_SHOWN, NO_FRUIT } from '../../../simulation/actors/fruit.ts';
import {
  centre,
  DIRECTION,
  freshLife,
  ghostPixel,
  lockGhostsAway,
  pacPixel,
  Play,
  putGhost,
  putPac,
  steps,
  toPlay,
} from '../play.ts';

/** A life in play in which nothing happens by itself. */
function quietLife(level = 1, settings = {}): Play {
  const play = freshLife(level, settings);
  steps(play, 1);
  lockGhostsAway(play.world);
  putPac(play.world, centre([6, 8]), 'left');
  return play;
}

function dieNow({ world }: Play): void {
  putGhost(world, 0, pacPixel(world), 'left');
  world.ghostFrightened[0] = 0;
  world.frightLeft = 0;
}

/** Ticks until the phase is another. */
function phaseTicks(play: Play): number {
  const { phase, tick } = play.world;
  play.until(() => play.world.phase !== phase);
  return play.world.tick - tick;
}

/** Leaves one dot, in Pac-Man's way: the tile left of (6,8). */
function leaveLastDot(world: World): void {
  world.dots.fill(0);
  world.dots[8 - 3] = 1 << 5;
  world.dotsLeft = 1;
}

describe('[SK1] sequences', () => {
  test('a new game has 23 tenths of tune, then 20 tenths of READY!, then play', () => {
    const play = new Play(createWorld(matchSettings({ mode: 'classic' })));
    expect(play.world.phase).toBe(PHASE.tune);
    expect(phaseTicks(play)).toBe(138);
    expect(pacPixel(play.world)).toEqual([111, 212]);
    expect(phaseTicks(play)).toBe(120);
    expect(play.world.phase).toBe(PHASE.play);
  });

  test('a death lasts 440 half-ticks and three ticks, whichever half-tick it begins in', () => {
    const play = quietLife();
    steps(play, 3);
    dieNow(play);
    play.until(() => play.world.phase === PHASE.dying);
    expect([222, 223]).toContain(phaseTicks(play));
    expect(play.world.phase).toBe(PHASE.ready);
  });

  test('a cleared level stands 20 tenths, flashes 96 ticks and is blank for 20', () => {
    const play = quietLife();
    leaveLastDot(play.world);
    play.until(() => play.world.phase === PHASE.cleared);
    const lasted = phaseTicks(play);
    expect(lasted - 96 - 20).toBeGreaterThanOrEqual(115);
    expect(lasted - 96 - 20).toBeLessThanOrEqual(120);
    expect([play.world.level, play.world.dotsLeft]).toEqual([2, 244]);
  });
});

describe('[SK2] the freeze when a ghost is eaten', () => {
  function freeze(): Play {
    const play = quietLife();
    steps(play, 5);
    startFright(play.world);
    putGhost(play.world, 2, pacPixel(play.world), 'left');
    play.until((seen) => seen.some((event) => event.kind === EVENT.ghostEaten));
    return play;
  }

  test('holds Pac-Man, fright and house for ten tenths, and brings 200, 400, 800, 1600', () => {
    const play = freeze();
    const { world } = play;
    const before = { pac: pacPixel(world), fright: world.frightLeft, tick: world.tick, house: world.houseOdd };
    play.until(() => {
      const held = pacPixel(world).join() === before.pac.join() && world.frightLeft === before.fright;
      return !held;
    }, 70);
    expect(world.tick - before.tick).toBeGreaterThanOrEqual(55);
    expect(world.tick - before.tick).toBeLessThanOrEqual(61);
    expect(world.ghostState[2]).toBe(GHOST.eyes);
    const values = [200];
    for (const ghost of [0, 1, 3]) {
      putGhost(world, ghost, pacPixel(world), 'left');
      world.ghostFrightened[ghost] = 1;
      play.until((seen) => {
        const eaten = seen.find((event) => event.kind === EVENT.ghostEaten);
        if (eaten !== undefined) values.push(eaten.value);
        return eaten !== undefined;
      });
      play.until(() => world.scoredGhost < 0);
    }
    expect(values).toEqual([200, 400, 800, 1600]);
  });

  test('eyes of another ghost go on', () => {
    const play = freeze();
    const { world } = play;
    putGhost(world, 1, centre([15, 8]), 'right');
    world.ghostState[1] = GHOST.eyes;
    world.ghostFrightened[1] = 1;
    const from = ghostPixel(world, 1);
    steps(play, 10);
    expect(world.scoredGhost).toBe(2);
    const [x, y] = ghostPixel(world, 1);
    expect(Math.abs(x - from[0]) + Math.abs(y - from[1])).toBe(20);
  });
});

describe('[SK3] fright', () => {
  test('ends early when no ghost is blue any more, and never turns anybody round', () => {
    const play = quietLife();
    startFright(play.world);
    play.world.ghostFrightened.fill(0);
    play.world.ghostReversal.fill(0);
    steps(play, 1);
    expect(play.world.frightLeft).toBe(0);
    expect([...play.world.ghostReversal]).toEqual([0, 0, 0, 0]);
  });

  test('a second energizer begins again with the full time and a new chain', () => {
    const play = quietLife();
    const { world } = play;
    startFright(world);
    world.chain = 3;
    steps(play, 100);
    const before = world.frightLeft;
    startFright(world);
    expect([before, world.frightLeft, world.chain]).toEqual([520, 720, 0]);
  });

  test('eyes keep their flag when it ends, and a ghost revived meanwhile is dangerous', () => {
    const play = quietLife();
    const { world } = play;
    startFright(world);
    putGhost(world, 1, [111, 116], 'left');
    world.ghostState[1] = GHOST.eyes;
    play.until(() => world.ghostState[1] !== GHOST.eyes && world.ghostState[1] !== GHOST.descending, 40);
    expect([world.ghostFrightened[1], world.frightLeft > 0]).toEqual([0, true]);
    putGhost(world, 2, centre([15, 8]), 'right');
    world.ghostState[2] = GHOST.eyes;
    world.frightLeft = 1;
    steps(play, 1);
    expect([...world.ghostFrightened]).toEqual([0, 0, 1, 0]);
  });
});

describe('[SK4] lives and settings', () => {
  test.each([1, 2, 3, 5] as const)('with %i lives the match is over after as many deaths', (lives) => {
    const play = quietLife(1, { lives });
    for (let death = 1; death <= lives; death++) {
      dieNow(play);
      play.until(() => play.world.phase === PHASE.ready || play.world.phase === PHASE.over);
      expect(play.world.lives).toBe(lives - death);
      if (death === lives) break;
      toPlay(play);
      play.step();
      lockGhostsAway(play.world);
    }
    expect(play.world.phase).toBe(PHASE.over);
  });

  test.each([
    [10_000, 1],
    [15_000, 1],
    [20_000, 1],
    [0, 0],
  ] as const)('an extra life at %i is given %i times', (extraLifeScore, given) => {
    const play = quietLife(1, { extraLifeScore });
    const { world } = play;
    world.score = 9_990;
    for (const score of [9_990, 14_990, 19_990, 29_990]) {
      world.score = score;
      putPac(world, centre([6, 8]), 'left');
      leaveLastDot(world);
      world.dotsLeft = 100;
      steps(play, 20);
    }
    expect(world.lives - 3).toBe(given);
  });

  test('a death keeps dots and personal counters, and takes the fruit', () => {
    const play = quietLife();
    const { world } = play;
    world.dots[0]! &= ~0b10;
    world.dotsLeft--;
    world.ghostDots[3] = 10;
    world.fruitState = FRUIT_LIES;
    world.fruitUntilTick = world.tick + 1000;
    dieNow(play);
    play.until(() => world.phase === PHASE.ready);
    expect([world.dotsLeft, world.ghostDots[3], world.fruitState, world.globalDots]).toEqual([243, 10, NO_FRUIT, 0]);
    expect([world.elroy, world.frightIndex, world.scatterPhase]).toEqual([0, 0, 0]);
  });

  test('a new level has its dots and counters back', () => {
    const play = quietLife();
    const { world } = play;
    world.globalDots = 12;
    leaveLastDot(world);
    play.until(() => world.phase === PHASE.ready);
    expect([world.level, world.dotsLeft, world.globalDots, world.fruitsShown]).toEqual([2, 244, -1, 0]);
    expect([...world.ghostDots]).toEqual([0, 0, 0, 0]);
  });

  test.each([{ level: 0 }, { level: 257 }, { lives: 4 }, { extraLifeScore: 5 }, { seatCount: 2 }, { seed: 0.5 }])(
    'settings out of range are refused: %o',
    (wrong) => {
      expect(() => matchSettings({ mode: 'classic', ...(wrong as object) })).toThrow(RangeError);
    },
  );
});

describe('[SK5] fruit', () => {
  test('lies between nine and ten seconds, then it is gone', () => {
    const play = quietLife();
    const { world } = play;
    world.dotsLeft = 244 - 70;
    play.step();
    const laidAt = world.tick;
    play.until((seen) => {
      world.lastDotTick = world.tick;
      return seen.some((event) => event.kind === EVENT.fruitLeft);
    });
    expect(world.tick - laidAt).toBeGreaterThanOrEqual(541);
    expect(world.tick - laidAt).toBeLessThanOrEqual(600);
    expect(world.fruitsShown).toBe(1);
  });

  test('is eaten on its exact pixel, without a freeze, and shows its points for 20 tenths', () => {
    const play = quietLife();
    const { world } = play;
    world.fruitState = FRUIT_LIES;
    world.fruitUntilTick = world.tick + 1000;
    putPac(world, [114, 164], 'left');
    world.pacWish[0] = DIRECTION.left;
    const eatenAtX = () => {
      let x = 0;
      play.until((seen) => {
        if (!seen.some((event) => event.kind === EVENT.fruitEaten)) return false;
        x = world.pacX[0]!;
        return true;
      }, 20);
      return x;
    };
    expect([110, 111]).toContain(eatenAtX());
    expect([world.score % 1000, world.fruitState]).toEqual([100, FRUIT_POINTS_SHOWN]);
    const at = world.tick;
    play.until(() => world.fruitState === NO_FRUIT);
    expect(world.tick - at).toBeGreaterThanOrEqual(115);
    expect(world.tick - at).toBeLessThanOrEqual(120);
  });
});

describe('[SK6] the last levels', () => {
  test('the kill screen follows level 255, or the match is over before it', () => {
    for (const killScreen of [true, false]) {
      const play = quietLife(255, { killScreen });
      leaveLastDot(play.world);
      play.until(() => play.world.phase === PHASE.cleared);
      play.until(() => play.world.phase !== PHASE.cleared);
      expect([play.world.phase, play.world.level]).toEqual(killScreen ? [PHASE.ready, 256] : [PHASE.over, 255]);
    }
  });
});

test('[SK7] wishes in the tunnel are left and right only, and it wraps', () => {
  const play = quietLife();
  const { world } = play;
  putPac(world, [-10, 140], 'left');
  play.wish(DIRECTION.up);
  play.until(() => world.pacX[0]! > 200, 40);
  expect([world.pacY[0], world.pacTravel[0]]).toEqual([140, DIRECTION.left]);
  play.wish(DIRECTION.right);
  play.until(() => world.pacX[0]! < 0, 60);
  expect(world.pacTravel[0]).toBe(DIRECTION.right);
});

describe('[SK8] variants', () => {
  test('turbo moves Pac-Man two pixels a tick, over dots too', () => {
    const play = freshLife(1, { variant: 'turbo' });
    steps(play, 25);
    expect(play.world.pacX[0]).toBe(111 - 50);
    expect(play.world.score).toBe(60);
  });

  test('in practice ghosts pass through Pac-Man, but blue ones are eaten', () => {
    const play = quietLife(1, { variant: 'practice' });
    const { world } = play;
    steps(play, 3);
    for (let tick = 0; tick < 30; tick++) {
      dieNow(play);
      play.step();
    }
    expect(world.phase).toBe(PHASE.play);
    startFright(world);
    putGhost(world, 2, pacPixel(world), 'left');
    play.until((seen) => seen.some((event) => event.kind === EVENT.ghostEaten), 4);
    expect(world.scoredGhost).toBe(2);
  });

  test('fearless ghosts are frightened for one half-tick, and stay dangerous', () => {
    const play = freshLife(1, { variant: 'fearless' });
    startFright(play.world);
    expect(play.world.frightLeft).toBe(1);
    play.step();
    expect([...play.world.ghostFrightened]).toEqual([0, 0, 0, 0]);
  });

  test('relentless ghosts chase from the first tick of play to the last', () => {
    const play = quietLife(1, { variant: 'relentless' });
    let scatters = 0;
    for (let tick = 0; tick < 600; tick++) {
      play.step();
      if (isScatter(play.world)) scatters++;
    }
    expect(scatters).toBe(0);
    const plain = quietLife(1, {});
    plain.step();
    expect(isScatter(plain.world)).toBe(true);
  });

  test.each(['terrace', 'lantern'])('travel leads into the maze %s, where ghosts catch', (maze) => {
    const play = quietLife(1, { variant: 'travel', maze });
    expect(play.world.maze.name).toBe(maze);
    dieNow(play);
    play.step();
    expect(play.world.phase).toBe(PHASE.dying);
    expect(() => matchSettings({ mode: 'classic', maze })).toThrow('maze');
  });
});
