// The resources that each caller holds, and its budgets. A caller is an address (IPv6: its /64). On exempt networks, where many
// clients share an address, each session is a caller of its own.

import { networkOf, networkTest, TokenBucket } from '#net';
import { Budget } from './budget.ts';
import { CALLER_LINES_BURST, CALLER_LINES_PER_SECOND } from '../chat/chat-limits.ts';
import type { GameServerConfig } from '../config.ts';

/** Callers that are kept. Beyond it callers that hold nothing are dropped; there are fewer sessions and rooms than this. */
const CALLERS_MAX = 50_000;

/** Begins the keys of callers that share an address. */
const SHARED = 'shared ';

/** Callers checked in one sweep: some microseconds for each hundred. */
const SWEPT_MAX = 2000;

/** Replays of the rooms of one caller: short matches must not push out those of others. */
const REPLAYS_PER_SECOND = 1 / 60;
const REPLAYS_BURST = 30;

export class Caller {
  /** Identifies the caller. */
  readonly key: string;
  /** Whether other callers may have the same address. */
  readonly isShared: boolean;
  /** The budget of all its sessions together. */
  readonly budget: Budget;
  /** Rooms that it may open, and unknown tokens that it may show. */
  readonly openings: TokenBucket;
  readonly tokenFailures: TokenBucket;
  /** Matches of its rooms that are kept as replays. */
  readonly replays: TokenBucket;
  /** Lines of chat, for all its sessions together. */
  readonly lines: TokenBucket;
  sessions = 0;
  /** Of these, disconnected ones. */
  disconnected = 0;
  /** Rooms that it has opened and that are still open. */
  rooms = 0;

  constructor(key: string, isShared: boolean, config: GameServerConfig, nowMs: number) {
    this.key = key;
    this.isShared = isShared;
    this.budget = new Budget(config.budget, config.budgetsPerAddress, nowMs);
    this.openings = new TokenBucket(config.roomsOpenedPerSecond, config.roomsOpenedBurst, nowMs);
    this.tokenFailures = new TokenBucket(config.tokenFailuresPerSecond, config.tokenFailuresBurst, nowMs);
    this.replays = new TokenBucket(REPLAYS_PER_SECOND, REPLAYS_BURST, nowMs);
    this.lines = new TokenBucket(CALLER_LINES_PER_SECOND, CALLER_LINES_BURST, nowMs);
  }

  get holdsNothing(): boolean {
    return this.sessions === 0 && this.rooms === 0;
  }

  /** Whether dropping this caller would change nothing. */
  isAsNew(nowMs: number): boolean {
    const buckets = [this.budget, this.openings, this.tokenFailures, this.replays, this.lines];
    return this.holdsNothing && buckets.every((bucket) => bucket.isFull(nowMs));
  }
}

export class Callers {
  /** Whether many callers share this address, so that it does not identify one. */
  readonly isSharedAddress: (address: string) => boolean;
  private readonly config: GameServerConfig;
  private readonly byKey = new Map<string, Caller>();
  private sharingCount = 0;
  private swept: Iterator<Caller> = [].values();

  constructor(config: GameServerConfig) {
    this.config = config;
    this.isSharedAddress = networkTest(config.exemptNetworks);
  }

  /** Callers remembered now, except for those of shared addresses. */
  get count(): number {
    return this.byKey.size;
  }

  /**
   * The caller at this address; on a shared address a new one each time.
   * @param sharedKey identifies the new one on all nodes
   */
  at(address: string, nowMs: number, sharedKey?: string): Caller {
    if (this.isSharedAddress(address)) return this.sharing(nowMs, sharedKey);
    const key = networkOf(address);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    if (this.byKey.size >= CALLERS_MAX) this.forgetOne();
    const caller = new Caller(key, false, this.config, nowMs);
    this.byKey.set(key, caller);
    return caller;
  }

  /** The caller that had this key in an earlier process, where none of its sessions is left. */
  withKey(key: string, nowMs: number): Caller {
    return key.startsWith(SHARED) ? this.sharing(nowMs) : this.at(key, nowMs);
  }

  /** Drops callers for which that changes nothing. Each sweep checks a part of all callers. */
  sweep(nowMs: number): void {
    for (let i = 0; i < SWEPT_MAX; i++) {
      const { done, value: caller } = this.swept.next();
      if (done === true) {
        this.swept = this.byKey.values();
        return;
      }
      if (caller.isAsNew(nowMs)) this.byKey.delete(caller.key);
    }
  }

  private sharing(nowMs: number, key = String(++this.sharingCount)): Caller {
    return new Caller(SHARED + key, true, this.config, nowMs);
  }

  private forgetOne(): void {
    for (const [key, { holdsNothing }] of this.byKey) {
      if (holdsNothing) return void this.byKey.delete(key);
    }
  }
}
