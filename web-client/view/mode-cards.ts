// The modes as the page offers them: their order, and the card that the catalogue has for each. Which settings a mode takes,
// its rules say.

import type { ModeName } from '#simulation';
import { words } from '../language/language.ts';

export interface ModeCard {
  readonly title: string;
  /** How many can play. */
  readonly players: string;
  /** What the mode is about, in one sentence. */
  readonly idea: string;
  /** What a player must know for the first match, in short sentences. */
  readonly rules: readonly string[];
}

/** The first is what a new player plays. */
export const OFFERED_MODES: readonly ModeName[] = ['coop', 'versus', 'battle', 'mega', 'classic'];
export const DEFAULT_MODE: ModeName = 'coop';

/** The card of a mode, null for one that this page does not know. */
export function cardOf(mode: string): ModeCard | null {
  // Every mode has a card.
  const cards: Readonly<Record<ModeName, ModeCard>> = words().modes;
  return Object.hasOwn(cards, mode) ? cards[mode as ModeName] : null;
}

/** What a mode is called: its own name where this page does not know it. */
export function modeTitle(mode: string): string {
  return cardOf(mode)?.title ?? mode;
}

/** Whether the World's own clock draws how Pac-Man is caught; else the page's effects do. */
export function isCatchDrawnByTheWorld(mode: string): boolean {
  return mode === 'classic';
}
