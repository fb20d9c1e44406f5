// Which seats of a match count in tables (OB20, OB21).

import { TICKS_PER_SECOND } from '#simulation';
import type { FinishedSeat } from '#handover';

/** How long AI may steer for a player who is idle or disconnected, and which part of the match that is at most. */
export const STAND_IN_TICKS_MAX = 10 * TICKS_PER_SECOND;
export const STAND_IN_SHARE_MAX = 0.05;

/**
 * Whether a player had a seat for the whole match, and steered it.
 * @param ticks of the match
 */
export function isWhole(seat: FinishedSeat, ticks: number): boolean {
  const { driver, untilTick, standInTicks } = seat;
  const hadItAlways = hadFromStart(seat) && untilTick === ticks;
  const standInMax = Math.min(STAND_IN_TICKS_MAX, ticks * STAND_IN_SHARE_MAX);
  return driver !== 'ai' && hadItAlways && standInTicks <= standInMax;
}

/** Whether a player had a seat when the match began. */
export function hadFromStart({ sinceTick, isFirst }: Pick<FinishedSeat, 'sinceTick' | 'isFirst'>): boolean {
  return isFirst && sinceTick === 0;
}
