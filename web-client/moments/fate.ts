// The state of a seat's Pac-Man: it plays, returns at a tick that the World knows, or is out.

import { PAC, PHASE, ROLE, TICKS_PER_SECOND, type World } from '#simulation';

/**
 * - `plays`: in the maze, or a ghost, or nothing that could be caught.
 * - `caught`: the World shows how it is caught, or stands still after it; what follows is not a return.
 * - `returns`: `ticksLeft` until it is in the maze again.
 * - `out`: of the level, the round or the match.
 */
export type Fate =
  | { readonly name: 'plays' }
  | { readonly name: 'caught' }
  | { readonly name: 'returns'; readonly ticksLeft: number }
  | { readonly name: 'out' };

const PLAYS: Fate = { name: 'plays' };
const CAUGHT: Fate = { name: 'caught' };
const OUT: Fate = { name: 'out' };
/** By ticks, up to the longest return, so that none is made once a frame. */
const RETURNS: readonly Fate[] = Array.from({ length: 1 + 5 * TICKS_PER_SECOND }, (_, ticksLeft) =>
  returning(ticksLeft),
);

/** @param seat -1 for a watcher, who plays as nobody */
export function fateOf(world: World, seat: number): Fate {
  const { phase, phaseEndsTick, seatRole, seatActor, pacState, pacUntilTick, tick } = world;
  if (seat < 0 || seatRole[seat] !== ROLE.pac) return PLAYS;
  if (phase === PHASE.dying) return CAUGHT;
  const pac = seatActor[seat]!;
  const state = pacState[pac];
  if (state !== PAC.returning && state !== PAC.out) return PLAYS;
  // A turn of `versus` ends with its catch, and so does a round with the last one.
  if (phase === PHASE.between || phase === PHASE.over) return CAUGHT;
  // The next level brings everybody back; after a wipe those with a return start again together.
  if (phase === PHASE.cleared) return returnIn(phaseEndsTick - tick);
  if (state === PAC.out) return OUT;
  return returnIn((phase === PHASE.wiped ? phaseEndsTick : pacUntilTick[pac]!) - tick);
}

function returnIn(ticksLeft: number): Fate {
  return RETURNS[ticksLeft] ?? returning(ticksLeft);
}

function returning(ticksLeft: number): Fate {
  return { name: 'returns', ticksLeft };
}

/** Whole seconds as they are counted down: 3, 2, 1. */
export function countedSeconds(ticks: number): number {
  return Math.max(1, Math.ceil(ticks / TICKS_PER_SECOND));
}
