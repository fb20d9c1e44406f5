// All that is left of a room's stream, for the log of a match from its start: a replay begins with the match.

import { KEYS, type Redis } from '#redis';
import type { JournalRecord } from '../../journal/record.ts';
import { RoomUnreadable } from './read-room.ts';
import { follows, idText, parseEntry, type RawEntry, type StreamEntry } from './stream-entry.ts';

const ENTRIES_PER_READ = 400;

/**
 * The records of a room up to an epoch, oldest first. It takes turns with the rest of the program.
 * @param epoch of this node's claim
 * @throws RoomUnreadable at a hole or a damaged entry; other errors if Redis fails
 */
export async function* readHistory(redis: Redis, code: string, epoch: number): AsyncGenerator<JournalRecord> {
  let last: StreamEntry | null = null;
  for (let from = '-'; ;) {
    const key = KEYS.room(code);
    const raw = (await redis.xrangeBuffer(key, from, '+', 'COUNT', ENTRIES_PER_READ)) as unknown as RawEntry[];
    for (const each of raw) {
      const entry = parseEntry(each);
      if (entry === null || entry.isDamaged) throw new RoomUnreadable(code, 'has a damaged entry');
      if (entry.id.epoch >= epoch) return;
      if (last !== null && !follows(entry.id, last.id)) {
        throw new RoomUnreadable(code, `has nothing between ${idText(last.id)} and ${idText(entry.id)}`);
      }
      last = entry;
      yield* entry.records;
    }
    if (raw.length < ENTRIES_PER_READ) return;
    from = `(${raw.at(-1)![0].toString()}`;
  }
}
