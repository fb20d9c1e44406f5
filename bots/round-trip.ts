// How long a message takes to the server and back, by the pongs of a connection.

import { msSincePing } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';

/** Round trips remembered: a long one says more about a process that stood still than about the network. */
const ROUND_TRIPS_MAX = 4;

export class RoundTrip {
  /** The quickest of the last ones; 0 before the first pong. */
  ticks = 0;
  private readonly last: number[] = [];

  /** @param time of the ping, as it comes back in the pong */
  pong(time: number): void {
    this.last.push((msSincePing(time, performance.now()) * TICKS_PER_SECOND) / 1000);
    if (this.last.length > ROUND_TRIPS_MAX) this.last.shift();
    this.ticks = Math.min(...this.last);
  }
}
