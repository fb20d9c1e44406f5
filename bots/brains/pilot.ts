// What a bot does with the chaser's word: it sends a wish only where the one that stands is another.

import { NONE, PAC, type Direction } from '#simulation';
import type { BotMatch } from '../bot-match.ts';
import { createChaser, type Chaser } from './chaser.ts';

/** At the wheel of one match. */
export class Pilot {
  private readonly match: BotMatch;
  private readonly chaser: Chaser;
  private newest: { sequence: number; direction: Direction } = { sequence: 0, direction: NONE };

  constructor(match: BotMatch) {
    this.match = match;
    this.chaser = createChaser(match.world, match.seat);
  }

  /**
   * @param roundTripTicks of the connection, as last measured
   * @returns what to wish for now, or NONE to leave it as it is
   */
  decide(roundTripTicks: number): Direction {
    const { world, seat } = this.match;
    const state = world.pacState[seat]!;
    if (state !== PAC.waiting && state !== PAC.alive) return NONE;
    const direction = this.chaser.decide(world, roundTripTicks + 1);
    // The rules forget a wish with each new life, so ours counts only until the server has it.
    const isUnderWay = world.pacInput[seat]! < this.newest.sequence;
    return direction === (isUnderWay ? this.newest.direction : world.pacWish[seat]!) ? NONE : direction;
  }

  /** To be told what was sent. */
  wished(sequence: number, direction: Direction): void {
    this.newest = { sequence, direction };
  }
}
