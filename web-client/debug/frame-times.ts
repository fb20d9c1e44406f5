// How evenly frames come, and how much of each the page spends on netcode: for the overlay and for tests.

import { History } from './history.ts';

/** Ten seconds at 60 frames a second. */
const FRAMES = 600;

export class FrameTimes {
  /** Milliseconds from one frame to the next. */
  readonly intervalMs = new History(FRAMES);
  /** Milliseconds in which prediction and reconciliation brought the worlds to the present. */
  readonly workMs = new History(FRAMES);
  private lastMs: number | null = null;

  drawn(nowMs: number, workMs: number): void {
    if (this.lastMs !== null) this.intervalMs.add(nowMs - this.lastMs);
    this.lastMs = nowMs;
    this.workMs.add(workMs);
  }

  /** Another match, or a tab that slept: the pause between was no frame. */
  restart(): void {
    this.lastMs = null;
  }
}
