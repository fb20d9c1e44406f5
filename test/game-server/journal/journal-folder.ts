// A journal in a folder of its own, on a clock of the test's own, as several processes after each other write and read it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { FileJournal } from '../../../game-server/journal/file-journal.ts';
import type { JournalSource } from '../../../game-server/journal/journal.ts';
import type { JournalRecord, RoomPiece } from '../../../game-server/journal/record.ts';
import { readStoredJournal, StoredJournal } from '../../../game-server/journal/stored-journal.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly segment?: number;
  readonly offset?: number;
  readonly bytesLost?: number;
  readonly reason?: string;
}

export const NOTHING: JournalSource = { restate: () => [] };

export class JournalFolder {
  readonly path: string;
  readonly clock = new VirtualClock();
  readonly logLines: LogLine[] = [];
  readonly log = pino({}, { write: (line) => this.logLines.push(JSON.parse(line) as LogLine) });

  /** What the last process found that began. */
  found: StoredJournal | null = null;

  constructor(path = newFolder()) {
    this.path = path;
  }

  /** What a process finds at its start. */
  stored(): StoredJournal {
    const stored = readStoredJournal(this.path, this.log);
    if (stored instanceof StoredJournal) return stored;
    throw new Error(`another ${stored}`);
  }

  /**
   * A process that begins to write, after it has read what is there.
   * @param isBlind if it could not read it
   */
  begin(source = NOTHING, segmentBytesMax?: number, isBlind = false): FileJournal {
    const stored = isBlind ? new StoredJournal(this.path, this.log, new Map(), []) : this.stored();
    this.found = stored;
    for (const record of stored.records()) void record;
    const lock = () => {};
    const parts = { folder: this.path, clock: this.clock, log: this.log, stored, lock };
    const journal = new FileJournal(segmentBytesMax === undefined ? parts : { ...parts, segmentBytesMax });
    journal.begin(source);
    return journal;
  }

  read(): JournalRecord[] {
    return [...this.stored().records()];
  }

  async readHistory(): Promise<JournalRecord[]> {
    const records: JournalRecord[] = [];
    for await (const record of this.stored().history()) records.push(record);
    return records;
  }

  get files(): string[] {
    return readdirSync(this.path).toSorted();
  }

  content(name: string): Buffer {
    return readFileSync(join(this.path, name));
  }

  write(name: string, content: Uint8Array): void {
    writeFileSync(join(this.path, name), content);
  }
}

/** A session with a state. */
export function session(id: number, state: unknown = `state ${id}`): JournalRecord {
  return { kind: 'session', session: id, state };
}

export function room(code: string, state: unknown = `state of ${code}`): JournalRecord {
  return { kind: 'room', room: code, state };
}

export function checkpoint(code: string, match = 1, state: unknown = 0): JournalRecord {
  return { kind: 'checkpoint', room: code, match, state };
}

export function piece(code: string, tick: number): RoomPiece {
  return { room: code, tick, inputs: [0, 1, 2, tick], hash: 0 };
}
