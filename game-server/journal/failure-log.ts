// Logs that the journal cannot be written, and that it is written again. Not every failure is a line.

import type { Logger } from '../ops/log.ts';

/** Time between two lines about one failure. It doubles with each line. */
const INTERVAL_MS_MIN = 30_000;
const INTERVAL_MS_MAX = 3_600_000;

export class FailureLog {
  private readonly log: Logger;
  private loggedMs = -Infinity;
  private intervalMs = INTERVAL_MS_MIN;
  /** Whether the log says that the journal fails. */
  private isReported = false;

  constructor(log: Logger) {
    this.log = log;
  }

  /** A write or a sync has failed. @param recordsDropped since the start of the process */
  failed(error: Error, recordsDropped: number, nowMs: number): void {
    if (nowMs - this.loggedMs < this.intervalMs) return;
    if (this.isReported) this.intervalMs = Math.min(this.intervalMs * 2, INTERVAL_MS_MAX);
    this.loggedMs = nowMs;
    this.isReported = true;
    this.log.error(
      { reason: error.message, recordsDropped },
      'journal: it cannot be written, matches would not survive a crash',
    );
  }

  /** The journal is written again after a failure. */
  recovered(recordsDropped: number): void {
    this.intervalMs = INTERVAL_MS_MIN;
    if (!this.isReported) return;
    this.isReported = false;
    this.log.info({ recordsDropped }, 'journal: it is written again');
  }
}
