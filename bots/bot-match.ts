// The match a client has a seat in: made from `joined`, where this version of the rules can hold it, and moved on by snapshots.

import { applyDelta, applyKeyframe, type ServerMessage, type WireSeat } from '#protocol';
import { decodedWorld, type World } from '#simulation';

type Joined = ServerMessage & { type: 'joined' };

/** A rematch is a new one. */
export interface BotMatch {
  readonly code: string;
  readonly mode: string;
  readonly seat: number;
  /** Our copy of the server's World, as of the last snapshot. */
  readonly world: World;
  /** Who sits where; replaced as a whole. */
  seats: readonly WireSeat[];
}

/** @returns null for a match of another version of the rules, and for one in which we have no seat. */
export function matchOf(joined: Joined): BotMatch | null {
  const world = decodedWorld(joined);
  const { code, mode, seat, seats } = joined;
  return world !== null && seat >= 0 && seat < world.seatCount ? { code, mode, seat, world, seats } : null;
}

/** Moves a match's World on. @returns false when the message does not fit it. */
export function moveOn({ world }: BotMatch, message: ServerMessage & { type: 'snapshot' | 'keyframe' }): boolean {
  return message.type === 'snapshot'
    ? applyDelta(world.words, message.tick, message.changes)
    : applyKeyframe(world.words, message.words);
}
