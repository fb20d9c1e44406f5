// How many connections the system's limit of open files leaves room for. The rest is for all else that a server opens.

import { readFileSync } from 'node:fs';

/** Of the descriptors a process may have, the part that connections may take. */
const SHARE_PERCENT = 80;

/** The soft limit of open files in the text of Linux's `/proc/self/limits`; null where there is none. */
export function descriptorLimitIn(limits: string): number | null {
  const soft = /^Max open files +(\d+) /m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

/** This process's limit of open files; null where the system does not tell (anything but Linux) or sets none. */
export function descriptorLimit(): number | null {
  try {
    return descriptorLimitIn(readFileSync('/proc/self/limits', 'latin1'));
  } catch {
    return null;
  }
}

/** `connectionsMax`, or 80 % of the descriptor limit where that is less. */
export function connectionsWithin(limit: number | null, connectionsMax: number): number {
  return limit === null ? connectionsMax : Math.min(connectionsMax, Math.floor((limit * SHARE_PERCENT) / 100));
}
