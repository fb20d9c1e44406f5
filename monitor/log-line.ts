// One line of a program's log: JSON as pino writes it, or what is left of a line that was cut.

import { visibleText } from './formats.ts';

export interface LogLine {
  /** Null for a line that is no JSON. */
  readonly atMs: number | null;
  /** As pino counts: 30 is info, 40 warn, 50 error. */
  readonly level: number;
  readonly message: string;
  /** All other fields as `name=value`. */
  readonly details: string;
}

/** Shown by everything else, or the same in each line. */
const KNOWN = ['level', 'time', 'pid', 'hostname', 'name', 'msg'];
const INFO = 30;
const DETAILS_LENGTH_MAX = 500;

export function readLogLine(text: string): LogLine {
  const fields = fieldsOf(text);
  if (fields === null) return { atMs: null, level: INFO, message: visibleText(text), details: '' };
  const { level, time, msg } = fields;
  const details = Object.entries(fields)
    .filter(
      ([name, value]) =>
        !KNOWN.includes(name) || (name === 'name' && fields['address'] !== undefined && value !== undefined),
    )
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return {
    atMs: typeof time === 'number' ? time : null,
    level: typeof level === 'number' ? level : INFO,
    message: visibleText(typeof msg === 'string' ? msg : ''),
    details: visibleText(details.length > DETAILS_LENGTH_MAX ? `${details.slice(0, DETAILS_LENGTH_MAX)}…` : details),
  };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && !Array.isArray(line) ? (line as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
