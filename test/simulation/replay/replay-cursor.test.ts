// A place in a replay: wherever it goes, the match is as it was when it was played.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createMatch,
  matchSettings,
  modeNamed,
  playReplay,
  ReplayCursor,
  replayFrom,
  replayOf,
  ReplayRecorder,
  stepMatch,
  verifyReplay,
  type Input,
  type Match,
  type ModeRules,
  type Replay,
} from '#simulation';
import { piecesOf } from '../../../simulation/log.ts';
import { CHECKPOINT_TICKS, CHECKPOINTS_MAX } from '../../../simulation/replay/replay-recorder.ts';
import { SEAT_CHANGES_MAX } from '../../../simulation/replay/replay.ts';

const FOLDER = new URL('../../golden/replays/', import.meta.url);
const golden = (name: string): Replay => replayFrom(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));

/** A tick as far as a player of replays shows it. */
const shown = ({ worlds, events }: Match): unknown => [
  worlds.map(({ words }) => [...words]),
  events.map(({ words, count }) => [...words.subarray(0, count * 4)]),
];

/** A recorded match. @param inputsOf the inputs of a tick */
function recorded(match: Match, ticks: number, inputsOf: (tick: number) => Input[]): Replay {
  const recorder = new ReplayRecorder(match);
  for (let tick = 1; tick <= ticks; tick++) {
    const inputs = inputsOf(tick);
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
  return replayFrom(replayOf(recorder.finish()!), [...MODES_HERE]);
}

/** `coop` with two worlds: the seats change sides now and then. */
const twin: ModeRules = {
  ...modeNamed('coop')!,
  name: 'twin',
  worldCount: () => 2,
  afterStep: ({ worlds, worldOfSeat }) => {
    if (worlds[0]!.tick % 500 === 0) worldOfSeat[0] = 1 - worldOfSeat[0]!;
  },
};
const MODES_HERE = [modeNamed('classic')!, modeNamed('coop')!, twin];

describe('[ST14] a cursor', () => {
  test.each(['coop-of-four.json', 'extra-life.json', 'full-game-to-level-5.json'])(
    'in %s shows every tick as it was, wherever it comes from',
    (name) => {
      const replay = golden(name);
      const ticks = [0, 1, 599, 600, 601, 1200, replay.ticks - 1, replay.ticks];
      const played = new Map<number, unknown>();
      const plain = new ReplayCursor(replay);
      for (;;) {
        if (ticks.includes(plain.tick)) played.set(plain.tick, shown(plain.match));
        if (!plain.step()) break;
      }
      const cursor = new ReplayCursor(replay);
      for (const from of ticks) {
        for (const to of ticks) {
          cursor.seek(from);
          cursor.seek(to);
          expect(cursor.tick).toBe(to);
          expect(shown(cursor.match)).toEqual(played.get(to));
        }
      }
    },
  );

  test('after any seeks and steps is where a plain play of the replay is', () => {
    const replay = golden('coop-of-four.json');
    const cursor = new ReplayCursor(replay);
    const move = fc.oneof(fc.integer({ min: -10, max: replay.ticks + 10 }), fc.constant('step' as const));
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 4 }), (moves) => {
        for (const to of moves) {
          if (to === 'step') cursor.step();
          else cursor.seek(to);
        }
        const plain = new ReplayCursor({ ...replay, checkpoints: [] });
        while (plain.tick < cursor.tick) plain.step();
        expect(cursor.match.worlds[0]!.words).toEqual(plain.match.worlds[0]!.words);
      }),
      { numRuns: 25, seed: 1980 },
    );
  });

  test('at the end goes no further, and before the start there is nothing', () => {
    const cursor = new ReplayCursor(golden('no-dot-timer.json'));
    cursor.seek(1e9);
    expect([cursor.tick, cursor.step(), cursor.tick]).toEqual([1183, false, 1183]);
    cursor.seek(-5);
    expect([cursor.tick, cursor.match.events[0]!.count]).toEqual([0, 0]);
  });

  test('goes through a match of several worlds, with the world of each seat', () => {
    const match = createMatch(matchSettings({ mode: 'twin', seatCount: 2 }, [twin]));
    const replay = recorded(match, 1900, (tick) =>
      tick === 1
        ? [
            { kind: 'enter', seat: 0 },
            { kind: 'enter', seat: 1 },
          ]
        : tick % 40 === 0
          ? [{ kind: 'wish', seat: tick % 80 === 0 ? 0 : 1, sequence: tick, direction: ((tick / 40) & 3) as 0 }]
          : [],
    );
    expect(verifyReplay(replay, MODES_HERE)).toBeNull();
    const cursor = new ReplayCursor(replay, MODES_HERE);
    cursor.seek(1900);
    cursor.seek(1700);
    const plain = new ReplayCursor({ ...replay, checkpoints: [] }, MODES_HERE);
    plain.seek(1700);
    expect([shown(cursor.match), cursor.match.worldOfSeat]).toEqual([shown(plain.match), plain.match.worldOfSeat]);
    expect([...cursor.match.worldOfSeat]).toEqual([1, 0]);
  });

  test('of words that no match has is an error or a match, and never hangs', () => {
    const data = JSON.parse(readFileSync(new URL('coop-of-four.json', FOLDER), 'utf8')) as {
      checkpoints: { tick: number; words: number[] }[];
    };
    const [first] = data.checkpoints;
    const odd = fc.constantFrom(-1, 0, 1, 7, 255, 1e6, -1e6, 2 ** 31 - 1, -(2 ** 31));
    const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: first!.words.length - 1 }), odd), { maxLength: 20 });
    fc.assert(
      fc.property(changes, (wrong) => {
        const words = [...first!.words];
        for (const [word, value] of wrong) words[word] = value;
        const cursor = new ReplayCursor(replayFrom({ ...data, checkpoints: [{ ...first, words }] }));
        try {
          cursor.seek(700);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 300, seed: 1980 },
    );
  });
});

describe('[ST13] a recorder', () => {
  const moving = (tick: number): Input[] =>
    tick === 1
      ? [{ kind: 'enter', seat: 1 }]
      : tick % 50 === 0
        ? [{ kind: 'wish', seat: 1, sequence: tick, direction: ((tick / 50) & 3) as 0 }]
        : [];
  const coop = () => createMatch(matchSettings({ mode: 'coop', seatCount: 2, maze: 'terrace', seed: 3 }));

  test('makes a replay that comes out, and one without its first input does not', () => {
    const replay = recorded(coop(), 700, moving);
    expect(verifyReplay(replay)).toBeNull();
    const other = { ...replay, log: replay.log.slice(1) };
    expect(verifyReplay(other)!.fields.map(({ name }) => name)).toContain('pacState');
  });

  test('of a long match keeps fewer checkpoints, evenly, and one at the end', () => {
    const ticks = CHECKPOINT_TICKS * (CHECKPOINTS_MAX * 2 + 3) + 7;
    const { checkpoints } = recorded(coop(), ticks, moving);
    const step = CHECKPOINT_TICKS * 4;
    expect(checkpoints.map(({ tick }) => tick)).toEqual([
      ...Array.from({ length: Math.floor(ticks / step) }, (_, i) => (i + 1) * step),
      ticks,
    ]);
  });

  test('of a match of many worlds keeps so few that its replay stays small', () => {
    const match = createMatch(matchSettings({ mode: 'mega', seatCount: 64 }));
    const enter = (tick: number): Input[] =>
      tick > 1 ? [] : Array.from({ length: 64 }, (_, seat) => ({ kind: 'enter', seat }));
    const recorder = new ReplayRecorder(match);
    for (let tick = 1; tick <= 10 * CHECKPOINT_TICKS + 1; tick++) {
      recorder.noteInputs(enter(tick));
      stepMatch(match, enter(tick));
      recorder.ticked();
    }
    const other = createMatch(match.settings);
    expect([recorder.rewind(other, 1300) !== null, other.tick]).toEqual([true, 1200]);
    const text = JSON.stringify(replayOf(recorder.finish()!));
    const { checkpoints } = replayFrom(JSON.parse(text));
    expect(checkpoints.map(({ tick }) => tick)).toEqual([2400, 4800, 6001]);
    expect(text.length).toBeLessThan(4_000_000);
  });

  test('keeps who had the seats, and no more changes than there may be', () => {
    const match = coop();
    const recorder = new ReplayRecorder(match);
    recorder.noteSeat(0, 'empty', '');
    recorder.noteSeat(1, 'ai', 'Pixel');
    stepMatch(match, []);
    recorder.noteSeat(1, 'ai', 'Pixel');
    recorder.noteSeat(1, 'human', 'x'.repeat(100));
    for (let i = 0; i < SEAT_CHANGES_MAX; i++) recorder.noteSeat(0, 'bot', `bot ${i}`);
    const { players } = replayFrom(replayOf(recorder.finish()!));
    expect(players.slice(0, 3)).toEqual([
      { tick: 0, seat: 1, driver: 'ai', name: 'Pixel' },
      { tick: 1, seat: 1, driver: 'human', name: 'x'.repeat(64) },
      { tick: 1, seat: 0, driver: 'bot', name: 'bot 0' },
    ]);
    expect(players).toHaveLength(SEAT_CHANGES_MAX);
  });

  test('keeps what the seats looked like, and takes no look that nobody can have', () => {
    const match = coop();
    const recorder = new ReplayRecorder(match);
    recorder.noteSeat(0, 'human', 'Ann', { colour: 3, mark: 2 });
    recorder.noteSeat(0, 'human', 'Ann', { colour: 3, mark: 2 });
    stepMatch(match, []);
    recorder.noteSeat(0, 'human', 'Ann', { colour: 0, mark: 2 });
    const replay = replayOf(recorder.finish()!);
    expect(replayFrom(replay).players).toEqual([
      { tick: 0, seat: 0, driver: 'human', name: 'Ann', colour: 3, mark: 2 },
      { tick: 1, seat: 0, driver: 'human', name: 'Ann', mark: 2 },
    ]);
    for (const look of [{ colour: -1 }, { colour: 256 }, { mark: 1.5 }, { mark: '2' }, { mark: null }]) {
      const players = [{ ...replay.players[0]!, ...look }];
      expect(() => replayFrom({ ...replay, players })).toThrow(`players[0].${Object.keys(look)[0]}`);
    }
  });

  test('that began in the middle of a match makes a whole replay once it has the log of what came before', () => {
    const match = coop();
    const first = new ReplayRecorder(match);
    first.noteSeat(1, 'human', 'Ann');
    const play = (recorder: ReplayRecorder, ticks: number): void => {
      for (let tick = match.worlds[0]!.tick + 1; tick <= ticks; tick++) {
        recorder.noteInputs(moving(tick));
        stepMatch(match, moving(tick));
        recorder.ticked();
      }
    };
    play(first, 1000);
    const pieces = first.finish()!.log;
    const next = new ReplayRecorder(match, 100, first.seatChanges);
    play(next, 1500);
    expect(next.finish()).toBeNull();
    next.noteSeat(1, 'human', 'Ann');
    next.prepend(piecesOf(pieces));
    play(next, 2000);
    const replay = replayFrom(replayOf(next.finish()!));
    expect(replay).toMatchObject({ log: recorded(coop(), 2000, moving).log, players: [{ tick: 0, name: 'Ann' }] });
    expect(verifyReplay(replay)).toBeNull();
    expect(replay.checkpoints.map(({ tick }) => tick)).toEqual([1200, 1800, 2000]);
  });

  test('that began in the middle of a long match is not played from its start to reach a tick before that', () => {
    const match = coop();
    const play = (recorder: ReplayRecorder, ticks: number): void => {
      while (match.tick < ticks) {
        recorder.noteInputs(moving(match.tick + 1));
        stepMatch(match, moving(match.tick + 1));
        recorder.ticked();
      }
    };
    const first = new ReplayRecorder(match);
    play(first, 5 * CHECKPOINT_TICKS);
    const next = new ReplayRecorder(match);
    next.prepend(piecesOf(first.finish()!.log));
    play(next, 5 * CHECKPOINT_TICKS + 10);
    const reached = [10, CHECKPOINT_TICKS + 1, 5 * CHECKPOINT_TICKS - 1, 5 * CHECKPOINT_TICKS].map((tick) => {
      const other = coop();
      return next.rewind(other, tick) === null ? null : other.tick;
    });
    expect(reached).toEqual([0, null, null, 5 * CHECKPOINT_TICKS]);
  });

  test('of a match with too many inputs makes none', () => {
    const match = coop();
    const recorder = new ReplayRecorder(match, 1);
    recorder.noteInputs([
      { kind: 'enter', seat: 0 },
      { kind: 'enter', seat: 1 },
    ]);
    stepMatch(match, []);
    recorder.ticked();
    expect([recorder.finish(), recorder.finish({ failure: 'no' })]).toEqual([null, null]);
  });

  test('of a match whose rules threw makes a replay that throws again in the same tick', () => {
    const broken: ModeRules = {
      ...modeNamed('coop')!,
      name: 'broken',
      step: (world) => {
        if (world.seatInput[0] === 9) throw new Error('nine');
      },
    };
    const match = createMatch(matchSettings({ mode: 'broken', seatCount: 1 }, [broken]));
    const recorder = new ReplayRecorder(match);
    const play = (sequence: number): void => {
      const inputs: Input[] = [{ kind: 'wish', seat: 0, sequence, direction: 0 }];
      recorder.noteInputs(inputs);
      stepMatch(match, inputs);
      recorder.ticked();
    };
    for (let tick = 1; tick <= 8; tick++) play(tick);
    expect(() => play(9)).toThrow('nine');
    const text = JSON.stringify(replayOf(recorder.finish({ failure: `nine${'!'.repeat(2000)}` })!));
    const replay = replayFrom(JSON.parse(text), [broken]);
    expect([replay.ticks, replay.failure, replay.log.length]).toEqual([8, `nine${'!'.repeat(996)}`, 9]);
    let ticks = 0;
    expect(() => {
      for (const { world } of playReplay(replay, [broken])) ticks = world.tick;
    }).toThrow('nine');
    expect(ticks).toBe(8);
    const cursor = new ReplayCursor(replay, [broken]);
    expect(() => cursor.seek(9)).toThrow('nine');
    cursor.seek(3);
    expect(cursor.tick).toBe(3);
  });
});

test('[ST13] the first line of a replay, with a brace, is its head', () => {
  for (const name of readdirSync(FOLDER)) {
    const [line] = readFileSync(new URL(name, FOLDER), 'utf8').split('\n');
    expect(JSON.parse(`${line!.slice(0, -1)}}`)).toEqual({
      ...{ version: 3, rules: expect.any(Number) as number },
      ...{ settings: golden(name).settings, ticks: golden(name).ticks },
    });
  }
});
