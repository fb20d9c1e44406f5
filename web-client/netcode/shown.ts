// Which of two worlds a picture follows: positions and timers are predicted, a catch and an eaten ghost are shown when the
// server reports them. Another player's input may undo a prediction, and neither may be taken back.

import { GHOST, PAC, type World } from '#simulation';

interface Worlds {
  readonly confirmed: World;
  readonly predicted: World;
}

/** Whether a Pac-Man is shown in the maze. A return is shown as soon as its predicted countdown is over. */
export function isPacShown({ confirmed, predicted }: Worlds, pac: number): boolean {
  return isPacInMaze(confirmed, pac) || isPacInMaze(predicted, pac);
}

/** Whether only the eyes of a ghost are shown: from when the server reports that it was eaten, until it is predicted to be back. */
export function areEyesShown({ confirmed, predicted }: Worlds, ghost: number): boolean {
  return isEaten(predicted, ghost) && isEaten(confirmed, ghost);
}

export function isPacInMaze({ pacState }: World, pac: number): boolean {
  return pacState[pac] === PAC.waiting || pacState[pac] === PAC.alive;
}

/** Whether a ghost was eaten, and is not back yet. */
export function isEaten({ ghostState }: World, ghost: number): boolean {
  const state = ghostState[ghost];
  return state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing;
}
