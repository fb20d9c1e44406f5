// How many lines of chat may be sent: by one session, and by all sessions of one caller together.

/** Lines of one session in a window of time. */
const LINES_MAX = 5;
const WINDOW_MS = 10_000;

/**
 * Lines of one caller (callers.ts). The rate is the maximum of four sessions. The burst lets a class of 30 behind one
 * address greet, and a party of 20 send two lines each after a match.
 */
export const CALLER_LINES_PER_SECOND = 2;
export const CALLER_LINES_BURST = 40;

/** The times of the last lines of one session: at most as many as are allowed in the window. */
export class ChatRate {
  private readonly times: number[] = [];

  /** Counts a line. @returns 0, or in how many milliseconds it may be sent; then it is not counted */
  take(nowMs: number): number {
    while (this.times.length > 0 && nowMs - this.times[0]! >= WINDOW_MS) this.times.shift();
    if (this.times.length >= LINES_MAX) return Math.ceil(this.times[0]! + WINDOW_MS - nowMs);
    this.times.push(nowMs);
    return 0;
  }
}
