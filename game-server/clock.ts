// Time and rng as the server sees them. Both come in from outside, so that tests bring their own.

import { randomInt } from 'node:crypto';

export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls once, after so many milliseconds. @returns what cancels it. */
  after(ms: number, call: () => void): () => void;
}

/** A random integer, 0 up to and without `below` (at most 2^47). */
export type Rng = (below: number) => number;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

export const systemRng: Rng = (below) => randomInt(below);
