// What names a match beyond its room and its process.

import { randomBytes } from 'node:crypto';

export interface MatchKey {
  /** 16 random bytes as hex, drawn when the match begins. '' for a match that nothing else is to name. */
  readonly id: string;
  /** How often it went on in another process. */
  readonly epoch: number;
}

/** The key of a match that is not handed over. */
export const NO_KEY: MatchKey = { id: '', epoch: 0 };

const ID_BYTES = 16;

export function randomMatchId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}
