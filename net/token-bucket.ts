// A rate limit: tokens flow in at a rate, up to a burst, and each action takes one. A cost that is known only afterwards
// may leave a debt, which the same rate pays off.

export class TokenBucket {
  private readonly perMs: number;
  private readonly burst: number;
  private tokens: number;
  private filledMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.perMs = perSecond / 1000;
    this.burst = burst;
    this.tokens = burst;
    this.filledMs = nowMs;
  }

  /** Takes a token. @returns false when there was none. */
  take(nowMs: number): boolean {
    this.fill(nowMs);
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** Takes tokens, even more than there are. */
  spend(amount: number, nowMs: number): void {
    this.fill(nowMs);
    this.tokens -= amount;
  }

  /** Whether less than one token is left. */
  isSpent(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens < 1;
  }

  /** Milliseconds until this many tokens are there, rounded up. At most the burst. */
  waitMs(nowMs: number, tokens = 1): number {
    this.fill(nowMs);
    return Math.max(0, Math.ceil((tokens - this.tokens) / this.perMs));
  }

  /** How many tokens it takes until it is full. */
  missing(nowMs: number): number {
    this.fill(nowMs);
    return this.burst - this.tokens;
  }

  /** Takes tokens until at least so many are missing. */
  lower(missing: number, nowMs: number): void {
    this.fill(nowMs);
    this.tokens = Math.min(this.tokens, this.burst - missing);
  }

  isFull(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens === this.burst;
  }

  private fill(nowMs: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (nowMs - this.filledMs) * this.perMs);
    this.filledMs = nowMs;
  }
}
