// The World as it will be when an input arrives: a copy of the newest one, stepped on with the last directions.

import { LOG_INTERVAL_TICKS } from '#protocol';
import { cloneWorld, copyWorld, Events, step, type World } from '#simulation';

/** Ticks of a round trip that are looked ahead at most: later than that the inputs of the others matter more than ours. */
const ROUND_TRIP_TICKS_MAX = 20;
/** The newest World is older by the longest pause between two pieces of the log. */
const TICKS_MAX = LOG_INTERVAL_TICKS + ROUND_TRIP_TICKS_MAX;
const NO_INPUTS = [] as const;

export class ArrivalWorld {
  private readonly ahead: World;
  private readonly events = new Events();

  /** @param world one of the match whose Worlds it will be given */
  constructor(world: World) {
    this.ahead = cloneWorld(world);
  }

  /**
   * @param world is not changed
   * @param ticks a fraction is rounded; more than can be foreseen are cut off
   * @returns the World after so many ticks without inputs, valid until the next call
   * @throws Error if it is no World of the rules
   */
  after(world: World, ticks: number): World {
    copyWorld(this.ahead, world);
    const count = Math.min(Math.round(ticks), TICKS_MAX);
    for (let i = 0; i < count; i++) step(this.ahead, NO_INPUTS, this.events);
    return this.ahead;
  }
}
