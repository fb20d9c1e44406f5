// When the name of a seat is shown: while the match does not run, for a moment after READY! and after a return, and when the
// player asks for it. Otherwise names would be in the way.

import { PHASE, TICKS_PER_SECOND } from '#simulation';

/** A name stays for so long. */
export const STAY_TICKS = 2 * TICKS_PER_SECOND;
/** A match whose tick does not change for so long stands: it is paused, or the server is silent. */
export const STANDS_MS = 300;
const APPEAR_MS = 120;
const FADE_MS = 600;

/** The state of a frame that decides. */
export interface NameFrame {
  readonly phase: number;
  readonly tick: number;
  readonly nowMs: number;
}

export class NameTimes {
  private readonly untilTick: number[];
  private readonly wasThere: boolean[];
  private readonly alphas: number[];
  private tick = -1;
  private tickMs = 0;
  private drawnMs = 0;
  private elapsedMs = 0;
  private isShown = true;

  constructor(seatCount: number) {
    this.untilTick = Array.from({ length: seatCount }, () => 0);
    this.wasThere = Array.from({ length: seatCount }, () => false);
    this.alphas = Array.from({ length: seatCount }, () => 0);
  }

  /** Call once a frame, before the seats are asked for. */
  next({ phase, tick, nowMs }: NameFrame): void {
    // A replay went back: times that lie in the future are void.
    if (tick < this.tick) this.untilTick.fill(0);
    if (tick !== this.tick) this.tickMs = nowMs;
    this.tick = tick;
    this.elapsedMs = Math.max(0, nowMs - this.drawnMs);
    this.drawnMs = nowMs;
    const runs = phase === PHASE.play;
    if (!runs) this.untilTick.fill(tick + STAY_TICKS);
    this.isShown = !runs || nowMs - this.tickMs > STANDS_MS;
  }

  /**
   * How much of a name is shown now, 0..1.
   * @param isThere whether its actor is drawn. @param isAsked whether the player asks for it
   */
  alpha(seat: number, isThere: boolean, isAsked: boolean): number {
    if (isThere && !this.wasThere[seat]) {
      this.untilTick[seat] = this.tick + STAY_TICKS;
      this.alphas[seat] = 1;
    }
    this.wasThere[seat] = isThere;
    const isWanted = this.isShown || isAsked || this.tick < this.untilTick[seat]!;
    const step = isWanted ? this.elapsedMs / APPEAR_MS : -this.elapsedMs / FADE_MS;
    return (this.alphas[seat] = Math.max(0, Math.min(1, this.alphas[seat]! + step)));
  }
}
