// A date of the daily match as a text: the day is that of UTC everywhere.

import { locale } from '../language/language.ts';

/** @param date as `2026-11-30` */
export function dayText(date: string, style: 'long' | 'short' = 'long'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'long' ? { dateStyle: 'long' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(new Date(date));
}
