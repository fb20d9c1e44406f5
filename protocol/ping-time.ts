// What a client says as the time of a ping: milliseconds of its own clock, which go round after 2^32 of them (49 days).

import { INT32_MAX, UINT32_MAX } from './limits.ts';

const ROUND = UINT32_MAX + 1;

/** @param nowMs not negative */
export function pingTime(nowMs: number): number {
  return Math.floor(nowMs) % ROUND;
}

/**
 * Milliseconds since a ping was sent, by the time that came back in its pong. 0 for a time that is still to come.
 * @param nowMs of the same clock, not negative
 */
export function msSincePing(time: number, nowMs: number): number {
  const elapsedMs = ((nowMs % ROUND) - time + ROUND) % ROUND;
  return elapsedMs <= INT32_MAX ? elapsedMs : 0;
}
