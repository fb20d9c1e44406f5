// Times as text, for players and in links.

import { TICKS_PER_SECOND } from '#simulation';
import { locale } from '../language/language.ts';

/** Minutes and seconds: `1:05`; with tenths of a second `1:05.3`. */
export function timeText(ticks: number, tenths = false): string {
  const inTenths = Math.floor((ticks * 10) / TICKS_PER_SECOND);
  const minutes = Math.floor(inTenths / 600);
  const seconds = String(Math.floor((inTenths % 600) / 10)).padStart(2, '0');
  return `${minutes}:${seconds}${tenths ? `.${inTenths % 10}` : ''}`;
}

/** The time of a tick as a link names it: the shortest text that leads back to the tick. */
export function linkTime(tick: number): string {
  return String(Math.round((tick * 1000) / TICKS_PER_SECOND) / 1000);
}

export function tickOfTime(seconds: number): number {
  return Math.round(seconds * TICKS_PER_SECOND);
}

/** A date and a time, as they are written in the language in use. */
export function momentText(ms: number): string {
  return new Date(ms).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
}
