// Reads a room back from its stream: the newest keyframe and everything after it.

import { KEYS, type Redis } from '#redis';
import type { JournalRecord } from '../../journal/record.ts';
import type { RoomState } from '../../recovery/states.ts';
import { unlessWrongType } from './redis-batch.ts';
import { follows, idText, parseEntry, type RawEntry, type StreamEntry } from './stream-entry.ts';

/** After a move the keyframe is the newest entry but one: the room stands still until it is read. */
const ENTRIES_FIRST = 2;
/** A keyframe is written every 10 s, with at most 60 entries a second between two of them. */
const ENTRIES_PER_READ = 700;
/** Entries that are read before a stream without a keyframe is given up. */
const ENTRIES_MAX = 4000;

/** Why a room cannot be read back. */
export class RoomUnreadable extends Error {
  constructor(code: string, why: string) {
    super(`the stream of room ${code} ${why}`);
    this.name = 'RoomUnreadable';
  }
}

/**
 * The records of a room, from which recovery.ts rebuilds it: of its members' sessions, of the room, and the log of its match.
 * @returns null if the room has closed
 * @throws RoomUnreadable if an entry after the newest keyframe is damaged or missing, or if there is no keyframe; other
 *   errors if Redis fails
 */
export async function readRoom(redis: Redis, code: string): Promise<readonly JournalRecord[] | null> {
  const entries = await entriesSinceKeyframe(redis, code);
  let last: StreamEntry | null = null;
  const records: JournalRecord[] = [];
  for (const entry of entries) {
    if (entry.isClosed) return null;
    if (last !== null && !follows(entry.id, last.id)) {
      throw new RoomUnreadable(code, `has nothing between ${idText(last.id)} and ${idText(entry.id)}`);
    }
    records.push(...entry.records);
    last = entry;
  }
  return ofMembers(records, code);
}

async function entriesSinceKeyframe(redis: Redis, code: string): Promise<StreamEntry[]> {
  const entries: StreamEntry[] = [];
  let count = ENTRIES_FIRST;
  for (let end = '+'; entries.length < ENTRIES_MAX; count = ENTRIES_PER_READ) {
    const key = KEYS.room(code);
    const read = redis.xrevrangeBuffer(key, end, '-', 'COUNT', count);
    const raw = (await unlessWrongType(read, [])) as unknown as RawEntry[];
    for (const each of raw) {
      const entry = parseEntry(each);
      if (entry === null) throw new RoomUnreadable(code, `has the foreign entry ${each[0].toString()}`);
      if (entry.isDamaged) throw new RoomUnreadable(code, `is damaged at ${idText(entry.id)}`);
      entries.unshift(entry);
      if (entry.isKeyframe) return entries;
    }
    if (raw.length < count) break;
    end = `(${raw.at(-1)![0].toString()}`;
  }
  throw new RoomUnreadable(code, 'has no keyframe');
}

/** Leaves out the sessions that have left the room, which are no business of its next owner. */
function ofMembers(records: readonly JournalRecord[], code: string): readonly JournalRecord[] {
  const newest = records.findLast(({ kind }) => kind === 'room');
  if (newest?.kind !== 'room' || newest.room !== code) throw new RoomUnreadable(code, 'does not say what the room is');
  const members = new Set((newest.state as RoomState).members.order);
  return records.filter((record) => record.kind !== 'session' || members.has(record.session));
}
