// A worker of a load test that is not this process: its orders and answers go over a link to another process here
// (process-link.ts), or on another machine (hosts/host-link.ts).

import { NOT_WATCHED, sumOfTraffic, type Share } from './clients.ts';
import { emptyFigures } from './figures.ts';
import type { Order } from './worker.ts';

/** A worker as workers.ts sees it. */
export interface Worker {
  readonly share: Share;
  /** Call after this much time: ends the worker if it hangs. */
  watch(ms: number): void;
  /** Settles when the order is carried out, or the worker has died. */
  carryOut(order: Order): Promise<void>;
  end(): Promise<void>;
}

export interface NumberedOrder {
  readonly number: number;
  readonly order: Order;
}

export interface LinkEvents {
  answered(number: number, share: Share): void;
  /** The last event. @param how in words, such as `died (SIGKILL)` */
  closed(how: string): void;
}

/** Carries orders. Its events come after the call that opened it has returned. */
export interface WorkerLink {
  send(order: NumberedOrder): void;
  /** Ends it at once. */
  kill(): void;
  /** Ends it in good order; settles when it has closed. */
  end(): Promise<void>;
}

/** A worker that has not answered for this long hangs. Time in which this process stands still is not counted. */
const HANG_MS_MAX = 5000;
/** The same for one that has never answered: it loads its program first, on a machine that may be busy. */
const START_MS_MAX = 30_000;

export const NO_SHARE: Share = {
  ...{ connected: 0, playing: 0, onLog: 0, disconnected: 0, resumed: 0, movedOn: 0, lost: new Map(), firstLoss: '' },
  rooms: new Map(),
  traffic: sumOfTraffic([]),
  figures: emptyFigures(),
  ...{ gaps: [], stalls: [], watched: NOT_WATCHED },
};

export class LinkedWorker implements Worker {
  share = NO_SHARE;
  private readonly link: WorkerLink;
  /** Orders that are not answered, by number. */
  private readonly pending = new Map<number, () => void>();
  private number = 0;
  /** Clients that it was to add. */
  private added = 0;
  private isDead = false;
  /** How long an order has waited without any answer. */
  private silentMs = 0;
  private isEnding = false;

  /** @param died called when it ends before `close` */
  constructor(open: (events: LinkEvents) => WorkerLink, died: (how: string) => void) {
    this.link = open({
      answered: (number, share) => {
        this.share = share;
        this.silentMs = 0;
        this.settle(number);
      },
      closed: (how) => {
        this.isDead = true;
        if (this.isHung) died(`hung (no answer for ${this.silentMsMax / 1000} s)`);
        else if (!this.isEnding) died(how);
        this.share = withoutClients(this.share, this.added);
        for (const number of this.pending.keys()) this.settle(number);
      },
    });
  }

  watch(ms: number): void {
    // An order to add clients may take long by itself, but others are answered meanwhile.
    this.silentMs = this.pending.size === 0 ? 0 : this.silentMs + ms;
    if (this.isHung) this.link.kill();
  }

  async carryOut(order: Order): Promise<void> {
    if (this.isDead) return;
    this.isEnding ||= order.type === 'close';
    if (order.type === 'add') this.added += order.places.length;
    const number = ++this.number;
    await new Promise<void>((resolve) => {
      this.pending.set(number, resolve);
      this.link.send({ number, order });
    });
  }

  async end(): Promise<void> {
    if (!this.isDead) await this.link.end();
  }

  private get isHung(): boolean {
    return this.silentMs > this.silentMsMax;
  }

  private get silentMsMax(): number {
    return this.share === NO_SHARE ? START_MS_MAX : HANG_MS_MAX;
  }

  private settle(number: number): void {
    this.pending.get(number)?.();
    this.pending.delete(number);
  }
}

/** All clients of a worker that died are lost, also those that were connecting. */
function withoutClients(share: Share, added: number): Share {
  const lostBefore = [...share.lost.values()].reduce((sum, count) => sum + count, 0);
  return {
    ...share,
    ...{ playing: 0, onLog: 0, disconnected: 0 },
    lost: new Map(share.lost).set('worker-died', added - lostBefore),
    firstLoss: share.firstLoss || 'worker-died',
  };
}
