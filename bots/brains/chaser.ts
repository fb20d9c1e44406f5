// The bot's brain: the built-in AI, given the World as it will be when an input arrives.

import { cloneWorld, copyWorld, createAiDriver, Events, step, type Direction, type World } from '#simulation';

/** A brain looks ahead this far at most: later than that the inputs of the others matter more than ours. */
const LEAD_TICKS_MAX = 20;
const NO_INPUTS = [] as const;

export interface Chaser {
  /**
   * The direction for a seat, given the World of the last snapshot, which is not changed.
   * @param leadTicks how many ticks pass until an input sent now is applied
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
