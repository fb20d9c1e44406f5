// Compares what is claimed of a match with what its log gives.

import type { FinishedMatch } from '#handover';
import type { ProvenResult, ReplayHead } from '#simulation';

/** The failure of a match whose rules are in no module here. */
export const UNKNOWN_RULES = 'unknown rules';

export interface Claim extends Pick<ReplayHead, 'ticks' | 'result'> {
  readonly seats: readonly ClaimedSeat[];
}

interface ClaimedSeat {
  readonly seat: number;
  /** 0 for none. */
  readonly place: number;
  readonly score: number;
  /** Left out where nobody has counted. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** What a game server says. */
export function claimOf({ recorded, seats }: FinishedMatch): Claim {
  const { ticks, result } = recorded.head;
  return { ticks, ...(result !== undefined && { result }), seats };
}

/** What the replay of a page says: one player had the first seat. */
export function offlineClaimOf({ ticks, result }: ReplayHead): Claim {
  return { ticks, ...(result !== undefined && { result }), seats: [{ seat: 0, place: 1, score: result?.score ?? 0 }] };
}

/** @returns the first thing that differs, as a text; null if all that enters tables is true */
export function differenceOf({ ticks, result, seats }: Claim, proven: ProvenResult): string | null {
  if (proven.difference !== null) return proven.difference;
  if (result === undefined) return 'there is no result';
  const facts: [name: string, claimed: unknown, real: unknown][] = [
    ['ticks', ticks, proven.ticks],
    ['level', result.level, proven.level],
    ['score', result.score, proven.score],
    ['cleared', result.cleared, proven.cleared],
  ];
  for (const { seat, place, score, counts } of seats) {
    const reached = proven.reached.find((row) => row.seat === seat);
    const placed = proven.seats.find((row) => row.seat === seat);
    if (place > 0) facts.push([`place of seat ${seat}`, place, placed?.place]);
    facts.push([`score of seat ${seat}`, score, reached?.score]);
    if (counts === undefined) continue;
    // Modules of earlier rules count fewer things.
    const counted = Object.entries(reached?.counts ?? {});
    for (const [name, real] of counted) facts.push([`${name} of seat ${seat}`, counts[name], real]);
  }
  const wrong = facts.find(([, claimed, real]) => claimed !== real);
  return wrong === undefined ? null : `${wrong[0]}: ${String(wrong[1])} instead of ${String(wrong[2])}`;
}
