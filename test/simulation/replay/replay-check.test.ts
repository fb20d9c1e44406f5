// Replay files of any origin: each fault is one clear line and exit code 1, and nothing runs for ever.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createMatch,
  matchSettings,
  playReplay,
  ReplayCursor,
  replayFrom,
  replayHead,
  replayOf,
  ReplayRecorder,
  RULES_VERSION,
  stepMatch,
  verifyReplay,
  MODES,
} from '#simulation';
import { makeFrightTable } from '../../../simulation/actors/fright-table.ts';
import { CLASSIC } from '../../../simulation/mazes/classic.ts';
import { mazeFrom } from '../../../simulation/mazes/maze.ts';
import { REPLAY_TICKS_MAX } from '../../../simulation/replay/replay-head.ts';
import { REPLAY_INPUTS_MAX, SEAT_CHANGES_MAX } from '../../../simulation/replay/replay.ts';
import { runReplay } from '../../../tools/replay.ts';

const MODE_NAMES = MODES.map(({ name }) => name).join(', ');
const GOLDEN = new URL('../../golden/replays/no-dot-timer.json', import.meta.url);
const TEXT = readFileSync(GOLDEN, 'utf8');

type Data = Record<string, unknown>;
const RESULT = { level: 2, score: 10, cleared: false, seats: [{ name: 'Ann', place: 1, score: 10 }] };
const valid = (): Data => JSON.parse(TEXT) as Data;

/** The replay with one value replaced, by its path. */
function withValue(path: readonly (string | number)[], value: unknown): Data {
  const data = valid();
  const last = path.at(-1)!;
  let parent: unknown = data;
  for (const key of path.slice(0, -1)) parent = (parent as Data)[key];
  if (value === undefined) delete (parent as Data)[last];
  else (parent as Data)[last] = value;
  return data;
}

describe('[ST6] a replay of any origin', () => {
  test('that was recorded is one, and comes out', () => {
    expect(replayFrom(valid())).toEqual(valid());
    expect(verifyReplay(replayFrom(valid()))).toBeNull();
  });

  test('contains what another program cannot have: its maze and its table of turns', () => {
    const lines = CLASSIC.map((line, i) => (i === 1 ? line.replace(/^#\./, '# ').replace(/\.#$/, ' #') : line));
    const frightTable = makeFrightTable(7);
    const settings = matchSettings({ mode: 'coop', maze: mazeFrom('terrace', lines), frightTable, seatCount: 2 });
    const match = createMatch(settings);
    const recorder = new ReplayRecorder(match);
    recorder.noteSeat(0, 'human', 'Ann');
    recorder.noteInputs([{ kind: 'enter', seat: 0 }]);
    stepMatch(match, [{ kind: 'enter', seat: 0 }]);
    recorder.ticked();
    const data: unknown = replayOf(recorder.finish({ playedAtMs: 5, listed: true, result: RESULT })!);
    const replay = replayFrom(data);
    expect(replay).toEqual(data);
    expect(replay).toMatchObject({ tiles: lines, playedAtMs: 5, listed: true, result: RESULT, players: [{ tick: 0 }] });
    expect(new ReplayCursor(replay).match.settings).toEqual(settings);
    expect(verifyReplay(replay)).toBeNull();
  });

  test('of other rules is refused plainly, and its head can still be shown', () => {
    const other = withValue(['rules'], 7);
    const message = `made by rules version 7, this build has ${RULES_VERSION}`;
    expect(() => replayFrom(other)).toThrow(new RangeError(message));
    expect(() => verifyReplay(other as never)).toThrow(new RangeError(message));
    expect(() => new ReplayCursor(other as never)).toThrow(new RangeError(message));
    expect(replayHead(other)).toMatchObject({ rules: 7, ticks: 1183, settings: { mode: 'classic' } });
  });

  test.each([
    [['version'], undefined, 'no version: not a replay of Packetman'],
    [['version'], 2, 'version: this program reads version 3'],
    [['version'], '3', 'version: this program reads version 3'],
    [['rules'], undefined, 'rules: expected a whole number from 1 to 4294967295'],
    [['rules'], '1', 'rules: expected a whole number from 1 to 4294967295'],
    [['settings'], null, 'settings: expected an object'],
    [['settings'], [], 'settings: expected an object'],
    [['settings', 'mode'], 'chess', `settings.mode: expected one of ${MODE_NAMES}`],
    [['settings', 'mode'], '__proto__', `settings.mode: expected one of ${MODE_NAMES}`],
    [['settings', 'variant'], null, 'settings.variant: expected a text of at most 64 characters'],
    [
      ['settings', 'variant'],
      'x',
      'settings.variant: expected one of none, turbo, practice, fearless, relentless, travel',
    ],
    [['settings', 'maze'], 'x', 'settings.maze: expected the name of a maze'],
    [['settings', 'maze'], 'terrace', 'match setting out of range: maze'],
    [['settings', 'seatCount'], 1e15, 'settings.seatCount: expected a whole number from 0 to 4294967295'],
    [['settings', 'seatCount'], undefined, 'settings.seatCount: expected a whole number from 0 to 4294967295'],
    [['settings', 'seatCount'], 2, 'match setting out of range: seatCount'],
    [['settings', 'seed'], -1, 'settings.seed: expected a whole number from 0 to 4294967295'],
    [['settings', 'seed'], 2 ** 32, 'settings.seed: expected a whole number from 0 to 4294967295'],
    [['settings', 'level'], '1', 'settings.level: expected a whole number from 0 to 4294967295'],
    [['settings', 'level'], 257, 'match setting out of range: level'],
    [['settings', 'lives'], 9, 'match setting out of range: lives'],
    [['settings', 'killScreen'], 1, 'settings.killScreen: expected true or false'],
    [['tiles'], ['#'], 'tiles: '],
    [['tiles'], [1], 'tiles[0]: expected a text of at most 28 characters'],
    [['frightTable'], 0, 'frightTable: expected a list of at most 512'],
    [['frightTable'], [1], 'frightTable: expected 512 words'],
    [['playedAtMs'], -1, 'playedAtMs: expected a whole number from 0 to 9007199254740991'],
    [['listed'], 1, 'listed: expected true or false'],
    [['failure'], 1, 'failure: expected a text of at most 1000 characters'],
    [['result'], [], 'result: expected an object'],
    [['result'], { level: 1, score: 0, cleared: 0 }, 'result.cleared: expected true or false'],
    [['result'], { ...RESULT, seats: [{}] }, 'result.seats[0].name: expected a text of at most 64 characters'],
    [['players'], null, `players: expected a list of at most ${SEAT_CHANGES_MAX}`],
    [['players'], [{ tick: 0, seat: 1 }], 'players[0].seat: expected a whole number from 0 to 0'],
    [['players'], [{ tick: 0, seat: 0, driver: 'cat' }], 'players[0].driver: expected one of empty, human, bot, ai'],
    [
      ['players'],
      [
        { tick: 5, seat: 0, driver: 'ai', name: 'Ann' },
        { tick: 4, seat: 0, driver: 'ai', name: 'Ann' },
      ],
      'players[1].tick: expected a whole number from 5 to 1183',
    ],
    [['ticks'], 1e15, `ticks: expected a whole number from 1 to ${REPLAY_TICKS_MAX}`],
    [['ticks'], 0, `ticks: expected a whole number from 1 to ${REPLAY_TICKS_MAX}`],
    [['ticks'], 1.5, `ticks: expected a whole number from 1 to ${REPLAY_TICKS_MAX}`],
    [['log'], null, `log: expected a list of at most ${REPLAY_INPUTS_MAX}`],
    [['log', 0], null, 'log[0]: expected a list of at most 2'],
    [['log'], [[1]], 'log[0]: inputs: expected a list of at most 3000000'],
    [['log'], [[1, [0, 0, 0.5]]], 'log[0]: inputs: expected a whole number from 0 to 2147483647'],
    [['log'], [[1, [1, 0, 1]]], 'log[0]: inputs that this match cannot have'],
    [['log'], [[1, [0, 7, 1]]], 'log[0]: inputs that this match cannot have'],
    [['log'], [[1, [0, 0]]], 'log[0]: inputs that this match cannot have'],
    [['log'], [[1, [0, 0, -1]]], 'log[0]: inputs: expected a whole number from 0 to 2147483647'],
    [['log'], [[1184, [0, 0, 1]]], 'log[0]: tick: expected a whole number from 1 to 1183'],
    [
      ['log'],
      [
        [5, [0, 0, 1]],
        [5, [0, 0, 1]],
      ],
      'log[1]: tick: expected a whole number from 6 to 1183',
    ],
    [['checkpoints'], {}, 'checkpoints: expected a list of at most 1183'],
    [['checkpoints', 0], null, 'checkpoints[0]: expected an object'],
    [['checkpoints', 0, 'hash'], null, 'checkpoints[0].hash: expected a whole number from 0 to 4294967295'],
    [['checkpoints', 1, 'tick'], 600, 'checkpoints[1].tick: expected a whole number from 601 to 1183'],
    [['checkpoints', 0, 'words', 0], 1e9, 'checkpoints[0].words: expected those of tick 600'],
    [['checkpoints', 0, 'words', 3], 2 ** 31, 'checkpoints[0].words: expected a whole number from -2147483648'],
  ] as const)('with %j as %j says so', (path, value, message) => {
    expect(() => replayFrom(withValue(path, value))).toThrow(RangeError);
    expect(() => replayFrom(withValue(path, value))).toThrow(message);
  });

  test('with more inputs, or more of anything in a list, than there can be says so', () => {
    const log = Array.from({ length: REPLAY_INPUTS_MAX + 1 }, () => [1, []]);
    expect(() => replayFrom({ ...valid(), log })).toThrow(`log: expected a list of at most ${REPLAY_INPUTS_MAX}`);
    expect(() => replayFrom({ ...valid(), log: [[1, [], 0]] })).toThrow('log[0]: expected a list of at most 2');
    const many = Array.from({ length: REPLAY_INPUTS_MAX * 3 }, () => 0);
    const twoPieces = [
      [1, many],
      [2, [0, 0, 0]],
    ];
    expect(() => replayFrom({ ...valid(), log: twoPieces })).toThrow('log[1]: inputs: expected a list of at most 0');
    const data = valid() as { checkpoints: { words: number[] }[] };
    data.checkpoints[0]!.words.push(0);
    expect(() => replayFrom(data)).toThrow('checkpoints[0].words: expected a list of at most');
  });

  test('with gaps in its lists is none', () => {
    expect(() => replayFrom(withValue(['log'], Array(3)))).toThrow('log[0]: expected a list of at most 2');
    expect(() => replayFrom(withValue(['frightTable'], Array(512)))).toThrow('frightTable: expected a whole number');
    expect(() => replayFrom(withValue(['checkpoints'], Array(3)))).toThrow('checkpoints[0]: expected an object');
    const words = [600, ...Array<number>((valid()['checkpoints'] as { words: number[] }[])[0]!.words.length - 1)];
    expect(() => replayFrom(withValue(['checkpoints', 0, 'words'], words))).toThrow('words: expected a whole');
  });

  test('that failed after its last checkpoint is verified up to there', () => {
    expect(verifyReplay(replayFrom(withValue(['failure'], 'broken rule: none')))).toBeNull();
  });

  test('with another word in a checkpoint does not come out, though its hash does', () => {
    const data = valid() as { checkpoints: { tick: number; words: number[] }[] };
    const { tick, words } = data.checkpoints[0]!;
    const [, actual] = words;
    words[1] = 77;
    expect(verifyReplay(replayFrom(data))).toMatchObject({ tick, fields: [{ expected: [77], actual: [actual] }] });
  });

  test('with a word too few in a checkpoint says how many there are', () => {
    const data = valid() as { checkpoints: { words: number[] }[] };
    data.checkpoints[0]!.words.pop();
    expect(() => replayFrom(data)).toThrow(/^checkpoints\[0\]\.words: expected \d+ words$/);
  });

  test('changed in any one place is refused by a RangeError, or is a match that can be played', () => {
    const paths = pathsOf(valid());
    const odd = fc.oneof(
      fc.constantFrom(
        null,
        undefined,
        true,
        '',
        'x',
        '1',
        -1,
        0,
        1,
        4,
        0.5,
        1e15,
        2 ** 31,
        2 ** 32,
        -(2 ** 31),
        NaN,
        Infinity,
      ),
      fc.constantFrom([], {}, [[]], [null], { length: 1e9 }, { toString: null }, JSON.parse('{"__proto__": {"x": 1}}')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), odd, (path, value) => {
        let replay;
        try {
          replay = replayFrom(withValue(path, value));
        } catch (error) {
          if (error instanceof RangeError && /^[^\n]{3,150}$/.test(error.message)) return;
          throw error;
        }
        let ticks = 0;
        for (const _ of playReplay(replay)) if (++ticks === 50) break;
      }),
      { numRuns: 3000, seed: 1980 },
    );
  });
});

/** Every place of a value, of long lists the first three. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.slice(0, 3).entries()] : Object.entries(value);
  const inside = entries.flatMap(([key, each]) => pathsOf(each, [...path, key as string]));
  return path.length === 0 ? inside : [path, ...inside];
}

describe('[ST7] `packetman replay` of a file that is', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'packetman-replay-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(content: string | Uint8Array, verify = false): string[] {
    const file = join(folder, 'match.json');
    writeFileSync(file, content);
    return runFile(file, verify);
  }

  function runFile(file: string, verify = false): string[] {
    const lines: string[] = [];
    const code = runReplay({ file, verify }, (line) => lines.push(line));
    return [String(code), ...lines.map((line) => line.replace(`${file}: `, ''))];
  }

  test.each([
    ['empty', ''],
    ['cut', TEXT.slice(0, 1000)],
    ['no JSON', 'match'],
    ['of other JSON', '[]'],
    ['null', 'null'],
    ['a number too big for one', TEXT.replace('"ticks":1183', '"ticks":1e400')],
    ['nested deeply', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['of control characters', '\u0000\u001b[2J\n\n'],
    ['of bytes that are no text', Uint8Array.of(0x7b, 0xff, 0xfe)],
    ['a prototype', '{"__proto__": {"version": 3, "ticks": 1}}'],
  ])('%s says so in one printable line', (_, content) => {
    const [code, line, ...more] = run(content);
    expect([code, more]).toEqual(['1', []]);
    expect(line).toMatch(/^[^\p{C}]{3,200}$/u);
  });

  test('a folder, a device that never ends, or nothing at all, says so', () => {
    expect(runFile(folder)[1]).toContain('illegal operation on a directory');
    expect(runFile('/dev/zero')[1]).toContain('too big: more than 67108864 bytes');
    expect(runFile(join(folder, 'none.json'))[1]).toContain('no such file');
  });

  test('right, with a byte order mark, with other line ends, or with a key twice, is read', () => {
    for (const text of [TEXT, `\uFEFF${TEXT}`, TEXT.replaceAll(',"', ',\r\n"'), TEXT.replace('{', '{"ticks":1,')]) {
      expect(run(text, true)[0]).toBe('0');
    }
  });

  test('without checkpoints, or without the last one, cannot be verified', () => {
    const message = 'no checkpoint at the end to verify by';
    expect(run(JSON.stringify(withValue(['checkpoints'], [])), true)).toEqual(['1', message]);
    expect(run(JSON.stringify(withValue(['ticks'], 1184)), true)).toEqual(['1', message]);
    expect(run(JSON.stringify(withValue(['checkpoints'], [])))[0]).toBe('0');
  });

  test('of other rules, or of an older format, says so', () => {
    const message = `made by rules version 7, this build has ${RULES_VERSION}`;
    expect(run(JSON.stringify(withValue(['rules'], 7)))).toEqual(['1', message]);
    expect(run(JSON.stringify(withValue(['version'], 2)))).toEqual(['1', 'version: this program reads version 3']);
  });
});
