// Matches that are played in the page: the same Worlds as the rules make, at any speed, and back again.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aiWish,
  canSteer,
  createMatch,
  hashMatch,
  hashWorld,
  matchSettings,
  NONE,
  PHASE,
  stepMatch,
  wishOf,
  type Direction,
  type Input,
  type Match,
} from '#simulation';
import { LOCAL_SPEEDS, LocalMatch, type LocalSeat } from '../../../web-client/local/local-match.ts';
import { LocalTimeline } from '../../../web-client/local/local-timeline.ts';
import { REWIND_TICKS_MAX, WorldRing } from '../../../web-client/local/world-ring.ts';

const FRAME_MS = 1000 / 60;
const ANN: LocalSeat = { driver: 'human', name: 'Ann' };
const AI: LocalSeat = { driver: 'ai', name: 'AI', skill: 'normal' };
const CLASSIC = matchSettings({ mode: 'classic', seatCount: 1, seed: 7 });
const TEAM = matchSettings({ mode: 'coop', seatCount: 4, seed: 3 });

/** Turns to and fro: enough to eat, and to be caught in the end. */
function turnAt(tick: number): Direction | null {
  return tick % 45 === 0 ? (((tick / 45) % 4) as Direction) : null;
}

/** The same match by the rules alone. */
function byTheRules(ticks: number): Match {
  const match = createMatch(CLASSIC);
  let sequence = 0;
  for (let tick = 1; tick <= ticks; tick++) {
    const inputs: Input[] = tick === 1 ? [{ kind: 'enter', seat: 0 }] : [];
    const direction = turnAt(tick);
    if (direction !== null) inputs.push({ kind: 'wish', seat: 0, sequence: ++sequence, direction });
    stepMatch(match, inputs);
  }
  return match;
}

function classic(rewindSeconds = 0): LocalMatch {
  const match = new LocalMatch({ settings: CLASSIC, seats: [ANN], seat: 0, rewindSeconds });
  match.play();
  return match;
}

/** Draws one frame of 16.7 ms after the other, and steers as `turnAt` says, until the match is at a tick. */
function playTo(match: LocalMatch, tick: number, from = { ms: 0 }): void {
  match.frame(from.ms);
  while (match.tick < tick) {
    const direction = turnAt(match.tick + 1);
    if (direction !== null) match.steer(0, direction);
    const { tick: before } = match;
    while (match.tick === before) match.frame((from.ms += FRAME_MS));
  }
}

describe('[W100] a match in the page', () => {
  test('is the same, to the word, as the rules make it', () => {
    const match = classic();
    playTo(match, 1500);
    expect(hashWorld(match.world)).toBe(hashMatch(byTheRules(match.tick)));
    expect(match.world.score).toBeGreaterThan(100);
  });

  test('has AI seats that are steered as on the server', () => {
    const seats = [ANN, AI, AI, AI];
    const match = new LocalMatch({ settings: TEAM, seats, seat: 0 });
    match.play();
    for (let ms = 0; match.tick < 900; ms += FRAME_MS) match.frame(ms);
    const same = createMatch(TEAM);
    while (same.tick < match.tick) {
      const inputs: Input[] = [];
      const [world] = same.worlds as [Match['worlds'][number]];
      for (let seat = 0; seat < 4; seat++) {
        if (same.tick === 0) inputs.push({ kind: 'enter', seat });
        if (seat === 0 || !canSteer(world, seat)) continue;
        const direction = aiWish(world, seat, 'normal');
        if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
      }
      stepMatch(same, inputs);
    }
    expect(hashWorld(match.world)).toBe(hashMatch(same));
    expect(match.seats.map(({ driver }) => driver)).toEqual(['human', 'ai', 'ai', 'ai']);
    expect(match.seats.map(({ colour }) => colour)).toEqual([0, 0, 0, 0]);
    expect(Math.min(...match.world.seatScore.slice(1))).toBeGreaterThan(0);
  });

  test.each(LOCAL_SPEEDS)('at speed %d has so many ticks in a second of the display', (speed) => {
    const match = classic();
    match.setSpeed(speed);
    for (let frame = 0; frame <= 120; frame++) match.frame(frame * FRAME_MS);
    expect(Math.abs(match.tick - 120 * speed)).toBeLessThanOrEqual(1);
  });

  test('stands still while it is paused, and while the page draws no frames', () => {
    const match = classic();
    playTo(match, 200, { ms: 0 });
    match.pause();
    for (let ms = 10_000; ms < 11_000; ms += FRAME_MS) match.frame(ms);
    expect([match.tick, match.fraction]).toEqual([200, 1]);
    match.play();
    match.frame(500_000);
    expect(match.tick).toBeLessThanOrEqual(206);
  });

  test('drops the oldest of too many directions for one tick, and takes none for a seat of the AI', () => {
    const timeline = new LocalTimeline(CLASSIC, [ANN], 0);
    for (let i = 0; i < 1000; i++) timeline.steer(0, (i % 4) as Direction);
    timeline.next();
    expect([timeline.world.seatInput[0], wishOf(timeline.world, 0)]).toEqual([1000, 3]);
    const ai = new LocalTimeline(CLASSIC, [AI], 0);
    ai.steer(0, 1);
    ai.next();
    expect([ai.world.seatInput[0], wishOf(ai.world, 0)]).toEqual([0, NONE]);
  });

  test('goes on to GAME OVER, and stays there', () => {
    const match = new LocalMatch({
      settings: matchSettings({ mode: 'classic', seatCount: 1, lives: 1 }),
      seats: [ANN],
      seat: 0,
    });
    match.play();
    let ms = 0;
    while (!match.isOver && match.tick < 20_000) match.frame((ms += FRAME_MS));
    expect(match.isOver).toBe(true);
    const { score } = match.world;
    for (let frame = 0; frame < 60; frame++) match.frame((ms += FRAME_MS));
    expect([match.world.phase, match.world.score]).toEqual([PHASE.over, score]);
  });

  test('[W148] shows its player as they like to look', () => {
    const seats = [{ ...ANN, favourite: { colour: 5, mark: 3 } }];
    const match = new LocalMatch({ settings: CLASSIC, seats, seat: 0 });
    expect(match.seats).toMatchObject([{ name: 'Ann', colour: 5, mark: 3 }]);
  });

  test('is refused for several mazes, and for another number of seats', () => {
    const mega = matchSettings({ mode: 'mega' });
    const seats = Array.from({ length: mega.seatCount }, () => AI);
    expect(() => new LocalMatch({ settings: mega, seats, seat: 0 })).toThrow(RangeError);
    expect(() => new LocalMatch({ settings: TEAM, seats: [ANN], seat: 0 })).toThrow(RangeError);
  });

  test('reports an error of the rules instead of throwing it', () => {
    const errors: unknown[] = [];
    const match = new LocalMatch({ settings: CLASSIC, seats: [ANN], seat: 0, broke: (error) => errors.push(error) });
    match.fail('broken');
    expect(errors).toEqual(['broken']);
  });
});

describe('[W101] rewinding', () => {
  test('gives the World of that tick, to the word, and the one before', () => {
    const match = classic(60);
    const hashes = [hashWorld(match.world)];
    const from = { ms: 0 };
    for (let tick = 1; tick <= 1200; tick++) {
      playTo(match, tick, from);
      hashes.push(hashWorld(match.world));
    }
    for (const seconds of [1, 3, 0.5]) {
      const { tick } = match;
      match.rewind(seconds);
      expect(match.tick).toBe(tick - 60 * seconds);
      expect(match.isPlaying).toBe(false);
      expect(hashWorld(match.prediction.predicted)).toBe(hashes[match.tick]);
      expect(hashWorld(match.prediction.before)).toBe(hashes[match.tick - 1]);
    }
  });

  test('goes on from there by the rules, as often as it is rewound', () => {
    const match = classic(20);
    const from = { ms: 0 };
    playTo(match, 1000, from);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 90 }), (seconds, ticks) => {
        match.rewind(seconds);
        const again = new LocalTimeline(CLASSIC, [ANN], 0);
        again.world.words.set(match.world.words);
        const start = match.tick;
        match.play();
        playUnsteered(match, start + ticks, from);
        const expected = createMatch(CLASSIC);
        expected.worlds[0]!.words.set(again.world.words);
        expected.tick = start;
        while (expected.tick < match.tick) stepMatch(expected, []);
        expect(hashWorld(match.world)).toBe(hashMatch(expected));
      }),
      { numRuns: 30, seed: 1980 },
    );
  });

  test('reaches back as far as its maximum, and no further', () => {
    const match = classic(10);
    playTo(match, 2000);
    match.rewind(3600);
    expect(match.tick).toBe(2000 - 10 * 60 - 1);
    expect(match.firstTick).toBe(match.tick);
  });

  test('forgets what was played after that tick', () => {
    const match = classic(10);
    playTo(match, 600);
    match.rewind(2);
    const { tick } = match;
    match.seek(tick + 60);
    expect(match.tick).toBe(tick);
  });

  test('takes back a direction that has not counted yet', () => {
    const match = classic(10);
    playTo(match, 600);
    const sequence = match.world.seatInput[0]!;
    match.steer(0, 1);
    match.rewind(0.5);
    match.play();
    playUnsteered(match, 600, { ms: 1e6 });
    expect(match.world.seatInput[0]).toBeLessThanOrEqual(sequence);
  });

  test('without seconds to rewind it keeps two Worlds', () => {
    const match = classic();
    playTo(match, 600);
    expect(match.tick - match.firstTick).toBeLessThanOrEqual(1);
  });

  test('keeps a minute of Worlds at most, whatever is asked for', () => {
    const { world } = new LocalTimeline(CLASSIC, [ANN], 0);
    const ring = new WorldRing(world, 1_000_000);
    for (let tick = 1; tick <= REWIND_TICKS_MAX + 500; tick++) {
      world.tick = tick;
      ring.record(world);
    }
    expect(ring.lastTick - ring.firstTick + 1).toBe(REWIND_TICKS_MAX);
    expect(ring.restore(world, ring.firstTick - 1)).toBe(false);
    expect(ring.restore(world, ring.firstTick)).toBe(true);
    expect(world.tick).toBe(501);
  });

  function playUnsteered(match: LocalMatch, tick: number, from: { ms: number }): void {
    match.frame(from.ms);
    while (match.tick < tick) match.frame((from.ms += FRAME_MS));
  }
});
