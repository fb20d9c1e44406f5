// How many connections one caller may hold and open. An IPv4 address is one caller, and so is a /64 of IPv6.

import { networkOf, networkTest } from '#net';
import type { GameServerConfig } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

/** Callers remembered at a time: past it strangers wait until others are forgotten. */
const CALLERS_MAX = 50_000;

interface Caller {
  connections: number;
  readonly opening: TokenBucket;
}

export class AddressLimits {
  private readonly config: GameServerConfig;
  /** Whether the limits leave this address alone. */
  readonly isExempt: (address: string) => boolean;
  private readonly callers = new Map<string, Caller>();

  constructor(config: GameServerConfig) {
    this.config = config;
    this.isExempt = networkTest(config.exemptNetworks);
  }

  /** Callers remembered now. */
  get callerCount(): number {
    return this.callers.size;
  }

  /**
   * Counts a connection of this address in.
   * @returns false, with nothing counted, when it has too many; exempt addresses never have.
   */
  admit(address: string, nowMs: number): boolean {
    const caller = this.callerAt(networkOf(address), nowMs);
    if (this.isExempt(address)) {
      if (caller !== null) caller.connections++;
      return true;
    }
    if (caller === null || caller.connections >= this.config.connectionsPerAddressMax) return false;
    if (!caller.opening.take(nowMs)) return false;
    caller.connections++;
    return true;
  }

  /** Whether this address holds as many connections as one that is not exempt may. */
  isFull(address: string): boolean {
    return (this.callers.get(networkOf(address))?.connections ?? 0) >= this.config.connectionsPerAddressMax;
  }

  /** Counts out a connection that was admitted. */
  release(address: string): void {
    const caller = this.callers.get(networkOf(address));
    if (caller !== undefined && caller.connections > 0) caller.connections--;
  }

  /** Forgets callers who have no connection and would be given a full burst again. */
  sweep(nowMs: number): void {
    for (const [key, caller] of this.callers) {
      if (caller.connections === 0 && caller.opening.isFull(nowMs)) this.callers.delete(key);
    }
  }

  private callerAt(key: string, nowMs: number): Caller | null {
    const known = this.callers.get(key);
    if (known !== undefined) return known;
    if (this.callers.size >= CALLERS_MAX) return null;
    const { newConnectionsPerAddressPerSecond, newConnectionsPerAddressBurst } = this.config;
    const opening = new TokenBucket(newConnectionsPerAddressPerSecond, newConnectionsPerAddressBurst, nowMs);
    const caller = { connections: 0, opening };
    this.callers.set(key, caller);
    return caller;
  }
}
