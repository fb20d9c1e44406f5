// The states in the journal's records. Statistics are written as bytes in the order of this machine, so a journal cannot be read on a
// machine with another order.

import type { MatchCheckpoint } from '../match/match.ts';
import type { RoomData } from '../rooms/room.ts';

/** A room as of a tick of the server: from then on a running match moves on with that tick's count. */
export interface RoomState extends RoomData {
  /** The version of the rules of its match. */
  readonly rulesVersion: number;
  readonly serverTick: number;
  /** The newest session of the process. Bans and kicks name sessions, also those that have ended: no id is used again. */
  readonly lastSession: number;
}

export interface CheckpointState extends Omit<MatchCheckpoint, 'statistics'> {
  readonly statistics: Uint8Array;
}

export function checkpointState({ statistics, ...others }: MatchCheckpoint): CheckpointState {
  return { ...others, statistics: bytesOf(statistics) };
}

/** @throws RangeError if the statistics are no whole words */
export function checkpointFrom({ statistics, ...others }: CheckpointState): MatchCheckpoint {
  return { ...others, statistics: wordsOf(statistics) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy, since words in a file begin at any byte. */
function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(Uint8Array.from(bytes).buffer);
}
