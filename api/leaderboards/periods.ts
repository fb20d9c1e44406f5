// The periods of leaderboards, in UTC: a row of a match stands in four of them.

import { DAY_MS, utcDateOf } from '#handover';

/** In ISO 8601 a week belongs to the year of its Thursday. */
const THURSDAY = 4;
const DAYS_OF_WEEK = 7;

export const ALL_TIME = 'all';
const KEY = /^(?:\d{4}-\d{2}|\d{4}-W\d{2}|\d{4}-\d{2}-\d{2})$/;

/** The month of a time, such as `2026-11`. @param ms since 1970 */
export function monthOf(ms: number): string {
  return utcDateOf(ms).slice(0, 'yyyy-mm'.length);
}

/** The ISO week of a time, such as `2026-W49`. It begins on Monday; the first one of a year has its first Thursday. */
export function weekOf(ms: number): string {
  const day = new Date(ms).getUTCDay() || DAYS_OF_WEEK;
  const thursday = new Date(ms + (THURSDAY - day) * DAY_MS);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - newYear) / (DAYS_OF_WEEK * DAY_MS));
  return `${String(thursday.getUTCFullYear()).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

/** The keys of all periods that a time is in. */
export function periodsOf(ms: number): string[] {
  return [ALL_TIME, monthOf(ms), weekOf(ms), utcDateOf(ms)];
}

/**
 * The key of a period: of one that is named by what it is now, such as `week`, or by its key.
 * @returns null for a text that is neither
 */
export function periodKey(text: string, nowMs: number): string | null {
  switch (text) {
    case ALL_TIME:
      return ALL_TIME;
    case 'month':
      return monthOf(nowMs);
    case 'week':
      return weekOf(nowMs);
    case 'day':
      return utcDateOf(nowMs);
    default:
      return KEY.test(text) ? text : null;
  }
}
