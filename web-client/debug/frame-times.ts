// Times between frames, and of netcode in each frame: for the overlay and for tests.

import { History } from './history.ts';

/** Ten seconds at 60 frames a second. */
const FRAMES = 600;
const FRAME_MS = 1000 / 60;
/** The page stood still: that is not one long frame, but all frames that were due and did not come. */
const STILL_MS = 100;

export class FrameTimes {
  /** Milliseconds from one frame to the next; for a frame that was due and did not come, to the one that came. */
  readonly intervalMs = new History(FRAMES);
  /** Milliseconds in which prediction and reconciliation brought the worlds to the present. */
  readonly workMs = new History(FRAMES);
  private lastMs: number | null = null;

  drawn(nowMs: number, workMs: number): void {
    if (this.lastMs !== null) this.addInterval(nowMs - this.lastMs);
    this.lastMs = nowMs;
    this.workMs.add(workMs);
  }

  private addInterval(ms: number): void {
    const due = ms < STILL_MS ? 1 : Math.min(FRAMES, Math.floor(ms / FRAME_MS));
    for (let missed = due - 1; missed >= 0; missed--) this.intervalMs.add(ms - missed * FRAME_MS);
  }

  /** Call for another match, or after a tab slept: the time between is not a frame time. */
  restart(): void {
    this.lastMs = null;
  }
}
