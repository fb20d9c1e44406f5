// What ranked matches and those of the day need of the other nodes. A server that is alone has none.

import type { Identity } from '#handover';
import type { ContestRules } from './contest-table.ts';

export interface OtherQueues {
  /** Whether the players of a contest wait at this node. */
  isHere(rules: ContestRules): boolean;
  /** Whether a player has a seat in a ranked match of another node. */
  isPlaying(player: Identity): boolean;
  /** A player begins to wait here: no other session of theirs waits elsewhere. */
  waits(player: Identity): void;
  /** A player has left a ranked match. */
  left(player: Identity): void;
  /** A player has begun the match of a day. */
  tried(date: string, mode: string, player: Identity): void;
}

/** The same of another node. */
export type QueueNews = Pick<OtherQueues, 'waits' | 'left' | 'tried'>;

export const NO_OTHER_QUEUES: OtherQueues = {
  isHere: () => true,
  isPlaying: () => false,
  waits() {},
  left() {},
  tried() {},
};
