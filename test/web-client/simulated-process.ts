// A program with one thread on a virtual clock: its timers and what it reads. While it is stopped, as by SIGSTOP or a
// frozen tab, both wait. When it goes on it reads first and then runs its timers, as Node and browsers do.

import type { VirtualClock } from '../support/virtual-clock.ts';

export class SimulatedProcess {
  /** Called after every timer. @returns for how many milliseconds the work of the timer keeps the thread busy. */
  workMs: () => number = () => 0;
  isStopped = false;
  private readonly clock: VirtualClock;
  private readonly speed: number;
  private stoppedUntilMs = 0;
  private readonly waitingReads: (() => void)[] = [];
  private readonly waitingTimers: (() => void)[] = [];

  /** @param driftPpm by how many millionths its clock runs fast. */
  constructor(clock: VirtualClock, driftPpm = 0) {
    this.clock = clock;
    this.speed = 1 + driftPpm / 1e6;
  }

  /** Milliseconds of its own clock. */
  now(): number {
    return this.clock.now() * this.speed;
  }

  date(): number {
    return this.now();
  }

  /** @param ms of its own clock. */
  after(ms: number, call: () => void): () => void {
    let isCancelled = false;
    const run = (): void => {
      if (isCancelled) return;
      if (this.isStopped) return void this.waitingTimers.push(run);
      call();
      const busyMs = this.workMs();
      if (busyMs > 0) this.stop(busyMs);
    };
    const cancel = this.clock.after(ms / this.speed, run);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** Something has arrived for it. */
  read(call: () => void): void {
    if (this.isStopped) this.waitingReads.push(call);
    else call();
  }

  stop(ms: number): void {
    this.isStopped = true;
    this.stoppedUntilMs = Math.max(this.stoppedUntilMs, this.clock.now() + ms);
    this.clock.after(ms, () => this.goOn());
  }

  private goOn(): void {
    if (this.clock.now() < this.stoppedUntilMs) return;
    this.isStopped = false;
    for (const read of this.waitingReads.splice(0)) read();
    for (const timer of this.waitingTimers.splice(0)) timer();
  }
}
