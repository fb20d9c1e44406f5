// The World that is shown: the server's, ahead of it by a round trip, with our own inputs.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cloneWorld, Events, hashWorld, LEFT, RIGHT, step, TICKS_PER_SECOND, worldOf, type Input } from '#simulation';
import { ArrivingWorld, Present } from '../../terminal-client/present.ts';
import { playedMatch } from './played-match.ts';

const MS_PER_TICK = 1000 / TICKS_PER_SECOND;

describe('[TC7] the World that is shown', () => {
  test('is the one that the server comes to, if the inputs arrive in time', () => {
    const newest = worldOf(playedMatch('coop', 2, 400), 0);
    const server = cloneWorld(newest);
    const arriving = new ArrivingWorld(newest, 0);
    const inputs = [
      { sequence: 1, tick: newest.tick + 3, direction: LEFT },
      { sequence: 2, tick: newest.tick + 9, direction: RIGHT },
    ] as const;
    for (const { sequence, tick, direction } of inputs) arriving.sent(sequence, tick, direction);
    const events = new Events();
    while (server.tick < newest.tick + 20) {
      const due = inputs.filter(({ tick }) => tick === server.tick + 1);
      const wishes = due.map(({ sequence, direction }): Input => ({ kind: 'wish', seat: 0, sequence, direction }));
      step(server, wishes, events);
      expect(hashWorld(arriving.at(newest, server.tick))).toBe(hashWorld(server));
    }
    // Once the server has both, nothing of ours is added any more.
    step(server, [{ kind: 'wish', seat: 0, sequence: 3, direction: LEFT }], events);
    const next = cloneWorld(server);
    step(next, [], events);
    expect(hashWorld(arriving.at(server, server.tick + 1))).toBe(hashWorld(next));
  });

  test('is not changed itself, and is at most 45 ticks older', () => {
    const newest = worldOf(playedMatch('coop', 1, 400), 0);
    const hash = hashWorld(newest);
    expect(new ArrivingWorld(newest, -1).at(newest, newest.tick + 500).tick).toBe(newest.tick + 45);
    expect(hashWorld(newest)).toBe(hash);
  });

  test('an input that missed its tick counts for the next one, and inputs keep their order', () => {
    const newest = worldOf(playedMatch('coop', 1, 400), 0);
    const arriving = new ArrivingWorld(newest, 0);
    arriving.sent(1, newest.tick - 5, LEFT);
    expect(arriving.at(newest, newest.tick + 1).seatInput[0]).toBe(1);
    arriving.sent(2, newest.tick + 8, RIGHT);
    expect(arriving.tickFor(newest, newest.tick + 2)).toBe(newest.tick + 8);
    arriving.forget();
    expect(arriving.at(newest, newest.tick + 9).seatInput[0]).toBe(0);
  });

  test('many key presses in a dead connection leave a bounded number of inputs', () => {
    const newest = worldOf(playedMatch('coop', 1, 400), 0);
    const arriving = new ArrivingWorld(newest, 0);
    for (let sequence = 1; sequence <= 1000; sequence++) arriving.sent(sequence, newest.tick + 1, LEFT);
    expect(arriving.at(newest, newest.tick + 1).seatInput[0]).toBe(1000);
  });
});

describe('[TC7] the tick that is shown', () => {
  test('is that of the quickest arrival, a round trip later', () => {
    const present = new Present();
    expect(present.tickAt(0, 6)).toBeNull();
    present.heard(100, 0);
    present.heard(110, 200);
    expect(present.tickAt(200, 6)).toBeCloseTo(100 + 200 / MS_PER_TICK + 6 + 2);
  });

  test('never goes back and never jumps by less than 12 ticks, whatever the jitter', () => {
    const anyStep = fc.record({
      ms: fc.integer({ min: 1, max: 60 }),
      lateMs: fc.nat({ max: 80 }),
      trip: fc.nat({ max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 2, maxLength: 200 }), (steps) => {
        const present = new Present();
        present.heard(1000, 0);
        let [nowMs, shown] = [0, present.tickAt(0, 3)!];
        for (const { ms, lateMs, trip } of steps) {
          nowMs += ms;
          present.heard(Math.floor(1000 + (nowMs - lateMs) / MS_PER_TICK), nowMs);
          const tick = present.tickAt(nowMs, trip)!;
          const isJump = Math.abs(tick - shown) >= 12;
          if (!isJump) expect(tick - shown).toBeGreaterThanOrEqual((ms / MS_PER_TICK) * 0.89);
          if (!isJump) expect(tick - shown).toBeLessThanOrEqual((ms / MS_PER_TICK) * 1.11);
          shown = tick;
        }
      }),
    );
  });

  test('begins anew after a pause', () => {
    const present = new Present();
    present.heard(100, 0);
    present.tickAt(0, 0);
    present.restart();
    expect(present.tickAt(10_000, 0)).toBeNull();
    present.heard(101, 10_000);
    expect(present.tickAt(10_000, 0)).toBe(103);
  });
});
