// What a watcher has seen of a match: its worlds since they joined, up to a maximum. Between two of them the rules fill in
// the ticks.

import type { WireSeat } from '#protocol';
import { cloneWorld, copyWorld, Events, step, type World } from '#simulation';
import { mazeKey } from '../netcode/maze-key.ts';
import type { Timeline } from './timeline.ts';

/** Five minutes. A world of four players has about a kilobyte, and there is at most one for each tick: 20 MB in all. */
export const HISTORY_TICKS_MAX = 5 * 60 * 60;
/** Larger worlds reach less far back. */
export const HISTORY_BYTES_MAX = 40 * 1024 * 1024;

/** After a longer silence, as of a lost connection, the ticks between are unknown: the history begins anew. */
export const GAP_TICKS_MAX = 60;

interface Moment {
  readonly tick: number;
  readonly words: Int32Array;
  readonly seats: readonly WireSeat[];
}

export class LiveHistory implements Timeline {
  readonly world: World;
  readonly before: World;
  readonly events = new Events();
  private moments: Moment[];
  /** Index of the last moment at or before the tick that is shown. */
  private at = 0;

  /** @param world copied; the first moment */
  constructor(world: World, seats: readonly WireSeat[]) {
    this.world = cloneWorld(world);
    this.before = cloneWorld(world);
    this.moments = [momentOf(world, seats)];
  }

  get firstTick(): number {
    return this.moments[0]!.tick;
  }

  get lastTick(): number {
    return this.moments.at(-1)!.tick;
  }

  get tick(): number {
    return this.world.tick;
  }

  get seats(): readonly WireSeat[] {
    return this.moments[this.at]!.seats;
  }

  /** Notes a world that the server has described, if it is newer than the last one. The tick that is shown stays. */
  record(world: World, seats: readonly WireSeat[]): void {
    const ticks = world.tick - this.lastTick;
    if (ticks === 0) return;
    if (ticks < 0 || ticks > GAP_TICKS_MAX) return this.beginAnew(world, seats);
    this.moments.push(momentOf(world, seats));
    const momentsMax = Math.floor(HISTORY_BYTES_MAX / world.words.byteLength);
    while (this.firstTick < world.tick - HISTORY_TICKS_MAX || this.moments.length > momentsMax) {
      this.moments.shift();
      this.at = Math.max(0, this.at - 1);
    }
  }

  next(): boolean {
    if (this.tick >= this.lastTick) return false;
    copyWorld(this.before, this.world);
    step(this.world, [], this.events);
    const following = this.moments[this.at + 1];
    if (following !== undefined && following.tick <= this.tick) {
      const maze = mazeKey(this.world);
      this.at++;
      this.world.words.set(following.words);
      if (mazeKey(this.world) !== maze) copyWorld(this.before, this.world);
    }
    return true;
  }

  /** The history has the maze that the server has shown. */
  look(): void {}

  seek(tick: number): void {
    const target = Math.max(this.firstTick, Math.min(this.lastTick, Math.trunc(tick)));
    // The tick before the target is needed as well.
    this.show(this.indexBefore(target));
    while (this.tick < target && this.next());
  }

  private beginAnew(world: World, seats: readonly WireSeat[]): void {
    this.moments = [momentOf(world, seats)];
    this.show(0);
  }

  private show(index: number): void {
    this.at = index;
    this.world.words.set(this.moments[index]!.words);
    copyWorld(this.before, this.world);
    this.events.clear();
  }

  /** The last moment before a tick; the first one if there is none. */
  private indexBefore(tick: number): number {
    let low = 0;
    let high = this.moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.moments[middle]!.tick < tick) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function momentOf(world: World, seats: readonly WireSeat[]): Moment {
  return { tick: world.tick, words: world.words.slice(), seats };
}
