// Counts wrong secrets by key, and computes the delay before the next try: some failures are free, each further one
// doubles it.

import { BoundedMap } from './bounded-map.ts';

export interface FailureRules {
  readonly freeCount: number;
  readonly delayMsFirst: number;
  readonly delayMsMax: number;
  /** After this time without a failure the count is 0 again. */
  readonly forgetMs: number;
  /** Keys that are kept. Beyond it the key with the oldest last failure is dropped. */
  readonly keysMax: number;
}

export class Failures {
  private readonly rules: FailureRules;
  private readonly byKey: BoundedMap<string, { readonly count: number; readonly lastMs: number }>;

  constructor(rules: FailureRules) {
    this.rules = rules;
    this.byKey = new BoundedMap(rules.keysMax);
  }

  get keyCount(): number {
    return this.byKey.size;
  }

  count(key: string, nowMs: number): number {
    const known = this.byKey.get(key);
    return known === undefined || nowMs - known.lastMs >= this.rules.forgetMs ? 0 : known.count;
  }

  /** Milliseconds until the next try is allowed, 0 for now. */
  waitMs(key: string, nowMs: number): number {
    const { freeCount, delayMsFirst, delayMsMax } = this.rules;
    const count = this.count(key, nowMs);
    if (count < freeCount) return 0;
    const delayMs = Math.min(delayMsMax, delayMsFirst * 2 ** (count - freeCount));
    return Math.max(0, this.byKey.get(key)!.lastMs + delayMs - nowMs);
  }

  add(key: string, nowMs: number): void {
    this.byKey.set(key, { count: this.count(key, nowMs) + 1, lastMs: nowMs });
  }

  /** Takes back some of the failures. The rest keep the time of the last one. */
  forgive(key: string, amount: number, nowMs: number): void {
    const known = this.byKey.get(key);
    if (known === undefined || amount === 0) return;
    const count = this.count(key, nowMs) - amount;
    if (count > 0) this.byKey.set(key, { ...known, count });
    else this.byKey.delete(key);
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
