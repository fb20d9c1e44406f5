// What an arena plays: plain data, which its processes share.

import type { Contestant } from '../bots/arena/game-result.ts';
import type { ModeName } from '#simulation';

export interface ArenaPlan {
  readonly contestants: readonly Contestant[];
  readonly mode: ModeName;
  readonly seats: number;
  /** Games in all. */
  readonly games: number;
  /** uint32. */
  readonly seed: number;
  /** A tick waits at most so long for the answer of a program, in milliseconds of real time. */
  readonly thinkMs: number;
  /** Where replays go, null for none. */
  readonly replayFolder: string | null;
  /** The turns of frightened ghosts, null for the built-in ones. */
  readonly frightTable: Uint8Array | null;
}

/** A match that lasts longer ends with the result as it stands: half an hour of play. */
export const MATCH_TICKS_MAX = 30 * 60 * 60;
