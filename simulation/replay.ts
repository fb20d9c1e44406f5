// A match as a record that determines it: settings, and for each tick the inputs that were applied. Reading and writing
// files is left to whoever has some.

import { Events } from './events.ts';
import { createWorld } from './match.ts';
import { matchSettings, type MatchSettings } from './settings.ts';
import { step, type Input } from './step.ts';
import { hashWorld, layoutFor, type World } from './world.ts';

/** A replay keeps the hash of the world at every multiple of this tick, and at its end. */
export const CHECKPOINT_TICKS = 600;

/** [tick, kind, seat, sequence, direction]; kind as in INPUT_KINDS, the last two 0 where an input has none. */
export type LoggedInput = readonly [tick: number, kind: number, seat: number, sequence: number, direction: number];
const INPUT_KINDS = ['wish', 'enter', 'leave'] as const;

/** The settings of a match but for its fright table, which is the default one. */
export type ReplaySettings = Omit<MatchSettings, 'frightTable'>;

/** A match as plain data, ready for JSON. */
export interface Replay {
  readonly settings: ReplaySettings;
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
    const { frightTable: _, ...settings } = this.world.settings;
    const { tick } = this.world;
    const atEnd = this.checkpoints.at(-1)?.tick === tick ? [] : [checkpointOf(this.world)];
    return { settings, ticks: tick, inputs: this.inputs, checkpoints: [...this.checkpoints, ...atEnd] };
  }
}

/**
 * Plays a replay, tick by tick, yielding the same World and Events after each.
 * @throws RangeError when its settings are out of range or an input is none
 */
export function* play(replay: Replay): Generator<{ readonly world: World; readonly events: Events }> {
  const world = createWorld(matchSettings(replay.settings));
  const events = new Events();
  const inputs: Input[] = [];
  let next = 0;
  for (let tick = 1; tick <= replay.ticks; tick++) {
    inputs.length = 0;
    for (; replay.inputs[next]?.[0] === tick; next++) inputs.push(inputOf(replay.inputs[next]!, world.seatCount));
    step(world, inputs, events);
    yield { world, events };
  }
  if (next < replay.inputs.length) throw new RangeError(`input ${next} of the replay is out of order`);
}

/** The first checkpoint that does not come out, and the fields that differ there. */
export interface Difference {
  readonly tick: number;
  readonly fields: readonly { readonly name: string; readonly expected: number[]; readonly actual: number[] }[];
}

/** Plays a replay against its checkpoints. @returns the first difference, null when there is none. */
export function verify(replay: Replay): Difference | null {
  let next = 0;
  for (const { world } of play(replay)) {
    const expected = replay.checkpoints[next];
    if (expected?.tick !== world.tick) continue;
    next++;
    if (hashWorld(world) !== expected.hash) return { tick: world.tick, fields: differingFields(world, expected) };
  }
  return next === replay.checkpoints.length ? null : { tick: replay.checkpoints[next]!.tick, fields: [] };
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

function inputOf([tick, kind, seat, sequence, direction]: LoggedInput, seatCount: number): Input {
  const name = INPUT_KINDS[kind];
  if (name === undefined || !(seat >= 0 && seat < seatCount) || !(direction >= 0 && direction <= 4)) {
    throw new RangeError(`no input of this match: ${[tick, kind, seat, sequence, direction].join(', ')}`);
  }
  return name === 'wish' ? { kind: name, seat, sequence, direction: direction as 0 } : { kind: name, seat };
}
