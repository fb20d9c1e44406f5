// Playing a timeline: speed, places, steps and the end. The timeline is what a watcher has seen of a match.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireSeat } from '#protocol';
import { cloneWorld, createWorld, Events, hashWorld, matchSettings, step, type World } from '#simulation';
import { GAP_TICKS_MAX, HISTORY_TICKS_MAX, LiveHistory } from '../../../web-client/replay/live-history.ts';
import { Playback, SPEEDS } from '../../../web-client/replay/playback.ts';

const SEAT: WireSeat = {
  name: 'Ann',
  driver: 'human',
  disconnected: false,
  idle: false,
  ready: false,
  wins: 0,
  colour: 0,
  mark: 0,
};
const SEATS: readonly WireSeat[] = [SEAT];
/** A frame of a display with 60 of them a second. */
const FRAME_MS = 1000 / 60;

/** The worlds of a match of one seat that turns to and fro, by tick from 0. */
function playedWorlds(ticks: number): World[] {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed: 5 }));
  const events = new Events();
  const worlds = [cloneWorld(world)];
  for (let tick = 1; tick <= ticks; tick++) {
    const direction = Math.floor(tick / 90) % 2 === 0 ? 2 : 0;
    const turn = { kind: 'wish', seat: 0, sequence: tick, direction } as const;
    step(world, tick === 1 ? [{ kind: 'enter', seat: 0 }] : tick % 30 === 0 ? [turn] : [], events);
    worlds.push(cloneWorld(world));
  }
  return worlds;
}

const WORLDS = playedWorlds(1000);

/** @param every a watcher gets a world in each of so many ticks */
function historyOf(worlds: readonly World[], every = 1): LiveHistory {
  const history = new LiveHistory(worlds[0]!, SEATS);
  for (const world of worlds) if (world.tick % every === 0) history.record(world, SEATS);
  return history;
}

/** Draws frames for so long, in milliseconds from `fromMs`. */
function draw(playback: Playback, ms: number, fromMs = 0): void {
  for (let at = 0; at <= ms + 0.001; at += FRAME_MS) playback.frame(fromMs + at);
}

describe('[PB1] a playback', () => {
  test('stands still until it is played, and shows the first world', () => {
    const playback = new Playback(historyOf(WORLDS));
    draw(playback, 1000);
    expect([playback.isPlaying, playback.tick, playback.speed]).toEqual([false, 0, 1]);
  });

  test.each(SPEEDS)('at speed %d is so many ticks further after a second', (speed) => {
    const playback = new Playback(historyOf(WORLDS));
    playback.setSpeed(speed);
    playback.play();
    draw(playback, 1000);
    // A whole number of frames may be a hair below a whole number of ticks.
    expect(Math.abs(playback.tick - 60 * speed)).toBeLessThanOrEqual(1);
    expect(hashWorld(playback.prediction.predicted)).toBe(hashWorld(WORLDS[playback.tick]!));
    expect(hashWorld(playback.prediction.before)).toBe(hashWorld(WORLDS[playback.tick - 1]!));
  });

  test('draws between two ticks, as the match was', () => {
    const playback = new Playback(historyOf(WORLDS));
    playback.setSpeed(0.25);
    playback.play();
    const places: number[] = [];
    for (let frame = 0; frame <= 8; frame++) {
      playback.frame(frame * FRAME_MS);
      places.push(playback.prediction.before.tick + playback.fraction);
    }
    for (const [frame, place] of places.entries()) if (frame > 0) expect(place).toBeCloseTo(frame / 4, 5);
  });

  test('goes on where it was after a pause of the page, not where the time would be', () => {
    const playback = new Playback(historyOf(WORLDS));
    playback.play();
    draw(playback, 500);
    const { tick } = playback;
    playback.frame(100_000);
    expect(playback.tick - tick).toBeLessThanOrEqual(15);
  });

  test('stops at the end, and plays from the start when it is played again', () => {
    const playback = new Playback(historyOf(WORLDS));
    playback.play();
    playback.seek(990);
    expect(playback.isPlaying).toBe(true);
    draw(playback, 1000);
    expect([playback.isPlaying, playback.tick, playback.fraction]).toEqual([false, 1000, 1]);
    playback.play();
    draw(playback, 100, 1000);
    expect(playback.isPlaying).toBe(true);
    expect(playback.tick).toBeLessThan(10);
  });

  test('stops for a step of one tick, forward and back, and not beyond the ends', () => {
    const playback = new Playback(historyOf(WORLDS));
    playback.play();
    playback.seek(500);
    playback.stepOn();
    expect([playback.isPlaying, playback.tick]).toEqual([false, 501]);
    playback.stepBack();
    playback.stepBack();
    expect([playback.tick, hashWorld(playback.prediction.predicted)]).toEqual([499, hashWorld(WORLDS[499]!)]);
    playback.seek(0);
    playback.stepBack();
    expect(playback.tick).toBe(0);
    playback.seek(Infinity);
    playback.stepOn();
    expect(playback.tick).toBe(1000);
  });

  test('a pause shows whole ticks, and the tick of a step in full', () => {
    const playback = new Playback(historyOf(WORLDS));
    playback.setSpeed(0.25);
    playback.play();
    draw(playback, 100);
    expect(playback.fraction).toBeLessThan(1);
    playback.pause();
    expect(playback.fraction).toBe(1);
  });

  test('reports what happened while it plays and steps, once, and nothing of what it jumps over', () => {
    const whole = new Playback(historyOf(WORLDS));
    whole.play();
    const happened: number[] = [];
    for (let frame = 0; whole.isPlaying; frame++) {
      whole.frame(frame * FRAME_MS);
      happened.push(...whole.takeEvents().map(({ kind }) => kind));
    }
    expect(happened.length).toBeGreaterThan(10);
    expect(whole.takeEvents()).toEqual([]);
    whole.seek(0);
    whole.seek(1000);
    expect(whole.takeEvents()).toEqual([]);
    const stepped: number[] = [];
    whole.seek(0);
    while (whole.tick < 1000) {
      whole.stepOn();
      stepped.push(...whole.takeEvents().map(({ kind }) => kind));
    }
    expect(stepped).toEqual(happened);
  });

  test('whatever is pressed, it is at a tick that can be shown, and shows that tick', () => {
    const anyPress = fc.oneof(
      fc.constantFrom('play', 'pause', 'stepOn', 'stepBack').map((name) => (playback: Playback) => playback[name]()),
      fc.constantFrom(...SPEEDS).map((speed) => (playback: Playback) => playback.setSpeed(speed)),
      fc.integer({ min: -50, max: 1050 }).map((tick) => (playback: Playback) => playback.seek(tick)),
    );
    fc.assert(
      fc.property(fc.array(anyPress, { maxLength: 20 }), (presses) => {
        const playback = new Playback(historyOf(WORLDS));
        for (const [i, press] of presses.entries()) {
          press(playback);
          playback.frame(i * 50);
          expect(playback.tick).toBeGreaterThanOrEqual(0);
          expect(playback.tick).toBeLessThanOrEqual(1000);
          expect(playback.fraction).toBeGreaterThanOrEqual(0);
          expect(playback.fraction).toBeLessThanOrEqual(1);
          expect(hashWorld(playback.prediction.predicted)).toBe(hashWorld(WORLDS[playback.tick]!));
          expect(hashWorld(playback.prediction.before)).toBe(hashWorld(WORLDS[Math.max(0, playback.tick - 1)]!));
        }
      }),
      { numRuns: 100, seed: 1980 },
    );
  });
});

describe('[PB2] the history of a watcher', () => {
  test.each([1, 2, 3, 15])('has the worlds that came, one in %i ticks, and the rules fill in the others', (every) => {
    const history = historyOf(WORLDS, every);
    for (const tick of [999, 300, 301, 302, 303, 304, 0, 1, 2, 600, 45, 44]) {
      const target = Math.min(tick, history.lastTick);
      history.seek(tick);
      expect(history.tick).toBe(target);
      if (target % every === 0) expect(hashWorld(history.world)).toBe(hashWorld(WORLDS[target]!));
      // Wishes come at multiples of 30: where each of these ticks was described, the others follow from the rules.
      if (30 % every === 0 && target > 30) expect(hashWorld(history.world)).toBe(hashWorld(WORLDS[target]!));
    }
  });

  test('forgets what is older than its maximum, and a place there moves to the oldest tick', () => {
    const world = cloneWorld(WORLDS[500]!);
    const history = new LiveHistory(world, SEATS);
    const playback = new Playback(history);
    for (let ticks = 0; ticks <= HISTORY_TICKS_MAX + 600; ticks += 30) {
      history.record(world, SEATS);
      playback.frame(ticks);
      world.tick += 30;
    }
    expect(history.lastTick - history.firstTick).toBe(HISTORY_TICKS_MAX);
    expect(history.firstTick).toBeGreaterThan(500);
    expect(playback.tick).toBe(history.firstTick);
    history.seek(0);
    expect(history.tick).toBe(history.firstTick);
  });

  test('keeps the place that is shown while old ticks are forgotten', () => {
    const world = cloneWorld(WORLDS[500]!);
    const history = new LiveHistory(world, SEATS);
    for (let i = 0; i < HISTORY_TICKS_MAX / 30; i++, world.tick += 30) history.record(world, SEATS);
    history.seek(9000);
    for (let i = 0; i < 100; i++, world.tick += 30) history.record(world, SEATS);
    expect(history.tick).toBe(9000);
    while (history.tick < 9100) history.next();
    expect(hashWorld(history.world)).toBe(hashAt(history, 9100));
  });

  /** The hash of a tick, reached in one jump. */
  function hashAt(history: LiveHistory, tick: number): number {
    history.seek(tick);
    return hashWorld(history.world);
  }

  test('begins anew after a silence and when the match goes back', () => {
    const history = historyOf(WORLDS.slice(0, 101));
    history.record(WORLDS[100 + GAP_TICKS_MAX]!, SEATS);
    expect(history.firstTick).toBe(0);
    history.record(WORLDS[100 + 2 * GAP_TICKS_MAX + 1]!, SEATS);
    expect([history.firstTick, history.lastTick, history.tick]).toEqual([221, 221, 221]);
    history.record(WORLDS[50]!, SEATS);
    expect([history.firstTick, history.lastTick, history.tick]).toEqual([50, 50, 50]);
  });

  test('has the players of the time that is shown', () => {
    const later: readonly WireSeat[] = [{ ...SEAT, driver: 'ai', name: 'AI 1' }];
    const history = new LiveHistory(WORLDS[0]!, SEATS);
    for (const world of WORLDS) history.record(world, world.tick < 400 ? SEATS : later);
    history.seek(399);
    expect(history.seats).toBe(SEATS);
    history.next();
    expect(history.seats).toBe(later);
    history.seek(100);
    expect(history.seats).toBe(SEATS);
  });
});
