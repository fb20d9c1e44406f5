// A journal that keeps its records in memory, as a file would: what was not committed is lost with the process.

import {
  FILE_CHECKPOINT_TICKS,
  FILE_PIECE_TICKS,
  type Journal,
  type JournalSource,
} from '../../game-server/journal/journal.ts';
import type { JournalRecord, RoomPiece } from '../../game-server/journal/record.ts';

export class MemoryJournal implements Journal {
  isOn = true;
  readonly checkpointTicks = FILE_CHECKPOINT_TICKS;
  readonly pieceTicks = FILE_PIECE_TICKS;
  readonly restatesRooms = false;
  /** What another process would read. */
  readonly kept: JournalRecord[] = [];
  private taken: JournalRecord[] = [];

  /** Begins with everything that is open. */
  begin(source: JournalSource): void {
    for (const record of source.restate()) this.append(record);
    this.commit();
  }

  append(record: JournalRecord): void {
    // No object in it may change later.
    this.taken.push(structuredClone(record));
  }

  commit(): void {
    if (this.isOn) this.kept.push(...this.taken);
    this.taken = [];
  }

  tick(serverTick: number, pieces: readonly RoomPiece[] | null): void {
    if (pieces !== null) this.append({ kind: 'tick', tick: serverTick, pieces });
    this.commit();
  }

  complete(): boolean {
    this.commit();
    return this.isOn;
  }
}
