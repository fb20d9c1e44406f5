// Tells the operator, in the log, when the addresses of players are probably not theirs: a proxy stands in front of the
// server and is not trusted, or says nothing of whom it carries.

import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';

/** Each warning comes once in this time at most, however often its cause does. */
const WARN_EVERY_MS = 60 * 60_000;

const WARNINGS = {
  untrustedProxy:
    'a PROXY header came from an address that is not trusted, so it was not read: --proxy-network names the proxies that are',
  addressFull:
    'one address has as many connections as it may: if it is a proxy, let it send PROXY headers and name it in --proxy-network',
  allFromOne:
    'more connections come from this exempt address than one player opens: if it is a proxy, let it send PROXY headers, since no limit by address holds now',
} as const;

export class AddressWarnings {
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly warnedMs = new Map<keyof typeof WARNINGS, number>();

  constructor(clock: Clock, log: Logger) {
    this.clock = clock;
    this.log = log;
  }

  /** Logs one warning about this address, unless the same one was logged within the hour. */
  warn(kind: keyof typeof WARNINGS, address: string): void {
    const nowMs = this.clock.now();
    const before = this.warnedMs.get(kind);
    if (before !== undefined && nowMs - before < WARN_EVERY_MS) return;
    this.warnedMs.set(kind, nowMs);
    this.log.warn({ address, warning: kind }, WARNINGS[kind]);
  }
}
