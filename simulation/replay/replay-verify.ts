// Compares a replay with its checkpoints: whether these rules still play the match as it was played.

import type { Match } from '../match.ts';
import { hashMatch } from '../match-words.ts';
import type { ModeRules } from '../modes/mode-rules.ts';
import { ReplayCursor } from './replay-cursor.ts';
import type { Checkpoint, Replay } from './replay.ts';
import { layoutFor } from '../world.ts';

/** The first checkpoint that differs, and its fields that differ. */
export interface Difference {
  readonly tick: number;
  readonly fields: readonly { readonly name: string; readonly expected: number[]; readonly actual: number[] }[];
}

/**
 * Plays a replay against its checkpoints, up to the first difference.
 * @param stepped is called after each tick
 * @returns the first difference, null when there is none
 * @throws RangeError if it has no checkpoint at its end, or was made by other rules
 */
export function verifyReplay(
  replay: Replay,
  modes?: readonly ModeRules[],
  stepped?: (match: Match) => void,
): Difference | null {
  const { checkpoints } = replay;
  const cursor = new ReplayCursor(replay, modes);
  // A replay that failed has no checkpoint at its end, where the rules threw.
  if (replay.failure === undefined && checkpoints.at(-1)?.tick !== replay.ticks) {
    throw new RangeError('no checkpoint at the end to verify by');
  }
  for (const checkpoint of checkpoints) {
    while (cursor.tick < checkpoint.tick && cursor.step()) stepped?.(cursor.match);
    const fields = differingFields(cursor.match, checkpoint);
    if (hashMatch(cursor.match) !== checkpoint.hash || fields.length > 0) return { tick: checkpoint.tick, fields };
  }
  return null;
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
