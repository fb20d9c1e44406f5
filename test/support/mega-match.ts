// A match of `mega` in play, whose Pac-Men stand where a test puts them.

import { createMatch, matchSettings, PAC, PHASE, RIGHT, stepMatch, type Direction, type Match } from '#simulation';

/** Play has begun, and all Pac-Men stand at their start points. */
export function megaMatch(seatCount: number, seed = 1): Match {
  const match = createMatch(matchSettings({ mode: 'mega', seatCount, seed }));
  stepMatch(
    match,
    Array.from({ length: seatCount }, (_, seat) => ({ kind: 'enter', seat })),
  );
  while (match.worlds[0]!.phase !== PHASE.play) stepMatch(match, []);
  return match;
}

/** Steps until a number of ticks of play have passed. */
export function playTo(match: Match, ticks: number): void {
  while (match.tick < match.worlds[0]!.playStartTick + ticks) stepMatch(match, []);
}

/** Puts a Pac-Man on a pixel, moving, where no ghost can harm it for a while. */
export function put(match: Match, seat: number, x: number, y: number, travel: Direction = RIGHT): void {
  const world = match.worlds[match.worldOfSeat[seat]!]!;
  world.pacX[seat] = x;
  world.pacY[seat] = y;
  world.pacTravel[seat] = travel;
  world.pacWish[seat] = travel;
  world.pacState[seat] = PAC.alive;
  world.pacUntilTick[seat] = world.tick + 600;
}
