// The Worlds of the last ticks of a match, for rewinding it.

import type { World } from '#simulation';

/** A minute. A World of `classic` has a kilobyte: 4 MB in all. */
export const REWIND_TICKS_MAX = 60 * 60;

export class WorldRing {
  private readonly ticksMax: number;
  /** The words of a tick, at the place tick % ticksMax. Places are used again, so nothing is allocated once it is full. */
  private readonly places: Int32Array[] = [];
  private first: number;
  private last: number;

  /** @param world the first World; its words are copied, as those of all others. @param ticksMax Worlds kept, 2 at least */
  constructor(world: World, ticksMax: number) {
    this.ticksMax = Math.max(2, Math.min(ticksMax, REWIND_TICKS_MAX));
    this.first = this.last = world.tick;
    this.keep(world);
  }

  /** The oldest and the newest tick that can be restored. */
  get firstTick(): number {
    return this.first;
  }

  get lastTick(): number {
    return this.last;
  }

  /** Takes the World of the next tick: the one after the last that was taken, or restored. */
  record(world: World): void {
    this.last = world.tick;
    this.first = Math.max(this.first, this.last - this.ticksMax + 1);
    this.keep(world);
  }

  /** Puts a World into the state of a tick that is kept. @returns false, and does nothing, for another tick */
  restore(world: World, tick: number): boolean {
    if (tick < this.first || tick > this.last) return false;
    world.words.set(this.places[tick % this.ticksMax]!);
    return true;
  }

  private keep({ tick, words }: World): void {
    const place = (this.places[tick % this.ticksMax] ??= new Int32Array(words.length));
    place.set(words);
  }
}
