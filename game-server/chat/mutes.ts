// The players whom one player has muted.

import { nameKey } from '#handover';
import { BoundedSet } from '../limits/bounded-set.ts';

/** The same as plain data: names by their keys, oldest first. */
export interface MutesData {
  readonly names: readonly string[];
  readonly everybody: boolean;
}

/** Beyond it the oldest is dropped. */
export const MUTES_MAX = 100;

export class Mutes {
  private readonly names = new BoundedSet<string>(MUTES_MAX);
  private isEverybody = false;

  static restore({ names, everybody }: MutesData): Mutes {
    const mutes = new Mutes();
    for (const name of names) mutes.names.add(name);
    mutes.isEverybody = everybody;
    return mutes;
  }

  get data(): MutesData {
    return { names: [...this.names], everybody: this.isEverybody };
  }

  /** @param name '' for all players. */
  set(name: string, muted: boolean): void {
    if (name === '') this.isEverybody = muted;
    else if (muted) this.names.add(nameKey(name));
    else this.names.delete(nameKey(name));
  }

  /** A player has another name, under which they stay muted. @param key of the name */
  renamed(oldKey: string, key: string): void {
    if (this.names.has(oldKey)) this.names.add(key);
  }

  has(name: string): boolean {
    return this.isEverybody || this.names.has(nameKey(name));
  }
}
