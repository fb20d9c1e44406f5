/** Sessions and bytes a second of the last ten minutes: a few numbers every five seconds, whether somebody looks or not. */
import type { HistoryPoint } from './answers.ts';

const EVERY_MS = 5000;
const POINTS_MAX = (10 * 60_000) / EVERY_MS;

/** What is counted of all sessions together. Bytes since the start. */
export interface Totals {
  readonly sessions: number;
  readonly toTarget: number;
  readonly toBrowser: number;
}

export class History {
  /** The oldest first. */
  readonly points: HistoryPoint[] = [];
  readonly #read: () => Totals;
  #timer: NodeJS.Timeout | undefined;
  #last: Totals;
  #lastMs = performance.now();

  constructor(read: () => Totals) {
    this.#read = read;
    this.#last = read();
    this.#addLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** At the next multiple of the five seconds. */
  #addLater(): void {
    const nowMs = Date.now();
    const lateMs = nowMs - nearestTime(nowMs);
    this.#timer = setTimeout(() => this.#add(), EVERY_MS - lateMs).unref();
  }

  #add(): void {
    const totals = this.#read();
    const nowMs = performance.now();
    const seconds = (nowMs - this.#lastMs) / 1000;
    this.points.push({
      atMs: nearestTime(Date.now()),
      sessions: totals.sessions,
      rateToTarget: (totals.toTarget - this.#last.toTarget) / seconds,
      rateToBrowser: (totals.toBrowser - this.#last.toBrowser) / seconds,
    });
    if (this.points.length > POINTS_MAX) this.points.shift();
    this.#last = totals;
    this.#lastMs = nowMs;
    this.#addLater();
  }
}

/** A timer can be a little early or late. */
function nearestTime(ms: number): number {
  return Math.round(ms / EVERY_MS) * EVERY_MS;
}
