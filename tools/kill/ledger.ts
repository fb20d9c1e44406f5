// Every tick of every match that any client has seen, with the hash of the World. A client that sees the tick again must
// see the same hash.

import { hashWorld, type World } from '#simulation';

/** Ticks of a match that are remembered: a minute. After it the match is remembered by its newest ticks. */
const TICKS_MAX = 3600;

export class Ledger {
  /** By match and tick. */
  private readonly hashes = new Map<string, Map<number, number>>();
  private wrongCount = 0;

  /** Ticks that two clients have seen with different Worlds, or one client before and after a kill. */
  get wrongHashes(): number {
    return this.wrongCount;
  }

  /** A client sees a match. @param key identifies the match */
  see(key: string, world: World): void {
    const ticks = this.hashes.get(key) ?? new Map<number, number>();
    this.hashes.set(key, ticks);
    const hash = hashWorld(world);
    const known = ticks.get(world.tick);
    if (known === undefined) ticks.set(world.tick, hash);
    else if (known !== hash) this.wrongCount++;
    if (ticks.size <= TICKS_MAX) return;
    const [oldest] = ticks.keys();
    ticks.delete(oldest!);
  }

  /** The newest tick of a match that anybody has seen, 0 for none. */
  newestTick(key: string): number {
    let newest = 0;
    for (const tick of this.hashes.get(key)?.keys() ?? []) newest = Math.max(newest, tick);
    return newest;
  }
}
