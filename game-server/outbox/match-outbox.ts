// Records for the API that wait on disk, such as matches that have ended. A record is written before any client is shown
// what is in it, and removed when the API has it. sender.ts sends them.
//
// Beyond the limits, and on a full disk, the newest record is dropped: what waits was promised to players before.

import { renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import { encodeFinishedMatch, FINISHED_MATCH_BYTES_MAX, type FinishedMatch, type RecordKind } from '#handover';
import type { Clock } from '../clock.ts';
import type { Logger } from '../ops/log.ts';
import { nameOf, readOutbox, writeRecord, type StoredRecord } from './outbox-files.ts';

/** Records that wait at most: each has a file, and an entry in memory. */
const RECORDS_WAITING_MAX = 100_000;

export interface MatchOutboxParts {
  readonly folder: string;
  /** Bytes of all records together. */
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly log: Logger;
}

export class MatchOutbox {
  /** Records that were written since the start, and those that were not, by the reason. */
  takenCount = 0;
  readonly droppedCounts = { disk: 0, full: 0, log: 0 };
  /** Is called when a record was taken. */
  onTaken: () => void = () => {};
  private readonly parts: MatchOutboxParts;
  /** Oldest first. */
  private waiting: StoredRecord[] = [];
  private waitingBytes = 0;
  private lastNumber = 0;
  /** Whether the last attempt to write failed. */
  private isFailing = false;
  private isFull = false;

  /** Reads the folder. If that fails, records are dropped until they can be written. */
  constructor(parts: MatchOutboxParts) {
    this.parts = parts;
    const { folder, log } = parts;
    try {
      const { records, foreign } = readOutbox(folder);
      if (foreign.length > 0) {
        log.warn({ folder, count: foreign.length, first: foreign[0] }, 'files in the outbox that are no records');
      }
      for (const record of records) this.add(record);
    } catch (error) {
      this.failed(error);
    }
  }

  /** How many records wait, and the bytes of their files. */
  get totals(): { readonly count: number; readonly bytes: number } {
    return { count: this.waiting.length, bytes: this.waitingBytes };
  }

  /** Milliseconds since the oldest record was written; 0 without one. */
  get oldestAgeMs(): number {
    const [oldest] = this.waiting;
    return oldest === undefined ? 0 : Math.max(0, this.parts.clock.date() - oldest.writtenMs);
  }

  /** The oldest records. */
  first(countMax: number): readonly StoredRecord[] {
    return this.waiting.slice(0, countMax);
  }

  pathOf(record: StoredRecord): string {
    return join(this.parts.folder, nameOf(record));
  }

  /** Writes a match. @param match null if its log is incomplete @returns whether it is on disk */
  takeMatch(match: FinishedMatch | null): boolean {
    if (match !== null) return this.take('match', match.id, encodeFinishedMatch(match));
    this.droppedCounts.log++;
    return false;
  }

  /** Writes a record. @param id 16 bytes in hex @returns whether it is on disk */
  take(kind: RecordKind, id: string, bytes: Uint8Array): boolean {
    const { folder, clock, log } = this.parts;
    if (this.isTooMuch(bytes.length) || bytes.length > FINISHED_MATCH_BYTES_MAX) {
      if (!this.isFull) log.error({ folder, ...this.totals }, 'the outbox is full: the newest matches are dropped');
      this.isFull = true;
      this.droppedCounts.full++;
      return false;
    }
    const record = { number: this.lastNumber + 1, kind, id, bytes: bytes.length, writtenMs: clock.date() };
    try {
      if (this.isFailing) makeFolder(folder);
      writeRecord(folder, nameOf(record), bytes);
    } catch (error) {
      this.failed(error);
      this.droppedCounts.disk++;
      return false;
    }
    if (this.isFailing) log.info({ folder, dropped: this.droppedCounts.disk }, 'the outbox can be written again');
    this.isFailing = this.isFull = false;
    this.add(record);
    this.takenCount++;
    this.onTaken();
    return true;
  }

  /**
   * Takes the records of another outbox, which no process uses, as far as there is room.
   * @returns how many
   */
  takeOver(folder: string): number {
    const { records } = readOutbox(folder);
    let count = 0;
    for (const record of records) {
      if (this.isTooMuch(record.bytes)) break;
      const own = { ...record, number: this.lastNumber + 1 };
      renameSync(join(folder, nameOf(record)), this.pathOf(own));
      this.add(own);
      count++;
    }
    return count;
  }

  /** Removes a record. One that cannot be removed is sent again after the next start, which changes nothing. */
  async remove(record: StoredRecord): Promise<void> {
    await rm(this.pathOf(record), { force: true }).catch((error: unknown) => this.notRemoved(record, error));
    this.forget(record);
  }

  /** Takes a record out of the list: its file is gone or is kept elsewhere. */
  forget(record: StoredRecord): void {
    const at = this.waiting.indexOf(record);
    if (at < 0) return;
    this.waiting.splice(at, 1);
    this.waitingBytes -= record.bytes;
  }

  /**
   * Removes the matches that go on: an earlier process has written their end, but was ended before it could record it in
   * the journal and show it to anybody.
   */
  removeOpen(ids: ReadonlySet<string>): void {
    for (const record of this.waiting.filter(({ kind, id }) => kind === 'match' && ids.has(id))) {
      this.forget(record);
      try {
        rmSync(this.pathOf(record), { force: true });
      } catch (error) {
        this.notRemoved(record, error);
      }
    }
  }

  private isTooMuch(bytes: number): boolean {
    return this.waitingBytes + bytes > this.parts.bytesMax || this.waiting.length >= RECORDS_WAITING_MAX;
  }

  private notRemoved(record: StoredRecord, err: unknown): void {
    this.parts.log.warn({ err, record: nameOf(record) }, 'record of the outbox not removed');
  }

  private add(record: StoredRecord): void {
    this.waiting.push(record);
    this.waitingBytes += record.bytes;
    this.lastNumber = Math.max(this.lastNumber, record.number);
  }

  /** Logs the first failure of many. */
  private failed(error: unknown): void {
    const { folder, log } = this.parts;
    if (!this.isFailing)
      log.error({ err: error, folder }, 'the outbox cannot be written: matches that end are dropped');
    this.isFailing = true;
  }
}
