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
  /** Clients a second that lose their connection, or leave and are followed by a newcomer. */
  readonly churn: number;
  /** How many of the first clients read only half of the time. */
  readonly slow: number;
}

const BATCH_MS = 20;
/** Of those who churn: the others leave. */
const CUT_SHARE = 0.5;

export class Crowd {
  /** How many never came in or were lost since, by fault. */
  readonly lost = new Map<string, number>();

  private readonly clients: BotClient[] = [];
  private readonly plan: CrowdPlan;
  private readonly figures: LoadFigures;
  private readonly churning: NodeJS.Timeout | undefined;
  private wanted = 0;
  /** Names given out; and what those had carried who left. */
  private names = 0;
  private carried: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  private resumedBefore = 0;
  private isClosed = false;

  constructor(plan: CrowdPlan, figures: LoadFigures) {
    this.plan = plan;
    this.figures = figures;
    const { random } = createWalker(plan.seed);
    if (plan.churn > 0) this.churning = setInterval(() => this.churn(random), 1000 / plan.churn);
  }

  /** How many came in, lost ones included. */
  get connected(): number {
    return this.clients.length;
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
      while (this.wanted < Math.min(due, count)) {
        arrivals.push(this.add());
        this.wanted++;
      }
      await wait(BATCH_MS);
    }
    await Promise.all(arrivals);
  }

  /** What all of them together have sent and received since they connected. */
  traffic(): Traffic {
    return sumOf([this.carried, ...this.clients.map(({ traffic }) => traffic)]);
  }

  /** How often a client lost its connection and went on over another one. */
  get resumed(): number {
    return this.clients.reduce((sum, { resumedCount }) => sum + resumedCount, this.resumedBefore);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.churning);
    for (const client of this.clients) client.close();
  }

  private async add(): Promise<void> {
    const client = await this.bringIn();
    if (client !== null) this.clients.push(client);
  }

  /** @returns null for one that was refused. */
  private async bringIn(): Promise<BotClient | null> {
    const { modes, rate, seed, slow } = this.plan;
    const index = this.names++;
    const mode = modes[index % modes.length]!;
    const plan = { name: `load-${index + 1}`, mode, rate, seed: seed + index, isSlow: index < slow };
    try {
      const client = await startLoadClient(this.plan, plan, this.figures);
      void client.closed.then((end) => this.countLost(end));
      if (this.isClosed) client.close();
      return client;
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      this.countLost(error);
      return null;
    }
  }

  /** Cuts off one of them, or has it leave and another one come. */
  private churn(random: () => number): void {
    const index = Math.floor(random() * this.clients.length);
    const client = this.clients[index];
    if (client === undefined || client.hasEnded) return;
    if (random() < CUT_SHARE) client.cut();
    else void this.replace(index, client);
  }

  private async replace(index: number, client: BotClient): Promise<void> {
    client.close();
    const newcomer = await this.bringIn();
    if (newcomer === null) return;
    this.clients[index] = newcomer;
    this.carried = sumOf([this.carried, client.traffic]);
    this.resumedBefore += client.resumedCount;
  }

  private countLost(end: BotError | null): void {
    if (end !== null) this.lost.set(end.fault, (this.lost.get(end.fault) ?? 0) + 1);
  }
}

function sumOf(all: readonly Traffic[]): Traffic {
  const sum = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 };
  for (const traffic of all) {
    sum.messagesIn += traffic.messagesIn;
    sum.bytesIn += traffic.bytesIn;
    sum.messagesOut += traffic.messagesOut;
    sum.bytesOut += traffic.bytesOut;
  }
  return sum;
}
