// How many connections one caller may hold and open. Who counts as one caller is in address.ts.

import { callerOf, networkTest } from './address.ts';
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
  private readonly isExempt: (address: string) => boolean;
  private readonly callers = new Map<string, Caller>();

  constructor(config: GameServerConfig) {
    this.config = config;
    this.isExempt = networkTest(config.exemptNetworks);
  }

  /** Callers remembered now. */
  get callerCount(): number {
    return this.callers.size;
  }

  /** Counts a connection of this address in. @returns false, with nothing counted, when it has too many. */
  admit(address: string, nowMs: number): boolean {
    if (this.isExempt(address)) return true;
    const caller = this.callerAt(callerOf(address), nowMs);
    if (caller === null || caller.connections >= this.config.connectionsPerAddressMax) return false;
    if (!caller.opening.take(nowMs)) return false;
    caller.connections++;
    return true;
  }

  /** Counts out a connection that was admitted. */
  release(address: string): void {
    const caller = this.callers.get(callerOf(address));
    if (caller !== undefined) caller.connections--;
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
