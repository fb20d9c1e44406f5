// The daily match: its settings follow from the date (simulation/daily.ts), and the date of a match from when it begins.

export {
  dailyOf,
  DAILY_CHANGES,
  DAILY_MODES,
  isDailyMode,
  type Daily,
  type DailyChange,
  type DailyMode,
} from '#simulation';

/** The date in UTC of a time, as `2026-11-30`. @param ms since 1970 */
export function utcDateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
