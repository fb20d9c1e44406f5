// The line below the results: what the player is asked, or waits for.

import { words } from '../../language/language.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';

export function resultsHint(room: OnlineRoom, nowMs: number): string {
  const { results } = words();
  const waitingFor = room.seats.filter(
    ({ driver, ready, disconnected, idle }) => isPerson(driver) && !ready && !disconnected && !idle,
  ).length;
  const seconds = room.endsAtMs === null ? 0 : Math.max(0, Math.ceil((room.endsAtMs - nowMs) / 1000));
  // Quick play goes on by itself; elsewhere players must be ready, or all go back to the room's lobby.
  const goesOn = room.info.host === '' || room.seats.some(({ driver, ready }) => isPerson(driver) && ready);
  if (seconds > 0) return goesOn ? results.nextIn(seconds) : results.decideIn(seconds);
  if (room.isReady && waitingFor > 0) return results.waitingFor(waitingFor);
  return room.isSeated ? results.askReady : '';
}

function isPerson(driver: string): boolean {
  return driver === 'human' || driver === 'bot';
}
