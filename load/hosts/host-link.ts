// The link to a worker on another machine, `packetman load --worker`.

import { once } from 'node:events';
import { connect } from 'node:net';
import type { Share } from '../clients.ts';
import { monotonicMs, type Span } from '../figures.ts';
import type { LinkEvents, NumberedOrder, WorkerLink } from '../linked-worker.ts';
import { Channel } from './channel.ts';

/** Where a worker listens. */
export interface LoadHost {
  readonly host: string;
  readonly port: number;
}

/** What a worker answers. */
export interface HostAnswer {
  readonly number: number;
  readonly share: Share;
  /** By its own monotone clock, when it answered. */
  readonly atMs: number;
}

export class HostLink implements WorkerLink {
  private readonly channel: Channel;
  private readonly sentMs = new Map<number, number>();
  /** What its clock is behind ours, as the quickest answer showed it. */
  private behindMs = 0;
  private quickestMs = Infinity;
  private settleClosed!: () => void;
  private readonly closed = new Promise<void>((resolve) => (this.settleClosed = resolve));

  /** @throws when it cannot be reached, has another secret or version, or serves another load test: names the host in its text */
  static async dial({ host, port }: LoadHost, secret: string): Promise<Channel> {
    try {
      const socket = connect({ host, port });
      await once(socket, 'connect');
      return await Channel.asController(socket, secret);
    } catch (error) {
      throw new Error(`${host}:${port}: ${(error as Error).message}`, { cause: error });
    }
  }

  constructor(channel: Channel, events: LinkEvents) {
    this.channel = channel;
    const answered = (value: unknown) => {
      const { number, share, atMs } = value as HostAnswer;
      this.compareClocks(number, atMs);
      events.answered(number, { ...share, gaps: this.onOurClock(share.gaps), stalls: this.onOurClock(share.stalls) });
    };
    channel.open(answered, (why) => {
      events.closed(`was lost (${why})`);
      this.settleClosed();
    });
  }

  send(order: NumberedOrder): void {
    this.sentMs.set(order.number, monotonicMs());
    this.channel.send(order);
  }

  kill(): void {
    this.channel.destroy();
  }

  async end(): Promise<void> {
    this.channel.end();
    await this.closed;
  }

  /** Half of the time of the quickest answer is how wrong it can be. */
  private compareClocks(number: number, atMs: number): void {
    const nowMs = monotonicMs();
    const tookMs = nowMs - (this.sentMs.get(number) ?? -Infinity);
    this.sentMs.delete(number);
    if (tookMs >= this.quickestMs) return;
    this.quickestMs = tookMs;
    this.behindMs = nowMs - tookMs / 2 - atMs;
  }

  private onOurClock(spans: readonly Span[]): Span[] {
    return spans.map(({ fromMs, toMs }) => ({ fromMs: fromMs + this.behindMs, toMs: toMs + this.behindMs }));
  }
}
