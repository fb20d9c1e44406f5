// A restored match goes on from a checkpoint. Its replay needs the log from its start, which older records of the journal
// have. They are read while the server runs, since no client waits for them.

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
      const { tick } = record.state as CheckpointState;
      if (tick === 0) missing.get(record.room)?.begin(record.match);
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

  constructor(of: RestoredMatch) {
    this.of = of;
  }

  begin(match: number): void {
    if (match === this.of.match.seed) this.log ??= new MatchLog(loggedInputsMax(this.of.match.seatCount));
  }

  add({ tick, inputs: numbers }: RoomPiece): void {
    if (tick > this.of.tick) return;
    const inputs: Input[] = [];
    readInputs(numbers, inputs);
    this.log?.add(tick, inputs);
  }

  complete(): boolean {
    if (this.log?.isComplete !== true) return false;
    this.of.match.prepend(piecesOf(this.log.bytes));
    return true;
  }
}
