// How well a match is played over its line, counted: inputs on their tick, corrections of one's own Pac-Man, and the
// time from a key to its first pixel. The overlay shows it and tests assert it; nothing is decided by it.

import type { PendingInput } from './prediction.ts';

/** Corrections above these pixels are counted apart: hardly seen, and seen. */
export const CORRECTION_PIXELS = { small: 2, large: 8 } as const;
/** Inputs watched at a time; a hand is slower, and a line that is worse loses nothing but the count. */
const WATCHED_MAX = 64;

export class MatchFigures {
  /**
   * Inputs of which the server has told that it applied them, and those among them that missed their tick: at least so
   * many. The wire names the newest input applied by a snapshot, not the tick of it, so one that was late but came
   * within the same snapshot (two ticks at 30 a second) counts as in time.
   */
  inputs = 0;
  lateInputs = 0;
  /** Corrections of any size, and those above `CORRECTION_PIXELS`. */
  corrections = 0;
  smallCorrections = 0;
  largeCorrections = 0;
  /** From a key to the frame that shows it, at the slowest: in milliseconds, and in frames drawn. */
  keyToPixelMsMax = 0;
  keyToPixelFramesMax = 0;
  private readonly watched: { readonly sequence: number; readonly tick: number; late: boolean }[] = [];
  private wish: { readonly tick: number; readonly atMs: number; frames: number } | null = null;

  steered({ sequence, tick }: PendingInput, nowMs: number): void {
    this.watched.push({ sequence, tick, late: false });
    if (this.watched.length > WATCHED_MAX) this.watched.shift();
    this.wish ??= { tick, atMs: nowMs, frames: 0 };
  }

  /** A snapshot of this tick came, in which this was the newest of our inputs that had been applied. */
  applied(tick: number, newest: number): void {
    while (this.watched.length > 0 && this.watched[0]!.sequence <= newest) {
      this.inputs++;
      if (this.watched.shift()!.late) this.lateInputs++;
    }
    for (const input of this.watched) if (input.tick <= tick) input.late = true;
  }

  corrected(pixels: number): void {
    if (pixels > 0) this.corrections++;
    if (pixels > CORRECTION_PIXELS.small) this.smallCorrections++;
    if (pixels > CORRECTION_PIXELS.large) this.largeCorrections++;
  }

  /** A frame shows the world at this tick. */
  drawn(tick: number, nowMs: number): void {
    if (this.wish === null) return;
    this.wish.frames++;
    if (tick < this.wish.tick) return;
    this.keyToPixelMsMax = Math.max(this.keyToPixelMsMax, nowMs - this.wish.atMs);
    this.keyToPixelFramesMax = Math.max(this.keyToPixelFramesMax, this.wish.frames);
    this.wish = null;
  }
}
