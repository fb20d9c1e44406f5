// Sends waiting players their position and range: each at most once a second, only what has changed, and to few players in a
// tick, so that a long queue costs no more than a short one.

import type { ServerMessage } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { rangeOf } from './matchmaker.ts';
import type { Queue, RankedPlayer, Waiting } from './queue.ts';

type Queued = ServerMessage & { readonly type: 'queued' };

/** Players who are looked at in one tick of the server. */
export const LOOKS_PER_TICK = 20;
/** A strength on the wire is this many times as large. */
const WIRE_UNITS = 100;
/** The largest difference of strengths on the wire: a player who gets any opponents. */
const WIRE_RANGE_MAX = 100 * WIRE_UNITS;

export class QueueNews {
  private readonly queue: Queue;
  /** Players who are still to be looked at in this round, and when it began. */
  private round: Waiting[] = [];
  private positions = new Map<RankedPlayer, number>();
  private counts = new Map<Waiting['rules'], number>();
  private beganTick = -TICKS_PER_SECOND;
  private readonly sent = new WeakMap<RankedPlayer, string>();

  constructor(queue: Queue) {
    this.queue = queue;
  }

  /** Sends a player their position, whether it has changed or not. */
  sendNow(waiting: Waiting, nowMs: number): void {
    let position = 0;
    let count = 0;
    for (const each of this.queue) {
      if (each.rules !== waiting.rules) continue;
      count++;
      if (each === waiting) position = count;
    }
    this.send(waiting, queuedMessage(waiting, position, count, nowMs));
  }

  tick(serverTick: number, nowMs: number): void {
    if (this.round.length === 0) {
      if (this.queue.count === 0 || serverTick < this.beganTick + TICKS_PER_SECOND) return;
      this.begin(serverTick);
    }
    for (const { player } of this.round.splice(-LOOKS_PER_TICK)) {
      const waiting = this.queue.of(player);
      const position = this.positions.get(player);
      if (waiting === undefined || position === undefined || !player.isConnected) continue;
      const message = queuedMessage(waiting, position, this.counts.get(waiting.rules) ?? 1, nowMs);
      if (this.sent.get(player) !== factsOf(message)) this.send(waiting, message);
    }
  }

  private begin(serverTick: number): void {
    this.beganTick = serverTick;
    this.positions = new Map();
    this.counts = new Map();
    this.round = [...this.queue];
    for (const { player, rules } of this.round) {
      const position = (this.counts.get(rules) ?? 0) + 1;
      this.counts.set(rules, position);
      this.positions.set(player, position);
    }
    this.round.reverse();
  }

  private send({ player }: Waiting, message: Queued): void {
    this.sent.set(player, factsOf(message));
    player.answer(message);
  }
}

function queuedMessage(waiting: Waiting, position: number, count: number, nowMs: number): Queued {
  const { rules, sinceMs, isKnown, mu } = waiting;
  const [least, most] = isKnown ? rangeOf(waiting, nowMs, rules) : [0, 0];
  const rating = isKnown ? Math.round(mu * WIRE_UNITS) : 0;
  return {
    ...{ type: 'queued', mode: rules.mode, position, waiting: count, rating, waitMsMax: rules.waitMsMax },
    waitedMs: Math.round(nowMs - sinceMs),
    least: Math.round(Math.max(least * WIRE_UNITS, rating - WIRE_RANGE_MAX)),
    most: Math.round(Math.min(most * WIRE_UNITS, rating + WIRE_RANGE_MAX)),
  };
}

/** What of it a client cannot compute. */
function factsOf({ position, waiting, rating, least, most }: Queued): string {
  return [position, waiting, rating, least, most].join(' ');
}
