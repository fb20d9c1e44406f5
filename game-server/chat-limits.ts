// How much may be said: by one session, and by all sessions of one address together, which a new session does not change.

import { TokenBucket } from './token-bucket.ts';

/** Lines of one session in a window of time. */
const LINES_MAX = 5;
const WINDOW_MS = 10_000;

/** Lines of one address: four sessions that say all they may. */
const ADDRESS_LINES_PER_SECOND = 2;
const ADDRESS_LINES_BURST = 20;
/** Addresses remembered; past it the one that has been quiet longest is forgotten. */
const ADDRESSES_MAX = 10_000;

/** When one session last said something: at most as many moments as lines are allowed in the window. */
export class ChatPace {
  private readonly times: number[] = [];

  /** Counts a line. @returns false, with nothing counted, when it comes too soon. */
  take(nowMs: number): boolean {
    while (this.times.length > 0 && nowMs - this.times[0]! >= WINDOW_MS) this.times.shift();
    if (this.times.length >= LINES_MAX) return false;
    this.times.push(nowMs);
    return true;
  }
}

/** The lines of each address. Who counts as one caller is in address.ts. */
export class ChatLimits {
  /** The one that has been quiet longest first. */
  private readonly buckets = new Map<string, TokenBucket>();

  /** Addresses remembered now. */
  get callerCount(): number {
    return this.buckets.size;
  }

  /**
   * Counts a line of a caller.
   * @param caller null where many share an address, so that it tells nobody apart.
   * @returns false, with nothing counted, when it comes too soon.
   */
  take(caller: string | null, nowMs: number): boolean {
    if (caller === null) return true;
    const bucket = this.buckets.get(caller) ?? new TokenBucket(ADDRESS_LINES_PER_SECOND, ADDRESS_LINES_BURST, nowMs);
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    if (this.buckets.size > ADDRESSES_MAX) {
      const [quietest] = this.buckets.keys();
      this.buckets.delete(quietest!);
    }
    return bucket.take(nowMs);
  }
}
