// Plays a replay and prints the result of the match, or where it differs from the checkpoints.

import { gunzipSync } from 'node:zlib';
import {
  hashWorld,
  PHASE,
  playReplay,
  replayFrom,
  verifyReplay,
  type Difference,
  type Replay,
  type World,
} from '#simulation';
import { printableLine } from '#protocol';
import { readBoundedFile } from './bounded-file.ts';

/** Any replay is far smaller. */
export const REPLAY_BYTES_MAX = 64 * 1024 * 1024;
/** Longest error message: parsers quote the file. */
const ERROR_LENGTH_MAX = 200;

export interface ReplayOptions {
  readonly file: string;
  /** Compare with the checkpoints in the file and stop at the first difference. */
  readonly verify: boolean;
}

/** @returns the exit code: 0, or 1 for a file that is no replay or that differs. */
export function runReplay({ file, verify }: ReplayOptions, print: (line: string) => void): number {
  return runReplayBytes(file, () => readReplayFile(file), verify, print);
}

export function readReplayFile(file: string): Uint8Array {
  return readBoundedFile(file, REPLAY_BYTES_MAX);
}

/**
 * The same for bytes of any origin: JSON, or gzipped JSON.
 * @param name what errors are about
 * @param read is called once; what it throws is an error of this replay
 */
export function runReplayBytes(
  name: string,
  read: () => Uint8Array,
  verify: boolean,
  print: (line: string) => void,
): number {
  try {
    const replay = replayIn(read());
    if (replay.failure !== undefined) return runFailed(replay, print);
    const difference = verify ? verifyReplay(replay) : null;
    if (difference !== null) return report(difference, print);
    const verified = verify ? `, ${replay.checkpoints.length} checkpoints right` : '';
    print(summary(lastWorld(replay)) + verified);
    for (const line of standings(replay)) print(line);
    return 0;
  } catch (error) {
    print(`${name}: ${reasonOf(error)}`);
    return 1;
  }
}

/** Plays a match that a broken rule has ended. @returns 1 where the rule is still broken, 0 where it no longer is */
function runFailed(replay: Replay, print: (line: string) => void): number {
  let world: World | null = null;
  try {
    for (const played of playReplay(replay)) world = played.world;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    print(`fails in tick ${replay.ticks + 1}: ${reasonOf(error)}`);
    return 1;
  }
  print(`failed once with "${reasonOf(replay.failure)}", and no longer does: ${summary(world!)}`);
  return 0;
}

/** The replay in a file: JSON, or gzipped JSON. @throws Error for bytes that are no replay, or one of other rules */
export function replayIn(bytes: Uint8Array): Replay {
  return replayFrom(JSON.parse(textOf(bytes)));
}

/** UTF-8, with or without a byte order mark. @throws Error for other bytes, and if there are too many */
function textOf(bytes: Uint8Array): string {
  const isGzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isGzipped ? gunzipSync(bytes, { maxOutputLength: REPLAY_BYTES_MAX }) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw new Error('not a text in UTF-8');
  }
}

function report({ tick, fields }: Difference, print: (line: string) => void): number {
  print(`differs at tick ${tick}:`);
  for (const { name, expected, actual } of fields) {
    print(`  ${name}: expected ${expected.join(' ')}, is ${actual.join(' ')}`);
  }
  return 1;
}

function lastWorld(replay: Replay): World {
  let last: World | null = null;
  for (const { world } of playReplay(replay)) last = world;
  if (last === null) throw new Error('a replay of no ticks');
  return last;
}

function summary(world: World): string {
  const { mode } = world.settings;
  const end = world.phase === PHASE.over ? 'over' : 'unfinished';
  const { owner } = mode.lives;
  const score = owner === 'team' || owner === 'player' ? `, score ${world.score}` : '';
  const hash = hashWorld(world).toString(16).padStart(8, '0');
  return `${mode.name}: ${end} at level ${world.level}${score}, ${world.tick} ticks, hash ${hash}`;
}

/** A line for each seat of a match with several, the best first. None if the replay has no result. */
function standings({ result }: Replay): string[] {
  const seats = result?.seats ?? [];
  if (seats.length < 2) return [];
  return seats.map(({ place, name, score }) => printableLine(`${place}. ${name}: ${score}`));
}

/** The error as one printable line: JSON.parse quotes the characters that it cannot read. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, ERROR_LENGTH_MAX);
}
