// What an earlier process has left in the journal's folder: which of it can be used, and its records.
//
// Files are looked at from the newest to the oldest, until one holds everything that was open at one moment. A file that
// begins anew (`isFresh`) and was not finished means nothing, and where records are missing between two files the later one
// means nothing either. So what is read never goes past a hole.

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '../ops/log.ts';
import type { JournalContents } from './journal.ts';
import { decodeRecord, type SegmentEnd, type StoredRecord } from './record-codec.ts';
import type { JournalRecord } from './record.ts';
import type { MatchStart } from './retention.ts';
import {
  payloadsIn,
  readSegment,
  scanSegment,
  scanWhole,
  type ScannedSegment,
  segmentNumbers,
  segmentPath,
} from './segment-file.ts';

/** What is decoded in one turn of the event loop: less than a millisecond. */
const TURN_BYTES = 32 * 1024;

/** A file, and up to where its records are used. */
interface Part {
  readonly segment: ScannedSegment;
  readonly end: number;
}

export class StoredJournal implements JournalContents {
  /** Bytes of all files that are there, by number. */
  readonly sizes: ReadonlyMap<number, number>;
  /** The rooms' matches in the records that were read, with the files in which they began. */
  readonly matches = new Map<string, MatchStart>();
  /** While older files are read none must be deleted. */
  isReading = false;
  private readonly folder: string;
  private readonly log: Logger;
  private parts: readonly Part[];
  /** Where each of them ends, and what precedes the first of them. */
  private readonly ends: readonly SegmentEnd[];
  private readonly before: SegmentEnd | null;
  /** Null after a record that could not be decoded: later files do not follow from what was read. */
  private readEnd: SegmentEnd | null;

  constructor(folder: string, log: Logger, sizes: ReadonlyMap<number, number>, parts: readonly Part[]) {
    this.folder = folder;
    this.log = log;
    this.sizes = sizes;
    this.parts = parts;
    this.ends = parts.map(({ segment, end }) => ({ number: segment.number, bytes: end }));
    this.before = parts[0]?.segment.beginning?.after ?? null;
    this.readEnd = this.ends.at(-1) ?? null;
  }

  /** The number of the newest file, 0 for none. */
  get newest(): number {
    return Math.max(0, ...this.sizes.keys());
  }

  /** Where what was read ends, null where there was nothing. */
  get end(): SegmentEnd | null {
    return this.readEnd;
  }

  /** Frees the content of the files, whose records have been read. */
  release(): void {
    this.parts = [];
  }

  *records(): Generator<JournalRecord> {
    for (const { segment, end } of this.parts) {
      for (const payload of payloadsIn(segment.bytes, end)) {
        const record = decodeRecord(payload);
        if (record === null) {
          this.readEnd = null;
          this.log.error(
            { segment: segment.number },
            'journal: a record could not be decoded, nothing after it is used',
          );
          return;
        }
        this.note(record);
        if (record.kind !== 'segment' && record.kind !== 'whole') yield record;
      }
    }
  }

  async *history(): AsyncGenerator<JournalRecord> {
    this.isReading = true;
    try {
      const ends = [...(await this.connected(this.before)), ...this.ends];
      for (const { number, bytes } of ends) {
        let turnBytes = 0;
        for (const payload of payloadsIn(await readFile(segmentPath(this.folder, number)), bytes)) {
          turnBytes += payload.length;
          if (turnBytes >= TURN_BYTES) {
            turnBytes = 0;
            await nextTurn();
          }
          const record = decodeRecord(payload);
          if (record !== null && record.kind !== 'segment' && record.kind !== 'whole') yield record;
        }
      }
    } finally {
      this.isReading = false;
    }
  }

  private note(record: StoredRecord): void {
    if (record.kind === 'checkpoint') this.matches.set(record.room, record);
    if (record.kind === 'match-over' || record.kind === 'room-closed') this.matches.delete(record.room);
  }

  /** Files that precede a place without a hole, oldest first, each with where it ends. */
  private async connected(after: SegmentEnd | null): Promise<SegmentEnd[]> {
    const ends: SegmentEnd[] = [];
    for (let end = after; end !== null;) {
      const bytes = await readFile(segmentPath(this.folder, end.number)).catch(() => null);
      if (bytes === null) break;
      const { beginning, validBytes } = await scanInSteps(end.number, bytes);
      if (beginning === null || validBytes < end.bytes) break;
      ends.unshift(end);
      end = beginning.after;
    }
    return ends;
  }
}

/** @returns what is there, or why it must be of another version of the program */
export function readStoredJournal(folder: string, log: Logger): StoredJournal | 'format' | 'kind' {
  const sizes = new Map<number, number>();
  let parts: Part[] = [];
  let isFound = false;
  for (const number of numbersIn(folder).toReversed()) {
    if (isFound) {
      // Kept for the logs of matches alone, and read later.
      sizes.set(number, statSync(segmentPath(folder, number), { throwIfNoEntry: false })?.size ?? 0);
      continue;
    }
    const segment = scanWhole(number, bytesOf(folder, number, log));
    sizes.set(number, segment.bytes.length);
    if (segment.isForeign !== null) return segment.isForeign;
    const { beginning, validBytes } = segment;
    const after = parts[0]?.segment.beginning?.after;
    if (after !== undefined && !(after?.number === number && validBytes >= after.bytes)) {
      log.error({ segment: number }, 'journal: records are missing, what was written after them is not used');
      parts = [];
    }
    if (beginning === null) {
      log.warn({ segment: number, offset: 0, bytesLost: segment.bytes.length }, 'journal: a file has no valid record');
      continue;
    }
    parts.unshift({ segment, end: parts.length > 0 ? after!.bytes : validBytes });
    isFound = segment.isWhole;
    if (!isFound && beginning.isFresh) parts = [];
  }
  if (!isFound) parts = [];
  const last = parts.at(-1);
  if (last !== undefined && last.end < last.segment.bytes.length) {
    const { number: segment, bytes } = last.segment;
    log.warn({ segment, offset: last.end, bytesLost: bytes.length - last.end }, 'journal: its damaged end was cut off');
  }
  return new StoredJournal(folder, log, sizes, parts);
}

function numbersIn(folder: string): number[] {
  try {
    return segmentNumbers(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A file that cannot be read is a damaged one. */
function bytesOf(folder: string, number: number, log: Logger): Buffer {
  try {
    return readSegment(folder, number);
  } catch (error) {
    log.error({ segment: number, reason: (error as Error).message }, 'journal: a file cannot be read');
    return Buffer.alloc(0);
  }
}

async function scanInSteps(number: number, bytes: Buffer): Promise<ScannedSegment> {
  const scan = scanSegment(number, bytes);
  for (;;) {
    const { done, value } = scan.next();
    if (done) return value;
    await nextTurn();
  }
}
