// Which names players may have, and that no two on this server have the same.

import { NAME_LENGTH_MAX, NAME_LENGTH_MIN } from '#protocol';
import type { Chance } from './clock.ts';

// Control, format and bidirectional characters, all that is drawn as nothing, and every space but the common one.
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A name as it will be shown: trimmed, in one Unicode form. Null when it is not one. */
export function readName(given: string): string | null {
  const name = given.normalize('NFC').trim();
  const { length } = [...name];
  if (length < NAME_LENGTH_MIN || length > NAME_LENGTH_MAX) return null;
  return FORBIDDEN.test(name) || !VISIBLE.test(name) ? null : name;
}

/** Numbers tried in order (Ann-2, Ann-3 ...) before drawing one by chance: bots come in thousands with one name. */
const SUFFIX_COUNTED_MAX = 9;
const SUFFIX_DRAWN_MAX = 99_999;

/** The names in use. There are as many as sessions, so it needs no limit of its own. */
export class Names {
  private readonly chance: Chance;
  private readonly taken = new Set<string>();

  constructor(chance: Chance) {
    this.chance = chance;
  }

  /** Takes a name, with a suffix where somebody has it. Give it back with `release`. */
  claim(name: string): string {
    let claimed = name;
    for (let suffix = 2; this.taken.has(key(claimed)); suffix++) {
      const number = suffix <= SUFFIX_COUNTED_MAX ? suffix : 10 + this.chance(SUFFIX_DRAWN_MAX - 9);
      claimed = withSuffix(name, `-${number}`);
    }
    this.taken.add(key(claimed));
    return claimed;
  }

  release(claimed: string): void {
    this.taken.delete(key(claimed));
  }
}

function key(name: string): string {
  return name.toLowerCase();
}

function withSuffix(name: string, suffix: string): string {
  const kept = [...name].slice(0, NAME_LENGTH_MAX - suffix.length).join('');
  return kept.trimEnd() + suffix;
}
