// How many files and sockets this process may open, and how many are open.

import { close, open, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Logger } from './log.ts';

/** Kept for what is open only for a moment: a file that is read again, a log, a DNS query. */
const RESERVED = 8;
/** The interval of the check whether anything can be opened, and the least time between two log lines about it. */
const LOOK_EVERY_MS = 1000;
const LOG_EVERY_MS = 30_000;

/** The soft limit of open files in the text of Linux's `/proc/self/limits`; null where there is none. */
export function descriptorLimitIn(limits: string): number | null {
  const soft = /^Max open files +(\d+) /m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

/** The limit of open files of this process; null where the system has none, or does not tell it (all but Linux). */
export function descriptorLimit(): number | null {
  try {
    return descriptorLimitIn(readFileSync('/proc/self/limits', 'latin1'));
  } catch {
    return null;
  }
}

/** The number of open descriptors; 0 where the system does not tell it. */
export function openDescriptors(): number {
  try {
    // One of them is this reading itself.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return 0;
  }
}

/** The number of descriptors that connections may use, less a reserve; null where there is no limit. */
export function freeDescriptors(): number | null {
  const limit = descriptorLimit();
  return limit === null ? null : limit - openDescriptors() - RESERVED;
}

/** A program that cannot serve anybody within its limit of open files. */
export class DescriptorLimitError extends Error {
  override readonly name = 'DescriptorLimitError';

  /** @param missing how many more it takes to serve one */
  constructor(missing: number) {
    const limit = descriptorLimit() ?? 0;
    super(`the limit of open files is ${limit}, at least ${limit + missing} are needed (ulimit -n)`);
  }
}

/** Notices when nothing can be opened any more. The system then closes new connections, and reports it to no one. */
export class DescriptorWatch {
  /** Looks, one a second, at which no file could be opened. */
  exhausted = 0;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #loggedMs = -Infinity;

  constructor(log: Logger) {
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    open(devNull, (error, descriptor) => {
      if (error === null) return close(descriptor);
      if (error.code !== 'EMFILE' && error.code !== 'ENFILE') return;
      this.exhausted++;
      const nowMs = performance.now();
      if (nowMs - this.#loggedMs < LOG_EVERY_MS) return;
      this.#loggedMs = nowMs;
      const { code } = error;
      this.#log.error({ code, limit: descriptorLimit() }, 'no descriptors left, new connections are lost');
    });
  }
}
