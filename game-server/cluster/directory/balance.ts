// How full nodes are, and which of them gets a new room.

import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { NodeLoad } from './node-list.ts';

/**
 * From this share of its time on a node is full: a turn that takes longer than usual would delay ticks. Measured with
 * `packetman load`: ticks begin to be late at 85 to 90 %.
 */
export const BUSY_MAX = 80;
/**
 * A room is opened on another node if that is emptier by this. A redirect costs the player one more connection and hello
 * (about 0.5 ms of processor time of both nodes, and a round trip); a room costs about 0.05 % of a core for as long as it
 * lasts. Below a difference of a tenth no room runs better elsewhere, and two nodes would send each other players in turn.
 */
export const WORTH_A_REDIRECT = 0.1;
/** How long the smoothed share takes to follow: longer than a garbage collection, shorter than a match. */
const SMOOTHING_MS = 5000;

/** How full a node is: 0 for empty; from 1 on it takes no more. */
export function fullness({ rooms, roomsMax, sessions, sessionsMax, busy }: NodeLoad): number {
  return Math.max(share(rooms, roomsMax), share(sessions, sessionsMax), busy / BUSY_MAX);
}

export function isFull(load: NodeLoad): boolean {
  return fullness(load) >= 1;
}

/** Whether it may open one more. A busy node may, if no other one is less busy: two that are do not send each other players. */
function hasRoom({ rooms, roomsMax, sessions, sessionsMax }: NodeLoad): boolean {
  return rooms < roomsMax && sessions < sessionsMax;
}

/**
 * Which node a new room is opened on.
 * @param own load of this node, null if it must not open any
 * @returns null for this one
 */
export function nodeForRoom<Node extends { readonly load: NodeLoad }>(
  own: NodeLoad | null,
  others: Iterable<Node>,
): Node | null {
  let best: Node | null = null;
  for (const node of others) {
    if (isFull(node.load)) continue;
    if (best === null || fullness(node.load) < fullness(best.load)) best = node;
  }
  if (best === null || own === null || !hasRoom(own)) return best;
  return fullness(own) - fullness(best.load) >= WORTH_A_REDIRECT ? best : null;
}

/** The share of its time in which the thread of this process is busy: ticks, messages, and all else that it does. */
export class BusyMeter {
  private readonly measure: () => EventLoopUtilization;
  private last: EventLoopUtilization;
  private smoothed = 0;

  /** @param measure totals since the start of the process, in milliseconds */
  constructor(measure: () => EventLoopUtilization = () => performance.eventLoopUtilization()) {
    this.measure = measure;
    this.last = measure();
  }

  /** In percent, smoothed over the last seconds: 0 to 100. */
  get percent(): number {
    return Math.round(this.smoothed * 100);
  }

  /** Takes what has passed since the last call. */
  sample(): void {
    const now = this.measure();
    const activeMs = now.active - this.last.active;
    const passedMs = activeMs + now.idle - this.last.idle;
    this.last = now;
    if (passedMs <= 0) return;
    const weight = 1 - Math.exp(-passedMs / SMOOTHING_MS);
    this.smoothed += (activeMs / passedMs - this.smoothed) * weight;
  }
}

function share(count: number, most: number): number {
  return most === 0 ? 1 : count / most;
}
