// How often somebody has failed to know a secret, and how long they have to wait before the next try: some failures are
// free, each further one doubles the delay.

import { BoundedMap } from './bounded-map.ts';

export interface FailureRules {
  readonly freeCount: number;
  readonly delayMsFirst: number;
  readonly delayMsMax: number;
  /** Without a further failure for so long, all is forgotten. */
  readonly forgetMs: number;
  /** Keys remembered at a time; past it the one whose last failure is longest ago is forgotten. */
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

  /** Milliseconds until this one may try again, 0 for now. */
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

  /** Takes back some of the failures. What is left counts from when it last failed. */
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
