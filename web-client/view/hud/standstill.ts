// Why nothing moves in the maze, as a line over it.

import { words } from '../../language/language.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';

/**
 * @param isPresent whether the maze shows the match as it is now. After a lost connection nobody knows what the server
 *   waits for, and a watcher's past moves.
 * @returns null if there is no such reason
 */
export function standstillText(
  { state, endsAtMs }: Pick<OnlineRoom, 'state' | 'endsAtMs'>,
  nowMs: number,
  isPresent: boolean,
): string | null {
  if (!isPresent) return null;
  const { paused, restored, restoredIn } = words().match;
  if (state === 'paused') return paused;
  if (state !== 'restored') return null;
  if (endsAtMs === null) return restored;
  return restoredIn(Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000)));
}
