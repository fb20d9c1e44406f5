// Matches that the built-in player plays, for pictures of them.

import {
  aiWish,
  canSteer,
  createMatch,
  matchSettings,
  stepMatch,
  wishOf,
  worldOf,
  type Input,
  type Match,
  type ModeName,
} from '#simulation';

/** A match at a tick. */
export function playedMatch(mode: ModeName, seatCount: number, ticks: number, seed = 3): Match {
  const match = createMatch(matchSettings({ mode, seed, seatCount }));
  const seats = Array.from({ length: seatCount }, (_, seat) => seat);
  let inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
  while (match.tick < ticks) {
    stepMatch(match, inputs);
    inputs = [];
    for (const seat of seats) {
      const world = worldOf(match, seat);
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, 'normal');
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
  }
  return match;
}
