// How many redirects came in a row: nodes that send a client in circles must not keep it busy.

import { REDIRECTS_MAX } from '#protocol';
import { STEADY_MS } from './reconnect-policy.ts';

export class Redirects {
  /** All redirects so far. */
  count = 0;
  private readonly now: () => number;
  private inARow = 0;
  private newestMs = -Infinity;

  /** @param now milliseconds of a steady clock */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Some time has passed without a connection: the nodes may know better by now. */
  restart(): void {
    this.inARow = 0;
  }

  /** A redirect has come. @returns whether to follow it at once */
  mayFollow(): boolean {
    const nowMs = this.now();
    this.inARow = nowMs - this.newestMs < STEADY_MS ? this.inARow + 1 : 1;
    this.newestMs = nowMs;
    this.count++;
    return this.inARow <= REDIRECTS_MAX;
  }
}
