// The numbers of a room's life (modes.md sections 1.3, 1.11, 3 and 8). Those of the match are in the simulation.

import { TICKS_PER_SECOND, type Mode } from '#simulation';

/** What a room is made with, and keeps from match to match. */
export interface RoomRules {
  readonly mode: Mode;
  readonly seatCount: number;
  /** The built-in AI takes empty seats until this many are taken. */
  readonly fillTo: number;
  /** Whether quick play may put people here. */
  readonly open: boolean;
}

/** Rooms that quick play makes: nobody waits for strangers, so AI brings `coop` up to two. */
export const QUICK_PLAY: Readonly<Record<Mode, RoomRules>> = {
  classic: { mode: 'classic', seatCount: 1, fillTo: 0, open: true },
  coop: { mode: 'coop', seatCount: 4, fillTo: 2, open: true },
};

/** How long a result stays before the next match begins. */
export const AUTO_REMATCH_TICKS = 10 * TICKS_PER_SECOND;

export const AI_SKILL = 'normal';
/** What the AI is called, by seat. */
export const AI_NAMES = ['Pip', 'Nibble', 'Munch', 'Crumb'] as const;

/** Inputs that may wait for their tick at one seat: half a second ahead at twice as many wishes as anybody makes. */
export const INPUT_QUEUE_PER_SEAT_MAX = 32;
