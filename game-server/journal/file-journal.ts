// The journal on disk. It has no timer: each tick of the server is a moment to sync, to begin a new file, and to try again.
//
//     waiting ──begin──► restating ──all of it is written──► whole ──the file is full──► restating, in the next file
//
//     a write or a sync fails in any of them ──► failing ──2 s later──► restating, in a fresh file

import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { DelayHistogram } from '../ops/delay-histogram.ts';
import type { Logger } from '../ops/log.ts';
import type { JournalCounts, JournalFigures } from '../ops/metrics.ts';
import { Batch } from './batch.ts';
import { FailureLog } from './failure-log.ts';
import { FILE_CHECKPOINT_TICKS, FILE_PIECE_TICKS, type Journal, type JournalSource } from './journal.ts';
import type { JournalRecord, RoomPiece } from './record.ts';
import { Retention } from './retention.ts';
import { segmentNumbers, segmentPath } from './segment-file.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { StoredJournal } from './stored-journal.ts';

/** A file is followed by a new one when it is longer than this and than SEGMENT_PER_RESTATED times what is open. */
export const SEGMENT_BYTES_MAX = 16 * 1024 * 1024;
const SEGMENT_PER_RESTATED = 4;
/** Bytes that are written again in one tick at most: 1 MB a second, about half a millisecond a tick. */
const RESTATED_BYTES_PER_TICK = 16 * 1024;
/** The same while the server does not tick. */
const RESTATED_BYTES_AT_ONCE = 1024 * 1024;
/** A power failure may lose what was written since the last sync. The end of the process loses nothing. */
const SYNC_EVERY_MS = 250;
/** A deleted file is noticed within this time. The check costs as much as a sync. */
const LOOK_EVERY_MS = 2000;
const RETRY_EVERY_MS = 2000;
/** After this time without a successful write no client waits for the state on disk: its files are deleted. */
const STALE_AFTER_MS = 60_000;

export interface FileJournalParts {
  /** The folder of the files. It is made where it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stored: StoredJournal;
  /** Takes the lock of the data folder where it is not held. @throws where that fails */
  readonly lock: () => void;
  readonly segmentBytesMax?: number;
}

export class FileJournal implements Journal, JournalCounts {
  readonly checkpointTicks = FILE_CHECKPOINT_TICKS;
  readonly pieceTicks = FILE_PIECE_TICKS;
  readonly restatesRooms = false;
  readonly appendTimes = new DelayHistogram();
  readonly syncTimes = new DelayHistogram();
  private readonly parts: FileJournalParts;
  private readonly batch = new Batch();
  private readonly retention = new Retention();
  private source: JournalSource | null = null;
  /** The file that is written, null while waiting or failing. */
  private segment: SegmentWriter | null = null;
  private newest: number;
  /** What must still be written again, null when the file is whole. */
  private restating: Iterator<JournalRecord> | null = null;
  /** Whether the next append makes the file whole. */
  private isMarked = false;
  /** Bytes of the file when it became whole. */
  private restatedBytes = 0;
  private needsSync = false;
  /** Whether a sync has failed: the newest whole file may be damaged, so older files stay. */
  private isDoubtful = false;
  private syncedMs = 0;
  private lookedMs = 0;
  private deleting = 0;
  private failing: { readonly sinceMs: number; retryMs: number } | null = null;
  private readonly failureLog: FailureLog;
  private bytes = 0;
  private appends = 0;
  private failures = 0;
  private recordsDropped = 0;

  constructor(parts: FileJournalParts) {
    this.parts = parts;
    this.newest = parts.stored.newest;
    this.failureLog = new FailureLog(parts.log);
  }

  get isOn(): boolean {
    return this.segment !== null;
  }

  /** Whether no sync and no deletion is under way. */
  get isIdle(): boolean {
    return this.deleting === 0 && !this.segment?.isSyncing;
  }

  get figures(): JournalFigures {
    const { bytes, appends, failures, recordsDropped } = this;
    // After a failure the journal is complete only when everything has been written again.
    const isOn = this.isOn && this.failing === null;
    return { isOn, bytes, appends, failures, recordsDropped, size: this.retention.bytes };
  }

  /** Begins to write, with everything that is open. What was read must have been read to its end. */
  begin(source: JournalSource): void {
    const { stored } = this.parts;
    this.source = source;
    this.retention.continue(stored.sizes, stored.matches);
    stored.release();
    this.attempt(() => this.startFile(true, stored.end));
    this.complete();
  }

  append(record: JournalRecord): void {
    if (this.segment === null) {
      // Before `begin` nothing is lost: it asks for everything.
      if (this.source !== null) this.recordsDropped++;
      return;
    }
    const { number } = this.segment;
    this.attempt(() => {
      if (record.kind === 'checkpoint') {
        this.batch.add({ ...record, since: this.retention.matchSince(record.room, record.match, number) });
      } else {
        this.batch.add(record);
        this.retention.ended(record);
      }
    });
  }

  commit(): void {
    const { batch, segment } = this;
    if (batch.length === 0 || segment === null) return;
    this.attempt(() => {
      const beganMs = performance.now();
      segment.write(batch.bytes, batch.length);
      this.appendTimes.record(performance.now() - beganMs);
      this.appends++;
      this.bytes += batch.length;
      this.retention.grown(segment.number, segment.bytes);
      batch.clear();
      this.needsSync = true;
      if (this.isMarked) this.becameWhole(segment);
    });
  }

  tick(serverTick: number, pieces: readonly RoomPiece[] | null): void {
    if (this.source === null) return;
    if (pieces !== null) this.append({ kind: 'tick', tick: serverTick, pieces });
    const nowMs = this.parts.clock.now();
    if (this.failing !== null && this.segment === null && nowMs >= this.failing.retryMs) this.retry();
    // After the record of the tick: what is written again contains the tick.
    if (this.restating !== null) this.attempt(() => this.restate(RESTATED_BYTES_PER_TICK));
    this.commit();
    if (this.segment === null) return;
    if (this.needsSync && !this.segment.isSyncing && nowMs - this.syncedMs >= SYNC_EVERY_MS) this.sync(nowMs);
    if (this.restating === null && this.segment.bytes >= this.segmentBytesMax) this.attempt(() => this.nextFile());
  }

  /** Stops, and keeps the files. */
  stop(): void {
    this.commit();
    this.segment?.close();
    this.segment = null;
    this.source = null;
    this.batch.clear();
  }

  /** Stops, and deletes the files: a server that has drained leaves nothing to go on from. */
  async finish(): Promise<void> {
    this.stop();
    this.retention.forgetAll();
    await this.deleteUnneeded();
  }

  complete(): boolean {
    while (this.restating !== null) {
      this.attempt(() => this.restate(RESTATED_BYTES_AT_ONCE));
      this.commit();
    }
    this.commit();
    return this.isOn;
  }

  private get segmentBytesMax(): number {
    const { segmentBytesMax = SEGMENT_BYTES_MAX } = this.parts;
    return Math.max(segmentBytesMax, this.restatedBytes * SEGMENT_PER_RESTATED);
  }

  private startFile(isFresh: boolean, after: SegmentWriter['end'] | null): void {
    this.parts.lock();
    this.newest++;
    this.segment = new SegmentWriter(this.parts.folder, this.newest, isFresh, after);
    this.retention.grown(this.newest, this.segment.bytes);
    this.restating = this.source!.restate()[Symbol.iterator]();
  }

  private nextFile(): void {
    const last = this.segment!;
    this.startFile(false, last.end);
    last.sync(false, () => {});
    last.close();
  }

  /** Writes some of what is open again, and marks the file when it holds all of it. */
  private restate(bytesMax: number): void {
    while (this.restating !== null && this.batch.length < bytesMax) {
      const { done, value } = this.restating.next();
      if (!done) {
        this.append(value);
        continue;
      }
      this.batch.add({ kind: 'whole' });
      this.isMarked = true;
      return;
    }
  }

  /** The mark was written: older files are not needed for what is open. */
  private becameWhole({ number, bytes }: SegmentWriter): void {
    this.isMarked = false;
    this.isDoubtful = false;
    this.restating = null;
    this.restatedBytes = bytes;
    this.retention.becameWhole(number);
    this.recovered();
  }

  private sync(nowMs: number): void {
    const segment = this.segment!;
    const isWhole = this.restating === null;
    this.needsSync = false;
    this.syncedMs = nowMs;
    const looks = nowMs - this.lookedMs >= LOOK_EVERY_MS;
    if (looks) this.lookedMs = nowMs;
    const beganMs = performance.now();
    segment.sync(looks, (error) => {
      this.syncTimes.record(performance.now() - beganMs);
      if (segment !== this.segment) return;
      if (error !== null) {
        this.isDoubtful = true;
        this.fail(error);
      } else if (isWhole && !this.parts.stored.isReading) void this.deleteUnneeded();
    });
  }

  private async deleteUnneeded(): Promise<void> {
    const numbers = this.retention.takeUnneeded();
    this.deleting++;
    await Promise.all(numbers.map((number) => unlink(segmentPath(this.parts.folder, number)).catch(() => {})));
    this.deleting--;
  }

  /** Runs a step. An exception, of the disk or of a record, ends the file. */
  private attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private retry(): void {
    this.attempt(() => {
      this.findFiles();
      this.startFile(true, null);
    });
  }

  /** Files that could not be read at the start are of no use, and have the names of new ones. */
  private findFiles(): void {
    const { folder } = this.parts;
    for (const number of existsSync(folder) ? segmentNumbers(folder) : []) {
      this.newest = Math.max(this.newest, number);
      this.retention.found(number);
    }
  }

  private fail(error: Error): void {
    const { batch, parts, retention, segment } = this;
    const nowMs = parts.clock.now();
    this.failures++;
    this.recordsDropped += batch.count;
    batch.clear();
    segment?.close();
    if (segment?.isFresh && this.restating !== null) segment.delete();
    this.segment = null;
    this.restating = null;
    this.isMarked = false;
    this.failing ??= { sinceMs: nowMs, retryMs: 0 };
    this.failing.retryMs = nowMs + RETRY_EVERY_MS;
    // The logs of matches have a hole now, so older files are useless. Deleting them may free enough of the disk.
    const isStale = nowMs - this.failing.sinceMs >= STALE_AFTER_MS;
    if (isStale) retention.forgetAll();
    else retention.forgetLogs();
    if (isStale || !this.isDoubtful) void this.deleteUnneeded();
    this.failureLog.failed(error, this.recordsDropped, nowMs);
  }

  private recovered(): void {
    if (this.failing === null) return;
    this.failing = null;
    this.failureLog.recovered(this.recordsDropped);
  }
}
