// Eyes and the tile ahead of Blinky, against a model that shares no code with the rules.

import { describe, expect, test } from 'vitest';
import {
  BLINKY,
  aiWish,
  createWorld,
  EVENT,
  GHOST,
  INKY,
  isScatter,
  matchSettings,
  PHASE,
  type World,
} from '#simulation';
import { startFright } from '../../../simulation/actors/fright.ts';
import { ghostTarget } from '../../../simulation/actors/ghost-target.ts';
import { EyesModel, type Place } from './eyes-model.ts';
import {
  centre,
  DIRECTION,
  freshCoop,
  freshLife,
  ghostPixel,
  lockGhostsAway,
  putGhost,
  putPac,
  steps,
  Play,
  type DirectionName,
  type Point,
} from '../play.ts';

const CHASE = 1;
const GAMES = 4;
const GAME_TICKS = 12_000;

interface Eaten {
  readonly ghost: number;
  readonly pixel: Point;
  readonly travel: DirectionName;
}

/** A life in which a ghost is about to be eaten: it and Pac-Man stand on one pixel. */
function aboutToEat({ ghost, pixel, travel }: Eaten): Play {
  const play = freshLife(1);
  steps(play, 5);
  const { world } = play;
  lockGhostsAway(world);
  putGhost(world, ghost, pixel, travel);
  putPac(world, pixel, travel);
  world.scatterPhase = CHASE;
  startFright(world);
  world.ghostReversal.fill(0);
  play.until((seen) => seen.some(({ kind }) => kind === EVENT.ghostEaten), 3);
  return play;
}

/** Steps with nobody let out of the house by the no-dot timer. */
function quietStep(play: Play): void {
  const { world } = play;
  world.lastDotTick = world.tick;
  play.step();
}

function modelOf({ world }: Play, ghost: number): EyesModel {
  const [x, y] = ghostPixel(world, ghost);
  const state = { travel: world.ghostTravel[ghost]!, chosen: world.ghostChosen[ghost]! };
  return new EyesModel({ ghost, x, y, ...state, reversal: world.ghostReversal[ghost] === 1 }, world.maze.lines);
}

/** Where Inky would go with Blinky's tile ahead as given: twice the way from it to two tiles ahead of Pac-Man. */
function inkyTargetBy(world: World, [column, row]: Place): Place {
  const dx = [1, 0, -1, 0][world.pacTravel[0]!]!;
  const dy = [0, 1, 0, -1][world.pacTravel[0]!]!;
  const up = dy === -1 ? -2 : 0;
  const point = [Math.floor(world.pacX[0]! / 8) + 2 * dx + up, Math.floor(world.pacY[0]! / 8) + 2 * dy];
  return [2 * point[0]! - column, 2 * point[1]! - row];
}

function inkyTarget(world: World): Place {
  const target = { column: 0, row: 0 };
  ghostTarget(world, INKY, target);
  return [target.column, target.row];
}

/** Runs from the meal to the revival, and compares every frame. @returns frames from the end of the freeze. */
function followHome(eaten: Eaten): number {
  const { ghost } = eaten;
  const play = aboutToEat(eaten);
  const { world } = play;
  const model = modelOf(play, ghost);
  play.until(() => world.ghostState[ghost] !== GHOST.scored, 70);
  // Of the frame that ends the freeze only the second half-tick moves anybody.
  model.halfTick();
  model.endOfFrame();
  let frames = 0;
  for (; model.doing !== 'revived'; frames++) {
    expect([frames, ghostPixel(world, ghost)]).toEqual([frames, [model.x, model.y]]);
    if (ghost === BLINKY) expect([frames, inkyTarget(world)]).toEqual([frames, inkyTargetBy(world, model.ahead)]);
    quietStep(play);
    model.halfTick();
    model.halfTick();
    model.endOfFrame();
    if (frames > 500) expect.unreachable('the eyes do not come home');
  }
  // The house may have moved the ghost one pixel up in the frame of its revival.
  expect([model.x, model.y - ghostPixel(world, ghost)[1] <= 1]).toEqual([ghostPixel(world, ghost)[0], true]);
  expect([GHOST.rising, GHOST.waiting]).toContain(world.ghostState[ghost]);
  return frames;
}

/** Every pixel from which a ghost can be eaten along a piece of corridor, in both directions. */
function along(from: Point, to: Point, ways: readonly [DirectionName, DirectionName]): Omit<Eaten, 'ghost'>[] {
  const length = Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]);
  return Array.from({ length: length + 1 }, (_, i) => {
    const pixel: Point = [from[0] + Math.sign(to[0] - from[0]) * i, from[1] + Math.sign(to[1] - from[1]) * i];
    return ways.map((travel) => ({ pixel, travel }));
  }).flat();
}

const SIDEWAYS = ['left', 'right'] as const;
const UPRIGHT = ['up', 'down'] as const;

describe('[SK10] eyes', () => {
  test('begin to move in the half-tick after the one that ends the freeze: 1 pixel in its frame, then 2 a frame', () => {
    const play = aboutToEat({ ghost: BLINKY, pixel: [51, 42], travel: 'up' });
    const { world } = play;
    const y = world.ghostY[BLINKY]!;
    play.until(() => world.ghostState[BLINKY] === GHOST.eyes, 70);
    expect([world.tick, world.scoredGhost]).toEqual([world.freezeEndsTick, -1]);
    const moved = [y - world.ghostY[BLINKY]!];
    for (let frame = 0; frame < 3; frame++) {
      quietStep(play);
      moved.push(Math.abs(world.ghostX[BLINKY]! - 51) + Math.abs(world.ghostY[BLINKY]! - y));
    }
    expect(moved).toEqual([1, 3, 5, 7]);
  });

  test('Pac-Man and the timers go on in that half-tick too, not before it', () => {
    const play = aboutToEat({ ghost: BLINKY, pixel: [51, 42], travel: 'up' });
    const { world } = play;
    const { frightLeft } = world;
    play.until(() => world.scoredGhost < 0, 70);
    expect(frightLeft - world.frightLeft).toBe(1);
  });

  test.each([0, 1, 2, 3])('of ghost %i come home as the model says, from every pixel around the house', (ghost) => {
    const places = along(centre([10, 14]), centre([17, 14]), SIDEWAYS);
    for (const place of places) followHome({ ghost, ...place });
  });

  test('come home as the model says from corridors far away, through the no-turn zones and the tunnel', () => {
    const places = [
      ...along(centre([6, 5]), centre([6, 8]), UPRIGHT),
      ...along(centre([12, 26]), centre([15, 26]), SIDEWAYS),
      ...along(centre([21, 25]), centre([21, 28]), UPRIGHT),
      ...along([-16, 140], [43, 140], SIDEWAYS),
      ...along([180, 140], [239, 140], SIDEWAYS),
    ];
    for (const place of places) followHome({ ghost: BLINKY, ...place });
  });

  test.each(SIDEWAYS)('of a ghost eaten exactly above the door going %s walk away and come back', (travel) => {
    const above = followHome({ ghost: BLINKY, pixel: [111, 116], travel });
    const beside = followHome({ ghost: BLINKY, pixel: [travel === 'left' ? 112 : 110, 116], travel });
    // One pixel before the door they go straight down; 28 pixels, and the first step is in the freeze's last frame.
    expect(beside).toBe(14);
    expect(above).toBeGreaterThan(40);
  });

  test('of a blue ghost eaten while it rises finish the rise, then go down', () => {
    const play = freshLife(1);
    steps(play, 5);
    const { world } = play;
    lockGhostsAway(world);
    world.ghostX[INKY] = 111;
    world.ghostY[INKY] = 118;
    world.ghostState[INKY] = GHOST.rising;
    world.ghostTravel[INKY] = DIRECTION.up;
    putPac(world, [111, 116], 'left');
    startFright(world);
    play.until((seen) => seen.some(({ kind }) => kind === EVENT.ghostEaten), 3);
    // It passes pixel 116 between the two half-ticks of a frame, or at its end.
    let highest = 118;
    play.until(() => {
      highest = Math.min(highest, world.ghostY[INKY]!);
      expect([95, 111]).toContain(world.ghostY[INKY] === 144 ? 95 : world.ghostX[INKY]!);
      return world.ghostState[INKY] === GHOST.waiting;
    }, 120);
    expect([116, 117]).toContain(highest);
    expect(ghostPixel(world, INKY)).toEqual([95, 144]);
  });
});

test('[SK10] in games of the built-in player all eyes go home as the model says, and Inky aims by Blinky as it says', () => {
  let home = 0;
  for (let seed = 1; seed <= GAMES; seed++) home += followGame(seed);
  expect(home).toBeGreaterThan(10 * GAMES);
});

/** Plays a game and follows everybody who is eaten. @returns how many came home. */
function followGame(seed: number): number {
  const play = new Play(createWorld(matchSettings({ mode: 'classic', seed, lives: 5 })));
  const { world } = play;
  const models = new Map<number, EyesModel>();
  let home = 0;
  for (let tick = 0; tick < GAME_TICKS && world.phase !== PHASE.over; tick++) {
    const eaten = world.scoredGhost;
    const before = eaten < 0 ? null : modelOf(play, eaten);
    const seen = play.wish(aiWish(world, 0, 'hard'));
    const wasDisturbed = world.phase !== PHASE.play || seen.some(({ kind }) => kind === EVENT.energizerEaten);
    for (const [ghost, model] of models) {
      model.halfTick();
      model.halfTick();
      model.endOfFrame();
      // A death or an energizer between the two half-ticks cannot be seen from outside of a tick.
      if (wasDisturbed) models.delete(ghost);
      else if (model.doing === 'revived') home += Number(models.delete(ghost));
      else expect([seed, tick, ghost, ghostPixel(world, ghost)]).toEqual([seed, tick, ghost, [model.x, model.y]]);
      model.reversal ||= world.ghostReversal[ghost] === 1;
    }
    if (before !== null && world.scoredGhost < 0) {
      before.halfTick();
      before.endOfFrame();
      models.set(eaten, before);
    }
    const blinky = models.get(BLINKY);
    if (blinky !== undefined && !isScatter(world)) {
      expect([seed, tick, inkyTarget(world)]).toEqual([seed, tick, inkyTargetBy(world, blinky.ahead)]);
    }
  }
  return home;
}

describe("[SK11] Blinky's tile ahead", () => {
  test.each([
    ['left', [13, 14]],
    ['right', [14, 14]],
  ] as const)('after a way home to the %s stays where it was on the way down, is (13,17) till out', (travel, last) => {
    const play = aboutToEat({ ghost: BLINKY, pixel: [travel === 'left' ? 119 : 103, 116], travel });
    const { world } = play;
    const tiles = new Map<number, Place>([
      [GHOST.descending, last],
      [GHOST.rising, [13, 17]],
      [GHOST.leaving, [13, 14]],
    ]);
    const seen = new Set<number>();
    play.until(() => {
      world.lastDotTick = world.tick;
      const state = world.ghostState[BLINKY]!;
      const tile = tiles.get(state);
      if (tile === undefined) return false;
      expect([state, inkyTarget(world)]).toEqual([state, inkyTargetBy(world, tile)]);
      seen.add(state);
      return state === GHOST.leaving;
    }, 300);
    expect([...seen]).toEqual([...tiles.keys()]);
    expect(world.blinkyAhead).toBe(0);
  });

  test.each([
    ['right', 234, 29],
    ['right', 235, 29],
    ['right', 236, 30],
    ['right', 239, 30],
    ['right', -16, 30],
    ['right', -13, 30],
    ['right', -12, -1],
    ['left', -12, -2],
    ['left', -13, -2],
    ['left', -14, -3],
    ['left', -16, -3],
    ['left', 239, -3],
    ['left', 235, -3],
    ['left', 234, 28],
  ] as const)('in the tunnel, going %s at pixel %i, is column %i', (travel, x, column) => {
    const { world } = freshLife(1);
    world.scatterPhase = CHASE;
    putGhost(world, BLINKY, [x, 140], travel);
    expect(inkyTarget(world)).toEqual(inkyTargetBy(world, [column, 17]));
  });

  test('is still (13,17) when Blinky was eaten while it rose, and goes down again', () => {
    const play = aboutToEat({ ghost: BLINKY, pixel: [119, 116], travel: 'left' });
    const { world } = play;
    play.until(() => world.ghostState[BLINKY] === GHOST.rising && world.ghostY[BLINKY]! <= 118, 200);
    putPac(world, [111, 116], 'left');
    startFright(world);
    play.until((seen) => seen.some(({ kind }) => kind === EVENT.ghostEaten), 5);
    play.until(() => world.ghostState[BLINKY] === GHOST.descending, 100);
    world.scatterPhase = CHASE;
    expect(inkyTarget(world)).toEqual(inkyTargetBy(world, [13, 17]));
  });

  test('starts anew with a life, wherever Blinky was when it ended', () => {
    const play = aboutToEat({ ghost: BLINKY, pixel: [119, 116], travel: 'left' });
    const { world } = play;
    play.until(() => world.ghostState[BLINKY] === GHOST.rising, 120);
    expect(world.blinkyAhead).toBeGreaterThan(0);
    putGhost(world, 3, [world.pacX[0]!, world.pacY[0]!], 'left');
    world.ghostFrightened[3] = 0;
    play.until(() => world.ghostState[BLINKY] === GHOST.outside, 1000);
    expect(world.blinkyAhead).toBe(0);
  });
});

describe('[SC8] in `coop`', () => {
  test('eyes go home by the same steps: two a tick, one from above the door, and the tile ahead is kept', () => {
    for (const { pixel, travel } of along(centre([11, 14]), centre([16, 14]), SIDEWAYS)) {
      const play = freshCoop(1);
      steps(play, 2);
      const { world } = play;
      lockGhostsAway(world);
      putGhost(world, BLINKY, pixel, travel);
      world.ghostState[BLINKY] = GHOST.eyes;
      world.ghostFrightened[BLINKY] = 1;
      world.scatterPhase = CHASE;
      const model = modelOf(play, BLINKY);
      for (let tick = 0; ; tick++) {
        world.lastDotTick = world.tick;
        play.step();
        model.halfTick();
        model.halfTick();
        model.endOfFrame();
        if (model.doing === 'revived') break;
        expect([tick, ghostPixel(world, BLINKY)]).toEqual([tick, [model.x, model.y]]);
        expect([tick, inkyTarget(world)]).toEqual([tick, inkyTargetBy(world, model.ahead)]);
        if (tick > 300) expect.unreachable('the eyes do not come home');
      }
    }
  });
});
