// Codes that this node may give to new rooms. A room is opened at once, so its code is reserved in Redis before it is needed:
// two nodes never open rooms with one code.
//
//   any code ──SET NX──► reserved, if no stream has it ──take()──► the code of a room, whose stream has it from then on
//                                        └── not used: reserved again in time, or dropped

import { KEYS } from '#redis';
import type { Clock } from '../../clock.ts';

/** Codes that wait: more than a node opens rooms between two looks. */
export const POOL_SIZE = 64;
/** A reservation holds for so long. A code that waits for more than half of this is dropped. */
export const RESERVED_MS = 120_000;

export interface PoolRedis {
  set(key: string, value: string, px: 'PX', ms: number, nx: 'NX'): Promise<string | null>;
  exists(key: string): Promise<number>;
}

export interface PoolParts {
  /** The id of this node. */
  readonly id: string;
  readonly clock: Clock;
  readonly redis: PoolRedis;
  /** Any code. */
  readonly newCode: () => string;
}

export class CodePool {
  private readonly parts: PoolParts;
  /** Oldest first. */
  private readonly codes: { readonly code: string; readonly untilMs: number }[] = [];
  private isFilling = false;

  constructor(parts: PoolParts) {
    this.parts = parts;
  }

  /** A reserved code; null if there is none. */
  take(): string | null {
    const nowMs = this.parts.clock.now();
    for (let next = this.codes.shift(); next !== undefined; next = this.codes.shift()) {
      if (next.untilMs > nowMs) return next.code;
    }
    return null;
  }

  /** Reserves what is missing. Ends without an error if Redis does not answer. */
  async fill(): Promise<void> {
    if (this.isFilling) return;
    this.isFilling = true;
    try {
      const nowMs = this.parts.clock.now();
      while (this.codes.length > 0 && this.codes[0]!.untilMs <= nowMs) this.codes.shift();
      await Promise.all(Array.from({ length: POOL_SIZE - this.codes.length }, () => this.reserve()));
    } catch {
      // The connection logs it; the next look tries again.
    } finally {
      this.isFilling = false;
    }
  }

  private async reserve(): Promise<void> {
    const { id, clock, redis, newCode } = this.parts;
    const code = newCode();
    const untilMs = clock.now() + RESERVED_MS / 2;
    const [reserved, isRoom] = await Promise.all([
      redis.set(KEYS.code(code), id, 'PX', RESERVED_MS, 'NX'),
      redis.exists(KEYS.room(code)),
    ]);
    if (reserved === 'OK' && isRoom === 0) this.codes.push({ code, untilMs });
  }
}
