// How many lines of chat may be sent: by one session, and by all sessions of one caller together.

/** Lines of one session in a window of time. */
const LINES_MAX = 5;
const WINDOW_MS = 10_000;

/**
 * Lines of one caller (callers.ts). The rate is that of four sessions that say all they may; the burst lets a class of 30
 * behind one address greet, and a party of 20 say two lines each after a match.
 */
export const CALLER_LINES_PER_SECOND = 2;
export const CALLER_LINES_BURST = 40;

/** When one session sent its last lines: at most as many times as lines are allowed in the window. */
export class ChatRate {
  private readonly times: number[] = [];

  /** Counts a line. @returns false when it comes too soon; it is not counted then. */
  take(nowMs: number): boolean {
    while (this.times.length > 0 && nowMs - this.times[0]! >= WINDOW_MS) this.times.shift();
    if (this.times.length >= LINES_MAX) return false;
    this.times.push(nowMs);
    return true;
  }
}
