// How many HTTP requests one caller may make. An IPv4 address is one caller, a /64 of IPv6 is one.

import { networkOf } from './ip-address.ts';
import { TokenBucket } from './token-bucket.ts';

/** Callers that are kept. Beyond it new ones share one budget. */
const CALLERS_MAX = 10_000;
const REQUESTS_PER_SECOND = 5;
const REQUESTS_BURST = 20;
/** How often idle callers are removed while the map is full: going through all of them for each request would let clients cause much work. */
const FORGET_EVERY_MS = 1000;

export class RequestLimits {
  private readonly callers = new Map<string, TokenBucket>();
  private readonly newBucket: (nowMs: number) => TokenBucket;
  private readonly others: TokenBucket;
  private forgotMs = -Infinity;

  /** @param burst requests at once, a whole number */
  constructor(nowMs: number, perSecond = REQUESTS_PER_SECOND, burst = REQUESTS_BURST) {
    this.newBucket = (createdMs) => new TokenBucket(perSecond, burst, createdMs);
    this.others = this.newBucket(nowMs);
  }

  /** @returns whether this address may make one more request now. */
  take(address: string, nowMs: number): boolean {
    const caller = networkOf(address);
    const known = this.callers.get(caller);
    if (known !== undefined) return known.take(nowMs);
    if (this.callers.size >= CALLERS_MAX && nowMs - this.forgotMs >= FORGET_EVERY_MS) this.forgetIdle(nowMs);
    if (this.callers.size >= CALLERS_MAX) return this.others.take(nowMs);
    const bucket = this.newBucket(nowMs);
    this.callers.set(caller, bucket);
    return bucket.take(nowMs);
  }

  private forgetIdle(nowMs: number): void {
    this.forgotMs = nowMs;
    for (const [caller, bucket] of this.callers) if (bucket.isFull(nowMs)) this.callers.delete(caller);
  }
}
