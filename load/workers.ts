// The workers of a load test as one: clients spread over processes by place, added, churned and closed together. A single
// worker is this process. All decisions are made here, so that the number of workers changes nothing of what clients do.

import { setTimeout as wait } from 'node:timers/promises';
import { createWalker } from '../bots/brains/walker.ts';
import { sumOfTraffic, type Share } from './clients.ts';
import { makerOf, makesRoom, type ClientPlan } from './client-plan.ts';
import { joined, sumOfFigures } from './figures.ts';
import { sumOfCounts } from './histogram.ts';
import type { Channel } from './hosts/channel.ts';
import { HostLink, type LoadHost } from './hosts/host-link.ts';
import { LinkedWorker, NO_SHARE, type Worker } from './linked-worker.ts';
import { ProcessLink } from './process-link.ts';
import { LoadWorker, type Order } from './worker.ts';

export interface WorkersPlan extends ClientPlan {
  /** Processes of this machine that share the clients, 1 or more; not used where there are hosts. */
  readonly workers: number;
  /** Workers on other machines, which have the clients instead. */
  readonly hosts?: readonly LoadHost[] | undefined;
  /** Clients that connect, per second. */
  readonly ramp: number;
  /** Clients per second that lose their connection, or leave and are replaced. */
  readonly churn: number;
}

/** The program of a worker process. */
export const WORKER_PROGRAM = new URL('./worker-process.js', import.meta.url);

const BATCH_MS = 20;
const REPORT_INTERVAL_MS = 250;
/** Share of churned clients that are cut off; the others are replaced. */
const CUT_SHARE = 0.5;
export class LoadWorkers {
  /** Whether clients are churned at the moment. */
  isChurning = true;
  private readonly plan: WorkersPlan;
  private readonly workers: readonly Worker[];
  private readonly reporting: NodeJS.Timeout;
  private readonly churning: NodeJS.Timeout | undefined;
  private wanted = 0;
  private numbers = 0;

  /**
   * Starts them.
   * @param channels to the hosts of the plan
   * @param died called with a line when one ends before `close`
   */
  constructor(plan: WorkersPlan, program: URL, channels: readonly Channel[], died: (text: string) => void) {
    this.plan = plan;
    const lost = (i: number) => (how: string) => {
      clearInterval(this.churning);
      died(`worker ${i + 1} ${how}`);
    };
    if (channels.length > 0) {
      this.workers = channels.map((channel, i) => {
        return new LinkedWorker((events) => new HostLink(channel, events), lost(i));
      });
    } else if (plan.workers === 1) this.workers = [new OwnWorker()];
    else {
      this.workers = Array.from({ length: plan.workers }, (_, i) => {
        return new LinkedWorker((events) => new ProcessLink(program, events), lost(i));
      });
    }
    for (const worker of this.workers) void worker.carryOut({ type: 'plan', plan });
    let isAsked = false;
    this.reporting = setInterval(() => {
      for (const worker of this.workers) worker.watch(REPORT_INTERVAL_MS);
      // A worker that is slow to answer is not asked again before it has answered.
      if (!isAsked) void this.report().then(() => (isAsked = false));
      isAsked = true;
    }, REPORT_INTERVAL_MS);
    const { random } = createWalker(plan.seed);
    if (plan.churn > 0) this.churning = setInterval(() => this.churnOne(random), 1000 / plan.churn);
  }

  /** The last report of each. */
  get shares(): readonly Share[] {
    return this.workers.map(({ share }) => share);
  }

  /** Asks each for its share as it is now. */
  async report(): Promise<readonly Share[]> {
    await this.all({ type: 'report' });
    return this.shares;
  }

  /** Counts what is due and has not come, and asks each for its share. */
  async settle(): Promise<readonly Share[]> {
    await this.all({ type: 'settle' });
    return this.shares;
  }

  /** A node is about to end. */
  mark(): void {
    void this.all({ type: 'mark' });
  }

  /** Adds the clients that are missing: those that make rooms before those that take seats there. */
  async growTo(count: number, signal: AbortSignal): Promise<void> {
    this.numbers = Math.max(this.numbers, count);
    const missing = Array.from({ length: count - this.wanted }, (_, i) => this.wanted + i);
    const makers = missing.filter((place) => makesRoom(this.plan, place));
    await this.add(makers, signal);
    await this.add(
      missing.filter((place) => !makers.includes(place)),
      signal,
    );
  }

  /** Adds clients for these places, batch by batch, and waits until each has a seat or was refused. */
  private async add(missing: readonly number[], signal: AbortSignal): Promise<void> {
    const arrivals: Promise<void>[] = [];
    const startMs = performance.now();
    let added = 0;
    while (added < missing.length && !signal.aborted) {
      const due = Math.ceil(((performance.now() - startMs + BATCH_MS) * this.plan.ramp) / 1000);
      const batch = missing.slice(added, due);
      for (const [i, worker] of this.workers.entries()) {
        const places = batch.filter((place) => place % this.workers.length === i);
        if (places.length > 0) arrivals.push(worker.carryOut({ type: 'add', places, codes: this.codesOf(places) }));
      }
      added += batch.length;
      this.wanted += batch.length;
      await wait(BATCH_MS);
    }
    await Promise.all(arrivals);
    await this.report();
  }

  /** Codes of the rooms that are made for these places; none for quick play. */
  private codesOf(places: readonly number[]): ReadonlyMap<number, string> {
    const { plan, shares } = this;
    if (plan.seats === 0) return new Map();
    const codes = places.map((place) => {
      const maker = makerOf(plan, place);
      const holder = shares.find(({ rooms }) => rooms.has(maker));
      return [place, holder?.rooms.get(maker) ?? ''] as const;
    });
    return new Map(codes);
  }

  /** Closes all clients. Settles when the workers have ended. */
  async close(): Promise<void> {
    clearInterval(this.churning);
    await this.all({ type: 'close' });
    await Promise.all(this.workers.map((worker) => worker.end()));
    clearInterval(this.reporting);
  }

  private async all(order: Order): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.carryOut(order)));
  }

  /** Cuts off one client, or replaces it. */
  private churnOne(random: () => number): void {
    const place = Math.floor(random() * this.wanted);
    const isCut = random() < CUT_SHARE;
    if (this.wanted === 0 || !this.isChurning) return;
    const worker = this.workers[place % this.workers.length]!;
    void worker.carryOut(
      isCut
        ? { type: 'cut', place }
        : { type: 'replace', place, number: this.numbers++, code: this.codesOf([place]).get(place) ?? '' },
    );
  }
}

class OwnWorker implements Worker {
  share = NO_SHARE;
  private readonly worker = new LoadWorker();

  async carryOut(order: Order): Promise<void> {
    this.share = await this.worker.carryOut(order);
  }

  watch(): void {}

  async end(): Promise<void> {}
}

/** All shares as one. */
export function sumOfShares(shares: readonly Share[]): Share {
  const sum = (read: (share: Share) => number) => shares.reduce((total, share) => total + read(share), 0);
  return {
    connected: sum(({ connected }) => connected),
    playing: sum(({ playing }) => playing),
    onLog: sum(({ onLog }) => onLog),
    disconnected: sum(({ disconnected }) => disconnected),
    resumed: sum(({ resumed }) => resumed),
    movedOn: sum(({ movedOn }) => movedOn),
    lost: sumOfNumbers(shares.map(({ lost }) => lost)),
    firstLoss: shares.find(({ firstLoss }) => firstLoss !== '')?.firstLoss ?? '',
    rooms: new Map(shares.flatMap(({ rooms }) => [...rooms])),
    traffic: sumOfTraffic(shares.map(({ traffic }) => traffic)),
    figures: sumOfFigures(shares.map(({ figures }) => figures)),
    gaps: joined(shares.flatMap(({ gaps }) => gaps)),
    stalls: joined(shares.flatMap(({ stalls }) => stalls)),
    watched: {
      frames: sum(({ watched }) => watched.frames),
      faults: sumOfNumbers(shares.map(({ watched }) => watched.faults)),
      firstFault: shares.find(({ watched }) => watched.firstFault !== '')?.watched.firstFault ?? '',
      gapsAfterEnds: sumOfCounts(shares.map(({ watched }) => watched.gapsAfterEnds)),
    },
  };
}

function sumOfNumbers(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const numbers of all) for (const [name, count] of numbers) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
}
