// The match that a player left for the replays, to know when another one begins with them.

import type { OnlineRoom } from './netcode/session-state.ts';

type KnownRoom = Pick<OnlineRoom, 'state' | 'isSeated'> & {
  readonly match: Pick<OnlineRoom['match'], 'code' | 'seat' | 'seenTick'>;
};

export class MatchLeft {
  /** The room as last described; null while none is known, as after a reload. */
  private room: KnownRoom | null = null;

  /** The player goes to the replays. @param room their room, if one is known */
  leave(room: KnownRoom | null): void {
    this.room = room;
  }

  /**
   * Call for each description of the room.
   * @returns whether a match has begun with the player in it. A match that goes on after a lost connection, a restart of
   *   the server or a reload has not begun.
   */
  hasNext(room: KnownRoom): boolean {
    const before = this.room;
    this.room = room;
    if (before === null || !room.isSeated || (room.state !== 'countdown' && room.state !== 'play')) return false;
    return before.state === 'lobby' || before.state === 'result' || isAnother(before.match, room.match);
  }
}

/** A match that goes on has a model of its own for each connection, and its ticks only rise. */
function isAnother(before: KnownRoom['match'], now: KnownRoom['match']): boolean {
  return now.code !== before.code || now.seat !== before.seat || now.seenTick < before.seenTick;
}
