// Who is in the crowd of a load test: each client's part follows from the seed and its place alone, so that the crowd is
// the same however many workers share it.

import type { SnapshotRate } from '#protocol';
import type { WayOn } from '#client';
import type { ServerAddress } from '../bots/server-socket.ts';

export interface ClientPlan extends ServerAddress {
  readonly rate: SnapshotRate;
  /** Seed of all random walks, and of who is cut off. */
  readonly seed: number;
  /** Modes that are played, in turn. */
  readonly modes: readonly string[];
  /** How many of a hundred play well, 0..100; the others walk at random. */
  readonly bots: number;
  /** How long a client waits between two decisions, in milliseconds. */
  readonly think: ThinkTimes;
  /** How many of the first clients read only half of the time. */
  readonly slow: number;
  /** Ends a client whose session the server no longer has, instead of playing on in a new one. */
  readonly giveUp: boolean;
}

export interface ThinkTimes {
  readonly minMs: number;
  readonly maxMs: number;
}

/** One client's part. */
export interface LoadClientPlan {
  readonly name: string;
  readonly mode: string;
  readonly rate: SnapshotRate;
  /** Of its walk and its pauses, any 32-bit integer. */
  readonly seed: number;
  readonly think: ThinkTimes;
  /** Plays well, as the built-in AI does. */
  readonly isBot: boolean;
  /** Reads only half of the time: a phone on a bad network. */
  readonly isSlow: boolean;
  readonly wayOn: WayOn;
}

/**
 * @param place of the client in the crowd, from 0
 * @param newcomer counts up over all who ever come, from 0: it has the place of one who left
 */
export function clientPlan(plan: ClientPlan, place: number, newcomer: number): LoadClientPlan {
  const { modes, bots, rate, seed, think, slow, giveUp } = plan;
  // Spread evenly within each mode.
  const turn = Math.floor(place / modes.length);
  return {
    ...{ rate, think },
    name: `load-${newcomer + 1}`,
    mode: modes[place % modes.length]!,
    seed: seed + newcomer,
    isBot: Math.floor(((turn + 1) * bots) / 100) > Math.floor((turn * bots) / 100),
    isSlow: place < slow,
    wayOn: giveUp ? 'give-up' : 'play',
  };
}
