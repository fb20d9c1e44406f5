// Finds what must never happen to a match that moves between nodes, from the frames of all clients together. It knows no
// clock and no socket: a caller reports what each client was shown, by which node, and when.
//
//   node A:  joined 0 ─ 1 ─ 2 ─ 3        (killed)
//   node B:                 joined 3 ─ 4 ─ 5        B has moved the match: from now on A may show no new tick
//
// A node becomes the owner of a match when it shows a newer tick than anybody before. It can do so only after a `joined` of
// its own. Frames of the old owner that were on their way at that moment are no fault.

import type { Faults } from './faults.ts';

/** A World that a client was shown. */
export interface Sight {
  readonly client: string;
  /** The node at the other end of the connection. */
  readonly node: string;
  /** One key for one match, wherever it is played. */
  readonly match: string;
  /** Viewers of one view of the match are shown the same words. */
  readonly view: string;
  readonly tick: number;
  /** Of the words of the World; null where the client does not have all of them. */
  readonly hash: number | null;
  /** By seat: the newest input that has been applied. */
  readonly inputs: ArrayLike<number>;
  /** By seat; null where a score may fall. */
  readonly scores: ArrayLike<number> | null;
  /** By seat, the name of its player. A seat with another player begins at 0 again. */
  readonly holders: readonly string[];
  /** Whether it came with `joined`. */
  readonly isJoined: boolean;
  /**
   * Whether the match waits for its players: then a new tick is the one from which it will go on, which it has moved up to
   * because a client that is back has seen it. Missing for no.
   */
  readonly isStanding?: boolean;
  readonly atMs: number;
}

/** How long a frame may be on its way: between a node and the moment in which a client has read it. */
export const TRANSIT_MS = 50;
/** Ticks of a view that are remembered: a minute. */
const TICKS_MAX = 3600;
/** Matches that are remembered; beyond it the oldest is forgotten. */
const MATCHES_MAX = 2000;
const NEVER = -Infinity;

interface Tenure {
  /** The newest tick that the node has shown. */
  newest: number;
  /** Whether it has sent `joined` since it last lost the match, so that it may own the match. */
  hasJoined: boolean;
}

interface MatchSeen {
  owner: string | null;
  /** The newest tick that was shown, and since when its owner has had the match. */
  newest: number;
  sinceMs: number;
  readonly tenures: Map<string, Tenure>;
  readonly views: Map<string, ViewSeen>;
  /** The newest tick that each client was shown. */
  readonly clients: Map<string, number>;
}

interface ViewSeen {
  readonly hashes: Map<number, number>;
  newest: number;
  inputs: readonly number[];
  scores: readonly number[] | null;
  holders: readonly string[];
}

export class FrameChecker {
  private readonly faults: Faults;
  private readonly matches = new Map<string, MatchSeen>();
  private sightCount = 0;
  private ownerChanges = 0;
  /** Time in which the caller itself did not read, since the start. */
  private stalledMs = 0;
  private readonly stalledAtChange = new Map<string, number>();

  constructor(faults: Faults) {
    this.faults = faults;
  }

  get sights(): number {
    return this.sightCount;
  }

  /** How often a match went on at another node. */
  get takeovers(): number {
    return this.ownerChanges;
  }

  /** The caller has not read its sockets for so long: what it reads now may have waited in any order. */
  stalled(ms: number): void {
    this.stalledMs += ms;
  }

  shown(sight: Sight): void {
    this.sightCount++;
    const match = this.matchOf(sight.match);
    this.checkOrder(sight, match);
    this.checkOwner(sight, match);
    this.checkView(sight, match);
  }

  /** The same tick again, with the same World, is no step back: a hash or a keyframe may repeat it. */
  private checkOrder({ client, node, match, tick, atMs }: Sight, { clients }: MatchSeen): void {
    const seen = clients.get(client) ?? 0;
    clients.set(client, Math.max(seen, tick));
    if (tick >= seen) return;
    this.faults.add('went-back', `${client} was shown tick ${tick} after ${seen} of ${match} by ${node}`, atMs);
  }

  private checkOwner(sight: Sight, seen: MatchSeen): void {
    const { client, node, match, tick, isJoined, isStanding = false, atMs } = sight;
    const tenure = seen.tenures.get(node) ?? { newest: 0, hasJoined: false };
    seen.tenures.set(node, tenure);
    tenure.hasJoined ||= isJoined;
    const isNew = tick > tenure.newest;
    tenure.newest = Math.max(tenure.newest, tick);
    if (isJoined) return;
    if (node === seen.owner) {
      seen.newest = Math.max(seen.newest, tick);
      return;
    }
    if ((tenure.hasJoined || seen.owner === null) && tick > seen.newest)
      return this.becomesOwner(node, match, tick, atMs, seen);
    const sinceMs = atMs - seen.sinceMs - (this.stalledMs - (this.stalledAtChange.get(match) ?? 0));
    if (!isNew || sinceMs <= TRANSIT_MS || (tenure.hasJoined && goesOnFrom(sight, seen))) return;
    if (tenure.hasJoined) {
      if (isStanding) return;
      const what = `tick ${tick} of ${match} to ${client}, and ${seen.owner} had shown the match up to ${seen.newest}`;
      this.faults.add('shown-twice', `${node} showed ${what}`, atMs);
      return;
    }
    const when = `${Math.round(sinceMs)} ms after ${seen.owner} had taken it over`;
    this.faults.add('two-owners', `${node} showed tick ${tick} of ${match} to ${client}, ${when}`, atMs);
  }

  private becomesOwner(node: string, match: string, tick: number, atMs: number, seen: MatchSeen): void {
    if (seen.owner !== null) {
      this.ownerChanges++;
      seen.tenures.get(seen.owner)!.hasJoined = false;
      seen.sinceMs = atMs;
      this.stalledAtChange.set(match, this.stalledMs);
    }
    seen.owner = node;
    seen.newest = tick;
  }

  private checkView(sight: Sight, seen: MatchSeen): void {
    const { client, node, match, view, tick, hash, inputs, scores, holders, atMs } = sight;
    const known = seen.views.get(view) ?? { hashes: new Map(), newest: -1, inputs: [], scores: null, holders: [] };
    seen.views.set(view, known);
    const what = `tick ${tick} of ${match} as ${node} showed it to ${client}`;
    if (hash !== null) {
      const before = known.hashes.get(tick);
      if (before === undefined) remember(known.hashes, tick, hash);
      else if (before !== hash) this.faults.add('two-worlds', `${what} differs from how it was shown before`, atMs);
    }
    if (tick < known.newest) return;
    const isSame = (seat: number) => holders[seat] === known.holders[seat];
    const input = fallenSeat(known.inputs, inputs, isSame);
    if (input >= 0) {
      const was = `${inputs[input]} instead of ${known.inputs[input]} at tick ${known.newest}`;
      this.faults.add('lost-input', `${what}: the newest input of seat ${input} is ${was}`, atMs);
    }
    const score = scores === null || known.scores === null ? -1 : fallenSeat(known.scores, scores, isSame);
    if (score >= 0) {
      const was = `${scores![score]} instead of ${known.scores![score]} at tick ${known.newest}`;
      this.faults.add('lost-score', `${what}: the score of seat ${score} is ${was}`, atMs);
    }
    known.newest = tick;
    known.holders = holders;
    known.inputs = Array.from(inputs);
    known.scores = scores === null ? null : Array.from(scores);
  }

  private matchOf(key: string): MatchSeen {
    const known = this.matches.get(key);
    if (known !== undefined) return known;
    if (this.matches.size >= MATCHES_MAX) {
      const [oldest] = this.matches.keys();
      this.matches.delete(oldest!);
      this.stalledAtChange.delete(oldest!);
    }
    const match: MatchSeen = {
      ...{ owner: null, newest: -1, sinceMs: NEVER },
      ...{ tenures: new Map(), views: new Map(), clients: new Map() },
    };
    this.matches.set(key, match);
    return match;
  }
}

/**
 * Whether a sight is the very last one of the match so far: a new owner goes on from the newest tick that any client reports,
 * and those who have seen less are shown that tick too. No tick is played twice.
 */
function goesOnFrom({ view, tick, hash }: Sight, { newest, views }: MatchSeen): boolean {
  const before = views.get(view)?.hashes.get(tick);
  return tick === newest && (hash === null || before === undefined || hash === before);
}

function remember(hashes: Map<number, number>, tick: number, hash: number): void {
  hashes.set(tick, hash);
  if (hashes.size <= TICKS_MAX) return;
  const [oldest] = hashes.keys();
  hashes.delete(oldest!);
}

/** The first seat whose number is lower than before, and not 0 as after a change of its player; -1 for none. */
function fallenSeat(
  before: readonly number[],
  now: ArrayLike<number>,
  isSamePlayer: (seat: number) => boolean,
): number {
  for (let seat = 0; seat < before.length; seat++) {
    const value = now[seat] ?? 0;
    if (value < before[seat]! && value !== 0 && isSamePlayer(seat)) return seat;
  }
  return -1;
}
