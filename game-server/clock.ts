// The clock and the random source of the server. Both are passed in, so that tests can bring their own.

import { randomInt } from 'node:crypto';
import { TICKS_PER_SECOND } from '#simulation';

export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Milliseconds since 1970, as this machine has them: they may jump. */
  date(): number;
  /** Calls once, after this many milliseconds. @returns a function that cancels it. */
  after(ms: number, call: () => void): () => void;
}

/** Milliseconds that so many ticks take, rounded up. */
export function ticksToMs(ticks: number): number {
  return Math.ceil((ticks * 1000) / TICKS_PER_SECOND);
}

/** How many ticks the server has run. Only the ticker changes it, at the start of each tick. */
export interface ServerTicks {
  now: number;
}

/** A random integer from 0 to `below` - 1; `below` is at most 2^47. */
export type Rng = (below: number) => number;

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

export const systemRng: Rng = (below) => randomInt(below);
