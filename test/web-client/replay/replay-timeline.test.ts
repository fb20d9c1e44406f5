// The timeline of a replay: the same worlds wherever it comes from, compared with playing through, to the word.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  aiWish,
  canSteer,
  createMatch,
  hashWorld,
  isPresent,
  matchSettings,
  playReplay,
  ReplayCursor,
  replayFrom,
  replayOf,
  ReplayRecorder,
  stepMatch,
  worldOf,
  type Input,
  type Replay,
} from '#simulation';
import { ReplayTimeline } from '../../../web-client/replay/replay-timeline.ts';

/** In `mega`, the countdown included. */
const FIRST_CULL_TICK = 180 + 5400;

const FOLDER = new URL('../../golden/replays/', import.meta.url);
const golden = (name: string): Replay => replayFrom(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));

/** By tick, from 0: the hash of the world when a replay is played through. */
function hashesOf(replay: Replay): number[] {
  const { failure: _, ...whole } = replay;
  const hashes = [hashWorld(new ReplayCursor(replay).match.worlds[0]!)];
  for (const { world } of playReplay(whole)) hashes.push(hashWorld(world));
  return hashes;
}

function expectPlace(timeline: ReplayTimeline, hashes: readonly number[], tick: number): void {
  expect(timeline.tick).toBe(tick);
  expect(hashWorld(timeline.world)).toBe(hashes[tick]);
  expect(hashWorld(timeline.before)).toBe(hashes[Math.max(0, tick - 1)]);
}

/** A place to move to, from where the timeline is and how long it is: anywhere, near, or near a checkpoint. */
const anyMove: fc.Arbitrary<(tick: number, ticks: number) => number> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (_: number, ticks: number) => Math.round(part * ticks)),
  fc.integer({ min: -3, max: 3 }).map((by) => (tick: number) => tick + by),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -1, max: 1 })).map(
    ([part, by]) =>
      (_: number, ticks: number) =>
        Math.round((part * ticks) / 600) * 600 + by,
  ),
);

describe.each(readdirSync(FOLDER))('%s', (name) => {
  let replay: Replay;
  let hashes: number[];

  beforeAll(() => {
    replay = golden(name);
    hashes = hashesOf(replay);
  });

  test.each(['with', 'without'])('[PB4] every move leads to the world of that tick, %s checkpoints', (checkpoints) => {
    const moved = checkpoints === 'with' ? replay : { ...replay, checkpoints: [] };
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 1, maxLength: 12 }), (moves) => {
        const timeline = new ReplayTimeline(moved);
        for (const move of moves) {
          const tick = Math.max(0, Math.min(replay.ticks, move(timeline.tick, replay.ticks)));
          if (tick === timeline.tick + 1) timeline.next();
          else timeline.seek(tick);
          expectPlace(timeline, hashes, tick);
        }
        expect([timeline.differsAtTick, timeline.failure]).toEqual([null, null]);
      }),
      { numRuns: 10, seed: 1980 },
    );
  });

  test('[PB4] one tick at a time, back over a checkpoint', () => {
    const timeline = new ReplayTimeline(replay);
    const last = Math.min(replay.ticks, 606);
    for (let tick = last; tick >= Math.max(0, last - 12); tick--) {
      timeline.seek(tick);
      expectPlace(timeline, hashes, tick);
    }
  });
});

test('[PB4] a place outside of the replay is the nearest one in it', () => {
  const replay = golden('no-dot-timer.json');
  const timeline = new ReplayTimeline(replay);
  for (const [asked, tick] of [
    [replay.ticks + 1, replay.ticks],
    [Infinity, replay.ticks],
    [-5, 0],
    [-Infinity, 0],
    [10.9, 10],
  ] as const) {
    timeline.seek(asked);
    expect(timeline.tick).toBe(tick);
  }
  timeline.seek(replay.ticks);
  expect(timeline.next()).toBe(false);
  expect(timeline.tick).toBe(replay.ticks);
});

/** A match of one seat that turns to and fro, which the file says failed in the tick after the last one. */
function failedReplay(ticks: number): Replay {
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 1, seed: 3 }));
  const recorder = new ReplayRecorder(match);
  for (let tick = 1; tick <= ticks + 1; tick++) {
    const direction = Math.floor(tick / 50) % 2 === 0 ? 2 : 0;
    const turn = { kind: 'wish', seat: 0, sequence: tick, direction } as const;
    const inputs: Input[] = tick === 1 ? [{ kind: 'enter', seat: 0 }] : tick % 10 === 0 ? [turn] : [];
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
  return replayFrom(replayOf(recorder.finish({ failure: 'the rules are broken' })!));
}

describe.each([1, 599, 600, 601, 1234])('[PB5] a match whose rules threw an error after tick %i', (ticks) => {
  test('ends there, from wherever that is reached', () => {
    const replay = failedReplay(ticks);
    const hashes = hashesOf(replay);
    const timeline = new ReplayTimeline(replay);
    expect(timeline.failure).toBe('the rules are broken');
    for (const tick of [ticks, 0, ticks, ticks - 1]) {
      timeline.seek(tick);
      expectPlace(timeline, hashes, tick);
    }
    timeline.seek(Infinity);
    expectPlace(timeline, hashes, ticks);
    expect(timeline.next()).toBe(false);
  });

  test.each(['a jump', 'playing'])('ends there after %s, when the file says nothing of it', (way) => {
    const { failure: _, ...replay } = failedReplay(ticks);
    const hashes = hashesOf(replay);
    // No seat has this number: the rules throw.
    const log = [...replay.log.filter(([tick]) => tick <= ticks), [ticks + 1, [9, 0, 1]] as const];
    const longer = { ...replay, ticks: replay.ticks + 2000, log };
    const timeline = new ReplayTimeline(longer);
    expect(timeline.failure).toBeNull();
    if (way === 'a jump') timeline.seek(longer.ticks);
    else while (timeline.next());
    expectPlace(timeline, hashes, ticks);
    expect([timeline.lastTick, timeline.failure]).toEqual([ticks, 'broken rule: inputs are of seats of the match']);
    timeline.seek(0);
    expectPlace(timeline, hashes, 0);
    while (timeline.next());
    expectPlace(timeline, hashes, ticks);
  });
});

test('[PB5] a checkpoint that is not what the rules come to is reported when it is passed', () => {
  const replay = golden('game-over-on-level-1.json');
  const checkpoints = replay.checkpoints.map((each) =>
    each.tick === 1200 ? { ...each, words: each.words.with(1, 77) } : each,
  );
  const timeline = new ReplayTimeline({ ...replay, checkpoints });
  timeline.seek(1199);
  expect(timeline.differsAtTick).toBeNull();
  timeline.next();
  expect(timeline.differsAtTick).toBe(1200);
});

test('[PB6] the seats have the players of the tick that is shown', () => {
  const players = [
    { tick: 0, seat: 0, driver: 'human', name: 'Ann' },
    { tick: 0, seat: 1, driver: 'ai', name: 'AI 1' },
    { tick: 300, seat: 1, driver: 'bot', name: 'Robot' },
    { tick: 900, seat: 0, driver: 'empty', name: '' },
  ] as const;
  const timeline = new ReplayTimeline({ ...golden('coop-of-four.json'), players });
  const seats = (): string[] => timeline.seats.map(({ name, driver }) => `${name} ${driver}`);
  expect(seats()).toEqual(['Ann human', 'AI 1 ai', ' empty', ' empty']);
  const first = timeline.seats;
  timeline.seek(299);
  expect(timeline.seats).toBe(first);
  timeline.next();
  expect(seats()).toEqual(['Ann human', 'Robot bot', ' empty', ' empty']);
  timeline.seek(1000);
  expect(seats()).toEqual([' empty', 'Robot bot', ' empty', ' empty']);
  timeline.seek(10);
  expect(seats()).toEqual(['Ann human', 'AI 1 ai', ' empty', ' empty']);
});

test('[PB6] the seats look as they did in the match', () => {
  const ann = { seat: 0, driver: 'human', name: 'Ann' } as const;
  const players = [
    { ...ann, tick: 0, colour: 5, mark: 3 },
    { ...ann, tick: 300 },
  ];
  const timeline = new ReplayTimeline({ ...golden('coop-of-four.json'), players });
  expect(timeline.seats[0]).toMatchObject({ colour: 5, mark: 3 });
  timeline.seek(301);
  expect(timeline.seats[0]).toMatchObject({ colour: 0, mark: 0 });
});

test('[PB6] players of a match that names nobody have a number', () => {
  const timeline = new ReplayTimeline(golden('coop-of-four.json'));
  expect(timeline.seats.map(({ name }) => name)).toEqual(['Player 1', 'Player 2', 'Player 3', 'Player 4']);
});

describe('[PB12] a match of several mazes', () => {
  interface Recorded {
    readonly replay: Replay;
    /** The first seat that has gone through a gate, and when. */
    readonly seat: number;
    readonly passedAt: number;
    readonly from: number;
  }
  let recorded: Recorded;

  beforeAll(() => {
    let found: Recorded | null = null;
    for (let seed = 1; found === null; seed++) found = recordPassage(seed);
    recorded = found;
  });

  /** The built-in player plays until somebody has gone through a gate. Null if nobody has. */
  function recordPassage(seed: number): Recorded | null {
    const match = createMatch(matchSettings({ mode: 'mega', seatCount: 4, seed }));
    const recorder = new ReplayRecorder(match);
    let inputs: Input[] = [0, 1, 2, 3].map((seat) => ({ kind: 'enter', seat }));
    while (match.tick < FIRST_CULL_TICK) {
      const before = match.worldOfSeat.slice();
      recorder.noteInputs(inputs);
      stepMatch(match, inputs);
      recorder.ticked();
      const seat = match.worldOfSeat.findIndex((world, each) => world !== before[each]);
      if (seat >= 0) return { replay: replayOf(recorder.finish()!), seat, passedAt: match.tick, from: before[seat]! };
      inputs = [0, 1, 2, 3].flatMap((each): Input[] => {
        const world = worldOf(match, each);
        if (!canSteer(world, each)) return [];
        return [{ kind: 'wish', seat: each, sequence: 0, direction: aiWish(world, each, 'hard') }];
      });
    }
    return null;
  }

  test('the followed seat is shown in the maze that it is in, and nothing moves there from the other one', () => {
    const { replay, seat, passedAt, from } = recorded;
    const timeline = new ReplayTimeline(replay);
    timeline.look(seat, -1);
    timeline.seek(passedAt - 1);
    expect(timeline.world.mazeIndex).toBe(from);
    timeline.next();
    expect(timeline.world.mazeIndex).not.toBe(from);
    expect(hashWorld(timeline.before)).toBe(hashWorld(timeline.world));
    expect(isPresent(timeline.world, seat)).toBe(true);
    timeline.seek(passedAt - 1);
    expect(timeline.world.mazeIndex).toBe(from);
  });

  test('a maze can be chosen, and is shown at every tick', () => {
    const timeline = new ReplayTimeline(recorded.replay);
    timeline.look(-1, 3);
    for (const tick of [10, 400, 200]) {
      timeline.seek(tick);
      expect(timeline.world.mazeIndex).toBe(3);
    }
    timeline.look(-1, 99);
    expect(timeline.world.mazeIndex).toBe(3);
  });
});
