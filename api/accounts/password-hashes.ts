// Passwords as scrypt hashes. Two at a time are made, since each fills a thread and 32 MB for a tenth of a second; a few
// more wait, and further ones are refused.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/errors.ts';

const COST = { N: 2 ** 15, r: 8, p: 1 };
const PARAMS = `scrypt ${COST.N} ${COST.r} ${COST.p}`;
const MEMORY_BYTES_MAX = 64 * 1024 * 1024;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const RUNNING_MAX = 2;
const WAITING_MAX = 16;
const RETRY_AFTER_SECONDS = 3;

export interface StoredPassword {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly params: string;
}

export class PasswordHashes {
  /** How many hashes were made. A wrong name costs as many as a wrong password. */
  runs = 0;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** For users who have no password, and for users who are not there. */
  private readonly nobody: StoredPassword = {
    salt: randomBytes(SALT_BYTES),
    hash: randomBytes(HASH_BYTES),
    params: PARAMS,
  };

  /** @throws {ApiError} if too many are waiting */
  async hash(password: string): Promise<StoredPassword> {
    const salt = randomBytes(SALT_BYTES);
    return { salt, hash: await this.run(password, salt), params: PARAMS };
  }

  /**
   * @param stored null for a user without a password, and for none: it takes as long, and is never the right one
   * @throws {ApiError} if too many are waiting
   */
  async isRight(password: string, stored: StoredPassword | null): Promise<boolean> {
    const { salt, hash } = stored ?? this.nobody;
    const made = await this.run(password, salt);
    return timingSafeEqual(made, hash) && stored !== null;
  }

  private async run(password: string, salt: Uint8Array): Promise<Buffer> {
    if (this.running >= RUNNING_MAX) {
      if (this.waiting.length >= WAITING_MAX) throw new ApiError('busy', { retryAfter: RETRY_AFTER_SECONDS });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    this.runs++;
    try {
      return await derive(password.normalize('NFKC'), salt);
    } finally {
      // The place goes to the next one that waits.
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { ...COST, maxmem: MEMORY_BYTES_MAX }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}
