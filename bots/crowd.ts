// The clients of a load test as one: brings them in, cuts some off now and then, adds up what they carried, keeps count
// of who was lost.

import { setTimeout as wait } from 'node:timers/promises';
import type { SnapshotRate } from '#protocol';
import type { BotClient } from './bot-client.ts';
import { BotError } from './bot-error.ts';
import { createWalker } from './brains/walker.ts';
import type { ServerAddress, Traffic } from './connection.ts';
import { startLoadClient } from './load-client.ts';
import type { LoadFigures } from './load-figures.ts';

export interface CrowdPlan extends ServerAddress {
  readonly rate: SnapshotRate;
  /** Seed of all random walks, and of who is cut off. */
  readonly seed: number;
  /** Modes that are played, in turn. */
  readonly modes: readonly string[];
  /** Clients that come in a second. */
  readonly ramp: number;
  /** Connections that are cut a second. */
  readonly churn: number;
  /** How many of the first clients read only half of the time. */
  readonly slow: number;
}

const BATCH_MS = 20;

export class Crowd {
  /** How many came in, lost ones included. */
  connected = 0;
  /** How many never came in or were lost since, by fault. */
  readonly lost = new Map<string, number>();

  private readonly clients: BotClient[] = [];
  private readonly plan: CrowdPlan;
  private readonly figures: LoadFigures;
  private readonly cutting: NodeJS.Timeout | undefined;
  private wanted = 0;

  constructor(plan: CrowdPlan, figures: LoadFigures) {
    this.plan = plan;
    this.figures = figures;
    if (plan.churn > 0) this.cutting = setInterval(cutter(this.clients, plan.seed), 1000 / plan.churn);
  }

  /** How many are here now. */
  get present(): number {
    return this.clients.filter(({ hasEnded }) => !hasEnded).length;
  }

  /** Brings in as many clients as are missing, batch by batch, and waits until each is seated or refused. */
  async growTo(count: number, signal: AbortSignal): Promise<void> {
    const arrivals: Promise<void>[] = [];
    const startMs = performance.now();
    const before = this.wanted;
    while (this.wanted < count && !signal.aborted) {
      const due = before + Math.ceil(((performance.now() - startMs + BATCH_MS) * this.plan.ramp) / 1000);
      while (this.wanted < Math.min(due, count)) arrivals.push(this.bringIn(this.wanted++));
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
    clearInterval(this.cutting);
    for (const client of this.clients) client.close();
  }

  private async bringIn(index: number): Promise<void> {
    const { modes, rate, seed, slow } = this.plan;
    const mode = modes[index % modes.length]!;
    const plan = { name: `load-${index + 1}`, mode, rate, seed: seed + index, isSlow: index < slow };
    try {
      const client = await startLoadClient(this.plan, plan, this.figures);
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

/** Cuts off one of them, chosen by a seeded chance, each time it is called. */
function cutter(clients: readonly BotClient[], seed: number): () => void {
  const { random } = createWalker(seed);
  return () => clients[Math.floor(random() * clients.length)]?.cut();
}
