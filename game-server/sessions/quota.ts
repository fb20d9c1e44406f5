// What one session may still cost: out of its own budget, and out of that of its caller, which all sessions of an address
// share (limits/callers.ts).

import assert from 'node:assert/strict';
import type { Fault } from '#protocol';
import type { Clock } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import { Budget, type MissingBudget } from '../limits/budget.ts';
import type { Caller, Callers } from '../limits/callers.ts';
import { NEW_SESSION_MS } from '../limits/message-rate.ts';
import { TokenBucket } from '#net';
import type { Metrics } from '../ops/metrics.ts';

const SPENT = 'the budget for requests is spent: wait before the next one';
const WENT_ON = 'too many requests while the budget for them was spent';

export interface QuotaParts {
  readonly config: GameServerConfig;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly callers: Callers;
}

/** What is missing of the limits of a session and its caller: amounts from 0. */
export interface SpentQuota {
  readonly own: MissingBudget;
  readonly refusals: number;
  readonly caller: MissingBudget;
  readonly openings: number;
  readonly lines: number;
}

export class Quota {
  private readonly parts: QuotaParts;
  private readonly budget: Budget;
  private readonly refusals: TokenBucket;
  private currentCaller: Caller;

  /**
   * Counts as a session of the caller at this address, until `release`.
   * @param sharedKey of the caller, if the address is shared
   */
  constructor(address: string, parts: QuotaParts, sharedKey?: string) {
    const { config, clock, callers } = parts;
    const nowMs = clock.now();
    this.parts = parts;
    this.budget = new Budget(config.budget, 1, nowMs);
    this.refusals = new TokenBucket(config.refusalsPerSecond, config.refusalsBurst, nowMs);
    this.currentCaller = callers.at(address, nowMs, sharedKey);
    this.currentCaller.sessions++;
  }

  /** For another node, so that a session does not get new limits there. */
  get spent(): SpentQuota {
    const nowMs = this.parts.clock.now();
    const { budget, openings, lines } = this.currentCaller;
    return {
      own: this.budget.missing(nowMs),
      refusals: this.refusals.missing(nowMs),
      caller: budget.missing(nowMs),
      openings: openings.missing(nowMs),
      lines: lines.missing(nowMs),
    };
  }

  /** The session has spent this at another node. */
  spentElsewhere({ own, refusals, caller, openings, lines }: SpentQuota): void {
    const nowMs = this.parts.clock.now();
    const { currentCaller } = this;
    this.budget.lower(own, nowMs);
    this.refusals.lower(refusals, nowMs);
    currentCaller.budget.lower(caller, nowMs);
    currentCaller.openings.lower(openings, nowMs);
    currentCaller.lines.lower(lines, nowMs);
  }

  get caller(): Caller {
    return this.currentCaller;
  }

  /** Whether nothing is left, of the session or of its caller. */
  get isSpent(): boolean {
    const nowMs = this.parts.clock.now();
    return this.budget.isSpent(nowMs) || this.currentCaller.budget.isSpent(nowMs);
  }

  /** Counts a message that is refused because nothing is left. @returns its fault, a fatal one after too many. */
  refusal(): Fault {
    const nowMs = this.parts.clock.now();
    this.parts.metrics.messagesOverBudget++;
    const retryAfterMs = Math.max(this.budget.waitMs(nowMs), this.currentCaller.budget.waitMs(nowMs));
    if (this.refusals.take(nowMs)) return { code: 'too-fast', text: SPENT, retryAfterMs };
    return { code: 'flood', text: WENT_ON, retryAfterMs: Math.max(NEW_SESSION_MS, retryAfterMs) };
  }

  /** Takes what something has cost, known afterwards. */
  spend(workUs: number, bytes: number): void {
    const nowMs = this.parts.clock.now();
    this.budget.spend(workUs, bytes, nowMs);
    this.currentCaller.budget.spend(workUs, bytes, nowMs);
  }

  /** Does something, and takes the bytes that were written meanwhile to anybody. */
  charge<Result>(act: () => Result, workUs = 0): Result {
    const { metrics } = this.parts;
    const bytesBefore = metrics.bytesOut;
    const result = act();
    this.spend(workUs, metrics.bytesOut - bytesBefore);
    return result;
  }

  /** Counts for the limits of this address from now on. */
  moveTo(address: string): void {
    const { callers, clock } = this.parts;
    if (this.currentCaller.isShared && callers.isSharedAddress(address)) return;
    this.release();
    this.currentCaller = callers.at(address, clock.now());
    this.currentCaller.sessions++;
  }

  /** Counts for its caller no more. */
  release(): void {
    assert(this.currentCaller.sessions > 0, 'a session that ends was counted');
    this.currentCaller.sessions--;
  }
}
