// The tokens by which operators sign in, each with a name. Only their hashes are kept, in a file of the data folder, so that
// operators can sign in while the database is down.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import { z } from 'zod';

/** Random bytes of a token that we make. */
const TOKEN_BYTES = 24;
/** Characters of a token that an operator chooses. */
export const TOKEN_LENGTH_MIN = 16;
const TOKEN_LENGTH_MAX = 200;
const TOKENS_MAX = 32;
const FILE = 'desk-tokens.json';
const FILE_MODE = 0o600;
export const OPERATOR_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,31}$/u;
/** The name of the token that the first start makes, and of the one in the settings. */
export const FIRST_OPERATOR = 'operator';

const fileShape = z.record(z.string().regex(OPERATOR_NAME), z.string().regex(/^[0-9a-f]{64}$/));

/** A token that counts, by its hash. */
export interface TokenOwner {
  readonly name: string;
  readonly hash: Buffer;
}

export class DeskTokens {
  private readonly file: string;
  private readonly given: string | null;

  /**
   * @param data the data folder
   * @param given the token of the settings, null for none: it counts beside those of the file
   * @throws {Error} if it is too short
   */
  constructor(data: string, given: string | null) {
    this.file = join(data, FILE);
    this.given = given;
    if (given !== null && given.length < TOKEN_LENGTH_MIN) {
      throw new Error(`the token of the desk needs at least ${TOKEN_LENGTH_MIN} characters`);
    }
  }

  /** Makes the first token if there is none. @returns it, null if there was one already */
  begin(): string | null {
    return this.given !== null || this.read() !== null ? null : this.make(FIRST_OPERATOR);
  }

  /** Makes a token of this name, which replaces an earlier one. @throws {Error} for a name that cannot be one */
  make(name: string): string {
    if (!OPERATOR_NAME.test(name)) throw new Error('a name has 1 to 32 letters, digits, spaces, dots and hyphens');
    const tokens = this.read() ?? {};
    if (!(name in tokens) && Object.keys(tokens).length >= TOKENS_MAX)
      throw new Error(`${TOKENS_MAX} tokens are enough`);
    const token = `desk-${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    this.write({ ...tokens, [name]: hashOf(token).toString('hex') });
    return token;
  }

  /** @returns whether there was one */
  remove(name: string): boolean {
    const { [name]: removed, ...others } = this.read() ?? {};
    if (removed !== undefined) this.write(others);
    return removed !== undefined;
  }

  /** The operator with this token, or null. It takes equally long whichever token is compared. */
  ownerOf(token: string): TokenOwner | null {
    if (token.length > TOKEN_LENGTH_MAX) return null;
    const hash = hashOf(token);
    let owner: TokenOwner | null = null;
    for (const [name, known] of this.all()) if (timingSafeEqual(hash, known)) owner ??= { name, hash };
    return owner;
  }

  /** Whether this token still counts: a login ends when its token is removed or replaced. */
  has({ name, hash }: TokenOwner): boolean {
    return this.all().some(([known, its]) => known === name && timingSafeEqual(hash, its));
  }

  private all(): (readonly [name: string, hash: Buffer])[] {
    const kept = Object.entries(this.read() ?? {}).map(([name, hash]) => [name, Buffer.from(hash, 'hex')] as const);
    return this.given === null ? kept : [[FIRST_OPERATOR, hashOf(this.given)], ...kept];
  }

  /** Null if there is no such file. It is read each time: `packetman api --new-desk-token` is another process. */
  private read(): Record<string, string> | null {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    return fileShape.parse(JSON.parse(text));
  }

  private write(tokens: Record<string, string>): void {
    makeFolder(dirname(this.file));
    const next = `${this.file}.${process.pid}`;
    writeFileSync(next, `${JSON.stringify(tokens, null, 2)}\n`, { mode: FILE_MODE });
    renameSync(next, this.file);
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
