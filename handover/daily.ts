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

export const DAY_MS = 86_400_000;

const DATE = /^\d{4}-\d\d-\d\d$/;

/** Whether a text has the form of a date, as `2026-11-30`. */
export function isDateText(text: string): boolean {
  return DATE.test(text);
}

/** The date in UTC of a time, as `2026-11-30`. @param ms since 1970 */
export function utcDateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
