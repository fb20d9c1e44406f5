// The bot's brain: the built-in AI at its hardest. A direction is sent only where it differs from the wish of the actor.

import type { MatchModel } from '#client';
import { canSteer, NONE, wishOf, type Direction, type World } from '#simulation';
import { Chaser } from './chaser.ts';

/** Steers in one match. */
export class Pilot {
  private readonly match: MatchModel;
  private readonly chaser: Chaser;
  private newest: { sequence: number; direction: Direction } = { sequence: 0, direction: NONE };

  constructor(match: MatchModel) {
    this.match = match;
    this.chaser = new Chaser(match.seat);
  }

  /**
   * @param ahead the World as it will be when an input that is sent now arrives
   * @returns the direction to send now, or NONE to send nothing
   */
  decide(ahead: World): Direction {
    const { world, seat } = this.match;
    if (!canSteer(world, seat)) return NONE;
    const direction = this.chaser.decide(ahead);
    // The rules forget a wish with each new life: what we sent counts only until the server has it.
    const isOnItsWay = world.seatInput[seat]! < this.newest.sequence;
    return direction === (isOnItsWay ? this.newest.direction : wishOf(world, seat)) ? NONE : direction;
  }

  /** Call with what was sent. */
  sent(sequence: number, direction: Direction): void {
    this.newest = { sequence, direction };
  }
}
