// The time in a ping: milliseconds of the client's own clock, modulo 2^32 (49 days).

import { INT32_MAX, UINT32_MAX } from './limits.ts';

const WRAP = UINT32_MAX + 1;

/** @param nowMs not negative */
export function pingTime(nowMs: number): number {
  return Math.floor(nowMs) % WRAP;
}

/**
 * Milliseconds since a ping was sent; 0 for a time in the future.
 * @param time from the pong
 * @param nowMs of the same clock, not negative
 */
export function msSincePing(time: number, nowMs: number): number {
  const elapsedMs = ((nowMs % WRAP) - time + WRAP) % WRAP;
  return elapsedMs <= INT32_MAX ? elapsedMs : 0;
}
