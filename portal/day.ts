// Days of the daily maze, which begin at midnight UTC.

export const DAY_MS = 86_400_000;

/** The date of a time, as `2026-11-30`. @param ms since 1970 */
export function utcDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
