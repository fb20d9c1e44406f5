// The decisions of a bot: those of the built-in AI at its hardest.

import { aiDirection, NONE, tileOfPixel, type Direction, type World } from '#simulation';

/** It decides once in a tile, or in as many ticks as a tile takes. */
const TICKS_PER_TILE = 8;

export class Chaser {
  private readonly seat: number;
  private decided: { readonly tile: number; readonly tick: number; readonly direction: Direction };

  constructor(seat: number) {
    this.seat = seat;
    this.decided = { tile: -1, tick: 0, direction: NONE };
  }

  /** @param ahead the World as it will be when an input that is sent now arrives */
  decide(ahead: World): Direction {
    const actor = ahead.seatActor[this.seat]!;
    const tile = tileOfPixel(ahead.pacX[actor]!, ahead.pacY[actor]!);
    const { tick } = ahead;
    if (tile !== this.decided.tile || Math.abs(tick - this.decided.tick) >= TICKS_PER_TILE)
      this.decided = { tile, tick, direction: aiDirection(ahead, this.seat, 'hard') };
    return this.decided.direction;
  }
}
