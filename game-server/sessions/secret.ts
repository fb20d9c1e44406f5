// Secrets: the tokens that resume sessions, and how a given secret is compared with the right one. The time that a
// comparison takes does not show how much of a guess is right.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Rng } from '../clock.ts';

const TOKEN_WORDS = 4;

/** 128 random bits as 22 characters that fit into any text. */
export function newToken(rng: Rng): string {
  const words = Uint32Array.from({ length: TOKEN_WORDS }, () => rng(2 ** 32));
  return Buffer.from(words.buffer).toString('base64url');
}

/** The key by which a secret is looked up: a guess does not determine what it is compared with. */
export function digestOf(secret: string): string {
  return sha256(secret).toString('base64');
}

export function isSameSecret(given: string, right: string): boolean {
  return timingSafeEqual(sha256(given), sha256(right));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
