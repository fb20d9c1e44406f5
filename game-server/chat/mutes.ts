// The players whom one player has muted.

import { BoundedSet } from '../limits/bounded-set.ts';
import { nameKey } from '../sessions/names.ts';

/** Beyond it the oldest is dropped. */
const MUTES_MAX = 100;

export class Mutes {
  private readonly names = new BoundedSet<string>(MUTES_MAX);
  private isEverybody = false;

  /** @param name '' for all players. */
  set(name: string, muted: boolean): void {
    if (name === '') this.isEverybody = muted;
    else if (muted) this.names.add(nameKey(name));
    else this.names.delete(nameKey(name));
  }

  has(name: string): boolean {
    return this.isEverybody || this.names.has(nameKey(name));
  }
}
