// How many connections one caller may hold and open. An IPv4 address is one caller, and so is a /64 of IPv6. A /48 of
// IPv6, which one customer can have, may hold a few times as many.

import { networkOf, networkTest, siteOf, TokenBucket } from '#net';
import type { GameServerConfig } from '../config.ts';

/** Callers that are kept. Beyond it new ones are refused until others are dropped. */
const CALLERS_MAX = 50_000;

/** How many times the connections of a caller a /48 may have. */
const CALLERS_PER_SITE = 8;

interface Caller {
  readonly connectionsMax: number;
  connections: number;
  readonly opening: TokenBucket;
}

export class AddressLimits {
  private readonly config: GameServerConfig;
  /** Whether no limit holds for this address. */
  readonly isExempt: (address: string) => boolean;
  private readonly callers = new Map<string, Caller>();

  constructor(config: GameServerConfig) {
    this.config = config;
    this.isExempt = networkTest(config.exemptNetworks);
  }

  /** The number of callers that are kept. */
  get callerCount(): number {
    return this.callers.size;
  }

  /**
   * Counts a connection of this address.
   * @returns false, with nothing counted, if the address has too many; exempt addresses never have.
   */
  admit(address: string, nowMs: number): boolean {
    const network = networkOf(address);
    const caller = this.callerAt(network, 1, nowMs);
    if (this.isExempt(address)) {
      if (caller !== null) caller.connections++;
      return true;
    }
    const site = siteOf(network) === network ? caller : this.callerAt(siteOf(network), CALLERS_PER_SITE, nowMs);
    if (caller === null || site === null || isFull(caller) || isFull(site)) return false;
    if (!caller.opening.take(nowMs) || (site !== caller && !site.opening.take(nowMs))) return false;
    caller.connections++;
    if (site !== caller) site.connections++;
    return true;
  }

  /** Whether this address has as many connections as an address that is not exempt may have. */
  isFull(address: string): boolean {
    return (this.callers.get(networkOf(address))?.connections ?? 0) >= this.config.connectionsPerAddressMax;
  }

  /** A connection that was admitted has closed. */
  release(address: string): void {
    const network = networkOf(address);
    // An exempt address was not counted for its site, in which other addresses may not be exempt.
    const keys = this.isExempt(address) ? [network] : new Set([network, siteOf(network)]);
    for (const key of keys) {
      const caller = this.callers.get(key);
      if (caller !== undefined && caller.connections > 0) caller.connections--;
    }
  }

  /** Drops callers without a connection whose burst is full again. */
  sweep(nowMs: number): void {
    for (const [key, caller] of this.callers) {
      if (caller.connections === 0 && caller.opening.isFull(nowMs)) this.callers.delete(key);
    }
  }

  /** @param shares how many times the limits of a caller it has. */
  private callerAt(key: string, shares: number, nowMs: number): Caller | null {
    const known = this.callers.get(key);
    if (known !== undefined) return known;
    if (this.callers.size >= CALLERS_MAX) return null;
    const { connectionsPerAddressMax, newConnectionsPerAddressPerSecond, newConnectionsPerAddressBurst } = this.config;
    const [perSecond, burst] = [newConnectionsPerAddressPerSecond * shares, newConnectionsPerAddressBurst * shares];
    const opening = new TokenBucket(perSecond, burst, nowMs);
    const caller = { connectionsMax: connectionsPerAddressMax * shares, connections: 0, opening };
    this.callers.set(key, caller);
    return caller;
  }
}

function isFull({ connections, connectionsMax }: Caller): boolean {
  return connections >= connectionsMax;
}
