// Makes inputs of the chaser's decisions: a direction is sent only where it differs from the wish of the actor.

import { canSteer, NONE, wishOf, type Direction } from '#simulation';
import type { MatchModel } from '#client';
import { createChaser, type Chaser } from './chaser.ts';

/** Steers in one match. */
export class Pilot {
  private readonly match: MatchModel;
  private readonly chaser: Chaser;
  private newest: { sequence: number; direction: Direction } = { sequence: 0, direction: NONE };

  constructor(match: MatchModel) {
    this.match = match;
    this.chaser = createChaser(match.world, match.seat);
  }

  /**
   * @param roundTripTicks of the connection, as last measured
   * @returns the direction to send now, or NONE to send nothing
   */
  decide(roundTripTicks: number): Direction {
    const { world, seat } = this.match;
    if (!canSteer(world, seat)) return NONE;
    const direction = this.chaser.decide(world, roundTripTicks + 1);
    // The rules forget a wish with each new life: what we sent counts only until the server has it.
    const isOnItsWay = world.seatInput[seat]! < this.newest.sequence;
    return direction === (isOnItsWay ? this.newest.direction : wishOf(world, seat)) ? NONE : direction;
  }

  /** Call with what was sent. */
  sent(sequence: number, direction: Direction): void {
    this.newest = { sequence, direction };
  }
}
