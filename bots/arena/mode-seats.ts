// How many seats a match has if nobody says so, and whether they play against each other.

import { modeNamed } from '#simulation';

/** Whether the seats of a mode play against each other: then nobody can play alone. */
export function isContest(mode: string): boolean {
  return modeNamed(mode)!.seats.least > 1;
}

/** Seats of a match if no number is given: one where a player can play alone, else those of quick play. */
export function seatsOf(mode: string): number {
  const { seats, room } = modeNamed(mode)!;
  return isContest(mode) ? Math.max(seats.least, room.quickPlayFill) : 1;
}
