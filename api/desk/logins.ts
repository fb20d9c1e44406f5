// Operators who are signed in, by the cookie of their browser. They are kept in memory: a new start of the API ends them.

import { createHash, randomBytes } from 'node:crypto';
import { networkOf, TokenBucket } from '#net';
import type { DeskTokens, TokenOwner } from './desk-tokens.ts';

const COOKIE_BYTES = 32;
/** Logins at once. Beyond it the one that was used longest ago ends. */
const LOGINS_MAX = 64;
/** A login ends when it was not used for so long, and in any case after a week. */
const IDLE_MS_MAX = 12 * 3600 * 1000;
const AGE_MS_MAX = 7 * 24 * 3600 * 1000;
/** Wrong tokens of one IPv4 address or IPv6 /64: a few at once, then one in half a minute. */
const ATTEMPTS_PER_SECOND = 1 / 30;
const ATTEMPTS_BURST = 5;
/** Addresses whose wrong tokens are remembered. Beyond it the oldest is forgotten. */
const ADDRESSES_MAX = 10_000;

interface Login {
  readonly owner: TokenOwner;
  readonly beganMs: number;
  usedMs: number;
}

/** The name of the operator and the cookie to set, or how long to wait before the next attempt; 0 for a wrong token. */
export type Attempt = { readonly name: string; readonly cookie: string } | { readonly waitMs: number };

export class Logins {
  private readonly tokens: DeskTokens;
  private readonly now: () => number;
  /** By the hash of the cookie, the one that was used longest ago first. */
  private readonly byHash = new Map<string, Login>();
  private readonly attempts = new Map<string, TokenBucket>();

  constructor(tokens: DeskTokens, now: () => number) {
    this.tokens = tokens;
    this.now = now;
  }

  signIn(token: string, address: string): Attempt {
    const nowMs = this.now();
    const attempts = this.attemptsOf(address, nowMs);
    if (attempts.isSpent(nowMs)) return { waitMs: attempts.waitMs(nowMs) };
    const owner = this.tokens.ownerOf(token);
    if (owner === null) {
      attempts.take(nowMs);
      return { waitMs: 0 };
    }
    const cookie = randomBytes(COOKIE_BYTES).toString('base64url');
    this.byHash.set(hashOf(cookie), { owner, beganMs: nowMs, usedMs: nowMs });
    if (this.byHash.size > LOGINS_MAX) this.byHash.delete(this.byHash.keys().next().value!);
    return { name: owner.name, cookie };
  }

  /** The operator with this cookie, or null. */
  operatorOf(cookie: string | undefined): string | null {
    if (cookie === undefined) return null;
    const hash = hashOf(cookie);
    const login = this.byHash.get(hash);
    if (login === undefined) return null;
    const nowMs = this.now();
    this.byHash.delete(hash);
    const isOver = nowMs - login.usedMs > IDLE_MS_MAX || nowMs - login.beganMs > AGE_MS_MAX;
    if (isOver || !this.tokens.has(login.owner)) return null;
    login.usedMs = nowMs;
    this.byHash.set(hash, login);
    return login.owner.name;
  }

  signOut(cookie: string | undefined): void {
    if (cookie !== undefined) this.byHash.delete(hashOf(cookie));
  }

  private attemptsOf(address: string, nowMs: number): TokenBucket {
    const network = networkOf(address);
    const known = this.attempts.get(network);
    if (known !== undefined) return known;
    if (this.attempts.size >= ADDRESSES_MAX) this.attempts.delete(this.attempts.keys().next().value!);
    const made = new TokenBucket(ATTEMPTS_PER_SECOND, ATTEMPTS_BURST, nowMs);
    this.attempts.set(network, made);
    return made;
  }
}

function hashOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url');
}
