// The best result that a player had in each mode, which the page remembers.

import type { WireResult } from '#protocol';

export type Bests = Readonly<Record<string, number>>;

/** A page remembers so many modes; what is stored may be anything. */
const MODES_MAX = 32;

/** The figure that counts in a mode: the player's points, the team's points, in `battle` the rounds won. */
export function countedIn(mode: string, own: WireResult, teamScore: number): number {
  if (mode === 'battle') return own.rounds;
  return mode === 'coop' ? teamScore : own.score;
}

/** @returns the bests with this result, and the best that it has beaten; null if it has beaten none: the first result is no record */
export function withResult(bests: Bests, mode: string, value: number): { bests: Bests; beaten: number | null } {
  const before = bests[mode] ?? 0;
  if (value <= before) return { bests, beaten: null };
  return { bests: { ...bests, [mode]: value }, beaten: before > 0 ? before : null };
}

/** @returns null for text that is no record of bests */
export function readBests(stored: string): Bests | null {
  const read: unknown = JSON.parse(stored);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
  const entries = Object.entries(read).filter(([, value]) => Number.isSafeInteger(value) && (value as number) > 0);
  return Object.fromEntries(entries.slice(0, MODES_MAX));
}
