// The players whose lines one player does not want to read.

import { BoundedSet } from '../limits/bounded-set.ts';
import { nameKey } from '../sessions/names.ts';

/** The oldest is forgotten. */
const MUTES_MAX = 100;

export class Mutes {
  private readonly names = new BoundedSet<string>(MUTES_MAX);
  private isEverybody = false;

  /** @param name '' for everybody. */
  set(name: string, muted: boolean): void {
    if (name === '') this.isEverybody = muted;
    else if (muted) this.names.add(nameKey(name));
    else this.names.delete(nameKey(name));
  }

  has(name: string): boolean {
    return this.isEverybody || this.names.has(nameKey(name));
  }
}
