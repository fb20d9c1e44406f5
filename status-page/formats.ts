// Numbers and times as they are shown.

import { bytesText } from '../monitor/formats.ts';
import { WORDS } from './words.ts';

export { bytesText };

export function rateText(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? WORDS.none : `${bytesText(bytesPerSecond)}/s`;
}

export function roundTripText(ms: number | null): string {
  if (ms === null) return WORDS.none;
  return `${ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`;
}

/** A length of time in its two largest units. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return WORDS.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return WORDS.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? WORDS.hours(hours, minutes % 60) : WORDS.days(Math.floor(hours / 24), hours % 24);
}

/** A time of day to the second, in the time zone of the browser. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
