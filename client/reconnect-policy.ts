// When to connect again after a connection was lost, and when to stop trying.

import type { Surroundings } from './surroundings.ts';

const FIRST_DELAY_MS = 250;
const DELAY_MS_MAX = 5000;
/** All tries take 28 to 56 s, without the time to dial: the server keeps a session for 30 s, and a restart takes a few. */
export const TRIES_MAX = 18;
/** Tries after each delay. A server that crashed is back within a second: a delay that has just doubled would miss that. */
const TRIES_PER_DELAY = 2;
/** A successful connection that breaks sooner than this counts as another try: a server may break all of them. */
export const STEADY_MS = 2000;
/** A server that asks for a longer delay is tried again nevertheless. */
const RETRY_AFTER_MS_MAX = 60_000;
/** The minimum delay before a new session, if the server has ended the last one. */
export const NEW_SESSION_DELAY_MS = 2000;

/**
 * The delay before a try, in milliseconds. It doubles after every second try. A random part of up to half is subtracted, so that
 * the clients of a restarting server do not all connect at the same moment.
 * @param tries made before, 0 or more
 * @param random from 0 (inclusive) to 1 (exclusive)
 * @param leastMs lower limit of the full delay
 */
export function reconnectDelayMs(tries: number, random: number, leastMs = 0): number {
  const fullMs = Math.max(leastMs, Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.floor(tries / TRIES_PER_DELAY)));
  return fullMs * (0.5 + random / 2);
}

export class ReconnectPolicy {
  private readonly surroundings: Pick<Surroundings, 'after' | 'now' | 'rng'>;
  /** Of the newest attempt: how long it was put off, in milliseconds. */
  delayMs = 0;
  private tries = 0;
  /** When the last attempt led somewhere; null while it has not. */
  private arrivedMs: number | null = null;
  private waiting: { readonly attempt: () => void; readonly cancel: () => void } | null = null;

  constructor(surroundings: Pick<Surroundings, 'after' | 'now' | 'rng'>) {
    this.surroundings = surroundings;
  }

  /**
   * Makes an attempt after a delay.
   * @param leastMs as in `reconnectDelayMs`
   * @param retryAfterMs what the server has asked for: the delay begins after it
   * @returns false after too many attempts
   */
  tryLater(attempt: () => void, leastMs = 0, retryAfterMs = 0): boolean {
    this.cancel();
    this.settle();
    if (this.tries === TRIES_MAX) return false;
    const ownMs = reconnectDelayMs(this.tries++, this.surroundings.rng(), leastMs);
    this.delayMs = Math.min(retryAfterMs, RETRY_AFTER_MS_MAX) + ownMs;
    this.waiting = { attempt, cancel: this.surroundings.after(this.delayMs, () => this.tryNow()) };
    return true;
  }

  /**
   * Whether attempts may be made without a delay now: the first ones after a connection that held for a while. Attempts
   * with delays follow.
   */
  mayTryAtOnce(): boolean {
    this.settle();
    if (this.tries > 0) return false;
    this.tries = 1;
    return true;
  }

  /** Makes the waiting attempt at once, if there is one. */
  tryNow(): void {
    const { waiting } = this;
    this.cancel();
    waiting?.attempt();
  }

  /** The attempt was successful. If the connection holds for a while, the delays begin anew after the next loss. */
  arrived(): void {
    this.arrivedMs ??= this.surroundings.now();
  }

  /** The delays begin anew: the next attempt is for another purpose. */
  restart(): void {
    this.tries = 0;
  }

  cancel(): void {
    this.waiting?.cancel();
    this.waiting = null;
  }

  /** The last connection is over: if it held for a while, the delays begin anew. */
  private settle(): void {
    const heldMs = this.arrivedMs === null ? 0 : this.surroundings.now() - this.arrivedMs;
    if (heldMs >= STEADY_MS) this.tries = 0;
    this.arrivedMs = null;
  }
}
