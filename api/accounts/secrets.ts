// Secrets that this program makes: cookies, recovery codes, ids. Only hashes of them are kept. They have so many random
// bits that a fast hash is enough.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const USER_ID_BYTES = 16;
const COOKIE_BYTES = 32;
/** Letters and digits that are not mistaken for each other, 32 of them: 5 bits each. */
const CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';
const CODE_LENGTH = 20;
const CODE_GROUP = /.{5}(?=.)/g;

export function newUserId(): string {
  return randomBytes(USER_ID_BYTES).toString('hex');
}

export function newCookie(): string {
  return randomBytes(COOKIE_BYTES).toString('base64url');
}

/** 100 random bits, as `ABCDE-FGHJK-MNPQR-STVWX`. */
export function newRecoveryCode(): string {
  const letters = Array.from(randomBytes(CODE_LENGTH), (byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]!);
  return letters.join('').replaceAll(CODE_GROUP, '$&-');
}

/** Case and hyphens do not matter. */
export function recoveryHash(code: string): string {
  return secretHash(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''));
}

/** SHA-256 in base64url, as of a device in `Identity`. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function isSameHash(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}
