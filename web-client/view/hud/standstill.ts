// Why nothing moves in the maze, as a line over it.

import { words } from '../../language/language.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';

/**
 * What lasts no longer is not worth a word: a connection that is replaced, and a match that another node has taken over
 * and whose players are back. As long as .connection in page.css.
 */
export const MOMENT_MS = 800;

/**
 * @param isPresent whether the maze shows the match as it is now. When the connection has been lost for more than a moment
 *   nobody knows what the server waits for, and a watcher's past moves.
 * @param stateMs for how long the room has been in this state
 * @returns null if there is no such reason
 */
export function standstillText(
  { state, endsAtMs }: Pick<OnlineRoom, 'state' | 'endsAtMs'>,
  nowMs: number,
  isPresent: boolean,
  stateMs: number,
): string | null {
  if (!isPresent) return null;
  const { paused, restored, restoredIn } = words().match;
  if (state === 'paused') return paused;
  if (state !== 'restored') return null;
  if (endsAtMs === null) return stateMs < MOMENT_MS ? null : restored;
  return restoredIn(Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000)));
}
