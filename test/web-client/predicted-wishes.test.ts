// What a page expects of the seats of others.
import { expect, test } from 'vitest';
import type { WireSeat } from '#protocol';
import {
  aiWish,
  createWorld,
  Events,
  LEFT,
  matchSettings,
  NONE,
  PAC,
  PHASE,
  RIGHT,
  ROLE,
  STANDIN_AFTER_TICKS,
  step,
  UP,
  wishOf,
  type Input,
  type World,
} from '#simulation';
import { PredictedWishes } from '../../web-client/netcode/predicted-wishes.ts';

const OWN = 0;
const OTHER = 1;

function seat(driver: WireSeat['driver'], { idle = false, disconnected = false } = {}): WireSeat {
  return { name: 'Ann', driver, idle, disconnected, ready: false, wins: 0, colour: 0, mark: 0 };
}

/** A match of two in which play has begun. */
function playing(): World {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 2, seed: 1 }));
  const events = new Events();
  step(
    world,
    [OWN, OTHER].map((each): Input => ({ kind: 'enter', seat: each })),
    events,
  );
  while (world.phase !== PHASE.play) step(world, [], events);
  return world;
}

function added(wishes: PredictedWishes, world: World): Input[] {
  const inputs: Input[] = [];
  wishes.add(world, inputs);
  return inputs;
}

/** Runs until the AI would change a wish of the seat. */
function untilAiTurns(world: World): World {
  const events = new Events();
  for (let i = 0; i < 600 && aiWish(world, OTHER, 'normal') === wishOf(world, OTHER); i++) step(world, [], events);
  return world;
}

test('[W29] AI seats are steered as on the server, as soon as the skill is known', () => {
  const world = untilAiTurns(playing());
  const wishes = new PredictedWishes(OWN);
  expect(added(wishes, world)).toEqual([]);
  const seats = [seat('human'), seat('ai')];
  expect(wishes.see(null, seats, world.tick)).toBe(true);
  expect(added(wishes, world)).toEqual([]);
  expect(wishes.see('clairvoyant', seats, world.tick)).toBe(false);
  expect(wishes.see('normal', seats, world.tick)).toBe(true);
  expect(wishes.see('normal', seats, world.tick)).toBe(false);
  const direction = aiWish(world, OTHER, 'normal');
  expect(added(wishes, world)).toEqual([{ kind: 'wish', seat: OTHER, sequence: 0, direction }]);
});

test('[W29] stand-ins too: of who is idle at once, of who is disconnected when the last wish has been kept long enough', () => {
  const world = untilAiTurns(playing());
  world.seatInput[OTHER] = 7;
  const direction = aiWish(world, OTHER, 'normal');
  const turn = [{ kind: 'wish', seat: OTHER, sequence: 7, direction }];
  const wishes = new PredictedWishes(OWN);
  wishes.see('normal', [seat('human'), seat('human')], world.tick);
  expect(added(wishes, world)).toEqual([]);
  wishes.see('normal', [seat('human'), seat('human', { idle: true })], world.tick);
  expect(added(wishes, world)).toEqual(turn);
  wishes.see('normal', [seat('human'), seat('human')], world.tick);
  const left = [seat('human'), seat('human', { disconnected: true })];
  wishes.see('normal', left, world.tick - STANDIN_AFTER_TICKS + 1);
  expect(added(wishes, world)).toEqual([]);
  wishes.see('normal', [seat('human'), seat('human')], world.tick);
  wishes.see('normal', left, world.tick - STANDIN_AFTER_TICKS);
  expect(added(wishes, world)).toEqual(turn);
  const newcomer = new PredictedWishes(OWN);
  newcomer.see('normal', left, world.tick);
  expect(added(newcomer, world)).toEqual(turn);
});

test('[W29] another person goes on around a corner; at a wall with two ways, and where they stand, the wish is kept', () => {
  const world = playing();
  const wishes = new PredictedWishes(OWN);
  wishes.see('normal', [seat('human'), seat('human')], world.tick);
  // The lower left corner of the maze: the way on is up.
  const put = (pac: number, x: number, y: number): void => {
    world.pacState[pac] = PAC.alive;
    [world.pacX[pac], world.pacY[pac]] = [x, y];
    world.pacTravel[pac] = world.pacWish[pac] = LEFT;
  };
  const [cornerX, cornerY] = [1 * 8, 32 * 8 + 4];
  put(OTHER, cornerX + 6, cornerY);
  put(OWN, cornerX + 6, cornerY);
  expect(added(wishes, world)).toEqual([{ kind: 'wish', seat: OTHER, sequence: 0, direction: UP }]);
  world.pacX[OTHER] = cornerX + 3;
  expect(added(wishes, world)).toEqual([]);
  world.pacX[OTHER] = cornerX + 6;
  world.pacWish[OTHER] = RIGHT;
  expect(added(wishes, world)).toEqual([]);
});

test('[W51] a ghost of another seat goes on around a corner, and the AI is not predicted where words are hidden', () => {
  const world = createWorld(matchSettings({ mode: 'versus', seatCount: 3 }));
  const events = new Events();
  const entered = [0, 1, 2].map((each): Input => ({ kind: 'enter', seat: each }));
  step(world, entered, events);
  while (world.phase !== PHASE.play) step(world, [], events);
  const other = world.ghostSeat[0]!;
  const own = world.ghostSeat[1]!;
  const put = (): void => {
    [world.ghostX[0], world.ghostY[0]] = [1 * 8 + 6, 32 * 8 + 4];
    world.ghostTravel[0] = world.ghostChosen[0] = LEFT;
  };
  put();
  for (const driver of ['human', 'ai'] as const) {
    const wishes = new PredictedWishes(own);
    wishes.see('normal', [seat(driver), seat(driver), seat(driver)], world.tick);
    world.viewRole = ROLE.ghost;
    expect(added(wishes, world)).toEqual([{ kind: 'wish', seat: other, sequence: 0, direction: UP }]);
    // A ghost that has just appeared waits for its player.
    world.ghostChosen[0] = NONE;
    expect(added(wishes, world)).toEqual([]);
    put();
  }
});

test('[W130] nothing is guessed for other players at this screen', () => {
  const world = playing();
  world.pacState[OTHER] = PAC.alive;
  [world.pacX[OTHER], world.pacY[OTHER]] = [1 * 8 + 6, 32 * 8 + 4];
  world.pacTravel[OTHER] = world.pacWish[OTHER] = LEFT;
  const wishes = new PredictedWishes(OWN);
  wishes.see('normal', [seat('human'), seat('human')], world.tick);
  expect(added(wishes, world)).toHaveLength(1);
  wishes.own([OWN, OTHER]);
  expect(added(wishes, world)).toEqual([]);
});
