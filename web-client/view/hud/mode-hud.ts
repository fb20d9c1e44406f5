// What a mode shows around the maze beside the usual figures: one class for each mode that has more to show (mode-huds.ts).
// It reads what is drawn only, so players, watchers and replays share it.

import type { ShownMatch } from '../maze/shown-match.ts';

/** Where it may put its elements. They are empty, and keep their place. */
export interface ModePlaces {
  /** Below score and level. */
  readonly figures: HTMLElement;
  /** Above the list of players. */
  readonly company: HTMLElement;
  /** The maze, and what is around it. */
  readonly middle: HTMLElement;
}

/** What the page does for it. */
export interface ModeCalls {
  /** A seat was chosen: to follow it, or for the menu of its player. */
  choose(seat: number): void;
  /** A maze was chosen, to be shown; it can be shown only to those who watch. */
  look(maze: number): void;
}

export interface ModeHud {
  /** Once a frame: writes only what has changed. */
  update(match: ShownMatch, nowMs: number): void;
  /** Takes its elements out of the page again. */
  remove(): void;
}
