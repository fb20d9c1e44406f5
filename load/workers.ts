// The workers of a load test as one: clients spread over processes by place, added, churned and closed together. A single
// worker is this process. All decisions are made here, so that the number of workers changes nothing of what clients do.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createWalker } from '../bots/brains/walker.ts';
import { sumOfTraffic, type Share } from './clients.ts';
import { makerOf, makesRoom, type ClientPlan } from './client-plan.ts';
import { emptyFigures, joined, sumOfFigures } from './figures.ts';
import { LoadWorker, type Order } from './worker.ts';

export interface WorkersPlan extends ClientPlan {
  /** Processes that share the clients, 1 or more. */
  readonly workers: number;
  /** Clients that connect, per second. */
  readonly ramp: number;
  /** Clients per second that lose their connection, or leave and are replaced. */
  readonly churn: number;
}

/** The program of a worker process. */
export const WORKER_PROGRAM = new URL('./worker-process.js', import.meta.url);

const BATCH_MS = 20;
const REPORT_INTERVAL_MS = 250;
/** A worker that has not answered for this long hangs. Time in which this process stands still is not counted. */
const HANG_MS_MAX = 5000;
/** Share of churned clients that are cut off; the others are replaced. */
const CUT_SHARE = 0.5;
const NO_SHARE: Share = {
  ...{ connected: 0, playing: 0, onLog: 0, disconnected: 0, resumed: 0, movedOn: 0, lost: new Map(), firstLoss: '' },
  rooms: new Map(),
  traffic: sumOfTraffic([]),
  figures: emptyFigures(),
  ...{ gaps: [], stalls: [] },
};

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
   * @param died called with a line when one ends before `close`
   */
  constructor(plan: WorkersPlan, program: URL, died: (text: string) => void) {
    this.plan = plan;
    const lost = (i: number, how: string) => {
      clearInterval(this.churning);
      died(`worker ${i + 1} ${how}`);
    };
    this.workers = Array.from({ length: plan.workers }, (_, i) =>
      plan.workers === 1 ? new OwnWorker() : new WorkerProcess(program, (how) => lost(i, how)),
    );
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

interface Worker {
  readonly share: Share;
  /** Call after this much time: ends the worker if it hangs. */
  watch(ms: number): void;
  /** Settles when the order is carried out, or the worker has died. */
  carryOut(order: Order): Promise<void>;
  end(): Promise<void>;
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

class WorkerProcess implements Worker {
  share = NO_SHARE;
  private readonly child: ChildProcess;
  /** Orders that are not answered, by number. */
  private readonly pending = new Map<number, () => void>();
  private number = 0;
  /** Clients that it was to add. */
  private added = 0;
  private isDead = false;
  /** How long an order has waited without any answer. */
  private silentMs = 0;
  private isEnding = false;

  constructor(program: URL, died: (how: string) => void) {
    // Without the flags of this process: an inspector would want the same port.
    this.child = fork(program, { serialization: 'advanced', execArgv: [] });
    this.child.on('message', ({ number, share }: { number: number; share: Share }) => {
      this.share = share;
      this.silentMs = 0;
      this.settle(number);
    });
    // An order that a dying process no longer took: `exit` follows.
    this.child.on('error', () => {});
    this.child.once('exit', (code, signal) => {
      this.isDead = true;
      if (this.silentMs > HANG_MS_MAX) died(`hung (no answer for ${HANG_MS_MAX / 1000} s)`);
      else if (!this.isEnding) died(`died (${signal ?? `code ${code}`})`);
      this.share = withoutClients(this.share, this.added);
      for (const number of this.pending.keys()) this.settle(number);
    });
  }

  watch(ms: number): void {
    // An order to add clients may take long by itself, but others are answered meanwhile.
    this.silentMs = this.pending.size === 0 ? 0 : this.silentMs + ms;
    if (this.silentMs > HANG_MS_MAX) this.child.kill('SIGKILL');
  }

  async carryOut(order: Order): Promise<void> {
    if (this.isDead) return;
    this.isEnding ||= order.type === 'close';
    if (order.type === 'add') this.added += order.places.length;
    const number = ++this.number;
    await new Promise<void>((resolve) => {
      this.pending.set(number, resolve);
      this.child.send({ number, order }, () => {});
    });
  }

  async end(): Promise<void> {
    if (this.isDead) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
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

/** All shares as one. */
export function sumOfShares(shares: readonly Share[]): Share {
  const lost = new Map<string, number>();
  for (const share of shares) {
    for (const [fault, count] of share.lost) lost.set(fault, (lost.get(fault) ?? 0) + count);
  }
  const sum = (read: (share: Share) => number) => shares.reduce((total, share) => total + read(share), 0);
  return {
    connected: sum(({ connected }) => connected),
    playing: sum(({ playing }) => playing),
    onLog: sum(({ onLog }) => onLog),
    disconnected: sum(({ disconnected }) => disconnected),
    resumed: sum(({ resumed }) => resumed),
    movedOn: sum(({ movedOn }) => movedOn),
    lost,
    firstLoss: shares.find(({ firstLoss }) => firstLoss !== '')?.firstLoss ?? '',
    rooms: new Map(shares.flatMap(({ rooms }) => [...rooms])),
    traffic: sumOfTraffic(shares.map(({ traffic }) => traffic)),
    figures: sumOfFigures(shares.map(({ figures }) => figures)),
    gaps: joined(shares.flatMap(({ gaps }) => gaps)),
    stalls: joined(shares.flatMap(({ stalls }) => stalls)),
  };
}
