// Logs something that may happen very often: at most once a minute, with how often it has happened.

import type { Clock } from '../../clock.ts';

const INTERVAL_MS = 60_000;

export class RareWarning {
  private readonly text: string;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly log: { warn(fields: object, text: string): void };
  private loggedMs = -Infinity;
  private count = 0;

  constructor(text: string, clock: Pick<Clock, 'now'>, log: { warn(fields: object, text: string): void }) {
    this.text = text;
    this.clock = clock;
    this.log = log;
  }

  /** @param fields what is logged beside the number of times since the start */
  happened(fields: object): void {
    this.count++;
    const nowMs = this.clock.now();
    if (nowMs - this.loggedMs < INTERVAL_MS) return;
    this.loggedMs = nowMs;
    this.log.warn({ ...fields, count: this.count }, this.text);
  }
}
