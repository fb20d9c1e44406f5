// Numbers and times as they are shown.

import { WORDS } from './words.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function msText(ms: number | null): string {
  if (ms === null) return WORDS.none;
  if (ms === 0) return '0 ms';
  return `${ms >= 10 ? Math.round(ms) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A length of time in its largest unit. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const { ago } = WORDS;
  if (seconds < 60) return ago.seconds(seconds);
  if (seconds < 3600) return ago.minutes(Math.floor(seconds / 60));
  if (seconds < 48 * 3600) return ago.hours(Math.floor(seconds / 3600));
  return ago.days(Math.floor(seconds / 86_400));
}

/** A moment in the time zone of the browser, to the minute. */
export function momentText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A time of day to the second. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Controls, and marks that turn the direction of text: they could hide or reorder what a line says. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text with its invisible characters written out. */
export function visibleText(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
