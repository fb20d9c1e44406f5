// The newest lines of a log, for an operator who looks at it while the program runs.

import { randomUUID } from 'node:crypto';

/** Lines that are kept. */
export const RECENT_LINES_MAX = 1000;
/** Characters of a line that are kept: a stack trace fits, and all lines together stay below some megabytes. */
export const RECENT_LINE_LENGTH_MAX = 2048;

export interface RecentLine {
  /** Counts from 1 since the start of the program. */
  readonly number: number;
  readonly text: string;
}

export class RecentLines {
  /** New with each start, so that a reader notices that the numbers begin again. */
  readonly startId = randomUUID();
  /** Line n is at (n - 1) modulo its length. */
  readonly #ring: string[] = [];
  #count = 0;

  /** The number of the newest line, 0 for none. */
  get newest(): number {
    return this.#count;
  }

  /** @param line with or without its end */
  add(line: string): void {
    this.#ring[this.#count % RECENT_LINES_MAX] = line.slice(0, RECENT_LINE_LENGTH_MAX).trimEnd();
    this.#count++;
  }

  /** The lines behind this number, oldest first. Of more than `limit` lines the newest. */
  after(number: number, limit = RECENT_LINES_MAX): RecentLine[] {
    const kept = Math.max(0, Math.min(this.#count - Math.max(0, number), RECENT_LINES_MAX, limit));
    const first = this.#count - kept;
    return Array.from({ length: kept }, (_, i) => ({
      number: first + i + 1,
      text: this.#ring[(first + i) % RECENT_LINES_MAX]!,
    }));
  }
}
