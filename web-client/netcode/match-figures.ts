// Figures of a match over its connection: inputs on their tick, corrections of the player's own Pac-Man, and the time from
// a key to its first pixel. The overlay shows them and tests assert them; nothing is decided by them.

import type { PendingInput } from './prediction.ts';

/** Corrections above these pixels are counted apart: hardly seen, and seen. */
export const CORRECTION_PIXELS = { small: 2, large: 8 } as const;
/** Inputs watched at the same time. Players are slower; on a very bad connection some are not counted. */
const WATCHED_MAX = 64;

export class MatchFigures {
  /**
   * Inputs that the server has applied, and those among them that missed their tick. With snapshots the second is a lower
   * bound: they name the newest input applied, not its tick, so an input that was late within the same snapshot (two ticks
   * at 30 a second) counts as on time.
   */
  inputs = 0;
  lateInputs = 0;
  /** Pieces of the log after which our World was not the server's. */
  wrongHashes = 0;
  /** Corrections of any size, and those above `CORRECTION_PIXELS`. */
  corrections = 0;
  smallCorrections = 0;
  largeCorrections = 0;
  /** The longest time from a key to the frame that shows it, in milliseconds and in frames drawn. */
  keyToPixelMsMax = 0;
  keyToPixelFramesMax = 0;
  private readonly watched: { readonly sequence: number; readonly tick: number; late: boolean }[] = [];
  private wish: { readonly tick: number; readonly atMs: number; frames: number } | null = null;

  steered({ sequence, tick }: PendingInput, nowMs: number): void {
    this.watched.push({ sequence, tick, late: false });
    if (this.watched.length > WATCHED_MAX) this.watched.shift();
    this.wish ??= { tick, atMs: nowMs, frames: 0 };
  }

  /** A piece of the log says that the server has applied an input of ours in this tick. */
  appliedIn(tick: number, sequence: number): void {
    while (this.watched.length > 0 && this.watched[0]!.sequence <= sequence) {
      this.inputs++;
      const { tick: meantFor, late } = this.watched.shift()!;
      if (late || meantFor < tick) this.lateInputs++;
    }
  }

  /** A snapshot of this tick has arrived, with this as the newest of our inputs that was applied. */
  appliedBy(tick: number, newest: number): void {
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
