// What a player chooses before a game in the page, and what of it counts.

import { matchSettings, type MatchSettings } from '#simulation';

export interface LocalGame {
  /** 1..256. */
  readonly level: number;
  /** One of `LOCAL_SPEEDS`. */
  readonly speed: number;
  /** Whether the tiles that the ghosts go to are shown. */
  readonly showsTargets: boolean;
  /** Whether ghosts catch nobody. */
  readonly isSafe: boolean;
  /** Whether it can be rewound. Its score is then not kept. */
  readonly isPractice: boolean;
}

/** The game whose score is kept. */
export const GAME_FOR_SCORE: LocalGame = {
  level: 1,
  speed: 1,
  showsTargets: false,
  isSafe: false,
  isPractice: false,
};

/** @throws RangeError for a level that does not exist */
export function settingsOf({ level, isSafe }: LocalGame, seed: number): MatchSettings {
  return matchSettings({ mode: 'classic', seatCount: 1, level, seed, variant: isSafe ? 'practice' : 'none' });
}
