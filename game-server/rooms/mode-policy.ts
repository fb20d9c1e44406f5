// What rooms do differently in each mode (rules/modes.md 1.9 to 1.11). Nothing else about rooms asks which mode it is.

import { TICKS_PER_SECOND, type Mode } from '#simulation';

export interface ModePolicy {
  /** Seats of a room that quick play makes, and up to how many of them AI fills: nobody waits for strangers. */
  readonly quickPlaySeats: number;
  readonly quickPlayFill: number;
  /** Whether AI takes seats at all. */
  readonly hasAiSeats: boolean;
  /**
   * Whether the match waits for its players: it does not begin without a connected one, it pauses when one is
   * disconnected, and nobody in it counts as idle.
   */
  readonly waitsForPlayers: boolean;
  /** How long a pause lasts at most, and what follows then. */
  readonly pauseTicksMax: number;
  readonly afterPause: 'match' | 'result';
  /** How long a result stays at least. */
  readonly resultTicksMin: number;
}

export const MODE_POLICIES: Readonly<Record<Mode, ModePolicy>> = {
  classic: {
    ...{ quickPlaySeats: 1, quickPlayFill: 0, hasAiSeats: false, waitsForPlayers: true },
    ...{ pauseTicksMax: 600 * TICKS_PER_SECOND, afterPause: 'result' },
    // Nobody else wants to read it.
    resultTicksMin: 0,
  },
  coop: {
    ...{ quickPlaySeats: 4, quickPlayFill: 2, hasAiSeats: true, waitsForPlayers: false },
    ...{ pauseTicksMax: 60 * TICKS_PER_SECOND, afterPause: 'match' },
    resultTicksMin: 5 * TICKS_PER_SECOND,
  },
};
