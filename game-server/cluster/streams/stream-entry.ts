// One entry of a room's stream: its id, which is the fence, and its fields.
//
//     id <epoch>-<n>    Redis accepts an id only above the newest one, so of two owners only the later one can append
//     r   records of the journal, as in its files
//     k   1 for a keyframe: the records restate everything of the room
//     by  the node that owns the room from here on; in a claim and in each keyframe
//     to  the node that may claim the room: its owner has stopped
//     closed  1 for the last entry of a room

import { endOfRecord, FRAME_HEAD_BYTES } from '../../journal/record-frame.ts';
import { decodeRecord } from '../../journal/record-codec.ts';
import type { JournalRecord } from '../../journal/record.ts';

export interface EntryId {
  /** Rises with each owner. */
  readonly epoch: number;
  /** Counts the entries of the epoch, from 0. */
  readonly n: number;
}

export interface StreamEntry {
  readonly id: EntryId;
  readonly records: readonly JournalRecord[];
  /** Whether a byte of its records is wrong or missing; then it has none. */
  readonly isDamaged: boolean;
  readonly isKeyframe: boolean;
  readonly isClosed: boolean;
  readonly by: string | null;
  readonly to: string | null;
}

/** As Redis answers a command on streams, with buffers. */
export type RawEntry = readonly [id: Buffer, fields: readonly Buffer[]];

export function idText({ epoch, n }: EntryId): string {
  return `${epoch}-${n}`;
}

/** @returns null for an id that no node of ours can have made */
export function parseId(text: string): EntryId | null {
  const parts = /^(?<epoch>\d{1,16})-(?<n>\d{1,16})$/.exec(text)?.groups;
  if (parts === undefined) return null;
  const [epoch, n] = [Number(parts['epoch']), Number(parts['n'])];
  return Number.isSafeInteger(epoch) && Number.isSafeInteger(n) ? { epoch, n } : null;
}

/** Whether nothing can be missing between two entries: the next of an epoch, or the first of a later one. */
export function follows(next: EntryId, last: EntryId): boolean {
  return next.epoch === last.epoch ? next.n === last.n + 1 : next.epoch > last.epoch && next.n === 0;
}

/** @returns null if its id is none of ours */
export function parseEntry([idBytes, fields]: RawEntry): StreamEntry | null {
  const id = parseId(idBytes.toString());
  if (id === null) return null;
  const byName = new Map<string, Buffer>();
  for (let i = 0; i + 1 < fields.length; i += 2) byName.set(fields[i]!.toString(), fields[i + 1]!);
  const bytes = byName.get('r');
  const records = bytes === undefined ? [] : parseRecords(bytes);
  return {
    id,
    records: records ?? [],
    isDamaged: records === null,
    isKeyframe: byName.has('k'),
    isClosed: byName.has('closed'),
    by: byName.get('by')?.toString() ?? null,
    to: byName.get('to')?.toString() ?? null,
  };
}

/** @returns null if a byte is damaged or missing */
function parseRecords(bytes: Buffer): readonly JournalRecord[] | null {
  const records: JournalRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = endOfRecord(bytes, at);
    const record = end === null ? null : decodeRecord(bytes.subarray(at + FRAME_HEAD_BYTES, end));
    if (end === null || record === null || record.kind === 'segment' || record.kind === 'whole') return null;
    records.push(record);
    at = end;
  }
  return records;
}
