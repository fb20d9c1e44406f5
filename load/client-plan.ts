// What each client of a load test does. It follows from the seed and the client's place alone, so that the clients are the
// same however many workers share them.

import type { AfterLoss } from '#client';
import type { StreamRate } from '#protocol';
import type { ServerAddress } from '../bots/server-socket.ts';

/** Snapshots a second where the log was asked for, and the mode hides something. */
export const SNAPSHOT_RATE_INSTEAD = 20;
/** One of so many walkers runs the rules, so that the hashes of some rooms are checked at little cost to the generator. */
const CLIENTS_PER_CHECK = 16;

/** A server or node to connect to. */
export interface LoadTarget extends ServerAddress {
  /** As the nodes call it. Missing where it is not known: then frames are checked without regard to who has sent them. */
  readonly node?: string;
}

export interface ClientPlan extends ServerAddress {
  /** The nodes over which the clients are spread, instead of one server. All have names, or none. */
  readonly nodes?: readonly LoadTarget[] | undefined;
  /** Snapshots a second, or `LOG_RATE` for the match log. */
  readonly rate: StreamRate;
  /** Seed of all random walks, and of the choice of clients that are cut off. */
  readonly seed: number;
  /** Modes of the clients, in turn. */
  readonly modes: readonly string[];
  /** Seats of the rooms that clients make for themselves; 0 for rooms of quick play. */
  readonly seats: number;
  /** Percentage of clients that play well, 0..100; the others walk at random. */
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

/** What one client does. */
export interface LoadClientPlan {
  readonly name: string;
  readonly mode: string;
  /** Makes a room with so many seats; 0 to take a seat in one that is there, or by quick play. */
  readonly makesSeats: number;
  readonly rate: StreamRate;
  /** Seed of its walk and its pauses, any 32-bit integer. */
  readonly seed: number;
  readonly think: ThinkTimes;
  /** Plays well, as the built-in AI does. */
  readonly isBot: boolean;
  /** On the match log: steps a World of its own and checks its hashes. A bot always does. */
  readonly runsRules: boolean;
  /** Reads only half of the time: a phone on a bad network. */
  readonly isSlow: boolean;
  readonly afterLoss: AfterLoss;
}

/**
 * @param place index of the client among those that play at the same time, from 0
 * @param number index among all clients that ever connect, from 0: a client that replaces another has its place
 */
export function clientPlan(plan: ClientPlan, place: number, number: number): LoadClientPlan {
  const { modes, seats, bots, rate, seed, think, slow, giveUp } = plan;
  // Spread evenly within each mode.
  const turn = Math.floor(place / modes.length);
  const isBot = Math.floor(((turn + 1) * bots) / 100) > Math.floor((turn * bots) / 100);
  return {
    ...{ rate, think },
    name: `load-${number + 1}`,
    mode: modes[place % modes.length]!,
    // A client that replaces another one takes a seat in the room that is there.
    makesSeats: place === number && makesRoom(plan, place) ? seats : 0,
    seed: seed + number,
    isBot,
    runsRules: isBot || turn % CLIENTS_PER_CHECK === 0,
    isSlow: place < slow,
    afterLoss: giveUp ? 'give-up' : 'play',
  };
}

/** The server that a client connects to: the clients of each mode come to all nodes in turn. */
export function targetOf(plan: ClientPlan, place: number): LoadTarget {
  const { nodes = [], modes } = plan;
  return nodes[Math.floor(place / modes.length) % Math.max(1, nodes.length)] ?? plan;
}

/** Whether a client makes a room, and those after it take the other seats. */
export function makesRoom(plan: Pick<ClientPlan, 'modes' | 'seats'>, place: number): boolean {
  return plan.seats > 0 && makerOf(plan, place) === place;
}

/** The place of the client whose room a client is in, itself included. `seats` is not 0. */
export function makerOf({ modes, seats }: Pick<ClientPlan, 'modes' | 'seats'>, place: number): number {
  const turn = Math.floor(place / modes.length);
  return place - (turn % seats) * modes.length;
}
