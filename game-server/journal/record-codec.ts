// The payload of each kind of record: one msgpack array [kind, ...]. The frame around it is record-frame.ts.

import { Packr } from 'msgpackr';
import type { JournalRecord, RoomPiece } from './record.ts';

/** What only the files themselves need. */
export type SegmentRecord =
  /** The first record of each file. */
  | {
      readonly kind: 'segment';
      readonly number: number;
      /** Whether nothing of earlier files is true any more: without all its records the file means nothing. */
      readonly isFresh: boolean;
      /** The file whose records precede these ones, up to a size in bytes; null for none. */
      readonly after: SegmentEnd | null;
    }
  /** Everything that is open has been written again since the file began. */
  | { readonly kind: 'whole' };

/** A place between two records. */
export interface SegmentEnd {
  readonly number: number;
  readonly bytes: number;
}

/** In the files a checkpoint also says in which one its match began. */
export type StoredRecord =
  | Exclude<JournalRecord, { kind: 'checkpoint' }>
  | (Extract<JournalRecord, { kind: 'checkpoint' }> & { readonly since: number })
  | SegmentRecord;

/** The numbers on disk: a change needs another format version (segment-file.ts). */
const KINDS = {
  segment: 0,
  whole: 1,
  tick: 2,
  room: 3,
  checkpoint: 4,
  'match-over': 5,
  'room-closed': 6,
  session: 7,
  'session-ended': 8,
} as const satisfies Record<StoredRecord['kind'], number>;

export const WHOLE = KINDS.whole;
/** The greatest kind that is known. */
const KIND_MAX = Math.max(...Object.values(KINDS));
/** Msgpack writes an array of at most 15 items with this byte and its length, otherwise with one of the other two. */
const SHORT_ARRAY = 0x90;
const ARRAY_16 = 0xdc;
const ARRAY_32 = 0xdd;

// As on the wire (protocol/codec.ts), so that no extension of msgpackr gets into the files.
const msgpack = new Packr({
  useRecords: false,
  structuredClone: false,
  variableMapSize: true,
  encodeUndefinedAsNil: true,
  int64AsType: 'number',
});

export function encodeRecord(record: StoredRecord): Uint8Array {
  return msgpack.pack(itemsOf(record));
}

function itemsOf(record: StoredRecord): unknown[] {
  const { kind } = record;
  switch (kind) {
    case 'tick':
      return tickItems(record.tick, record.pieces);
    case 'room':
      return [KINDS[kind], record.room, record.state];
    case 'checkpoint':
      return [KINDS[kind], record.room, record.match, record.since, record.state];
    case 'match-over':
    case 'room-closed':
      return [KINDS[kind], record.room];
    case 'session':
      return [KINDS[kind], record.session, record.state];
    case 'session-ended':
      return [KINDS[kind], record.session];
    case 'segment': {
      const { number, isFresh, after } = record;
      return [KINDS[kind], number, isFresh, ...(after === null ? [] : [after.number, after.bytes])];
    }
    case 'whole':
      return [KINDS[kind]];
  }
}

/** The hash comes last, and only where there is one: most pieces have none. */
function tickItems(tick: number, pieces: readonly RoomPiece[]): unknown[] {
  const items: unknown[] = [KINDS.tick, tick];
  for (const { room, tick, inputs, hash } of pieces) {
    items.push(hash === 0 ? [room, tick, inputs] : [room, tick, inputs, hash]);
  }
  return items;
}

/** The kind of a record from its first bytes, without decoding it; null where no known kind begins so. */
export function kindOf(payload: Uint8Array): number | null {
  const [head = 0] = payload;
  const at = head === ARRAY_16 ? 3 : head === ARRAY_32 ? 5 : 1;
  const isArray = at > 1 || (head & 0xf0) === SHORT_ARRAY;
  const kind = payload[at] ?? Infinity;
  return isArray && kind <= KIND_MAX ? kind : null;
}

/** Decodes what `encodeRecord` has made. @returns null for anything else */
export function decodeRecord(payload: Uint8Array): StoredRecord | null {
  let items: unknown;
  try {
    items = msgpack.unpack(payload);
  } catch {
    return null;
  }
  return Array.isArray(items) ? recordOf(items) : null;
}

function recordOf([kind, ...items]: unknown[]): StoredRecord | null {
  const [first, second, third, fourth] = items;
  switch (kind) {
    case KINDS.tick: {
      const pieces = items.slice(1).map(pieceOf);
      return isCount(first) && !pieces.includes(null)
        ? { kind: 'tick', tick: first, pieces: pieces as RoomPiece[] }
        : null;
    }
    case KINDS.room:
      return isText(first) && items.length === 2 ? { kind: 'room', room: first, state: second } : null;
    case KINDS.checkpoint:
      return isText(first) && isCount(second) && isCount(third) && items.length === 4
        ? { kind: 'checkpoint', room: first, match: second, since: third, state: fourth }
        : null;
    case KINDS['match-over']:
      return isText(first) ? { kind: 'match-over', room: first } : null;
    case KINDS['room-closed']:
      return isText(first) ? { kind: 'room-closed', room: first } : null;
    case KINDS.session:
      return isCount(first) && items.length === 2 ? { kind: 'session', session: first, state: second } : null;
    case KINDS['session-ended']:
      return isCount(first) ? { kind: 'session-ended', session: first } : null;
    case KINDS.segment: {
      const after = items.length === 2 ? null : { number: third, bytes: fourth };
      const isEnd = after === null || (isCount(third) && isCount(fourth));
      return isCount(first) && typeof second === 'boolean' && isEnd
        ? { kind: 'segment', number: first, isFresh: second, after: after as SegmentEnd | null }
        : null;
    }
    case KINDS.whole:
      return { kind: 'whole' };
    default:
      return null;
  }
}

function pieceOf(item: unknown): RoomPiece | null {
  if (!Array.isArray(item)) return null;
  const [room, tick, inputs, hash = 0] = item as unknown[];
  const isRight = isText(room) && isCount(tick) && Array.isArray(inputs) && inputs.every(isCount) && isCount(hash);
  return isRight ? { room, tick, inputs, hash } : null;
}

function isText(item: unknown): item is string {
  return typeof item === 'string';
}

/** Sequences of inputs, ticks and unsigned hashes. */
function isCount(item: unknown): item is number {
  return Number.isSafeInteger(item) && (item as number) >= 0;
}
