// Secrets: the tokens with which players take up their sessions again, and how what somebody shows is compared with what
// is right. Neither takes a time that tells how much of a guess was right.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Rng } from '../clock.ts';

const TOKEN_WORDS = 4;

/** 128 random bits as 22 characters that fit into any text. */
export function newToken(rng: Rng): string {
  const words = Uint32Array.from({ length: TOKEN_WORDS }, () => rng(2 ** 32));
  return Buffer.from(words.buffer).toString('base64url');
}

/** What a secret is looked up by: whoever guesses has no say in what is compared then. */
export function digestOf(secret: string): string {
  return sha256(secret).toString('base64');
}

export function isSameSecret(given: string, right: string): boolean {
  return timingSafeEqual(sha256(given), sha256(right));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
