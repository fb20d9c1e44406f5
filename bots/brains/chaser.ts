// The bot's brain: the built-in AI, put in front of the World as it will be when a wish arrives.

import { cloneWorld, copyWorld, createAiDriver, Events, step, type Direction, type World } from '#simulation';

/** A brain looks at most this far ahead: beyond it the others' next wishes decide more than ours. */
const LEAD_TICKS_MAX = 20;
const NO_INPUTS = [] as const;

export interface Chaser {
  /**
   * The wish for a seat, given the World of the last snapshot, which stays as it is.
   * @param leadTicks how many ticks pass until a wish sent now is applied
   */
  decide(world: World, leadTicks: number): Direction;
}

/** A brain for one match: `world` is the match's World, `seat` the one to steer. */
export function createChaser(world: World, seat: number): Chaser {
  const driver = createAiDriver(seat, 'hard');
  const ahead = cloneWorld(world);
  const events = new Events();
  return {
    decide(world, leadTicks) {
      copyWorld(ahead, world);
      const ticks = Math.min(Math.round(leadTicks), LEAD_TICKS_MAX);
      for (let i = 0; i < ticks; i++) step(ahead, NO_INPUTS, events);
      return driver.decide(ahead);
    },
  };
}
