// Which modes have ranked matches, for humans and for bots, and how long players wait for which opponents.

import type { ClientKind } from '#protocol';

export interface ContestRules {
  readonly mode: string;
  /** Humans and bots never meet in a ranked match. */
  readonly kind: ClientKind;
  /** Players of a match. */
  readonly least: number;
  readonly most: number;
  /** A match with fewer than `most` players begins when one of them has waited for so long. */
  readonly fillMs: number;
  /** After so long a player gets opponents of any strength. */
  readonly waitMsMax: number;
  /** Players of one address meet only when one of them has waited for so long; Infinity for never. */
  readonly neighboursMs: number;
}

const HUMANS = { kind: 'human', fillMs: 12_000, waitMsMax: 60_000, neighboursMs: Infinity } as const;
// Owners try their bots at home, and a bot does not mind who its opponent is: it needs games.
const BOTS = { kind: 'bot', fillMs: 4000, waitMsMax: 20_000, neighboursMs: 10_000 } as const;

/** `classic` and `coop` are not here: nobody plays against others in them, and their tables are made of scores. */
export const CONTESTS: readonly ContestRules[] = [
  { ...HUMANS, mode: 'versus', least: 2, most: 5 },
  { ...HUMANS, mode: 'battle', least: 2, most: 8 },
  { ...BOTS, mode: 'versus', least: 2, most: 5 },
  { ...BOTS, mode: 'battle', least: 2, most: 8 },
  { ...BOTS, mode: 'mega', least: 4, most: 16 },
];

/** Null if a mode has no ranked matches for these players. */
export function contestOf(mode: string, kind: ClientKind): ContestRules | null {
  return CONTESTS.find((rules) => rules.mode === mode && rules.kind === kind) ?? null;
}
