// A match as a record that determines it: settings, and for each tick the inputs that were applied. The caller reads and
// writes files.

import { defaultFrightTable, frightTableName, frightTableText } from './actors/fright-table.ts';
import type { Events } from './events.ts';
import { inputOf, MatchLog, type LoggedInput } from './log.ts';
import type { Match } from './match.ts';
import type { ModeRules } from './modes/mode-rules.ts';
import { matchSettings, MODES } from './modes/modes.ts';
import { plainSettings, type PlainSettings } from './settings.ts';
import { createMatch, stepMatch, type Input } from './step.ts';
import { hashWorld, layoutFor, type World } from './world.ts';

/** A replay keeps the hash of the match at every multiple of this tick, and at its end. */
export const CHECKPOINT_TICKS = 600;

/** As many inputs as a seat can make in a day of play at twelve a second. */
export const REPLAY_INPUTS_MAX = 1_000_000;

/** The version of the format and of the words in it. It rises when an older program would misread a newer replay. */
export const REPLAY_VERSION = 2;

/** A match as plain data, ready for JSON. Data of any other origin becomes one by `replayFrom` in replay-check.ts. */
export interface Replay {
  readonly version: typeof REPLAY_VERSION;
  readonly settings: PlainSettings;
  /** Name of the fright table the match was played with, as `frightTableName` gives it. */
  readonly frightTable: number;
  readonly ticks: number;
  readonly inputs: readonly LoggedInput[];
  readonly checkpoints: readonly Checkpoint[];
  /** The error that the rules threw in the tick after the last one, if it ended the match. */
  readonly failure?: string;
}

/** The match at a tick: its hash, and the words of its worlds one after the other, so that a difference can be named. */
export interface Checkpoint {
  readonly tick: number;
  readonly hash: number;
  readonly words: readonly number[];
}

/** Keeps the log of a match while it is played, and checkpoints of it. */
export class ReplayRecorder {
  private readonly match: Match;
  private readonly log = new MatchLog(REPLAY_INPUTS_MAX);
  private readonly checkpoints: Checkpoint[] = [];

  /** @param match before its first tick */
  constructor(match: Match) {
    this.match = match;
  }

  /** Notes the inputs of the tick that `stepMatch` has just run. */
  record(inputs: readonly Input[]): void {
    const tick = tickOf(this.match);
    this.log.add(tick, inputs);
    if (tick % CHECKPOINT_TICKS === 0) this.checkpoints.push(checkpointOf(this.match));
  }

  /** The match up to now. @throws RangeError when it has more inputs than a replay can hold */
  finish(): Replay {
    const replay = replayOf(this.match, this.log);
    if (replay === null) throw new RangeError(`more than ${REPLAY_INPUTS_MAX} inputs`);
    const kept = this.checkpoints.filter(({ tick }) => tick < replay.ticks);
    return { ...replay, checkpoints: [...kept, ...replay.checkpoints] };
  }
}

/** The replay of a match up to now, with a checkpoint at its end. @returns null when its log is incomplete */
export function replayOf(match: Match, log: MatchLog): Replay | null {
  const inputs = log.inputs();
  return inputs === null ? null : { ...partsOf(match), inputs, checkpoints: [checkpointOf(match)] };
}

/**
 * The replay of a match whose rules have thrown an error. It ends before the tick that threw, and contains its inputs.
 * @returns null when its log is incomplete
 */
export function failedReplayOf(match: Match, log: MatchLog, failure: string): Replay | null {
  const inputs = log.inputs();
  const parts = partsOf(match);
  return inputs === null ? null : { ...parts, ticks: Math.max(0, parts.ticks - 1), inputs, checkpoints: [], failure };
}

function partsOf(match: Match): Pick<Replay, 'version' | 'settings' | 'frightTable' | 'ticks'> {
  const { settings } = match;
  return {
    version: REPLAY_VERSION,
    settings: plainSettings(settings),
    frightTable: frightTableName(settings.frightTable),
    ticks: tickOf(match),
  };
}

/** What `play` yields after each tick: always the same objects. */
export interface Played {
  readonly match: Match;
  /** The first world of the match, and what happened in it. */
  readonly world: World;
  readonly events: Events;
}

/**
 * Plays a replay, tick by tick. A replay that ends with a failure is played through the tick that threw.
 * @param frightTable the table of the match
 * @param modes the modes that can be played
 * @throws RangeError for another fright table, or a mode that is not among `modes`
 */
export function* play(
  replay: Replay,
  frightTable: Uint8Array = defaultFrightTable,
  modes: readonly ModeRules[] = MODES,
): Generator<Played> {
  if (frightTableName(frightTable) !== replay.frightTable) {
    throw new RangeError(`played with another fright table, ${frightTableText(replay.frightTable)}`);
  }
  const match = createMatch(matchSettings({ ...replay.settings, frightTable }, modes));
  const inputs: Input[] = [];
  const ticks = replay.failure === undefined ? replay.ticks : replay.ticks + 1;
  let next = 0;
  for (let tick = 1; tick <= ticks; tick++) {
    inputs.length = 0;
    for (; replay.inputs[next]?.[0] === tick; next++) inputs.push(inputOf(replay.inputs[next]!));
    stepMatch(match, inputs);
    yield { match, world: match.worlds[0]!, events: match.events[0]! };
  }
}

/** The first checkpoint that differs, and its fields that differ. */
export interface Difference {
  readonly tick: number;
  readonly fields: readonly { readonly name: string; readonly expected: number[]; readonly actual: number[] }[];
}

/**
 * Plays a replay against its checkpoints. @returns the first difference, null when there is none.
 * @throws RangeError if it has no checkpoint at its end
 */
export function verify(replay: Replay, frightTable?: Uint8Array): Difference | null {
  if (replay.checkpoints.at(-1)?.tick !== replay.ticks) throw new RangeError('no checkpoint at the end to verify by');
  let next = 0;
  for (const { match } of play(replay, frightTable)) {
    const expected = replay.checkpoints[next]!;
    if (expected.tick !== tickOf(match)) continue;
    next++;
    const fields = differingFields(match, expected);
    if (hashMatch(match) !== expected.hash || fields.length > 0) return { tick: tickOf(match), fields };
    // The tick of a failure comes after the last checkpoint, and is not played.
    if (next === replay.checkpoints.length) break;
  }
  return null;
}

/** A 32-bit hash of all worlds of a match; of a single world its own hash. */
export function hashMatch({ worlds }: Match): number {
  return worlds.reduce((hash, world) => (Math.imul(hash, 0x01000193) ^ hashWorld(world)) >>> 0, 0);
}

function tickOf({ worlds }: Match): number {
  return worlds[0]!.tick;
}

function differingFields(match: Match, { words }: Checkpoint): Difference['fields'] {
  let offset = 0;
  return match.worlds.flatMap((world) => {
    const fields = layoutFor(world.settings).map(({ name, start, length }) => ({
      name,
      expected: words.slice(offset + start, offset + start + length),
      actual: [...world.words.subarray(start, start + length)],
    }));
    offset += world.words.length;
    return fields.filter(({ expected, actual }) => actual.some((word, i) => word !== expected[i]));
  });
}

function checkpointOf(match: Match): Checkpoint {
  return { tick: tickOf(match), hash: hashMatch(match), words: match.worlds.flatMap(({ words }) => [...words]) };
}
