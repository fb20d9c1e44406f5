// A match as a record that determines it: settings, and for each tick the inputs that were applied. Reading and writing
// files is left to whoever has some.

import { Events } from './events.ts';
import { defaultFrightTable, frightTableName, frightTableText } from './actors/fright-table.ts';
import { createWorld } from './match.ts';
import { matchSettings, type MatchSettings } from './settings.ts';
import { step, type Input } from './step.ts';
import { hashWorld, layoutFor, type World } from './world.ts';

/** A replay keeps the hash of the world at every multiple of this tick, and at its end. */
export const CHECKPOINT_TICKS = 600;

/** [tick, kind, seat, sequence, direction]; kind as in INPUT_KINDS, the last two 0 where an input has none. */
export type LoggedInput = readonly [tick: number, kind: number, seat: number, sequence: number, direction: number];
export const INPUT_KINDS = ['wish', 'enter', 'leave'] as const;

/** Of the format of a replay. It rises when an older program would misread a newer replay. */
export const REPLAY_VERSION = 1;

/** A match as plain data, ready for JSON. Data of any other origin becomes one by `replayFrom` in replay-check.ts. */
export interface Replay {
  readonly version: typeof REPLAY_VERSION;
  readonly settings: Omit<MatchSettings, 'frightTable'>;
  /** Name of the fright table the match was played with, as `frightTableName` gives it. */
  readonly frightTable: number;
  readonly ticks: number;
  readonly inputs: readonly LoggedInput[];
  readonly checkpoints: readonly Checkpoint[];
}

/** The world at a tick: its hash, and its words, so that a difference can be named. */
export interface Checkpoint {
  readonly tick: number;
  readonly hash: number;
  readonly words: readonly number[];
}

/** Keeps the log of a match while it is played. */
export class ReplayRecorder {
  private readonly world: World;
  private readonly inputs: LoggedInput[] = [];
  private readonly checkpoints: Checkpoint[] = [];

  /** @param world the match, before its first tick */
  constructor(world: World) {
    this.world = world;
  }

  /** Notes the inputs of the tick that `step` has just run. */
  record(inputs: readonly Input[]): void {
    const { tick } = this.world;
    for (const input of inputs) this.inputs.push(logged(tick, input));
    if (tick % CHECKPOINT_TICKS === 0) this.checkpoints.push(checkpointOf(this.world));
  }

  /** The match up to now. */
  finish(): Replay {
    const { frightTable, ...settings } = this.world.settings;
    const { tick } = this.world;
    const atEnd = this.checkpoints.at(-1)?.tick === tick ? [] : [checkpointOf(this.world)];
    return {
      version: REPLAY_VERSION,
      settings,
      frightTable: frightTableName(frightTable),
      ticks: tick,
      inputs: this.inputs,
      checkpoints: [...this.checkpoints, ...atEnd],
    };
  }
}

/**
 * Plays a replay, tick by tick, yielding the same World and Events after each.
 * @param frightTable the one the match was played with
 * @throws RangeError when it is another one
 */
export function* play(
  replay: Replay,
  frightTable: Uint8Array = defaultFrightTable,
): Generator<{ readonly world: World; readonly events: Events }> {
  if (frightTableName(frightTable) !== replay.frightTable) {
    throw new RangeError(`played with another fright table, ${frightTableText(replay.frightTable)}`);
  }
  const world = createWorld(matchSettings({ ...replay.settings, frightTable }));
  const events = new Events();
  const inputs: Input[] = [];
  let next = 0;
  for (let tick = 1; tick <= replay.ticks; tick++) {
    inputs.length = 0;
    for (; replay.inputs[next]?.[0] === tick; next++) inputs.push(inputOf(replay.inputs[next]!));
    step(world, inputs, events);
    yield { world, events };
  }
}

/** The first checkpoint that does not come out, and the fields that differ there. */
export interface Difference {
  readonly tick: number;
  readonly fields: readonly { readonly name: string; readonly expected: number[]; readonly actual: number[] }[];
}

/**
 * Plays a replay against its checkpoints. @returns the first difference, null when there is none.
 * @throws RangeError when it has no checkpoint at its end, so that nothing says how the match went
 */
export function verify(replay: Replay, frightTable?: Uint8Array): Difference | null {
  if (replay.checkpoints.at(-1)?.tick !== replay.ticks) throw new RangeError('no checkpoint at the end to verify by');
  let next = 0;
  for (const { world } of play(replay, frightTable)) {
    const expected = replay.checkpoints[next]!;
    if (expected.tick !== world.tick) continue;
    next++;
    const fields = differingFields(world, expected);
    if (hashWorld(world) !== expected.hash || fields.length > 0) return { tick: world.tick, fields };
  }
  return null;
}

function differingFields(world: World, { words }: Checkpoint): Difference['fields'] {
  const fields = layoutFor(world.seatCount).map(({ name, start, length }) => ({
    name,
    expected: words.slice(start, start + length),
    actual: [...world.words.subarray(start, start + length)],
  }));
  return fields.filter(({ expected, actual }) => actual.some((word, i) => word !== expected[i]));
}

function checkpointOf(world: World): Checkpoint {
  return { tick: world.tick, hash: hashWorld(world), words: [...world.words] };
}

function logged(tick: number, input: Input): LoggedInput {
  const kind = INPUT_KINDS.indexOf(input.kind);
  return input.kind === 'wish'
    ? [tick, kind, input.seat, input.sequence, input.direction]
    : [tick, kind, input.seat, 0, 0];
}

function inputOf([, kind, seat, sequence, direction]: LoggedInput): Input {
  const name = INPUT_KINDS[kind]!;
  return name === 'wish' ? { kind: name, seat, sequence, direction: direction as 0 } : { kind: name, seat };
}
