// The names in use: no two on this server are the same or look the same. The protocol says what a name may contain.

import { isReserved, nameKey, skeleton } from '#handover';
import { NAME_LENGTH_MAX } from '#protocol';
import type { Rng } from '../clock.ts';

/** Numbers tried in order (Ann-2, Ann-3 ...) before random ones: bots come in thousands with one name. */
const SUFFIX_COUNTED_MAX = 9;
const SUFFIX_DRAWN_MAX = 99_999;
/** After this many tries no suffix is free: even with half of all numbers in use, every other try succeeds. */
const SUFFIXES_TRIED_MAX = 100;

/** The names in use. There are as many as sessions, so it needs no limit of its own. */
export class Names {
  private readonly rng: Rng;
  private readonly keys = new Set<string>();
  /** Skeletons of the names in use: each has its own. */
  private readonly looks = new Set<string>();

  constructor(rng: Rng) {
    this.rng = rng;
  }

  get count(): number {
    return this.keys.size;
  }

  /**
   * Takes a name, with a suffix if it, or one that looks the same, is in use. Give it back with `release`.
   * @returns null for a reserved name.
   */
  claim(name: string): string | null {
    if (isReserved(name)) return null;
    const claimed = this.isFree(name) ? name : this.withFreeSuffix(name);
    if (claimed === null) return null;
    this.restore(claimed);
    return claimed;
  }

  /** Takes exactly this name, which an earlier process has claimed. */
  restore(claimed: string): void {
    this.keys.add(nameKey(claimed));
    this.looks.add(skeleton(claimed));
  }

  release(claimed: string): void {
    this.keys.delete(nameKey(claimed));
    this.looks.delete(skeleton(claimed));
  }

  private isFree(name: string): boolean {
    return !this.keys.has(nameKey(name)) && !this.looks.has(skeleton(name));
  }

  private withFreeSuffix(name: string): string | null {
    for (let suffix = 2; suffix < SUFFIXES_TRIED_MAX; suffix++) {
      const number = suffix <= SUFFIX_COUNTED_MAX ? suffix : 10 + this.rng(SUFFIX_DRAWN_MAX - 9);
      const candidate = withSuffix(name, `-${number}`);
      // A long name that is cut off may be a reserved one.
      if (this.isFree(candidate) && !isReserved(candidate)) return candidate;
    }
    return null;
  }
}

/** Shortens a name if needed, but not after a space or in the middle of an emoji. */
function withSuffix(name: string, suffix: string): string {
  const kept = [...name].slice(0, NAME_LENGTH_MAX - suffix.length).join('');
  return kept.replace(/[\s\p{Default_Ignorable_Code_Point}]+$/u, '') + suffix;
}
