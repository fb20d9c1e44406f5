// What a list says of a replay.

import { TICKS_PER_SECOND, type ReplayResult } from '#simulation';
import type { StoredReplay } from './replay-files.ts';

/** A row of the list, as JSON. */
export interface ReplayRow {
  readonly id: string;
  /** The version of the rules that can play it. */
  readonly rules: number;
  readonly mode: string;
  readonly variant: string;
  readonly maze: string;
  /** When the match ended, in milliseconds since 1970. */
  readonly playedAtMs: number;
  /** Length of the match. */
  readonly seconds: number;
  readonly score: number;
  readonly level: number;
  readonly cleared: boolean;
  /** Best first. */
  readonly players: ReplayResult['seats'];
}

export function replayRow({ id, head }: StoredReplay): ReplayRow {
  const { rules, settings, ticks, playedAtMs = 0, result } = head;
  const { mode, variant, maze } = settings;
  return {
    ...{ id, rules, mode, variant, maze, playedAtMs },
    seconds: Math.round(ticks / TICKS_PER_SECOND),
    score: result?.score ?? 0,
    level: result?.level ?? settings.level,
    cleared: result?.cleared ?? false,
    players: result?.seats ?? [],
  };
}
