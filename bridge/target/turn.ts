/** In which order the targets of a route are tried for one client. Which targets are up is known to target-state.ts. */
import { createHash } from 'node:crypto';

export interface Turn {
  readonly balance: 'order' | 'least-sessions';
  readonly sticky: 'none' | 'token';
}

export interface Candidate {
  /** The address, as in logs. */
  readonly text: string;
  readonly sessions: number;
  readonly isUp: boolean;
}

/**
 * Targets that are down are left out, unless all are.
 * @param token of the client, null where it has none
 */
export function inTurn<Each extends Candidate>(
  candidates: readonly Each[],
  { balance, sticky }: Turn,
  token: string | null,
): readonly Each[] {
  const up = candidates.filter(({ isUp }) => isUp);
  const usable = up.length > 0 ? up : candidates;
  if (usable.length < 2) return usable;
  if (sticky === 'token' && token !== null) return byWeight(usable, token);
  return balance === 'order' ? usable : usable.toSorted((a, b) => a.sessions - b.sessions);
}

/**
 * Rendezvous hashing: each target has a weight for the token, and the heaviest comes first. When a target leaves or comes
 * back, only its own clients move, and every process and every bridge with the same targets decides the same.
 */
function byWeight<Each extends Candidate>(candidates: readonly Each[], token: string): Each[] {
  const weighed = candidates.map((candidate) => ({ candidate, weight: weightOf(candidate.text, token) }));
  return weighed.toSorted((a, b) => b.weight.compare(a.weight)).map(({ candidate }) => candidate);
}

function weightOf(target: string, token: string): Buffer {
  return createHash('sha256').update(`${target}\0${token}`).digest();
}
