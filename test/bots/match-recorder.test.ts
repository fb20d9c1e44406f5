// Matches that a bot records from the match log.

import { describe, expect, test } from 'vitest';
import type { Joined, Results } from '#client';
import type { WireSeat } from '#protocol';
import {
  aiWish,
  canSteer,
  cloneWorld,
  createMatch,
  hashWorld,
  matchSettings,
  MatchLog,
  piecesOf,
  replayFrom,
  replayOf,
  stepMatch,
  verifyReplay,
  wishOf,
  worldOf,
  type Input,
  type ModeName,
  type World,
} from '#simulation';
import { RecordedModel } from '../../bots/match-recorder.ts';

const TICKS = 900;
const PIECE_TICKS = 15;
const SEAT = { driver: 'bot', disconnected: false, idle: false, ready: false, wins: 0, colour: 2, mark: 0 } as const;
const SEATS: WireSeat[] = [
  { ...SEAT, name: 'Ann' },
  { ...SEAT, name: 'Bob', driver: 'ai', colour: 0 },
];
const ROW = { dots: 0, energizers: 0, ghosts: 0, caught: 0, bestChain: 0, distance: 0 };
const MORE = { rivals: 0, rounds: 0, turns: 0, fruits: 0 };
const RESULTS: Results = {
  ...{ type: 'results', level: 1, score: 500, cleared: false, replay: '', match: '' },
  seats: [
    { ...ROW, ...MORE, name: 'Ann', place: 2, score: 200, seat: 0 },
    { ...ROW, ...MORE, name: 'Bob', place: 1, score: 300, seat: 1 },
  ],
};

/** A match of two built-in players, as its server logs it. */
function loggedMatch(mode: ModeName) {
  const match = createMatch(matchSettings({ mode, seed: 2 ** 32 - 7, seatCount: 2 }));
  const start = cloneWorld(worldOf(match, 0));
  const log = new MatchLog(10_000);
  const hashes = new Map<number, number>();
  let inputs: Input[] = [0, 1].map((seat) => ({ kind: 'enter', seat }));
  while (match.tick < TICKS) {
    log.add(match.tick + 1, inputs);
    stepMatch(match, inputs);
    const world = worldOf(match, 0);
    hashes.set(match.tick, hashWorld(world));
    inputs = [0, 1]
      .filter((seat) => canSteer(world, seat) && aiWish(world, seat, 'normal') !== wishOf(world, seat))
      .map((seat) => ({ kind: 'wish', seat, sequence: 0, direction: aiWish(world, seat, 'normal') }));
  }
  return { start, pieces: [...piecesOf(log.bytes)], hashOf: (tick: number) => hashes.get(tick)! };
}

function modelOf(world: World, given: Partial<Joined> = {}): RecordedModel {
  const joined = { type: 'joined', code: 'ABCDE', seat: 0, seats: SEATS, log: true, ...given } as unknown as Joined;
  return new RecordedModel(joined, cloneWorld(world));
}

describe('[BT13] a match that was played from its start', () => {
  const { start, pieces, hashOf } = loggedMatch('coop');

  /** Pieces with inputs, and empty ones between them. */
  function play(model: RecordedModel, toTick = TICKS): void {
    for (const { tick, inputs } of pieces) {
      while (model.world.tick + PIECE_TICKS < tick) model.passTicks(model.world.tick + PIECE_TICKS);
      expect(model.receive({ type: 'log', tick, inputs, hash: hashOf(tick) })).toBe('applied');
    }
    while (model.world.tick < toTick) model.passTicks(Math.min(toTick, model.world.tick + PIECE_TICKS));
  }

  test('is a replay that verifies, with its players and its result', () => {
    const model = modelOf(start);
    play(model);
    const recorded = model.finish(RESULTS, 1_700_000_000_000)!;
    const replay = replayFrom(replayOf(recorded));
    expect(verifyReplay(replay)).toBeNull();
    expect(replay.ticks).toBe(TICKS);
    expect(replay.settings.seed).toBe(2 ** 32 - 7);
    expect(replay.checkpoints.at(-1)!.hash).toBe(hashOf(TICKS));
    expect(replay.players).toEqual([
      { tick: 0, seat: 0, driver: 'bot', name: 'Ann', colour: 2 },
      { tick: 0, seat: 1, driver: 'ai', name: 'Bob' },
    ]);
    expect(replay.result!.seats.map(({ name, place }) => [name, place])).toEqual([
      ['Bob', 1],
      ['Ann', 2],
    ]);
    // Only once.
    expect(model.finish(RESULTS, 0)).toBeNull();
  });

  test('is as long as its last piece, if nothing came after it', () => {
    const model = modelOf(start);
    const { tick, inputs } = pieces[0]!;
    model.receive({ type: 'log', tick, inputs, hash: 0 });
    expect(model.finish(RESULTS, 0)!.head.ticks).toBe(tick);
  });

  test('has no replay if the bot came later, has no log, missed a piece or got a keyframe', () => {
    const running = modelOf(start);
    play(running);
    const late = modelOf(running.world);
    late.passTicks(TICKS + 5);
    expect(late.finish(RESULTS, 0)).toBeNull();

    const withoutLog = modelOf(start, { log: false });
    expect(withoutLog.finish(RESULTS, 0)).toBeNull();

    const corrected = modelOf(start);
    play(corrected);
    expect(corrected.receive({ type: 'keyframe', tick: TICKS, words: corrected.world.words.slice() })).toBe('applied');
    expect(corrected.finish(RESULTS, 0)).toBeNull();

    const wrong = modelOf(start);
    expect(wrong.receive({ type: 'log', tick: 5, inputs: [], hash: 1 })).toBe('wrong-hash');
    expect(wrong.finish(RESULTS, 0)).toBeNull();
  });
});
