// Rendezvous hashing: all nodes agree, without asking each other, which of them is for a key. If a node joins or leaves, only
// the keys that are for it change hands.

import { createHash } from 'node:crypto';

/** Which of some nodes is for a key, by their ids; null if there are none. */
export function rendezvous(key: string, ids: Iterable<string>): string | null {
  let best: string | null = null;
  let bestScore = '';
  for (const id of ids) {
    const score = createHash('sha256').update(`${id}\n${key}`).digest('hex');
    if (best !== null && score <= bestScore) continue;
    best = id;
    bestScore = score;
  }
  return best;
}
