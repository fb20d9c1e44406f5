// Which names players may have, and that no two on this server have the same or look as if they had.

import { NAME_LENGTH_MAX, NAME_LENGTH_MIN } from '#protocol';
import type { Chance } from './clock.ts';
import { skeleton } from './look-alikes.ts';
import { AI_NAMES } from './room-rules.ts';

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

/** Two names with the same key are the same name. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Names that would be believed. */
const RESERVED = new Set(
  [...AI_NAMES, 'admin', 'administrator', 'mod', 'moderator', 'server', 'system', 'host', 'staff', 'support']
    .concat(['operator', 'everyone', 'nobody', 'packetman'])
    .map(bareSkeleton),
);

/** Whether a name could be taken for one of the server, with or without a number or signs around it. */
export function isReserved(name: string): boolean {
  const withoutNumber = name.replace(/[\p{N}\p{P}\p{S}\s]+$/u, '');
  return RESERVED.has(bareSkeleton(name)) || RESERVED.has(bareSkeleton(withoutNumber));
}

/** Stricter than between players, who may well be called Ali and All. */
function bareSkeleton(name: string): string {
  return skeleton(name)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('l', 'i');
}

/** Numbers tried in order (Ann-2, Ann-3 ...) before drawing one by chance: bots come in thousands with one name. */
const SUFFIX_COUNTED_MAX = 9;
const SUFFIX_DRAWN_MAX = 99_999;

/** The names in use. There are as many as sessions, so it needs no limit of its own. */
export class Names {
  private readonly chance: Chance;
  private readonly keys = new Set<string>();
  /** Skeletons of the names in use. Each belongs to one of them: names that only look the same do not come together. */
  private readonly looks = new Set<string>();

  constructor(chance: Chance) {
    this.chance = chance;
  }

  get count(): number {
    return this.keys.size;
  }

  /**
   * Takes a name, with a suffix where somebody has it. Give it back with `release`.
   * @returns null for one that looks like somebody else's, or like one of the server.
   */
  claim(name: string): string | null {
    if (isReserved(name) || this.isLookAlike(name)) return null;
    let claimed = name;
    for (let suffix = 2; this.keys.has(nameKey(claimed)) || this.isLookAlike(claimed); suffix++) {
      const number = suffix <= SUFFIX_COUNTED_MAX ? suffix : 10 + this.chance(SUFFIX_DRAWN_MAX - 9);
      claimed = withSuffix(name, `-${number}`);
    }
    this.keys.add(nameKey(claimed));
    this.looks.add(skeleton(claimed));
    return claimed;
  }

  release(claimed: string): void {
    this.keys.delete(nameKey(claimed));
    this.looks.delete(skeleton(claimed));
  }

  private isLookAlike(name: string): boolean {
    return this.looks.has(skeleton(name)) && !this.keys.has(nameKey(name));
  }
}

function withSuffix(name: string, suffix: string): string {
  const kept = [...name].slice(0, NAME_LENGTH_MAX - suffix.length).join('');
  return kept.trimEnd() + suffix;
}
