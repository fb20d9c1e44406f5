// Prediction against a server that is a world of the same rules: which of our inputs are replayed, and at which tick.
import { describe, expect, test } from 'vitest';
import { INPUT_LEAD_TICKS_MAX } from '#protocol';
import { cloneWorld, createWorld, DOWN, Events, hashWorld, LEFT, matchSettings, RIGHT, step, UP } from '#simulation';
import type { Direction, Input, World } from '#simulation';
import { PredictedWishes } from '../../web-client/netcode/predicted-wishes.ts';
import { Prediction, PREDICTION_TICKS_MAX, type PendingInput } from '../../web-client/netcode/prediction.ts';

const SEAT = 0;

/** The server's world, and what it sends. */
class Server {
  readonly world: World;
  private readonly events = new Events();

  constructor() {
    this.world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed: 7 }));
    this.step({ kind: 'enter', seat: SEAT });
    while (this.world.tick < 300) this.step();
  }

  step(...inputs: Input[]): void {
    step(this.world, inputs, this.events);
  }

  stepTo(tick: number): void {
    while (this.world.tick < tick) this.step();
  }

  apply({ sequence, direction }: { sequence: number; direction: Direction }): void {
    this.step({ kind: 'wish', seat: SEAT, sequence, direction });
  }

  sendTo(prediction: Prediction): void {
    prediction.confirmed.words.set(this.world.words);
    prediction.confirmedChanged();
    prediction.reconcile();
  }
}

interface Start {
  readonly server: Server;
  readonly prediction: Prediction;
  readonly now: number;
  /** Takes an input of ours, with the next sequence. */
  steer(direction: Direction, forTick: number, sentMs?: number): PendingInput;
}

function start(): Start {
  const server = new Server();
  const prediction = new Prediction(cloneWorld(server.world), SEAT, new PredictedWishes(-1));
  let sequence = 0;
  return {
    server,
    prediction,
    now: server.world.tick,
    steer: (direction, forTick, sentMs = 0) => prediction.steer(direction, ++sequence, forTick, sentMs),
  };
}

/** The direction that the predicted seat takes when it can, at each tick up to `toTick`. */
function directionsUpTo(prediction: Prediction, toTick: number): Map<number, Direction> {
  const directions = new Map<number, Direction>();
  while (prediction.predicted.tick < toTick) {
    prediction.advance(prediction.predicted.tick + 1);
    directions.set(prediction.predicted.tick, prediction.predicted.pacWish[SEAT] as Direction);
  }
  return directions;
}

describe('[W3] an input that the server has not applied', () => {
  test('is replayed at the tick it is meant for', () => {
    const { server, prediction, now, steer } = start();
    expect(steer(UP, now + 10).tick).toBe(now + 10);
    prediction.advance(now + 12);
    expect(prediction.predicted.pacWish[SEAT]).toBe(UP);
    server.stepTo(now + 3);
    server.sendTo(prediction);
    expect(prediction.predicted.tick).toBe(now + 12);
    prediction.rewind();
    const directions = directionsUpTo(prediction, now + 12);
    expect(directions.get(now + 9)).not.toBe(UP);
    expect(directions.get(now + 10)).toBe(UP);
  });

  test('and missed its tick counts for the first tick after the snapshot', () => {
    const { server, prediction, now, steer } = start();
    steer(LEFT, now + 2);
    prediction.advance(now + 20);
    server.stepTo(now + 8);
    server.sendTo(prediction);
    expect(prediction.confirmed.pacWish[SEAT]).not.toBe(LEFT);
    expect(prediction.predicted.pacWish[SEAT]).toBe(LEFT);
    prediction.rewind();
    expect(directionsUpTo(prediction, now + 9).get(now + 9)).toBe(LEFT);
  });

  test('is dropped once it is applied, and the ones behind it stay', () => {
    const { server, prediction, now, steer } = start();
    const first = steer(LEFT, now + 2);
    steer(UP, now + 30);
    prediction.advance(now + 20);
    server.stepTo(now + 4);
    server.apply(first);
    server.apply({ sequence: first.sequence, direction: RIGHT });
    server.sendTo(prediction);
    expect(prediction.applied).toBe(first.sequence);
    // The server's later word about the same sequence holds: ours is not replayed over it.
    expect(prediction.predicted.pacWish[SEAT]).toBe(server.world.pacWish[SEAT]);
    expect(directionsUpTo(prediction, now + 30).get(now + 30)).toBe(UP);
  });

  test('is dropped once it is applied, also when it is the only one', () => {
    const { server, prediction, now, steer } = start();
    const input = steer(LEFT, now + 2);
    prediction.advance(now + 10);
    server.apply(input);
    server.apply({ sequence: input.sequence, direction: RIGHT });
    server.sendTo(prediction);
    expect(prediction.predicted.pacWish[SEAT]).toBe(RIGHT);
  });

  test('waits for the one before it: the server applies inputs in their order', () => {
    const { prediction, now, steer } = start();
    expect([steer(UP, now + 9), steer(LEFT, now + 4)].map(({ tick }) => tick)).toEqual([now + 9, now + 9]);
    expect([...directionsUpTo(prediction, now + 9)].filter(([, direction]) => direction === UP)).toEqual([]);
    expect(prediction.predicted.pacWish[SEAT]).toBe(LEFT);
  });

  test('is meant for a tick that can still be predicted', () => {
    const { prediction, now, steer } = start();
    prediction.advance(now + 5);
    expect(steer(UP, now + 2).tick).toBe(now + 6);
    expect(prediction.hasInputFor(now + 6)).toBe(true);
    expect(prediction.hasInputFor(now + 5)).toBe(false);
  });

  test.each([
    [63, true],
    [64, false],
  ])('is one of the 64 newest: with %i behind it that is %s', (behind, isKept) => {
    const { prediction, now, steer } = start();
    steer(UP, now + 1);
    for (let i = 0; i < behind; i++) steer(DOWN, now + 10);
    const directions = directionsUpTo(prediction, now + 10);
    expect(directions.get(now + 1) === UP).toBe(isKept);
    expect(directions.get(now + 10)).toBe(DOWN);
  });
});

describe('[W3] the predicted world', () => {
  test('is the one that the server comes to with the same inputs', () => {
    const { server, prediction, now, steer } = start();
    const inputs = ([LEFT, UP, RIGHT] as const).map((direction, i) => steer(direction, now + 5 + 9 * i));
    prediction.advance(now + 40);
    for (const input of inputs) {
      server.stepTo(input.tick - 1);
      server.apply(input);
      server.sendTo(prediction);
      expect(prediction.predicted.tick).toBe(now + 40);
    }
    server.stepTo(now + 40);
    expect(hashWorld(prediction.predicted)).toBe(hashWorld(server.world));
    expect(prediction.before.tick).toBe(now + 39);
  });

  test('is at most a second ahead of the server', () => {
    const { server, prediction, now } = start();
    prediction.advance(now + 1000);
    expect(prediction.predicted.tick).toBe(now + PREDICTION_TICKS_MAX);
    expect(PREDICTION_TICKS_MAX).toBe(60);
    server.stepTo(now + 5);
    server.sendTo(prediction);
    expect(prediction.predicted.tick).toBe(now + PREDICTION_TICKS_MAX);
    prediction.advance(now + 1000);
    expect(prediction.predicted.tick).toBe(now + 5 + PREDICTION_TICKS_MAX);
  });

  test('does not change between snapshots, and goes back to the confirmed one on demand', () => {
    const { server, prediction, now } = start();
    prediction.advance(now + 10);
    const hash = hashWorld(prediction.predicted);
    prediction.reconcile();
    expect(hashWorld(prediction.predicted)).toBe(hash);
    server.stepTo(now + 4);
    server.sendTo(prediction);
    prediction.rewind();
    for (const world of [prediction.predicted, prediction.before])
      expect(hashWorld(world)).toBe(hashWorld(server.world));
  });

  test('tells what happens in a tick once, however often it is stepped', () => {
    const { server, prediction, now } = start();
    const told: number[] = [];
    const tell = () => told.push(prediction.predicted.tick);
    prediction.advance(now + 3, tell);
    server.stepTo(now + 2);
    server.sendTo(prediction);
    prediction.rewind();
    prediction.advance(now + 5, tell);
    expect(told.map((tick) => tick - now)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('[W24] set back to an earlier tick', () => {
  test('an input is moved up to the last tick for which the server takes it', () => {
    const { prediction, now, steer } = start();
    const input = steer(UP, now + 50, 1000);
    expect(input.seenTick).toBe(now);
    prediction.advance(now + 50);
    prediction.retime((sentMs) => now + sentMs / 1000 + 0.9);
    prediction.setBack(now + 1);
    expect(prediction.predicted.tick).toBe(now + 1);
    const moved = now + 1 + 1 + INPUT_LEAD_TICKS_MAX;
    const directions = directionsUpTo(prediction, now + 55);
    expect([directions.get(moved - 1), directions.get(moved)]).toEqual([prediction.confirmed.pacWish[SEAT], UP]);
  });

  test('an input arrives no earlier than after the newest tick that was known when it was sent', () => {
    const { prediction, now, steer } = start();
    steer(UP, now + 50);
    prediction.retime(() => 0);
    prediction.setBack(now);
    const moved = now + 1 + INPUT_LEAD_TICKS_MAX;
    const directions = directionsUpTo(prediction, moved);
    expect([directions.get(moved - 1), directions.get(moved)]).toEqual([prediction.confirmed.pacWish[SEAT], UP]);
  });

  test('an input is moved again when more is known of the server, but never behind its own tick', () => {
    const { prediction, now, steer } = start();
    const tick = now + 50;
    steer(UP, tick);
    const first = [now, now + 5, now + 90].map((arrivedAt) => {
      prediction.retime(() => arrivedAt);
      prediction.reconcile();
      prediction.setBack(now);
      return [...directionsUpTo(prediction, now + 55)].find(([, direction]) => direction === UP)![0];
    });
    expect(first).toEqual([now + 1 + INPUT_LEAD_TICKS_MAX, now + 6 + INPUT_LEAD_TICKS_MAX, tick]);
  });
});

test('[W3] who watches predicts the others, and has no inputs applied', () => {
  const { server, now } = start();
  const prediction = new Prediction(cloneWorld(server.world), -1, new PredictedWishes(-1));
  prediction.advance(now + 10);
  server.stepTo(now + 10);
  expect(hashWorld(prediction.predicted)).toBe(hashWorld(server.world));
  expect(prediction.applied).toBe(0);
});

describe('[W130] the inputs of two seats at one screen', () => {
  const OTHER = 1;

  /** A match of two in which both are on their way. */
  function startOfTwo(): { world: World; prediction: Prediction; now: number } {
    const world = createWorld(matchSettings({ mode: 'coop', seatCount: 2, seed: 7 }));
    const events = new Events();
    const enter = [SEAT, OTHER].map((seat): Input => ({ kind: 'enter', seat }));
    step(world, enter, events);
    while (world.tick < 300) step(world, [], events);
    return { world, prediction: new Prediction(cloneWorld(world), SEAT, new PredictedWishes(SEAT)), now: world.tick };
  }

  test('have sequences of their own, and wait for their own tick', () => {
    const { world, prediction, now } = startOfTwo();
    expect(prediction.steer(UP, 40, now + 20, 0, SEAT).tick).toBe(now + 20);
    expect(prediction.steer(RIGHT, 3, now + 2, 0, OTHER).tick).toBe(now + 2);
    expect(prediction.hasInputFor(now + 2)).toBe(true);
    // The server has applied the first one only.
    world.seatInput[SEAT] = 40;
    prediction.confirmed.words.set(world.words);
    prediction.confirmedChanged();
    prediction.reconcile();
    prediction.advance(now + 30);
    expect(prediction.predicted.pacWish[OTHER]).toBe(RIGHT);
    expect(prediction.predicted.seatInput[OTHER]).toBe(3);
    expect(prediction.predicted.pacWish[SEAT]).not.toBe(UP);
  });

  test('are dropped with the connection of their seat', () => {
    const { prediction, now } = startOfTwo();
    prediction.steer(UP, 1, now + 5, 0, SEAT);
    prediction.steer(DOWN, 1, now + 5, 0, OTHER);
    prediction.dropInputs(OTHER);
    prediction.advance(now + 6);
    expect(prediction.predicted.seatInput[SEAT]).toBe(1);
    expect(prediction.predicted.seatInput[OTHER]).toBe(0);
  });
});
