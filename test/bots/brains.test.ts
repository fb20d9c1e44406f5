import {
  createWorld,
  EVENT,
  Events,
  EVENT_LENGTH,
  hashWorld,
  matchSettings,
  PHASE,
  step,
  type Input,
} from '#simulation';
import { expect, test } from 'vitest';
import { ArrivalWorld } from '../../bots/arrival-world.ts';
import { Chaser } from '../../bots/brains/chaser.ts';
import { createWalker } from '../../bots/brains/walker.ts';

/** As over a wire at 20 snapshots a second, with a round trip of 50 ms. */
const SNAPSHOT_INTERVAL_TICKS = 3;
const ROUND_TRIP_TICKS = 3;
const FOUR_MINUTES_TICKS = 4 * 60 * 60;

test('[BT5] the chaser clears level 1 alone more often than not, over a wire', () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const cleared = seeds.filter(clearsLevelOne);
  expect(cleared.length).toBeGreaterThan(seeds.length / 2);
});

test('[BT5] looking ahead leaves the World as it is', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 2, seed: 3 }));
  step(world, [{ kind: 'enter', seat: 1 }], new Events());
  const before = hashWorld(world);
  const ahead = new ArrivalWorld(world).after(world, 10.4);
  expect(ahead.tick).toBe(world.tick + 10);
  expect(hashWorld(world)).toBe(before);
});

test('[BT6] one seed gives one walk, at about four wishes a second in all directions', () => {
  const walk = (seed: number) => {
    const walker = createWalker(seed);
    return Array.from({ length: 1000 }, () => ({ direction: walker.direction(), thinkMs: walker.thinkMs() }));
  };
  const steps = walk(7);
  expect(steps).toEqual(walk(7));
  expect(steps).not.toEqual(walk(8));
  expect(new Set(steps.map(({ direction }) => direction))).toEqual(new Set([0, 1, 2, 3]));
  const meanMs = steps.reduce((sum, { thinkMs }) => sum + thinkMs, 0) / steps.length;
  expect(meanMs).toBeGreaterThan(230);
  expect(meanMs).toBeLessThan(270);
});

function clearsLevelOne(seed: number): boolean {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed }));
  const events = new Events();
  step(world, [{ kind: 'enter', seat: 0 }], events);
  const chaser = new Chaser(0);
  const arrivalWorld = new ArrivalWorld(world);
  const underWay: { readonly tick: number; readonly input: Input }[] = [];
  for (let sequence = 1; world.tick < FOUR_MINUTES_TICKS && world.phase !== PHASE.over; sequence++) {
    if (world.tick % SNAPSHOT_INTERVAL_TICKS === 0) {
      const direction = chaser.decide(arrivalWorld.after(world, ROUND_TRIP_TICKS));
      underWay.push({ tick: world.tick + ROUND_TRIP_TICKS, input: { kind: 'wish', seat: 0, sequence, direction } });
    }
    const inputs: Input[] = [];
    while (underWay.length > 0 && underWay[0]!.tick <= world.tick) inputs.push(underWay.shift()!.input);
    step(world, inputs, events);
    for (let at = 0; at < events.count * EVENT_LENGTH; at += EVENT_LENGTH) {
      if (events.words[at] === EVENT.levelCleared) return true;
    }
  }
  return false;
}
