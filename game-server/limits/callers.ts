// What each caller holds of the server, and what it may cost. A caller is an address (IPv6: its /64). Where many share
// one address (exempt networks), each session is a caller of its own.

import { networkOf, networkTest } from '#net';
import { Budget } from './budget.ts';
import { CALLER_LINES_BURST, CALLER_LINES_PER_SECOND } from '../chat/chat-limits.ts';
import type { GameServerConfig } from '../config.ts';
import { TokenBucket } from './token-bucket.ts';

/** Callers remembered: past it those are forgotten first who hold nothing. There are fewer sessions and rooms than this. */
const CALLERS_MAX = 50_000;

/** Callers looked at in one sweep, some microseconds for each hundred. */
const SWEPT_MAX = 2000;

export class Caller {
  /** Tells callers apart. */
  readonly key: string;
  /** Whether others may call from the same address. */
  readonly isShared: boolean;
  /** What all its sessions together may cost. */
  readonly budget: Budget;
  /** How often it may open a room, and show a token that nobody has. */
  readonly openings: TokenBucket;
  readonly tokenFailures: TokenBucket;
  /** How much all its sessions together may say. */
  readonly lines: TokenBucket;
  sessions = 0;
  /** Of these, disconnected ones. */
  disconnected = 0;
  /** Rooms it has opened that are still there. */
  rooms = 0;

  constructor(key: string, isShared: boolean, config: GameServerConfig, nowMs: number) {
    this.key = key;
    this.isShared = isShared;
    this.budget = new Budget(config.budget, config.budgetsPerAddress, nowMs);
    this.openings = new TokenBucket(config.roomsOpenedPerSecond, config.roomsOpenedBurst, nowMs);
    this.tokenFailures = new TokenBucket(config.tokenFailuresPerSecond, config.tokenFailuresBurst, nowMs);
    this.lines = new TokenBucket(CALLER_LINES_PER_SECOND, CALLER_LINES_BURST, nowMs);
  }

  get holdsNothing(): boolean {
    return this.sessions === 0 && this.rooms === 0;
  }

  /** Whether a new record of this caller would be the same. */
  isAsNew(nowMs: number): boolean {
    const buckets = [this.budget, this.openings, this.tokenFailures, this.lines];
    return this.holdsNothing && buckets.every((bucket) => bucket.isFull(nowMs));
  }
}

export class Callers {
  /** Whether many callers share this address, so that it tells nobody apart. */
  readonly isSharedAddress: (address: string) => boolean;
  private readonly config: GameServerConfig;
  private readonly byKey = new Map<string, Caller>();
  private sharingCount = 0;
  private swept: Iterator<Caller> = [].values();

  constructor(config: GameServerConfig) {
    this.config = config;
    this.isSharedAddress = networkTest(config.exemptNetworks);
  }

  /** Callers remembered now, those of shared addresses aside. */
  get count(): number {
    return this.byKey.size;
  }

  /** Who calls from this address: on a shared one somebody new each time. */
  at(address: string, nowMs: number): Caller {
    if (this.isSharedAddress(address)) return new Caller(`shared ${++this.sharingCount}`, true, this.config, nowMs);
    const key = networkOf(address);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    if (this.byKey.size >= CALLERS_MAX) this.forgetOne();
    const caller = new Caller(key, false, this.config, nowMs);
    this.byKey.set(key, caller);
    return caller;
  }

  /** Forgets callers who hold nothing and would be given a full budget again: looks at some, the next time at others. */
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

  private forgetOne(): void {
    for (const [key, { holdsNothing }] of this.byKey) {
      if (holdsNothing) return void this.byKey.delete(key);
    }
  }
}
