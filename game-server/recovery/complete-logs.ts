// A restored match goes on from a checkpoint. Its replay needs the log from its start, and those who begin to watch it late a
// checkpoint that is old enough. Older records of the journal have them, and are read while the server runs.

import { MatchLog, piecesOf, readInputs, type Input } from '#simulation';
import type { JournalRecord, RoomPiece } from '../journal/record.ts';
import { loggedInputsMax } from '../match/match.ts';
import type { RestoredMatch } from './recovery.ts';
import type { CheckpointState } from './states.ts';

/**
 * Adds to the matches what was logged before their checkpoints.
 * @param history all records of the journal that precede the start without a hole, in their order
 * @returns how many matches have a complete log by that; the others keep an incomplete one
 */
export async function completeLogs(
  history: AsyncIterable<JournalRecord>,
  matches: Iterable<RestoredMatch>,
): Promise<number> {
  const missing = new Map<string, MissingLog>();
  for (const each of matches) if (each.tick > 0) missing.set(each.room, new MissingLog(each));
  if (missing.size === 0) return 0;
  for await (const record of history) {
    if (record.kind === 'checkpoint') {
      missing.get(record.room)?.passed(record.match, record.state as CheckpointState);
    } else if (record.kind === 'tick') {
      for (const piece of record.pieces) missing.get(piece.room)?.add(piece);
    }
  }
  let count = 0;
  for (const each of missing.values()) if (each.complete()) count++;
  return count;
}

/** The log of a match from its start to the checkpoint. */
class MissingLog {
  private readonly of: RestoredMatch;
  /** Null until the start of the match was read. */
  private log: MatchLog | null = null;
  /** The newest one that late watchers may see. */
  private place: CheckpointState | null = null;

  constructor(of: RestoredMatch) {
    this.of = of;
  }

  passed(seed: number, checkpoint: CheckpointState): void {
    const { match, tick } = this.of;
    if (seed !== match.seed) return;
    if (checkpoint.tick === 0) this.log ??= new MatchLog(loggedInputsMax(match.seatCount));
    const isOldEnough = checkpoint.tick <= Math.min(tick, match.tick - match.watchDelayTicks);
    if (match.watchDelayTicks > 0 && isOldEnough) this.place = checkpoint;
  }

  add({ tick, inputs: numbers }: RoomPiece): void {
    if (tick > this.of.tick) return;
    const inputs: Input[] = [];
    readInputs(numbers, inputs);
    this.log?.add(tick, inputs);
  }

  complete(): boolean {
    if (this.log?.isComplete !== true) return false;
    this.of.match.prepend(piecesOf(this.log.bytes), this.place);
    return true;
  }
}
