// Steers as a brain decides: a direction is sent only where it differs from the wish of the actor.

import type { MatchModel } from '#client';
import { canSteer, NONE, wishOf, type Direction, type World } from '#simulation';
import type { Brain } from './brain.ts';
import { Chaser } from './chaser.ts';

/** Steers in one match. */
export class Pilot {
  private readonly match: MatchModel;
  private readonly brain: Brain;
  private newest: { sequence: number; direction: Direction } = { sequence: 0, direction: NONE };

  /** @param brain the built-in AI at its hardest if left out */
  constructor(match: MatchModel, brain: Brain = new Chaser(match.seat)) {
    this.match = match;
    this.brain = brain;
  }

  /**
   * @param ahead the World as it will be when an input that is sent now arrives
   * @returns the direction to send now, or NONE to send nothing
   */
  decide(ahead: World): Direction {
    const { world, seat } = this.match;
    if (!canSteer(world, seat)) return NONE;
    const direction = this.brain.decide(ahead);
    if (direction === NONE) return NONE;
    // The rules forget a wish with each new life: what we sent counts only until the server has it.
    const isOnItsWay = world.seatInput[seat]! < this.newest.sequence;
    return direction === (isOnItsWay ? this.newest.direction : wishOf(world, seat)) ? NONE : direction;
  }

  /** Call with what was sent. */
  sent(sequence: number, direction: Direction): void {
    this.newest = { sequence, direction };
  }
}
