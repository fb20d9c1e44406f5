// What the page says and draws differently by mode: one card for each. Which settings a mode takes, its rules say.

import type { ModeName } from '#simulation';

export interface ModeCard {
  readonly title: string;
  /** In the list of modes: the title and who plays. */
  readonly choice: string;
  /** Whether the World's own clock draws how Pac-Man is caught; else the page's effects do. */
  readonly catchIsDrawnByTheWorld: boolean;
}

/** In the order in which they are offered; the first is what quick play plays. */
const CARDS: Readonly<Record<ModeName, ModeCard>> = {
  coop: { title: 'Together', choice: 'Together, 1 to 4 players', catchIsDrawnByTheWorld: false },
  classic: { title: 'Classic', choice: 'Classic, one player', catchIsDrawnByTheWorld: true },
};

export const OFFERED_MODES = Object.keys(CARDS) as ModeName[];
export const DEFAULT_MODE: ModeName = OFFERED_MODES[0]!;

/** The card of a mode, null for one that this page does not know. */
export function cardOf(mode: string): ModeCard | null {
  return Object.hasOwn(CARDS, mode) ? CARDS[mode as ModeName] : null;
}

/** What a mode is called: its own name where this page does not know it. */
export function modeTitle(mode: string): string {
  return cardOf(mode)?.title ?? mode;
}
