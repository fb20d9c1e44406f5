// The clients of a load test as one: brings them in, adds up what they carried, keeps count of who was lost.

import { setTimeout as wait } from 'node:timers/promises';
import type { SnapshotRate } from '#protocol';
import type { BotClient } from './bot-client.ts';
import { BotError } from './bot-error.ts';
import type { ServerAddress, Traffic } from './connection.ts';
import { startLoadClient } from './load-client.ts';
import type { LoadFigures } from './load-figures.ts';

/** Spreads the connecting, so that it is no test of the system's backlog of connections. */
const CONNECTS_PER_SECOND = 500;
const BATCH_MS = 20;

export class Crowd {
  /** How many came in, lost ones included. */
  connected = 0;
  /** How many never came in or were lost since, by fault. */
  readonly lost = new Map<string, number>();

  private readonly clients: BotClient[] = [];
  private readonly address: ServerAddress;
  private readonly rate: SnapshotRate;
  private readonly figures: LoadFigures;

  constructor(address: ServerAddress, rate: SnapshotRate, figures: LoadFigures) {
    this.address = address;
    this.rate = rate;
    this.figures = figures;
  }

  /** Brings clients in, batch by batch, and waits until each is seated or refused. */
  async bringIn(count: number, seed: number, signal: AbortSignal): Promise<void> {
    const batch = Math.ceil((CONNECTS_PER_SECOND * BATCH_MS) / 1000);
    const arrivals: Promise<void>[] = [];
    while (arrivals.length < count && !signal.aborted) {
      for (let i = 0; i < batch && arrivals.length < count; i++) {
        arrivals.push(this.bringInOne(`load-${arrivals.length + 1}`, seed + arrivals.length));
      }
      await wait(BATCH_MS);
    }
    await Promise.all(arrivals);
  }

  /** What all of them together have sent and received since they connected. */
  traffic(): Traffic {
    const sum = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
    for (const { traffic } of this.clients) {
      sum.messagesIn += traffic.messagesIn;
      sum.bytesIn += traffic.bytesIn;
      sum.messagesOut += traffic.messagesOut;
      sum.bytesOut += traffic.bytesOut;
    }
    return sum;
  }

  /** How often a client lost its connection and went on over another one. */
  get resumed(): number {
    return this.clients.reduce((sum, { resumedCount }) => sum + resumedCount, 0);
  }

  close(): void {
    for (const client of this.clients) client.close();
  }

  private async bringInOne(name: string, seed: number): Promise<void> {
    try {
      const client = await startLoadClient(this.address, name, this.rate, seed, this.figures);
      this.clients.push(client);
      this.connected++;
      void client.closed.then((end) => this.countLost(end));
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      this.countLost(error);
    }
  }

  private countLost(end: BotError | null): void {
    if (end !== null) this.lost.set(end.fault, (this.lost.get(end.fault) ?? 0) + 1);
  }
}
