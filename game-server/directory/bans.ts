// Who may not play on this server: by address or network, by name, or by who they are.

import { identityText, skeleton, type Ban, type Identity } from '#handover';
import { isNetwork, networkOf, networkTest } from '#net';
import { UINT32_MAX, type Fault } from '#protocol';

/** Bans that are kept, lifted and ended ones left out. */
const BANS_MAX = 20_000;

/** What a ban may hit. */
export interface Bannable {
  readonly address: string;
  /** '' before it is known. */
  readonly name: string;
  readonly identity: Identity | null;
}

export class Bans {
  private readonly byId = new Map<string, Ban>();
  /** Bans by what they hit: an address, a skeleton, an identity. */
  private readonly byKey = new Map<string, Ban[]>();
  /** Bans of networks, for the few that are no single address. */
  private networks: { readonly ban: Ban; readonly includes: (address: string) => boolean }[] = [];

  get count(): number {
    return this.byId.size;
  }

  [Symbol.iterator](): Iterator<[string, Ban]> {
    return this.byId[Symbol.iterator]();
  }

  /** @param ban null for one that was lifted @returns false if there are too many */
  put(id: string, ban: Ban | null): boolean {
    const known = this.byId.get(id);
    if (known !== undefined) this.remove(id, known);
    if (ban === null) return true;
    if (this.byId.size >= BANS_MAX) return false;
    this.byId.set(id, ban);
    if (isSubnet(ban)) this.networks.push({ ban, includes: networkTest([ban.value]) });
    else for (const key of keysOf(ban)) this.byKey.set(key, [...(this.byKey.get(key) ?? []), ban]);
    return true;
  }

  clear(): void {
    this.byId.clear();
    this.byKey.clear();
    this.networks = [];
  }

  /** Why somebody may not play. @param nowMs since 1970 @returns null if they may */
  faultOf({ address, name, identity }: Bannable, nowMs: number): Fault | null {
    if (this.byId.size === 0) return null;
    const keys = [`address ${networkOf(address)}`, `address ${address}`];
    if (name !== '') keys.push(`name ${skeleton(name)}`);
    if (identity !== null) keys.push(`user ${identityText(identity)}`);
    const ban =
      keys.flatMap((key) => this.byKey.get(key) ?? []).find((each) => isInForce(each, nowMs)) ??
      this.networks.find((each) => isInForce(each.ban, nowMs) && each.includes(address))?.ban;
    return ban === undefined ? null : faultOf(ban, nowMs);
  }

  private remove(id: string, ban: Ban): void {
    this.byId.delete(id);
    this.networks = this.networks.filter((each) => each.ban !== ban);
    for (const key of keysOf(ban)) {
      const others = (this.byKey.get(key) ?? []).filter((each) => each !== ban);
      if (others.length === 0) this.byKey.delete(key);
      else this.byKey.set(key, others);
    }
  }
}

function isSubnet({ kind, value }: Ban): boolean {
  return kind === 'address' && value.includes('/') && isNetwork(value);
}

/** A user is named by their id, and a guest without a user by `device:HASH`. */
function keysOf({ kind, value }: Ban): string[] {
  switch (kind) {
    case 'address':
      return [...new Set([`address ${networkOf(value)}`, `address ${value}`])];
    case 'name':
      return [`name ${skeleton(value)}`];
    case 'user':
      return [`user ${value.includes(':') ? value : `user:${value}`}`];
  }
}

function isInForce({ untilMs }: Ban, nowMs: number): boolean {
  return untilMs === null || untilMs > nowMs;
}

function faultOf({ reason, untilMs }: Ban, nowMs: number): Fault {
  const until = untilMs === null ? 'for good' : `until ${minuteOf(untilMs)} UTC`;
  const text = `the operator of this server has banned you ${until}${reason === '' ? '' : `: ${reason}`}`;
  return { code: 'server-banned', text, retryAfterMs: untilMs === null ? 0 : Math.min(UINT32_MAX, untilMs - nowMs) };
}

/** Such as `2026-12-01 13:39`: the minute in which a moment lies. */
function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
