// The bot's brain: the built-in AI at its hardest. A direction is sent only where it differs from the wish of the actor.

import type { MatchModel } from '#client';
import { aiDirection, canSteer, NONE, tileOfPixel, wishOf, type Direction, type World } from '#simulation';

/** It decides once in a tile, or in as many ticks as a tile takes. */
const TICKS_PER_TILE = 8;

const NOT_YET = { tile: -1, tick: 0, direction: NONE } as const;

/** Steers in one match. */
export class Pilot {
  private readonly match: MatchModel;
  private decided: { readonly tile: number; readonly tick: number; readonly direction: Direction } = NOT_YET;
  private newest: { sequence: number; direction: Direction } = { sequence: 0, direction: NONE };

  constructor(match: MatchModel) {
    this.match = match;
  }

  /**
   * @param ahead the World as it will be when an input that is sent now arrives
   * @returns the direction to send now, or NONE to send nothing
   */
  decide(ahead: World): Direction {
    const { world, seat } = this.match;
    if (!canSteer(world, seat)) return NONE;
    const direction = this.decideIn(ahead);
    // The rules forget a wish with each new life: what we sent counts only until the server has it.
    const isOnItsWay = world.seatInput[seat]! < this.newest.sequence;
    return direction === (isOnItsWay ? this.newest.direction : wishOf(world, seat)) ? NONE : direction;
  }

  private decideIn(ahead: World): Direction {
    const { seat } = this.match;
    const actor = ahead.seatActor[seat]!;
    const tile = tileOfPixel(ahead.pacX[actor]!, ahead.pacY[actor]!);
    const isNew = tile !== this.decided.tile || Math.abs(ahead.tick - this.decided.tick) >= TICKS_PER_TILE;
    if (isNew) this.decided = { tile, tick: ahead.tick, direction: aiDirection(ahead, seat, 'hard') };
    return this.decided.direction;
  }

  /** Call with what was sent. */
  sent(sequence: number, direction: Direction): void {
    this.newest = { sequence, direction };
  }
}
