// What this server knows of accounts: who has claimed which name, who is banned, which tokens of bots are revoked. It is
// what the feed of the API said last.

import { NO_VERSION, skeleton, type BotToken, type Change, type ClaimedName } from '#handover';
import { Bans } from './bans.ts';

/** Claimed names that are kept: about 100 MB. Guests can take further ones. */
const NAMES_MAX = 500_000;
const BOTS_MAX = 100_000;

/** Who has claimed a name. */
export interface NameOwners {
  /** The user who has claimed this name, or one that looks the same; null for a free one. */
  ownerOf(name: string): ClaimedName | null;
}

export class Directory implements NameOwners {
  readonly bans = new Bans();
  private readonly names = new Map<string, ClaimedName>();
  private readonly versions = new Map<string, number>();
  /** Changes that were left out, since there are too many names, bans or bots. */
  dropped = 0;

  get nameCount(): number {
    return this.names.size;
  }

  ownerOf(name: string): ClaimedName | null {
    return this.names.size === 0 ? null : (this.names.get(skeleton(name)) ?? null);
  }

  /** Whether a newer token of the bot was made, or the bot was deleted. */
  isRevoked({ user, version }: BotToken): boolean {
    return version < (this.versions.get(user) ?? 0);
  }

  /** Takes the changes of a page, in their order. */
  take(changes: Iterable<Change>): void {
    for (const change of changes) if (!this.takeOne(change)) this.dropped++;
  }

  /** Forgets everything. */
  clear(): void {
    this.names.clear();
    this.versions.clear();
    this.bans.clear();
  }

  /** Everything it knows, as changes that lead to the same. */
  *changes(): Generator<Change> {
    for (const [key, value] of this.names) yield { seq: 0, kind: 'name', key, value };
    for (const [key, value] of this.bans) yield { seq: 0, kind: 'ban', key, value };
    for (const [key, version] of this.versions) yield { seq: 0, kind: 'bot', key, value: { version } };
  }

  private takeOne(change: Change): boolean {
    switch (change.kind) {
      case 'name':
        return put(this.names, change.key, change.value, NAMES_MAX);
      case 'ban':
        return this.bans.put(change.key, change.value);
      case 'bot':
        return put(this.versions, change.key, change.value && Math.min(change.value.version, NO_VERSION), BOTS_MAX);
    }
  }
}

/** @returns false if the map is full */
function put<Value>(map: Map<string, Value>, key: string, value: Value | null, sizeMax: number): boolean {
  if (value === null) map.delete(key);
  else if (map.size < sizeMax || map.has(key)) map.set(key, value);
  else return false;
  return true;
}
