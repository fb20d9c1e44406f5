// Checks a replay of any origin before it is played: every field has its type and is within its bounds.

import { unpackFrightTable } from '../actors/fright-table.ts';
import { areInputs, INPUT_NUMBERS } from '../log-piece.ts';
import { matchWordCount } from '../match-words.ts';
import { mazeFrom, type Maze } from '../mazes/maze.ts';
import { mazeFault } from '../mazes/maze-rules.ts';
import { mazeNamed } from '../mazes/mazes.ts';
import type { ModeRules } from '../modes/mode-rules.ts';
import { matchSettings, modeNamed, MODES } from '../modes/modes.ts';
import { integerAt, listAt, objectAt, oneOfAt, textAt } from './plain-data.ts';
import { replayHead } from './replay-head.ts';
import {
  checkRules,
  LOOK_NUMBER_MAX,
  NAME_LENGTH_MAX,
  REPLAY_INPUTS_MAX,
  SEAT_CHANGES_MAX,
  SEAT_DRIVERS,
  type Checkpoint,
  type RecordedLook,
  type Replay,
  type ReplayPiece,
  type SeatChange,
} from './replay.ts';
import { plainSettings, type MatchSettings, type PlainSettings } from '../settings.ts';
import { layoutFor } from '../world.ts';

/** Words of a packed table of frightened turns, and lines of a maze. */
const FRIGHT_WORDS = 512;
const LINES = 31;
const COLUMNS = 28;

const UINT32_MAX = 0xffff_ffff;
const INT32_MIN = -0x8000_0000;
const INT32_MAX = 0x7fff_ffff;

/**
 * A replay from plain data, as JSON gives it. Unknown fields are left out.
 * @param modes those that can be played
 * @throws RangeError that names the first place that is wrong, and what is expected there
 */
export function replayFrom(data: unknown, modes: readonly ModeRules[] = MODES): Replay {
  const replay = objectAt(data, 'a replay');
  const head = replayHead(replay);
  checkRules(head.rules);
  const tiles = tilesFrom(replay['tiles']);
  const frightTable = frightTableFrom(replay['frightTable']);
  const settings = settingsFrom(head.settings, mazeOf(head.settings.maze, tiles), frightTable ?? [], modes);
  const { ticks, failure } = head;
  const lastInputTick = failure === undefined ? ticks : ticks + 1;
  return {
    ...head,
    ...(tiles === null ? {} : { tiles }),
    ...(frightTable === null ? {} : { frightTable }),
    players: playersFrom(listAt(replay['players'], SEAT_CHANGES_MAX, 'players'), ticks, settings.seatCount),
    checkpoints: checkpointsFrom(listAt(replay['checkpoints'], ticks, 'checkpoints'), ticks, settings),
    log: logFrom(listAt(replay['log'], REPLAY_INPUTS_MAX, 'log'), lastInputTick, settings.seatCount),
  };
}

function settingsFrom(
  plain: PlainSettings,
  maze: Maze | string,
  frightTable: readonly number[],
  modes: readonly ModeRules[],
): MatchSettings {
  const names = modes.map((each) => each.name);
  const mode = modeNamed(oneOfAt(plain.mode, names, 'settings.mode'), modes)!;
  oneOfAt(plain.variant, mode.settings.variant, 'settings.variant');
  const settings = matchSettings({ ...plain, maze, frightTable: unpackFrightTable(frightTable) }, modes);
  // A mode replaces a setting that it does not take: that would be another match than the file says.
  const taken = plainSettings(settings);
  const other = Object.entries(taken).find(([key, value]) => plain[key as keyof PlainSettings] !== value);
  if (other !== undefined) throw new RangeError(`match setting out of range: ${other[0]}`);
  return settings;
}

function tilesFrom(given: unknown): string[] | null {
  if (given === undefined) return null;
  const lines = Array.from(listAt(given, LINES, 'tiles'), (line, i) => textAt(line, COLUMNS, `tiles[${i}]`));
  const fault = mazeFault(lines);
  if (fault !== null) throw new RangeError(`tiles: ${fault}`);
  return lines;
}

function mazeOf(name: string, tiles: readonly string[] | null): Maze | string {
  if (tiles !== null) return mazeFrom(name, tiles);
  if (mazeNamed(name) === null) throw new RangeError('settings.maze: expected the name of a maze');
  return name;
}

function frightTableFrom(given: unknown): number[] | null {
  if (given === undefined) return null;
  const words = listAt(given, FRIGHT_WORDS, 'frightTable');
  if (words.length !== FRIGHT_WORDS) throw new RangeError(`frightTable: expected ${FRIGHT_WORDS} words`);
  return Array.from(words, (word) => integerAt(word, INT32_MIN, INT32_MAX, 'frightTable'));
}

function playersFrom(list: readonly unknown[], ticks: number, seatCount: number): SeatChange[] {
  let earliest = 0;
  return Array.from(list, (each, index) => {
    const place = `players[${index}]`;
    const given = objectAt(each, place);
    const tick = integerAt(given['tick'], earliest, ticks, `${place}.tick`);
    earliest = tick;
    const seat = integerAt(given['seat'], 0, seatCount - 1, `${place}.seat`);
    const driver = oneOfAt(given['driver'], SEAT_DRIVERS, `${place}.driver`);
    const name = textAt(given['name'], NAME_LENGTH_MAX, `${place}.name`);
    return { tick, seat, driver, name, ...lookFrom(given, place) };
  });
}

function lookFrom({ colour, mark }: Record<string, unknown>, place: string): RecordedLook {
  const numberAt = (value: unknown, name: string): number => integerAt(value, 0, LOOK_NUMBER_MAX, `${place}.${name}`);
  return {
    ...(colour !== undefined && { colour: numberAt(colour, 'colour') }),
    ...(mark !== undefined && { mark: numberAt(mark, 'mark') }),
  };
}

/** The pieces together may have as many inputs as a replay. */
function logFrom(list: readonly unknown[], ticks: number, seatCount: number): ReplayPiece[] {
  let earliest = 1;
  let numbersLeft = REPLAY_INPUTS_MAX * INPUT_NUMBERS;
  return Array.from(list, (each, index) => {
    const place = `log[${index}]`;
    const [givenTick, givenInputs] = listAt(each, 2, place);
    const tick = integerAt(givenTick, earliest, ticks, `${place}: tick`);
    earliest = tick + 1;
    const inputs = Array.from(listAt(givenInputs, numbersLeft, `${place}: inputs`), (number) =>
      integerAt(number, 0, INT32_MAX, `${place}: inputs`),
    );
    if (!areInputs(inputs, seatCount)) throw new RangeError(`${place}: inputs that this match cannot have`);
    numbersLeft -= inputs.length;
    return [tick, inputs];
  });
}

function checkpointsFrom(list: readonly unknown[], ticks: number, settings: MatchSettings): Checkpoint[] {
  const wordCount = matchWordCount(settings);
  // With several worlds the tick of the match is the last word, otherwise that of its World.
  const isOneWorld = settings.mode.worldCount(settings.seatCount) === 1;
  const tickAt = isOneWorld ? layoutFor(settings).find(({ name }) => name === 'tick')!.start : wordCount - 1;
  let earliest = 1;
  return Array.from(list, (each, index) => {
    const place = `checkpoints[${index}]`;
    const given = objectAt(each, place);
    const tick = integerAt(given['tick'], earliest, ticks, `${place}.tick`);
    earliest = tick + 1;
    const hash = integerAt(given['hash'], 0, UINT32_MAX, `${place}.hash`);
    const words = listAt(given['words'], wordCount, `${place}.words`);
    if (words.length !== wordCount) throw new RangeError(`${place}.words: expected ${wordCount} words`);
    if (words[tickAt] !== tick) throw new RangeError(`${place}.words: expected those of tick ${tick}`);
    return { tick, hash, words: Array.from(words, (word) => integerAt(word, INT32_MIN, INT32_MAX, `${place}.words`)) };
  });
}
