// Runs a replay file and says how the match went, or where it no longer comes out.

import { readFileSync } from 'node:fs';
import { hashWorld, PHASE, playReplay, verifyReplay, type Difference, type Replay, type World } from '#simulation';

/** A replay is far smaller; reading stops being sensible here. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

export interface ReplayOptions {
  readonly file: string;
  /** Compare with the checkpoints in the file and stop at the first difference. */
  readonly verify: boolean;
}

/** @returns the exit code: 0, or 1 for a file that is no replay or does not come out. */
export function runReplay({ file, verify }: ReplayOptions, print: (line: string) => void): number {
  try {
    const replay = readReplay(file);
    if (verify) return report(verifyReplay(replay), replay, print);
    print(summary(lastWorld(replay)));
    return 0;
  } catch (error) {
    print(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** @throws Error when the file cannot be read or is no replay */
export function readReplay(file: string): Replay {
  const text = readFileSync(file, 'utf8');
  if (text.length > FILE_BYTES_MAX) throw new Error('too big for a replay');
  const replay = JSON.parse(text) as Partial<Replay>;
  const complete = Array.isArray(replay.inputs) && Array.isArray(replay.checkpoints) && Number.isInteger(replay.ticks);
  if (!complete || typeof replay.settings !== 'object') throw new Error('not a replay');
  return replay as Replay;
}

function report(difference: Difference | null, replay: Replay, print: (line: string) => void): number {
  if (difference === null) {
    print(`${summary(lastWorld(replay))}, ${replay.checkpoints.length} checkpoints right`);
    return 0;
  }
  print(`differs at tick ${difference.tick}:`);
  for (const { name, expected, actual } of difference.fields) {
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
  const hash = hashWorld(world).toString(16).padStart(8, '0');
  return `${mode}: ${end} at level ${world.level}, score ${world.score}, ${world.tick} ticks, hash ${hash}`;
}
