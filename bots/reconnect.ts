// When a client that has lost its connection tries to come back, and when it gives up.

import { ERRORS, isResumable, type ErrorCode } from '#protocol';
import type { BotError, BotFault } from './bot-error.ts';

/** Tries to take a lost stay up again: the waits double, and end within the 30 s that a server keeps it. */
const TRIES_MAX = 8;
const DELAY_MS = 100;
/** Ends of a connection without an error of the server: it keeps the session, as after a resumable error. */
const LOSSES: ReadonlySet<BotFault> = new Set<BotFault>(['connection-lost', 'unreachable']);

export class ReconnectPolicy {
  /** Tries since the last success, and the timer of the next one, or of the answer to it. */
  private tries = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Whether it is worth a try after such an end. */
  isPossible({ fault }: BotError): boolean {
    const isKept = fault in ERRORS ? isResumable(fault as ErrorCode) : LOSSES.has(fault);
    return isKept && this.tries < TRIES_MAX;
  }

  /** @param start makes the try, and returns the timer of its deadline. */
  tryLater(start: () => NodeJS.Timeout): void {
    clearTimeout(this.timer);
    const delayMs = DELAY_MS * 2 ** this.tries++;
    // Spread, so that a crowd does not come back at one moment.
    this.timer = setTimeout(() => (this.timer = start()), delayMs * (0.5 + Math.random() / 2));
  }

  succeeded(): void {
    this.tries = 0;
    this.giveUp();
  }

  giveUp(): void {
    clearTimeout(this.timer);
  }
}
