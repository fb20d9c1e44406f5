// What one session, or one address, may cost: processor time and bytes written, each with a rate and a burst.

import { TokenBucket } from '#net';

export interface BudgetConfig {
  readonly workUsPerSecond: number;
  readonly workUsBurst: number;
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
}

export interface MissingBudget {
  readonly workUs: number;
  readonly bytes: number;
}

export class Budget {
  private readonly work: TokenBucket;
  private readonly bytes: TokenBucket;

  /** @param shares how many times the configured budget this one has. */
  constructor(config: BudgetConfig, shares: number, nowMs: number) {
    this.work = new TokenBucket(config.workUsPerSecond * shares, config.workUsBurst * shares, nowMs);
    this.bytes = new TokenBucket(config.bytesPerSecond * shares, config.bytesBurst * shares, nowMs);
  }

  /** Whether nothing is left of processor time or of bytes. */
  isSpent(nowMs: number): boolean {
    return this.work.isSpent(nowMs) || this.bytes.isSpent(nowMs);
  }

  /** Milliseconds until something is left of both. */
  waitMs(nowMs: number): number {
    return Math.max(this.work.waitMs(nowMs), this.bytes.waitMs(nowMs));
  }

  /** Takes what something has cost, after it was done. It may become a debt, which the rate pays off. */
  spend(workUs: number, bytes: number, nowMs: number): void {
    this.work.spend(workUs, nowMs);
    this.bytes.spend(bytes, nowMs);
  }

  /** What is missing of processor time and bytes. */
  missing(nowMs: number): MissingBudget {
    return { workUs: this.work.missing(nowMs), bytes: this.bytes.missing(nowMs) };
  }

  /** Takes as much as is missing elsewhere, unless more is missing here. */
  lower({ workUs, bytes }: MissingBudget, nowMs: number): void {
    this.work.lower(workUs, nowMs);
    this.bytes.lower(bytes, nowMs);
  }

  isFull(nowMs: number): boolean {
    return this.work.isFull(nowMs) && this.bytes.isFull(nowMs);
  }
}
