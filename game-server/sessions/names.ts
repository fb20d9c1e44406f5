// The names in use: no two on this server are the same or look the same. The protocol says what a name may contain.

import { isReserved, nameKey, skeleton } from '#handover';
import { NAME_LENGTH_MAX } from '#protocol';
import type { Rng } from '../clock.ts';
import type { NameOwners } from '../directory/directory.ts';

/** Numbers tried in order (Ann-2, Ann-3 ...) before random ones: bots come in thousands with one name. */
const SUFFIX_COUNTED_MAX = 9;
const SUFFIX_DRAWN_MAX = 99_999;
/** After this many tries no suffix is free: even with half of all numbers in use, every other try succeeds. */
const SUFFIXES_TRIED_MAX = 100;

const NONE: ReadonlySet<string> = new Set();

/** The names in use. There are as many as sessions, so it needs no limit of its own. */
export class Names {
  private readonly rng: Rng;
  private readonly owners: NameOwners;
  private readonly keys = new Set<string>();
  /** The names in use, by their skeletons: each has its own. */
  private readonly looks = new Map<string, string>();

  constructor(rng: Rng, owners: NameOwners) {
    this.rng = rng;
    this.owners = owners;
  }

  get count(): number {
    return this.keys.size;
  }

  /**
   * Takes a name, with a suffix if it, or one that looks the same, is in use or belongs to another user. Give it back with
   * `release`.
   * @param user the id of the user who takes it; null for a guest
   * @param except names that are in use elsewhere
   * @returns null for a reserved name. The name of an account is not checked again: the API has done that.
   */
  claim(name: string, user: string | null, except: ReadonlySet<string> = NONE): string | null {
    if (user === null && isReserved(name)) return null;
    const isUsable = !except.has(name) && this.isFree(name, user);
    const claimed = isUsable ? name : this.withFreeSuffix(name, user, except);
    if (claimed === null) return null;
    this.restore(claimed);
    return claimed;
  }

  /** The name in use that is this one, or looks the same; null if there is none. */
  lookAlikeOf(name: string): string | null {
    return this.looks.get(skeleton(name)) ?? null;
  }

  /** Whether a session could take a name as it is. @param user the id of its user; null for a guest */
  isFree(name: string, user: string | null): boolean {
    return !this.isInUse(name) && this.mayHave(name, user);
  }

  /** Whether this name, or one that looks the same, is in use. */
  isInUse(name: string): boolean {
    return this.keys.has(nameKey(name)) || this.looks.has(skeleton(name));
  }

  /** Whether no other user has claimed a name or one that looks the same. @param user null for a guest */
  mayHave(name: string, user: string | null): boolean {
    const owner = this.owners.ownerOf(name);
    return owner === null || owner.user === user;
  }

  /** Takes exactly this name, which an earlier process has claimed. */
  restore(claimed: string): void {
    this.keys.add(nameKey(claimed));
    this.looks.set(skeleton(claimed), claimed);
  }

  /** Another name that looks the same, of the same session, stays as it is. */
  release(claimed: string): void {
    this.keys.delete(nameKey(claimed));
    const look = skeleton(claimed);
    if (this.looks.get(look) === claimed) this.looks.delete(look);
  }

  private withFreeSuffix(name: string, user: string | null, except: ReadonlySet<string>): string | null {
    for (let suffix = 2; suffix < SUFFIXES_TRIED_MAX; suffix++) {
      const number = suffix <= SUFFIX_COUNTED_MAX ? suffix : 10 + this.rng(SUFFIX_DRAWN_MAX - 9);
      const candidate = withSuffix(name, `-${number}`);
      // A long name that is cut off may be a reserved one.
      if (!except.has(candidate) && this.isFree(candidate, user) && !isReserved(candidate)) return candidate;
    }
    return null;
  }
}

/** Shortens a name if needed, but not after a space or in the middle of an emoji. */
function withSuffix(name: string, suffix: string): string {
  const kept = [...name].slice(0, NAME_LENGTH_MAX - suffix.length).join('');
  return kept.replace(/[\s\p{Default_Ignorable_Code_Point}]+$/u, '') + suffix;
}
