// Checks a replay of any origin before it is played: every field has its type and is within its bounds.

import { BUILT_IN_FRIGHT_TABLE } from './actors/fright-table.ts';
import { INPUT_KINDS, type LoggedInput } from './log.ts';
import type { ModeRules } from './modes/mode-rules.ts';
import { matchSettings, modeNamed, MODES } from './modes/modes.ts';
import { REPLAY_INPUTS_MAX, REPLAY_VERSION, type Checkpoint, type Replay } from './replay.ts';
import { plainSettings, type MatchSettings, type PlainSettings } from './settings.ts';
import { layoutFor } from './world.ts';

/** A day of play: ten times as long as a perfect game of all levels takes. */
export const REPLAY_TICKS_MAX = 24 * 60 * 60 * 60;

/** The text of a failure is cut to this length. */
const FAILURE_LENGTH_MAX = 1000;

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
  if (replay['version'] === undefined) throw new RangeError('no version: not a replay of Packetman');
  if (replay['version'] !== REPLAY_VERSION) {
    throw new RangeError(`version: this program reads version ${REPLAY_VERSION}`);
  }
  const settings = settingsFrom(objectAt(replay['settings'], 'settings'), modes);
  const frightTable = integerAt(replay['frightTable'] ?? BUILT_IN_FRIGHT_TABLE, 0, UINT32_MAX, 'frightTable');
  const hasFailed = replay['failure'] !== undefined;
  const ticks = integerAt(replay['ticks'], hasFailed ? 0 : 1, REPLAY_TICKS_MAX, 'ticks');
  const lastInputTick = hasFailed ? ticks + 1 : ticks;
  const inputs = inputsFrom(listAt(replay['inputs'], REPLAY_INPUTS_MAX, 'inputs'), lastInputTick, settings.seatCount);
  const checkpoints = checkpointsFrom(listAt(replay['checkpoints'], ticks, 'checkpoints'), ticks, settings);
  const common: Replay = {
    version: REPLAY_VERSION,
    settings: plainSettings(settings),
    frightTable,
    ticks,
    inputs,
    checkpoints,
  };
  if (!hasFailed) return common;
  if (typeof replay['failure'] !== 'string') throw new RangeError('failure: expected a text');
  return { ...common, failure: replay['failure'].slice(0, FAILURE_LENGTH_MAX) };
}

function settingsFrom(given: Readonly<Record<string, unknown>>, modes: readonly ModeRules[]): MatchSettings {
  const names = modes.map((each) => each.name);
  const mode = oneOfAt(given['mode'], names, 'settings.mode');
  const variant = oneOfAt(given['variant'], modeNamed(mode, modes)!.settings.variant, 'settings.variant');
  if (typeof given['maze'] !== 'string') throw new RangeError('settings.maze: expected the name of a maze');
  const { maze, seatCount, seed, level, lives, extraLifeScore, killScreen } = given as unknown as PlainSettings;
  const settings = matchSettings(
    {
      ...{ mode, maze, variant, seatCount, seed, level, lives, extraLifeScore, killScreen },
    },
    modes,
  );
  // Every field is required: a default would make another match.
  const plain = plainSettings(settings);
  const other = Object.entries(plain).find(([key, value]) => given[key] !== value);
  if (other !== undefined) throw new RangeError(`match setting out of range: ${other[0]}`);
  return settings;
}

function inputsFrom(list: readonly unknown[], ticks: number, seatCount: number): LoggedInput[] {
  let earliest = 1;
  return Array.from(list, (each, index) => {
    const place = `inputs[${index}]`;
    const numbers = listAt(each, 5, place);
    const tick = integerAt(numbers[0], earliest, ticks, `${place}: tick`);
    earliest = tick;
    const kind = integerAt(numbers[1], 0, INPUT_KINDS.length - 1, `${place}: kind`);
    const seat = integerAt(numbers[2], 0, seatCount - 1, `${place}: seat`);
    const sequence = integerAt(numbers[3], 0, UINT32_MAX, `${place}: sequence`);
    const direction = integerAt(numbers[4], 0, 4, `${place}: direction`);
    return [tick, kind, seat, sequence, direction];
  });
}

function checkpointsFrom(list: readonly unknown[], ticks: number, settings: MatchSettings): Checkpoint[] {
  const last = layoutFor(settings).at(-1)!;
  const wordCount = (last.start + last.length) * settings.mode.worldCount(settings.seatCount);
  let earliest = 1;
  return Array.from(list, (each, index) => {
    const place = `checkpoints[${index}]`;
    const given = objectAt(each, place);
    const tick = integerAt(given['tick'], earliest, ticks, `${place}.tick`);
    earliest = tick + 1;
    const hash = integerAt(given['hash'], 0, UINT32_MAX, `${place}.hash`);
    const words = listAt(given['words'], wordCount, `${place}.words`);
    if (words.length !== wordCount) throw new RangeError(`${place}.words: expected ${wordCount} words`);
    return { tick, hash, words: Array.from(words, (word) => integerAt(word, INT32_MIN, INT32_MAX, `${place}.words`)) };
  });
}

function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RangeError(`${place}: expected an object`);
}

/** A list of any origin may have gaps: `Array.from` reads them as undefined, `map` would leave them. */
function listAt(value: unknown, lengthMax: number, place: string): readonly unknown[] {
  if (Array.isArray(value) && value.length <= lengthMax) return value;
  throw new RangeError(`${place}: expected a list of at most ${lengthMax}`);
}

function integerAt(value: unknown, least: number, most: number, place: string): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new RangeError(`${place}: expected a whole number from ${least} to ${most}`);
}

function oneOfAt<Word extends string>(value: unknown, words: readonly Word[], place: string): Word {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw new RangeError(`${place}: expected one of ${words.join(', ')}`);
}
