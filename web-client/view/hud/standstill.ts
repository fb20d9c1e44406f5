// Why nothing moves in the maze, as a line over it.

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
  if (state === 'paused') return 'Paused';
  if (state !== 'restored') return null;
  if (endsAtMs === null) return 'The server was restarted. Waiting for the other players…';
  return `The server was restarted. The match goes on in ${Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000))}`;
}
