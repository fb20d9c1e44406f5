// Who owns a room, as its stream says it.

import { KEYS, type Redis } from '#redis';
import { isRefusal, unlessWrongType } from './redis-batch.ts';
import { idText, parseEntry, type RawEntry, type StreamEntry } from './stream-entry.ts';

/** Entries that are looked at for the owner of a room: each keyframe names it. */
const OWNER_ENTRIES_MAX = 1000;

/** The room is this node's: only entries of this epoch are accepted until another node claims it. */
export interface Claim {
  readonly epoch: number;
  /** The newest entry before the claim. */
  readonly last: StreamEntry;
}

/**
 * Claims a room, for a takeover or after the last entry of a move. Of all nodes that try, one wins.
 * @returns null if another node was quicker, and if the room has closed
 * @throws if Redis fails. The claim may have been made then: a repeated call claims again, which is as good.
 */
export async function claimRoom(redis: Redis, code: string, node: string): Promise<Claim | null> {
  const [last] = await newestEntries(redis, code, 1);
  if (last === undefined || last.isClosed) return null;
  const epoch = last.id.epoch + 1;
  const id = idText({ epoch, n: 0 });
  try {
    const reply = await redis.xadd(KEYS.room(code), 'NOMKSTREAM', id, 'by', node);
    return reply === null ? null : { epoch, last };
  } catch (error) {
    if (error instanceof Error && isFenced(error)) return null;
    throw error;
  }
}

/**
 * Claims a room under one epoch and no other: that of a move, for which source and target may both try. It may be called again
 * when Redis has failed.
 * @returns whether the room is this node's
 * @throws if Redis fails; then nobody knows yet
 */
export async function claimEpoch(redis: Redis, code: string, node: string, epoch: number): Promise<boolean> {
  const id = idText({ epoch, n: 0 });
  try {
    return (await redis.xadd(KEYS.room(code), 'NOMKSTREAM', id, 'by', node)) !== null;
  } catch (error) {
    if (!(error instanceof Error && isFenced(error))) throw error;
    // An earlier call may have been carried out, although its answer was lost.
    const [last] = await newestEntries(redis, code, 1);
    return last !== undefined && last.id.epoch === epoch && last.id.n === 0 && last.by === node;
  }
}

/** The node that owns a room, or that may claim it; null if nothing says which. @throws if Redis fails */
export async function ownerOf(redis: Redis, code: string): Promise<string | null> {
  const [last] = await newestEntries(redis, code, 1);
  if (last === undefined || last.isClosed) return null;
  const named = last.to ?? last.by;
  if (named !== null) return named;
  const entries = await newestEntries(redis, code, OWNER_ENTRIES_MAX);
  return entries.find(({ by }) => by !== null)?.by ?? null;
}

/**
 * The node that has claimed the newest epoch of a room: the claim is its oldest entry. After a trim that is often the keyframe,
 * which names its node too.
 * @param last the newest entry
 * @returns null if neither is there any more: the claim is old
 * @throws if Redis fails
 */
export async function claimerOf(redis: Redis, code: string, last: StreamEntry): Promise<string | null> {
  if (last.by !== null) return last.by;
  const read = redis.xrangeBuffer(KEYS.room(code), idText({ epoch: last.id.epoch, n: 0 }), '+', 'COUNT', 1);
  const [raw] = (await unlessWrongType(read, [])) as unknown as RawEntry[];
  return raw === undefined ? null : (parseEntry(raw)?.by ?? null);
}

/** The newest entry of a room; null without one. @throws if Redis fails */
export async function newestEntry(redis: Redis, code: string): Promise<StreamEntry | null> {
  return (await newestEntries(redis, code, 1))[0] ?? null;
}

/** Whether Redis refused an entry since the stream has a newer one. */
export function isFenced(error: Error): boolean {
  return isRefusal(error) && error.message.includes('equal or smaller');
}

/** The newest first. Entries with ids that are none of ours are left out. A key of another type has none. */
async function newestEntries(redis: Redis, code: string, count: number): Promise<StreamEntry[]> {
  const read = redis.xrevrangeBuffer(KEYS.room(code), '+', '-', 'COUNT', count);
  const raw = (await unlessWrongType(read, [])) as unknown as RawEntry[];
  return raw.map(parseEntry).filter((entry) => entry !== null);
}
