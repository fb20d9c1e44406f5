// The secret with which somebody takes up his stay again.

import type { Chance } from './clock.ts';

const TOKEN_WORDS = 4;

/** 128 random bits as 22 characters that fit into any text. */
export function newToken(chance: Chance): string {
  const words = Uint32Array.from({ length: TOKEN_WORDS }, () => chance(2 ** 32));
  return Buffer.from(words.buffer).toString('base64url');
}
