// Claims rooms of dead nodes, several at once. A claim is one entry in the room's stream, which one node wins. It is written
// only if the lease of the room's owner is still over at that moment: a node that was cut off may be back since the last look,
// and shows its rooms again without asking their streams at once.

import { KEYS, type Redis } from '#redis';
import { claimerOf, isFenced, newestEntry } from '../streams/claim-room.ts';
import { readRecord } from '../lease/node-record.ts';
import { idText } from '../streams/stream-entry.ts';

/** A room to claim, and the node that is believed to be dead; null if nothing says whose it is. */
export interface Claimable {
  readonly code: string;
  readonly owner: string | null;
}

/** What became of one. */
export type Claimed =
  | { readonly is: 'claimed'; readonly epoch: number }
  /** Another node was quicker. */
  | { readonly is: 'lost' }
  | { readonly is: 'closed' }
  /** Its owner is alive, or may be. */
  | { readonly is: 'owned' };

/**
 * No other transaction may run on this connection meanwhile.
 * @param id of this node
 * @param beatOf the newest known beat of a node whose lease is not over although it is dead; null if it is over
 * @param isAlive whether another node runs: if it has claimed a room since the look, the room is its
 * @throws if Redis fails. Claims may have been made then; a repeated call makes them again, which is as good.
 */
export async function claimRooms(
  redis: Redis,
  id: string,
  rooms: readonly Claimable[],
  beatOf: (node: string) => number | null,
  isAlive: (node: string) => boolean,
): Promise<readonly Claimed[]> {
  const owners = [...new Set(rooms.flatMap(({ owner }) => (owner === null || owner === id ? [] : [owner])))];
  const keys = owners.map((owner) => KEYS.node(owner));
  if (keys.length > 0) await redis.watch(...keys);
  const leases = keys.length === 0 ? [] : await redis.mget(...keys);
  const isBack = (owner: string | null) => {
    const text = owner === null ? null : (leases[owners.indexOf(owner)] ?? null);
    return text !== null && readRecord(text)?.beat !== beatOf(owner!);
  };
  const tops = await Promise.all(rooms.map(({ code }) => newestEntry(redis, code)));
  const claimers = await Promise.all(
    tops.map((top, index) => (top === null ? Promise.resolve(null) : claimerOf(redis, rooms[index]!.code, top))),
  );
  const isTaken = (index: number) => {
    const by = claimers[index] ?? null;
    return by !== null && by !== id && isAlive(by);
  };
  const transaction = redis.multi();
  let count = 0;
  const at = rooms.map(({ code, owner }, index) => {
    const top = tops[index] ?? null;
    if (top === null || top.isClosed || isBack(owner) || isTaken(index)) return null;
    transaction.xadd(KEYS.room(code), 'NOMKSTREAM', idText({ epoch: top.id.epoch + 1, n: 0 }), 'by', id);
    return count++;
  });
  // One without commands ends the watch too.
  const replies = await transaction.exec();
  return rooms.map(({ owner }, index): Claimed => {
    const top = tops[index] ?? null;
    if (top === null || top.isClosed) return { is: 'closed' };
    // Redis drops the whole transaction if a lease was written meanwhile.
    if (replies === null || isBack(owner)) return { is: 'owned' };
    if (isTaken(index)) return { is: 'lost' };
    const [error, reply] = replies[at[index]!]!;
    if (error !== null && !isFenced(error)) throw error;
    return error === null && reply !== null ? { is: 'claimed', epoch: top.id.epoch + 1 } : { is: 'lost' };
  });
}
