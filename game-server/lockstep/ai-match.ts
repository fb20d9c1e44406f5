// A match that the AI plays alone: the match of the server without a room around it, and without a clock to wait for.

import { modeNamed, type ModeName } from '#simulation';
import { NO_KEY } from '../match/match-key.ts';
import { Match } from '../match/match.ts';
import { plannedRules } from '../rooms/room-rules.ts';
import type { SeatPlan } from '../rooms/seat-plan.ts';
import { Seats } from '../rooms/seats.ts';

export interface AiMatchOptions {
  readonly mode: ModeName;
  /** Without a seat for a player. */
  readonly plan: SeatPlan;
  /** A match that lasts longer ends with the result as it stands. */
  readonly matchTicksMax: number;
  readonly frightTable: Uint8Array;
}

/** Plays the first match of a plan. @throws RangeError if the mode has no such number of seats */
export function playAiMatch({ mode: name, plan, matchTicksMax, frightTable }: AiMatchOptions): {
  readonly match: Match;
  readonly seats: Seats;
} {
  const mode = modeNamed(name)!;
  const rules = plannedRules(mode, plan, { modes: [mode], frightTable });
  const seats = new Seats(rules);
  seats.beginMatch();
  const match = new Match(rules, plan.nextSeed, NO_KEY);
  plan.begun();
  while (!match.isOver && match.tick < matchTicksMax) {
    match.take(seats, true);
    match.step();
  }
  match.end();
  return { match, seats };
}
